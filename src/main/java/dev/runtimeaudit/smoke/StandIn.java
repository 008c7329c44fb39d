package dev.runtimeaudit.smoke;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Values for variables that a start is known to need and nobody has given: of the right form, and of no use to anybody. */
final class StandIn {

    private static final Map<String, String> BY_PART = Map.of(
            "MONGO", "mongodb://127.0.0.1:27017/smoke",
            "REDIS", "redis://127.0.0.1:6379",
            "DATABASE", "postgresql://smoke:smoke@127.0.0.1:5432/smoke",
            "POSTGRES", "postgresql://smoke:smoke@127.0.0.1:5432/smoke",
            "MYSQL", "mysql://smoke:smoke@127.0.0.1:3306/smoke",
            "AMQP", "amqp://127.0.0.1:5672",
            "RABBIT", "amqp://127.0.0.1:5672",
            "KAFKA", "127.0.0.1:9092",
            "BROKER", "127.0.0.1:9092");

    private StandIn() {}

    static String of(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        boolean isAddress =
                Stream.of("URL", "URI", "DSN", "ENDPOINT", "BROKERS").anyMatch(name::endsWith);
        if (isAddress) {
            return BY_PART.entrySet().stream()
                    .filter(entry -> name.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .sorted()
                    .findFirst()
                    .orElse("http://127.0.0.1:9");
        }
        if (name.endsWith("PORT")) {
            return "3000";
        }
        if (name.equals("NODE_ENV")) {
            return "production";
        }
        if (name.endsWith("HOST") || name.endsWith("HOSTNAME")) {
            return "127.0.0.1";
        }
        return "smoke-test-not-a-real-value-0123456789";
    }
}
