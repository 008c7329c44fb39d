package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;

/** What a specifier means. */
sealed interface Resolution {

    /** @param path the file's real path */
    record Found(ImagePath path) implements Resolution {}

    /** A module of node itself. */
    record Builtin(String name) implements Resolution {}

    /** @param message the line that node prints */
    record Failed(Cause cause, String message, Evidence evidence) implements Resolution {}

    record Unclear(Reason reason, Evidence evidence) implements Resolution {}
}
