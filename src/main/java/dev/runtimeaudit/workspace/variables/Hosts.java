package dev.runtimeaudit.workspace.variables;

import java.util.Optional;

/** The host names of addresses: the one part of a value that may be said. */
final class Hosts {

    private Hosts() {}

    /** The host of {@code scheme://user:password@host:port/path}; empty for a text that is no address. */
    static Optional<String> of(String value) {
        int scheme = value.indexOf("://");
        if (scheme <= 0
                || !value.substring(0, scheme).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '+')) {
            return Optional.empty();
        }
        int from = scheme + 3;
        int end = value.length();
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                end = i;
                break;
            }
        }
        String authority = value.substring(from, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        String name = colon > 0 ? host.substring(0, colon) : host;
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
