package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.health.Abrupt;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A stop leaves the program no time to end. */
public final class StopSignalNotGraceful implements Rule {

    private static final Card CARD = new Card(
            "stop-signal-not-graceful",
            "A stop leaves the program no time to end",
            Severity.LOW,
            false,
            """
            A program that is stopped finishes what it does, if it is told and given the time. SIGKILL as the stop signal tells it
            nothing; and a grace period shorter than what the program allows itself kills it in the middle of that.

            The stop signal is that of the image or of the compose service. The time that a program needs is read from a timer
            that ends it, in a file that handles SIGTERM; compose waits for ten seconds unless `stop_grace_period` says otherwise.
            """,
            "Leave the stop signal as it is, and give `stop_grace_period` a little more than the program's own deadline.",
            Example.bad("""
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        stop_grace_period: 5s
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    const server = require("http").createServer().listen(3000)
                    process.on("SIGTERM", () => {
                      server.close(() => process.exit(0))
                      setTimeout(() => process.exit(1), 20_000)
                    })
                    """, "docker-compose.yml:4"),
            Example.good("""
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        stop_grace_period: 25s
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    const server = require("http").createServer().listen(3000)
                    process.on("SIGTERM", () => {
                      server.close(() => process.exit(0))
                      setTimeout(() => process.exit(1), 20_000)
                    })
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return Abrupt.of(service).stream()
                .map(found -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        found.at(),
                        found.subject(),
                        found.says(),
                        found.evidence(),
                        found.launches(),
                        Optional.empty()));
    }
}
