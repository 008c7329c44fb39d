package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.Optional;

/** What a search of PATH for a command comes to. */
public sealed interface PathSearch {

    /**
     * @param path the file
     * @param shown its name as the search put it together: the PATH element, a slash, the command
     * @param hidden a directory in front of it may hold another one
     */
    record Found(ImagePath path, String shown, Evidence evidence, Optional<Unclear> hidden) implements PathSearch {}

    /** No directory on PATH has it. */
    record Nowhere(Evidence evidence) implements PathSearch {}

    /** Files of that name were met, but none that may be executed: execvp(3) then says EACCES. */
    record Denied(ImagePath path, Evidence evidence) implements PathSearch {}

    record Unclear(Reason reason, Evidence evidence) implements PathSearch {}
}
