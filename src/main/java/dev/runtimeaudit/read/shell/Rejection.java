package dev.runtimeaudit.read.shell;

import java.util.Optional;

/** Ends the reading of a text at its syntax error. Never leaves this package. */
final class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Script.SyntaxError error;

    Rejection(Script.SyntaxError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** @param at the character at which the shell gives up; it may be the end of the text */
    static Rejection at(Scanner in, int at, int line, String message, Optional<String> echo) {
        int from = Math.min(at, in.text().length());
        return new Rejection(new Script.SyntaxError(
                message, echo, line, in.span(from, Math.min(from + 1, in.text().length()))));
    }

    Script.SyntaxError error() {
        return error;
    }
}
