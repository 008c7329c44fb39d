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

    /**
     * What the shell reads in one go: the commands up to the end of a line.
     *
     * @param readTo the line on which the shell stands when it has read this, which is what BusyBox ash names where an
     *     expansion fails ("line 4: syntax error: bad substitution" for a command on line 3)
     */
    public record Complete(List<Item> items, Span span, int readTo) {
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
     * @param echo what bash prints on a second line, with the same name and line in front: the offending line in quotes
     * @param line the line the shell names, from 1, counted in the text it was given
     * @param status what the shell exits with: 2, or 1 for an array that bash cannot read; empty where bash keeps the
     *     status of the command before, as after most errors inside {@code [[ … ]]}
     */
    public record SyntaxError(String message, Optional<String> echo, int line, Optional<Integer> status, Span span) {}
}
