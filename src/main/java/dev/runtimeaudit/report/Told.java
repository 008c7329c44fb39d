package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Standing;

/**
 * A verdict in words that all reports share.
 *
 * @param verdict "will not start"
 * @param words what is printed, what runs, or why it cannot be told
 * @param standing whether that is good
 */
record Told(String verdict, String words, Standing standing) {

    static Told of(Service service) {
        if (!service.unread().isEmpty()) {
            return new Told(
                    "will not build",
                    service.unread().get(0).at() + " " + service.unread().get(0).message(),
                    Standing.FAILS);
        }
        return service.outcome()
                .map(outcome -> of(outcome, service.standing()))
                .orElse(new Told("not launched", "", Standing.OPEN));
    }

    /** Of one launch, which need not be that of the image. */
    static Told of(Outcome outcome) {
        Standing standing = outcome instanceof Outcome.Starts
                ? Standing.STARTS
                : outcome instanceof Outcome.Exits
                        ? Standing.ENDS
                        : outcome instanceof Outcome.Undecided ? Standing.OPEN : Standing.FAILS;
        return of(outcome, standing);
    }

    /** What becomes of a health check: one that never ends is killed when its time is over, and counts as failed. */
    static String check(Outcome outcome) {
        if (outcome instanceof Outcome.Exits) {
            return "can pass";
        }
        if (outcome instanceof Outcome.Dies) {
            return "can never pass";
        }
        return outcome instanceof Outcome.Starts ? "never ends" : of(outcome).verdict();
    }

    /** What becomes of a launch, be it a start or a health check. */
    static String verdict(Launch launch) {
        return launch.request().world().phase() == World.Phase.HEALTH
                ? check(launch.outcome())
                : of(launch.outcome()).verdict();
    }

    private static Told of(Outcome outcome, Standing standing) {
        if (outcome instanceof Outcome.Starts starts) {
            return new Told("starts", String.join(" ", starts.process()), standing);
        }
        if (outcome instanceof Outcome.Exits exits) {
            return new Told("ends with 0", String.join(" ", exits.process()), standing);
        }
        if (outcome instanceof Outcome.Dies dies) {
            return new Told("will not start", predicted(dies.failure()), standing);
        }
        if (outcome instanceof Outcome.BuildsNot not) {
            return new Told("will not build", predicted(not.failure()), standing);
        }
        if (outcome instanceof Outcome.Undecided open) {
            return new Told("undecided", reason(open) + ": " + open.at(), standing);
        }
        throw new AssertionError(outcome);
    }

    /** Why it cannot be told; of a file that comes from elsewhere its path in the image, where the evidence has it. */
    private static String reason(Outcome.Undecided open) {
        String says = open.reason().says();
        boolean elsewhere = open.reason() == Reason.MADE_OUTSIDE_THE_BUILD || open.reason() == Reason.DOWNLOADED;
        return elsewhere
                ? NextStep.named(open.evidence())
                        .filter(word -> word.startsWith("/"))
                        .findFirst()
                        .map(path -> path + says.substring("it".length()))
                        .orElse(says)
                : says;
    }

    /** A place as people read it: a file as a whole has no line. */
    static String place(Span at) {
        return at.equals(Span.wholeFile(at.path())) ? at.path().toString() : at.toString();
    }

    static String predicted(Failure failure) {
        return failure.output().isEmpty()
                ? "exit code " + failure.exitCode()
                : failure.output() + " (exit code " + failure.exitCode() + ")";
    }
}
