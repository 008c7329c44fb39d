package dev.runtimeaudit.config;

/**
 * Which services, by name.
 *
 * @param text {@code *} stands for any characters, also none
 */
public record NamePattern(String text) {

    public static final NamePattern ALL = new NamePattern("*");

    public boolean matches(String name) {
        return matches(0, name, 0);
    }

    private boolean matches(int at, String name, int from) {
        if (at == text.length()) {
            return from == name.length();
        }
        if (text.charAt(at) != '*') {
            return from < name.length() && text.charAt(at) == name.charAt(from) && matches(at + 1, name, from + 1);
        }
        for (int rest = from; rest <= name.length(); rest++) {
            if (matches(at + 1, name, rest)) {
                return true;
            }
        }
        return false;
    }
}
