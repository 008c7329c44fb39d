package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.Span;

/**
 * A place where a script reads a file whose path is written down.
 *
 * @param base what the path is relative to
 * @param path as far as it is written down; it may climb
 * @param whole whether that is all of it: else it is a directory, and what is read in it is known only when the program runs
 * @param reader the word that reads: {@code readFileSync}
 */
public record AssetRead(Base base, String path, boolean whole, String reader, Span at) {

    /** What a path is relative to. */
    public enum Base {
        /** The directory that the process runs in. */
        WORKING_DIRECTORY,
        /** The directory of the script itself: {@code __dirname}. */
        SCRIPT_DIRECTORY
    }
}
