package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * A script, a function's body, or the inside of a command substitution.
 *
 * @param lines its lists of commands in the order in which the shell reads them: a shell reads and runs one <em>complete
 *     command</em> (POSIX 2.10) after the other, so what stands before a syntax error runs
 * @param error why the dialect's shell rejects the text, found behind {@code lines}
 */
public record Script(List<Complete> lines, Optional<SyntaxError> error, Span span) {

    public Script {
        lines = List.copyOf(lines);
    }

    /** What the shell reads in one go: the commands up to the end of a line. */
    public record Complete(List<Item> items, Span span) {
        public Complete {
            items = List.copyOf(items);
        }
    }

    /** A command, and whether {@code &} sends it to the background. */
    public record Item(Command command, boolean background, Span span) {}

    /**
     * Why a shell rejects a text.
     *
     * @param message the shell's own words, without its name and line: "syntax error: unexpected \"(\""
     * @param line the line the shell names, from 1, counted in the text it was given
     */
    public record SyntaxError(String message, int line, Span span) {}
}
