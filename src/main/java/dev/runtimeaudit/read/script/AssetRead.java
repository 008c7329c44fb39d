package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Surroundings.Owner;
import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * A place where a script reads a file whose path is written down.
 *
 * @param base what the path is relative to
 * @param path as far as it is written down; it may climb
 * @param whole whether that is all of it: else it is a directory, and what is read in it is known only when the program runs
 * @param reader the word that reads: {@code readFileSync}
 * @param atLoad whether it is read whenever the script is loaded: it stands outside every function, class and block
 * @param owners the functions around it that have names, the innermost first
 */
public record AssetRead(
        Base base, String path, boolean whole, String reader, boolean atLoad, List<Owner> owners, Span at) {

    public AssetRead {
        owners = List.copyOf(owners);
    }

    /** What a path is relative to. */
    public enum Base {
        /** The directory that the process runs in. */
        WORKING_DIRECTORY,
        /** The directory of the script itself: {@code __dirname}. */
        SCRIPT_DIRECTORY
    }
}
