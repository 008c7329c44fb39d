package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.variables.Address;
import dev.runtimeaudit.workspace.variables.ServiceVariables.Given;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A variable leads back into the container itself. */
public final class VariablePointsToLocalhost implements Rule {

    private static final Card CARD = new Card(
            "variable-points-to-localhost",
            "A variable leads back into the container itself",
            Severity.HIGH,
            false,
            """
            Inside a container `localhost` is the container, not the machine that it runs on and not another service. A program
            that is sent there for its database finds nobody listening.

            It is proven where a deployment or the image gives the address, the service reads the variable, and the same project
            has a service whose image is that database. Nothing is said of containers that share the network of the host, of
            addresses that a browser may be meant to use, and of hosts that are given without the address they belong to.
            """,
            "Use the name of the other service as the host.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    connect(process.env.DATABASE_URL);
                    require("http").createServer().listen(3000);
                    function connect(url) { return url }
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        environment:
                          DATABASE_URL: postgres://localhost:5432/shop
                      db: {image: "postgres:16"}
                    """, "docker-compose.yml:5"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    connect(process.env.DATABASE_URL);
                    require("http").createServer().listen(3000);
                    function connect(url) { return url }
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        environment:
                          DATABASE_URL: postgres://db:5432/shop
                      db: {image: "postgres:16"}
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.deployed().stream()
                .filter(use -> use.service().networkMode().isEmpty())
                .flatMap(use -> service.variables().given().stream()
                        .filter(given -> counts(service, use, given))
                        .flatMap(given -> peer(use, given).map(peer -> finding(service, given, peer)).stream()));
    }

    /** Whether a value is the one that the container has, and is read there. */
    private static boolean counts(Service service, ComposeUse use, Given given) {
        boolean read = service.variables()
                .get(given.name())
                .filter(variable -> variable.level() != Variable.Level.BUILD)
                .isPresent();
        boolean own = use.service()
                .environment()
                .get(given.name())
                .map(provided -> provided.at().equals(given.provider().at()))
                .orElse(given.provider().kind() == Variable.Provider.Kind.IMAGE
                        && use.service().environment().open().isEmpty()
                        && use.project().complete());
        return read && own && given.address().filter(Address::isLoopback).isPresent();
    }

    /** The service that the address is meant for; empty when there is none, or when it may be meant for somebody else. */
    private static Optional<ComposeService> peer(ComposeUse use, Given given) {
        Address address = given.address().orElseThrow();
        return use.project().services().stream()
                .filter(peer -> !peer.name().equals(use.service().name()))
                .filter(peer -> peer.networkMode().isEmpty())
                .filter(peer ->
                        address.leadsTo(peer.image().map(image -> image.text()).orElse("")))
                .findFirst();
    }

    private static Verdict finding(Service service, Given given, ComposeService peer) {
        return new Verdict.Finding(
                CARD.id(),
                given.certain() || given.provider().kind() == Variable.Provider.Kind.IMAGE
                        ? CARD.severity()
                        : Severity.MEDIUM,
                Optional.of(service.name()),
                given.provider().at(),
                given.name(),
                "`%s` leads to the container itself, while `%s` is another service"
                        .formatted(given.name(), peer.name()),
                Evidence.of(given.provider().at(), "has a host that is the container itself")
                        .because(peer.at(), "is what answers such addresses"),
                List.of(),
                Optional.empty());
    }
}
