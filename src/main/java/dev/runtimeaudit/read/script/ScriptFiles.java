package dev.runtimeaudit.read.script;

import java.util.List;
import java.util.Optional;

/**
 * The files that a script sees when it runs, as its functions ask for them. Paths are absolute and hold no {@code .} or {@code ..};
 * links on the way are followed.
 */
public interface ScriptFiles {

    /** The directory of the script. */
    String directory();

    /** The one in which it runs. */
    String current();

    /** Whether something is there; empty when that is not known. */
    Optional<Boolean> isThere(String path);

    /** Whether what is there is a directory; empty when that, or whether anything is there, is not known. */
    Optional<Boolean> isDirectory(String path);

    /** Where something that is there really lies; empty when that is not known. */
    Optional<String> real(String path);

    /** All names of a directory, in the order of their characters; empty when there may be others. */
    Optional<List<String>> names(String path);

    /** The text of a file; empty when it is not known. */
    Optional<String> text(String path);
}
