package dev.runtimeaudit.exec.nginx;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.Optional;

/** What comes of nginx's configuration. */
public sealed interface Read {

    /**
     * @param foreground {@code daemon off} stands in it
     * @param ownMain the text of the main file is known: it is not the one that the image brought
     * @param pid where it says that the pid goes
     * @param temporary where it says that the bodies of requests go ({@code client_body_temp_path})
     * @param changed a step of the build may have changed what it says
     */
    record Serves(
            boolean foreground,
            boolean ownMain,
            Optional<ImagePath> pid,
            Optional<ImagePath> temporary,
            Optional<Unclear> changed)
            implements Read {}

    /**
     * nginx does not start.
     *
     * @param words what it says, without {@code nginx: [emerg]}
     * @param subject what it is about: the directive, the file, the user
     */
    record Rejected(Cause cause, String words, Span at, String subject, Evidence evidence) implements Read {}

    record Unclear(Reason reason, Evidence evidence) implements Read {}
}
