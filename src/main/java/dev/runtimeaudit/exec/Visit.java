package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * A program that a replay passed through.
 *
 * @param program what it is: {@code node}, {@code npm}, {@code tini}
 * @param version as far as it is known; an applet of BusyBox says so
 * @param argv its command line, unknown words in angle brackets
 * @param environment what it was given
 * @param directory in which it was started
 * @param at the command that ran it
 */
public record Visit(
        String program, String version, List<String> argv, Environment environment, ImagePath directory, Span at) {

    public Visit {
        argv = List.copyOf(argv);
    }
}
