package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import java.util.List;
import java.util.Optional;

/**
 * One word of a command line after all expansions.
 *
 * @param uncertain it may have become several words, or none
 * @param assigned what it assigns, when it is an argument of {@code export} and its like that does
 */
record Field(Value value, boolean uncertain, Optional<Assigned> assigned) {

    /** @param array the elements of {@code name=(a b)} */
    record Assigned(String name, boolean append, Value value, Optional<List<Value>> array) {}

    Field(Value value, boolean uncertain) {
        this(value, uncertain, Optional.empty());
    }

    static Field of(String text) {
        return new Field(Value.of(text), false);
    }

    String shown() {
        return value.shown();
    }
}
