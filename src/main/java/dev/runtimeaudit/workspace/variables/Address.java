package dev.runtimeaudit.workspace.variables;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where an address leads: the part of a value that may be said.
 *
 * @param scheme in lower case
 * @param host of several the first
 * @param port empty where it is not written
 */
public record Address(String scheme, String host, Optional<Integer> port) {

    private static final int MOST_DIGITS = 5;

    private static final List<String> POSTGRES =
            List.of("postgres", "postgis", "pgvector", "timescaledb", "postgresql");
    private static final List<String> REDIS = List.of("redis", "valkey", "keydb", "dragonfly", "redis-stack");
    /** The images that answer the addresses of a scheme. */
    private static final Map<String, List<String>> SERVERS = Map.ofEntries(
            Map.entry("postgres", POSTGRES),
            Map.entry("postgresql", POSTGRES),
            Map.entry("mysql", List.of("mysql", "mariadb", "percona")),
            Map.entry("mariadb", List.of("mysql", "mariadb")),
            Map.entry("mongodb", List.of("mongo", "mongodb")),
            Map.entry("redis", REDIS),
            Map.entry("rediss", REDIS),
            Map.entry("amqp", List.of("rabbitmq", "lavinmq")),
            Map.entry("amqps", List.of("rabbitmq", "lavinmq")),
            Map.entry("nats", List.of("nats")),
            Map.entry("clickhouse", List.of("clickhouse-server", "clickhouse")));

    /** What {@code scheme://user:password@host:port/path} says; empty for a text that is no address. */
    static Optional<Address> of(String value) {
        int end = value.indexOf("://");
        if (end <= 0 || !value.substring(0, end).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '+')) {
            return Optional.empty();
        }
        int from = end + 3;
        int to = value.length();
        for (int i = from; i < value.length() && to == value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                to = i;
            }
        }
        String authority = value.substring(from, to);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int comma = host.indexOf(',');
        host = comma < 0 ? host : host.substring(0, comma);
        int colon = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        String name = colon > 0 ? host.substring(0, colon) : host;
        boolean written = colon > 0 && colon < host.length() && host.charAt(colon) == ':';
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new Address(
                        value.substring(0, end).toLowerCase(Locale.ROOT),
                        name,
                        written ? port(host.substring(colon + 1)) : Optional.empty()));
    }

    private static Optional<Integer> port(String digits) {
        boolean number = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(Character::isDigit);
        return number ? Optional.of(Integer.valueOf(digits)) : Optional.empty();
    }

    /** Whether a container of this image answers such addresses. */
    public boolean leadsTo(String image) {
        String path = image.substring(0, Math.max(image.indexOf('@'), 0) == 0 ? image.length() : image.indexOf('@'));
        String last = path.substring(path.lastIndexOf('/') + 1);
        int tag = last.indexOf(':');
        String name = tag < 0 ? last : last.substring(0, tag);
        return SERVERS.getOrDefault(scheme, List.of()).contains(name);
    }

    /** Whether it leads to the container that uses it. */
    public boolean isLoopback() {
        return host.equalsIgnoreCase("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }
}
