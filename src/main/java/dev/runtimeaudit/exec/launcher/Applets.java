package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.image.Content;

/** Tells the two families of small tools apart: BusyBox has other words, and other options, than GNU. */
final class Applets {

    private Applets() {}

    /** Whether a program is an applet of BusyBox; its version then starts with that name. */
    static boolean isBusybox(Content.Program program) {
        return program.version().startsWith("busybox");
    }
}
