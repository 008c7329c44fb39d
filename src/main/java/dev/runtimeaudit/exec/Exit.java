package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;

/** How a process comes to its end, if it does. */
public sealed interface Exit {

    /**
     * @param code 0 to 255
     * @param failure what went wrong, when the replay knows; empty for 0, and for a status that a script chose itself
     */
    record Code(int code, Optional<Failure> failure) implements Exit {}

    /**
     * It ends, and nobody knows with which status.
     *
     * @param fails it is not 0: a command whose status is not known was assumed to fail
     */
    record Unknown(Reason reason, Evidence evidence, boolean fails) implements Exit {
        public Unknown(Reason reason, Evidence evidence) {
            this(reason, evidence, false);
        }
    }

    /**
     * It keeps running: a server.
     *
     * @param process the command line of what runs in the end
     */
    record Never(List<String> process, Evidence evidence) implements Exit {}

    /**
     * The replay cannot follow it: it may serve, end, or fail.
     *
     * @param step all that it needs to start is there, and nothing says that it serves: where something comes behind it, it is
     *     taken to do its work and end, with whatever status
     */
    record Lost(Reason reason, Evidence evidence, boolean step) implements Exit {
        public Lost(Reason reason, Evidence evidence) {
            this(reason, evidence, false);
        }
    }

    static Exit failed(Failure failure) {
        return new Code(failure.exitCode(), Optional.of(failure));
    }

    /** A method, not a constant: a constant of the type of a subclass can deadlock when two threads load the classes. */
    static Exit success() {
        return code(0);
    }

    static Exit code(int code) {
        return new Code(code, Optional.empty());
    }

    default boolean isSuccess() {
        return this instanceof Code code && code.code() == 0;
    }
}
