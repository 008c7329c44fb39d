package dev.runtimeaudit.triage;

import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A finding, and whether it counts.
 *
 * @param services every service that has it; more than the finding's own where several start through one script
 * @param allowed what suppresses it
 */
public record Triaged(Finding finding, List<String> services, State state, Optional<Allowed> allowed) {

    public Triaged {
        services = List.copyOf(services);
    }

    /**
     * A suppression that takes effect.
     *
     * @param reason in the user's words
     * @param at the comment, or the place in the configuration
     */
    public record Allowed(String reason, Span at) {}

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
