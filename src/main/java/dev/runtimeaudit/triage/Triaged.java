package dev.runtimeaudit.triage;

import dev.runtimeaudit.rule.Verdict.Finding;
import java.util.Locale;
import java.util.Optional;

/**
 * A finding, and whether it counts.
 *
 * @param because why it is suppressed, in the user's words
 */
public record Triaged(Finding finding, State state, Optional<String> because) {

    /** What becomes of a finding. Only a violation fails the build. */
    public enum State {
        VIOLATION,
        BELOW_THRESHOLD,
        PREVIEW,
        SUPPRESSED,
        KNOWN;

        /** As reports write it: "below-threshold". */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public boolean isViolation() {
        return state == State.VIOLATION;
    }
}
