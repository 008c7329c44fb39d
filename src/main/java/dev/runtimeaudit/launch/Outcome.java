package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;

/** What becomes of one launch. */
public sealed interface Outcome {

    Evidence evidence();

    /** @param process the command line of what runs in the end */
    record Starts(List<String> process, Evidence evidence) implements Outcome {}

    /** It ends by itself with 0: right for a job. */
    record Exits(List<String> process, Evidence evidence) implements Outcome {}

    /** It is proven to die. */
    record Dies(Failure failure) implements Outcome {
        @Override
        public Evidence evidence() {
            return failure.evidence();
        }
    }

    /** Its image is proven not to build. */
    record BuildsNot(Failure failure) implements Outcome {
        @Override
        public Evidence evidence() {
            return failure.evidence();
        }
    }

    /** @param at where the replay lost it */
    record Undecided(Reason reason, Span at, Evidence evidence) implements Outcome {}
}
