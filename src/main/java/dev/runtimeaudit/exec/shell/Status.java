package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.Optional;

/** What {@code $?} holds, and where it comes from. */
sealed interface Status {

    /**
     * @param exact false when only success or failure is known; a failure then has code 1 as a stand-in
     * @param failure what was said when it failed, if anything was
     * @param blame what a test that came out false found missing: who ends the script over it is right to
     */
    record Known(int code, boolean exact, Optional<Failure> failure, Optional<Failure> blame) implements Status {}

    /**
     * Nobody knows it.
     *
     * @param lost the command may even not come back
     * @param negated behind {@code !}
     * @param refine what follows for the variables when it came out this way
     */
    record Open(
            Reason reason,
            Evidence evidence,
            Condition.Kind kind,
            String subject,
            boolean lost,
            boolean negated,
            Span at,
            Refinement refine)
            implements Status {

        Open not() {
            return new Open(reason, evidence, kind, subject, lost, !negated, at, refine);
        }
    }

    /** What follows from the outcome of a test. */
    interface Refinement {
        Refinement NONE = (state, holds) -> {};

        void apply(State state, boolean holds);
    }

    static Status success() {
        return new Known(0, true, Optional.empty(), Optional.empty());
    }

    static Status code(int code) {
        return code == 0 ? success() : new Known(code & 255, true, Optional.empty(), Optional.empty());
    }

    static Status failed(Failure failure) {
        return new Known(failure.exitCode(), true, Optional.of(failure), Optional.empty());
    }

    static Status blaming(int code, Failure blame) {
        return new Known(code, true, Optional.empty(), Optional.of(blame));
    }

    /** A command that ends, with a status that nobody knows. */
    static Status open(Reason reason, Evidence evidence, String subject, Span at) {
        return new Open(reason, evidence, Condition.Kind.COMMAND_SUCCEEDS, subject, false, false, at, Refinement.NONE);
    }

    /** A command that cannot be followed; one that is a step is taken to end where something comes behind it. */
    static Status lost(Exit.Lost exit, String subject, Span at) {
        Condition.Kind kind = exit.step() ? Condition.Kind.COMMAND_SUCCEEDS : Condition.Kind.PROGRAM_UNKNOWN;
        return new Open(exit.reason(), exit.evidence(), kind, subject, true, false, at, Refinement.NONE);
    }

    /** A command that may not even end. */
    static Status lost(Reason reason, Evidence evidence, String subject, Span at) {
        return new Open(reason, evidence, Condition.Kind.PROGRAM_UNKNOWN, subject, true, false, at, Refinement.NONE);
    }

    default boolean isSuccess() {
        return this instanceof Known known && known.code == 0;
    }

    default boolean isFailure() {
        return this instanceof Known known && known.code != 0;
    }
}
