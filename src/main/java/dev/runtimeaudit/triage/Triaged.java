package dev.runtimeaudit.triage;

import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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

    /** The same finding with what another part of an audit saw of it. */
    Triaged and(Triaged other) {
        Set<String> all = new LinkedHashSet<>(services);
        all.addAll(other.services);
        Set<String> launches = new LinkedHashSet<>(finding.launches());
        launches.addAll(other.finding.launches());
        Finding both = new Finding(
                finding.ruleId(),
                finding.severity(),
                finding.service(),
                finding.at(),
                finding.subject(),
                finding.message(),
                finding.evidence(),
                List.copyOf(launches),
                finding.prediction());
        return new Triaged(both, List.copyOf(all), state, allowed);
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
