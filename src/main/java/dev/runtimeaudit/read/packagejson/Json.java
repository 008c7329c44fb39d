package dev.runtimeaudit.read.packagejson;

import dev.runtimeaudit.source.Fragment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value. */
public sealed interface Json {

    /** The members in the order in which they stand; of a name that stands twice, the last. */
    record Members(Map<String, Json> all) implements Json {
        public Members {
            all = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(all));
        }
    }

    record Elements(List<Json> all) implements Json {
        public Elements {
            all = List.copyOf(all);
        }
    }

    /** @param text its characters with their places, escapes taken off */
    record Text(Fragment text) implements Json {}

    /** A number, {@code true}, {@code false} or {@code null}, as written. */
    record Scalar(String written) implements Json {}

    /** What stands under a name. */
    default Optional<Json> member(String name) {
        return this instanceof Members members
                ? Optional.ofNullable(members.all().get(name))
                : Optional.empty();
    }

    default boolean isTrue() {
        return this instanceof Scalar scalar && scalar.written().equals("true");
    }

    default boolean isFalse() {
        return this instanceof Scalar scalar && scalar.written().equals("false");
    }

    /** The text under a name, where it is one. */
    default Optional<Fragment> text(String name) {
        return member(name).flatMap(value -> value instanceof Text text ? Optional.of(text.text()) : Optional.empty());
    }
}
