package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeService.Port;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import dev.runtimeaudit.workspace.health.Listener;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A port is published at which nobody listens. */
public final class PortMismatch implements Rule {

    private static final Card CARD = new Card(
            "port-mismatch",
            "A port is published at which nobody listens",
            Severity.HIGH,
            false,
            """
            In `ports`, the number behind the colon is a port of the container. Where the server listens at another one, the
            container runs, and whoever connects is refused.

            The program opens one port, which neither a variable nor a file that is not known can change, all of its own files
            are known, and nothing else that may serve runs beside it; none of the ports that the compose service publishes is
            that one.
            """,
            "Publish the port at which the server listens.",
            Example.bad("""
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        ports:
                          - "80:8080"
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "docker-compose.yml:5"),
            Example.good("""
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        ports:
                          - "80:3000"
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.deployed().stream()
                .filter(use -> use.service().networkMode().isEmpty()
                        && isKnown(use.service().ports()))
                .flatMap(use -> service
                        .launch(use)
                        .flatMap(launch -> Listener.of(service.image(), launch)
                                .filter(listener ->
                                        listener.certain() && listener.port().isPresent())
                                .filter(listener -> use.service().ports().stream()
                                        .noneMatch(port -> port.target()
                                                .text()
                                                .equals(String.valueOf(
                                                        listener.port().get()))))
                                .map(listener -> finding(
                                        service,
                                        launch,
                                        listener,
                                        use.service().ports().get(0))))
                        .stream())
                .distinct();
    }

    private static boolean isKnown(List<Port> ports) {
        return !ports.isEmpty()
                && ports.stream()
                        .allMatch(port -> port.target().certainty() != Certainty.OPEN
                                && port.protocol().equals("tcp"));
    }

    private static Verdict finding(Service service, Launch launch, Listener listener, Port port) {
        String published = port.target().text();
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                port.at(),
                published,
                "port %s of the container is published, and the server listens at port %s"
                        .formatted(published, listener.port().get()),
                Evidence.of(port.at(), "publishes port " + published).because(listener.evidence()),
                List.of(launch.request().name()),
                Optional.empty());
    }
}
