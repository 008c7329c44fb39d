package dev.runtimeaudit.report;

import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;

/**
 * The result in numbers.
 *
 * @param ready a release may go out: no violation, and every service was audited and is proven to start, or
 *     to end as the job it is
 * @param starts services that start, or end as the jobs they are
 * @param fails services that do not build or do not start
 * @param undecided services of which it cannot be told
 */
record Summary(boolean ready, int services, int starts, int fails, int undecided, int violations) {

    static Summary of(AuditResult result) {
        int starts = 0;
        int fails = 0;
        int open = 0;
        for (Service service : result.workspace().services()) {
            if (service.outcome().isEmpty()) {
                fails++;
                continue;
            }
            Outcome outcome = service.outcome().get();
            if (outcome instanceof Outcome.Dies || outcome instanceof Outcome.BuildsNot) {
                fails++;
            } else if (outcome instanceof Outcome.Undecided) {
                open++;
            } else if (outcome instanceof Outcome.Exits && service.kind() == ServiceKind.SERVICE) {
                fails++;
            } else {
                starts++;
            }
        }
        int violations = (int) result.violations().count();
        return new Summary(
                violations == 0
                        && fails == 0
                        && open == 0
                        && result.notAudited().isEmpty(),
                result.workspace().services().size(),
                starts,
                fails,
                open,
                violations);
    }
}
