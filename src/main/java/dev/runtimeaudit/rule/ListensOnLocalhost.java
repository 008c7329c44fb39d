package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.health.Listener;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The server listens at the loopback interface of its container. */
public final class ListensOnLocalhost implements Rule {

    private static final Card CARD = new Card(
            "listens-on-localhost",
            "The server listens at the loopback interface of its container",
            Severity.HIGH,
            false,
            """
            What a container publishes is reached from outside of it. A server that listens at `127.0.0.1` or `localhost`
            answers nobody but the container itself: the connection is reset, although the service runs and its health check
            passes. Fastify does so unless it is given a host.

            The compose service publishes a port, the program opens one port, all of its own files are known, and nothing
            else that may serve runs beside it.
            """,
            "Listen at `0.0.0.0`, or at `::`.",
            Example.bad("""
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        ports: ["80:3000"]
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000, "127.0.0.1")
                    """, "server.js:1"),
            Example.good("""
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        ports: ["80:3000"]
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000, "0.0.0.0")
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.deployed().stream()
                .filter(use -> !use.service().ports().isEmpty()
                        && use.service().networkMode().isEmpty())
                .flatMap(use -> service.launch(use).stream())
                .flatMap(launch -> Listener.of(service.image(), launch)
                        .filter(listener -> listener.sole() && listener.reach() == Listener.Reach.LOOPBACK)
                        .map(listener -> finding(service, launch, listener))
                        .stream())
                .distinct();
    }

    private static Verdict finding(Service service, Launch launch, Listener listener) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                listener.evidence().steps().get(0).at(),
                "listen",
                "the server listens at the loopback interface of the container: nobody reaches it from outside",
                listener.evidence(),
                List.of(launch.request().name()),
                Optional.empty());
    }
}
