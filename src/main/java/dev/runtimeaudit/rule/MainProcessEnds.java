package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Standing;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The start path comes to its end while a service should stay up. */
public final class MainProcessEnds implements Rule {

    private static final Card CARD = new Card(
            "main-process-ends",
            "The start path comes to its end while a service should stay up",
            Severity.CRITICAL,
            false,
            """
            A container lives as long as its first process. A script that sends its server to the background and
            returns, or one that gives up, takes the container down with it.

            The start path was followed to its end. A container that ends with status 0 may be a job: it is a finding
            where something says that it is to stay up: `kind: service`, or the restart policy of what starts it so. Starts that cannot be
            followed to their end are told as undecided under this rule.
            """,
            "Let the server be the last command, started with `exec`; declare `kind: job` for what is meant to end.",
            Example.bad("""
                -- Dockerfile --
                FROM node:20-alpine
                COPY entrypoint.sh /
                ENTRYPOINT ["/entrypoint.sh"]
                -- entrypoint.sh --
                #!/bin/sh
                set -e
                echo "not ready"
                exit 1
                """, "entrypoint.sh:4"),
            Example.good("""
                -- Dockerfile --
                FROM node:20-alpine
                COPY entrypoint.sh server.js /
                ENTRYPOINT ["/entrypoint.sh"]
                -- entrypoint.sh --
                #!/bin/sh
                set -e
                echo "ready"
                exec node /server.js
                -- server.js --
                require("http").createServer().listen(3000)
                """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        Stream<Verdict> dead =
                new Deaths(service, CARD, EnumSet.of(Cause.MAIN_PROCESS_ENDS), MainProcessEnds::says).starting();
        return Stream.of(dead, done(service), undecided(service), unsaid(service))
                .flatMap(all -> all);
    }

    /** What prints nothing is told by the line that ends it, and with which status. */
    private static String says(Failure failure) {
        return failure.output().isBlank()
                ? "the start path ends at `%s:%d` with status %d, and nothing keeps the container running"
                        .formatted(failure.at().path(), failure.at().line(), failure.exitCode())
                : "the start path ends here, and nothing keeps the container running";
    }

    /** The starts of which it cannot be told where they end: each is asked after here, and nowhere else. */
    private static Stream<Verdict> undecided(Service service) {
        return service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .filter(launch -> launch.outcome() instanceof Outcome.Undecided)
                .map(launch -> (Outcome.Undecided) launch.outcome())
                .map(open ->
                        new Verdict.Undecided(CARD.id(), service.name(), open.at(), open.reason(), open.evidence()));
    }

    /** An image that ends by itself, and nobody says whether it should. */
    private static Stream<Verdict> unsaid(Service service) {
        return service.outcome().stream()
                .filter(outcome -> outcome instanceof Outcome.Exits && service.standing() == Standing.OPEN)
                .map(outcome -> new Verdict.Undecided(
                        CARD.id(), service.name(), service.start(), Reason.INTENT_NOT_KNOWN, outcome.evidence()));
    }

    /** A service whose start path is proven to end by itself with 0. */
    private static Stream<Verdict> done(Service service) {
        return service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .filter(launch -> launch.outcome() instanceof Outcome.Exits)
                .filter(service::staysUp)
                .map(launch -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        service.start(),
                        "exit 0",
                        "the start path ends with status 0, but `" + service.name() + "` is meant to stay up",
                        launch.outcome().evidence(),
                        List.of(launch.request().name()),
                        Optional.empty()));
    }
}
