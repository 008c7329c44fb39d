package dev.runtimeaudit.maven;

import dev.runtimeaudit.report.Console;
import dev.runtimeaudit.triage.AuditResult;
import java.util.ArrayList;
import java.util.List;

/** What fails a build. */
record Gate(boolean onViolation, boolean onUndecided, boolean onPrecondition, boolean ifNoServices) {

    /** Why this result fails the build, as its message; nothing when it does not. */
    List<String> closedBy(AuditResult result) {
        List<String> reasons = new ArrayList<>();
        if (onViolation && result.hasViolations()) {
            reasons.add(Console.violations(result));
        }
        if (onUndecided && !result.undecided().isEmpty()) {
            reasons.add(Console.undecided(result));
        }
        if (onPrecondition && !result.preconditions().isEmpty()) {
            reasons.add(Console.preconditions(result));
        }
        return reasons;
    }

    /** What would have failed the build, had it been asked to. */
    List<String> warnings(AuditResult result) {
        return !onViolation && result.hasViolations() ? List.of(Console.violations(result)) : List.of();
    }
}
