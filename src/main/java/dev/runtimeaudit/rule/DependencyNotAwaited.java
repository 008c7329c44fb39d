package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.ComposeService.Condition;
import dev.runtimeaudit.workspace.compose.ComposeService.Dependency;
import dev.runtimeaudit.workspace.compose.ComposeService.Healthcheck;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A service does not wait for a peer that could tell when it is ready. */
public final class DependencyNotAwaited implements Rule {

    private static final Card CARD = new Card(
            "dependency-not-awaited",
            "A service does not wait for a peer that could tell when it is ready",
            Severity.LOW,
            false,
            """
            A `depends_on` without a condition waits until the peer's container has been started, not until it serves:
            what connects at once may fail on one machine and not on the next.

            The dependency is written without a condition, and the peer has a health check that could be awaited.
            """,
            "Use `condition: service_healthy`, unless the service tries again by itself.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        depends_on: [db]
                      db:
                        image: postgres:16
                        healthcheck:
                          test: pg_isready
                    """, "docker-compose.yml:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        depends_on:
                          db: {condition: service_healthy}
                      db:
                        image: postgres:16
                        healthcheck:
                          test: pg_isready
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.deployed().stream()
                .filter(use -> use.project().complete())
                .flatMap(use -> use.service().dependsOn().stream()
                        .filter(peer -> peer.written() && peer.condition() == Condition.STARTED)
                        .flatMap(peer -> finding(service, use.project(), peer).stream()));
    }

    private static Optional<Verdict> finding(Service service, ComposeProject project, Dependency dependency) {
        Optional<ComposeService> peer = project.service(dependency.service());
        return peer.flatMap(ComposeService::healthcheck)
                .filter(Healthcheck.Check.class::isInstance)
                .map(check -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        dependency.at(),
                        dependency.service(),
                        "`%s` starts without waiting until `%s` is healthy"
                                .formatted(service.name(), dependency.service()),
                        Evidence.of(dependency.at(), "waits for nothing but the start of the container")
                                .because(check.at(), "checks the health of `" + dependency.service() + "`"),
                        List.of(),
                        Optional.empty()));
    }
}
