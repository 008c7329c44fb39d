package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * The text that a shell is reading.
 *
 * @param name as messages name it: {@code $0}, or the sourced file
 * @param firstLine the number of its first line, as messages count
 * @param place where all of it stands, when its own places are not those of a file in the workspace
 */
record Source(String name, Kind kind, int firstLine, Optional<Span> place) {

    /** How the shell came to it. */
    enum Kind {
        SCRIPT,
        ARGUMENT,
        EVAL,
        SOURCED
    }

    int line(int written) {
        return firstLine + written - 1;
    }

    Span at(Span written) {
        return place.orElse(written);
    }
}
