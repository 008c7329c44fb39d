package dev.runtimeaudit.read.shell;

import java.util.Optional;

/** Reads one complete command after the other, as one family of shells does. */
interface Grammar {

    /** The next complete command; empty at the end of the text. Throws {@link Rejection} and {@link Budget.Exceeded}. */
    Optional<Script.Complete> next();

    /** How far the text is read. */
    int at();
}
