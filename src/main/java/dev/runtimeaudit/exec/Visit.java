package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.OptionalInt;

/**
 * A program that a replay passed through.
 *
 * @param program what it is: {@code node}, {@code npm}, {@code tini}
 * @param version as far as it is known; an applet of BusyBox says so
 * @param argv its command line, unknown words in angle brackets
 * @param environment what it was given
 * @param directory in which it was started
 * @param files what it found there: the steps before it may have made some
 * @param at the command that ran it
 * @param caller the program that ran it, as a number in the order of the visits; empty for the first process
 * @param becomes a shell became it: no process of its own stands behind it
 */
public record Visit(
        String program,
        String version,
        List<String> argv,
        Environment environment,
        ImagePath directory,
        FileSystem files,
        Span at,
        OptionalInt caller,
        boolean becomes) {

    public Visit {
        argv = List.copyOf(argv);
    }
}
