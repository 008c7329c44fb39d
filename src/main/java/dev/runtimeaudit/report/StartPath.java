package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Standing;
import java.util.ArrayList;
import java.util.List;

/** What one launch goes through, from the engine to what runs in the end, or to where it breaks. */
record StartPath(List<Hop> hops) {

    /**
     * One program.
     *
     * @param who the engine, the shell, an init, node
     * @param what its command line, or what becomes of it
     * @param end it is the last one, and this is what becomes of the container
     */
    record Hop(String who, String what, Span at, boolean end, Standing standing) {}

    static StartPath of(Launch launch, String engine) {
        List<Hop> hops = new ArrayList<>();
        Outcome outcome = launch.outcome();
        if (outcome instanceof Outcome.BuildsNot not) {
            hops.add(end("the build", not.failure()));
            return new StartPath(hops);
        }
        boolean health = launch.request().world().phase() == World.Phase.HEALTH;
        hops.add(new Hop(
                engine,
                launch.first().isEmpty() ? "starts the container" : String.join(" ", launch.first()),
                launch.request().at(),
                false,
                Standing.STARTS));
        for (Visit visit : launch.visits()) {
            hops.add(new Hop(visit.program(), String.join(" ", visit.argv()), visit.at(), false, Standing.STARTS));
        }
        hops.add(last(launch, outcome, health));
        return new StartPath(hops);
    }

    private static Hop last(Launch launch, Outcome outcome, boolean health) {
        Span at = launch.request().at();
        if (outcome instanceof Outcome.Starts starts) {
            return new Hop(
                    health ? Told.check(outcome) : "keeps running",
                    String.join(" ", starts.process()),
                    first(outcome, at),
                    true,
                    health ? Standing.FAILS : Standing.STARTS);
        }
        if (outcome instanceof Outcome.Exits exits) {
            return new Hop(
                    health ? Told.check(outcome) : "ends with 0",
                    String.join(" ", exits.process()),
                    first(outcome, at),
                    true,
                    Standing.ENDS);
        }
        if (outcome instanceof Outcome.Undecided open) {
            return new Hop("cannot be told", open.reason().says(), open.at(), true, Standing.OPEN);
        }
        return end(health ? Told.check(outcome) : "dies", ((Outcome.Dies) outcome).failure());
    }

    private static Span first(Outcome outcome, Span or) {
        return outcome.evidence().steps().isEmpty()
                ? or
                : outcome.evidence().steps().get(0).at();
    }

    private static Hop end(String who, Failure failure) {
        return new Hop(who, Told.predicted(failure), failure.at(), true, Standing.FAILS);
    }
}
