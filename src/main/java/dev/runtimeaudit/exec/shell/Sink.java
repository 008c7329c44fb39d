package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.image.ImagePath;

/** Where a file descriptor leads. */
sealed interface Sink {

    /** What the shell was given as standard output. */
    record Out() implements Sink {}

    /** What the shell was given as standard error. */
    record Err() implements Sink {}

    record ToFile(ImagePath path) implements Sink {}

    /** Nothing comes of it: {@code /dev/null}, or a place that the model does not have. */
    record Nowhere() implements Sink {}

    Sink OUT = new Out();
    Sink ERR = new Err();
    Sink NOWHERE = new Nowhere();
}
