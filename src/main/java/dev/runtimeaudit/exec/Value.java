package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;

/** A text that the replay knows, or knows not to know. */
public sealed interface Value {

    record Known(String text) implements Value {}

    /** @param notEmpty it is known to hold at least one character */
    record Unknown(Reason reason, Evidence evidence, boolean notEmpty) implements Value {}

    static Value of(String text) {
        return new Known(text);
    }

    static Value unknown(Reason reason, Evidence evidence) {
        return new Unknown(reason, evidence, false);
    }

    /** The text, or a stand-in in angle brackets: for messages only. */
    default String shown() {
        return this instanceof Known known ? known.text() : "<unknown>";
    }
}
