package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The image has another node than its package asks for. */
public final class NodeVersionMismatch implements Rule {

    private static final Card CARD = new Card(
            "node-version-mismatch",
            "The image has another node than its package asks for",
            Severity.LOW,
            false,
            """
                    `engines` in package.json says for which releases of node the code was written. On another one it may miss
                    what it uses, and nobody has tried.

                    The package.json nearest to WORKDIR in the image, and the node that the image starts. Nothing is said of
                    ranges that need more of the version than is known.
                    """,
            "Start from an image with a node that `engines` names, or change `engines` to what is tested.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:18-alpine
                    WORKDIR /app
                    COPY package.json server.js ./
                    CMD ["node", "server.js"]
                    -- package.json --
                    {"name": "ferry", "engines": {"node": ">=20"}}
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "package.json:1"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json server.js ./
                    CMD ["node", "server.js"]
                    -- package.json --
                    {"name": "ferry", "engines": {"node": ">=20"}}
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        boolean startsNode = service.own().stream()
                .flatMap(launch -> launch.visits().stream())
                .anyMatch(visit -> visit.program().equals("node"));
        if (!service.unread().isEmpty() || !startsNode) {
            return Stream.empty();
        }
        return RuntimeFacts.of(service)
                .unmetNode()
                .map(demand -> (Verdict) new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        demand.range().span(),
                        "node",
                        "`" + service.name() + "` asks for node `"
                                + demand.range().text() + "`, and its image has " + demand.version(),
                        Evidence.of(demand.range().span(), "asks for it")
                                .because(Evidence.of(service.start(), "starts node " + demand.version())),
                        List.of(),
                        Optional.empty()))
                .stream();
    }
}
