package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/** Ends the reading of a text at its syntax error. Never leaves this package. */
final class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Script.SyntaxError error;
    private final boolean onlyThisLine;

    /** @param onlyThisLine whether the shell drops the line and goes on with the next, as bash does after a bad array */
    Rejection(Script.SyntaxError error, boolean onlyThisLine) {
        super(error.message(), null, false, false);
        this.error = error;
        this.onlyThisLine = onlyThisLine;
    }

    /** @param at the character at which the shell gives up; it may be the end of the text */
    static Rejection at(Scanner in, int at, int line, String message, Optional<String> echo) {
        return new Rejection(new Script.SyntaxError(message, echo, line, Optional.of(2), place(in, at)), false);
    }

    static Span place(Scanner in, int at) {
        int from = Math.min(at, in.text().length());
        return in.span(from, Math.min(from + 1, in.text().length()));
    }

    /** The same error in an array, after which bash ends with another status or only drops the line. */
    Rejection inArray(boolean goesOn) {
        Script.SyntaxError other =
                new Script.SyntaxError(error.message(), error.echo(), error.line(), Optional.of(1), error.span());
        return new Rejection(other, goesOn);
    }

    boolean onlyThisLine() {
        return onlyThisLine;
    }

    Script.SyntaxError error() {
        return error;
    }
}
