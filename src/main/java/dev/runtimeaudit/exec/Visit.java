package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * A program that a replay passed through.
 *
 * @param program what it is: {@code node}, {@code npm}, {@code tini}
 * @param argv its command line, unknown words in angle brackets
 * @param at the command that ran it
 */
public record Visit(String program, List<String> argv, Span at) {

    public Visit {
        argv = List.copyOf(argv);
    }
}
