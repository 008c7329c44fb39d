package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Standing;
import java.util.ArrayList;
import java.util.List;

/**
 * The result in numbers.
 *
 * @param starts services that start, or end as the jobs they are
 * @param fails services that do not build or do not start
 * @param undecided services of which it cannot be told
 * @param obstacles what stands between this result and a release; none: it is ready
 */
record Summary(int services, int starts, int fails, int undecided, int violations, List<String> obstacles) {

    Summary {
        obstacles = List.copyOf(obstacles);
    }

    static Summary of(AuditResult result) {
        int fails = count(result, Standing.FAILS);
        int open = count(result, Standing.OPEN);
        int violations = (int) result.violations().count();
        List<String> obstacles = new ArrayList<>();
        add(
                obstacles,
                result.defects().size(),
                "rule of the audit itself is broken",
                "rules of the audit itself are broken");
        add(obstacles, fails, "service will not run", "services will not run");
        add(obstacles, violations, "violation", "violations");
        add(obstacles, open, "service is undecided", "services are undecided");
        if (open == 0) {
            add(obstacles, openLaunches(result), "deployment is undecided", "deployments are undecided");
        }
        add(obstacles, result.notAudited().size(), "service was not audited", "services were not audited");
        return new Summary(
                (int) result.workspace().services().stream()
                        .filter(Service::isDeployed)
                        .count(),
                count(result, Standing.STARTS) + count(result, Standing.ENDS),
                fails,
                open,
                violations,
                obstacles);
    }

    /**
     * A release may go out: no violation, and every service was audited and is proven to start, or to end as the job it
     * is, in every way in which it is deployed.
     */
    boolean ready() {
        return obstacles.isEmpty();
    }

    private static void add(List<String> obstacles, int number, String one, String many) {
        if (number > 0) {
            obstacles.add(number + " " + (number == 1 ? one : many));
        }
    }

    private static int count(AuditResult result, Standing standing) {
        return (int) result.workspace().services().stream()
                .filter(Service::isDeployed)
                .map(Service::standing)
                .filter(each -> each == standing)
                .count();
    }

    private static int openLaunches(AuditResult result) {
        return (int) result.workspace().services().stream()
                .filter(Service::isDeployed)
                .flatMap(service -> service.launches().stream())
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .filter(launch -> launch.outcome() instanceof Outcome.Undecided)
                .count();
    }
}
