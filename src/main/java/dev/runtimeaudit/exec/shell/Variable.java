package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import java.util.List;
import java.util.Optional;

/**
 * A variable of the shell.
 *
 * @param value the empty text when it is not set
 * @param array the elements of a bash array; {@code value} is the first then
 */
record Variable(Presence presence, Value value, boolean exported, boolean readonly, Optional<List<Value>> array) {

    /** Whether it is set. */
    enum Presence {
        SET,
        UNSET,
        MAYBE
    }

    static final Variable NONE = new Variable(Presence.UNSET, Value.of(""), false, false, Optional.empty());

    static Variable of(Value value, boolean exported) {
        return new Variable(Presence.SET, value, exported, false, Optional.empty());
    }

    Variable holding(Value other) {
        return new Variable(Presence.SET, other, exported, readonly, Optional.empty());
    }

    Variable holding(Presence other, Value text) {
        return new Variable(other, text, exported, readonly, array);
    }

    Variable holdingAll(List<Value> elements) {
        return new Variable(
                Presence.SET,
                elements.isEmpty() ? Value.of("") : elements.get(0),
                exported,
                readonly,
                Optional.of(List.copyOf(elements)));
    }

    Variable exported(boolean on) {
        return new Variable(presence, value, on, readonly, array);
    }

    Variable frozen() {
        return new Variable(presence, value, exported, true, array);
    }

    boolean isSet() {
        return presence == Presence.SET;
    }
}
