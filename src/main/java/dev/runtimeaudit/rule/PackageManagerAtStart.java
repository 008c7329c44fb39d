package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reports: The container starts through a package manager. */
public final class PackageManagerAtStart implements Rule {

    private static final Card CARD = new Card(
            "package-manager-at-start",
            "The container starts through a package manager",
            Severity.MEDIUM,
            true,
            """
                    A package manager in front of the program costs start-up time and memory, may reach for the network, and
                    passes signals on late or not at all. It is the audit's policy that the start path uses none.

                    The start path was followed and goes through npm, npx, pnpm, yarn or corepack's stand-in for one of them.
                    """,
            "Start the program itself, as in `node dist/main.js`.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json server.js ./
                    CMD ["npm", "start"]
                    -- package.json --
                    {"name": "web", "scripts": {"start": "node server.js"}}
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .flatMap(launch -> launch.visits().stream()
                        .filter(visit -> MANAGERS.contains(visit.program()))
                        .limit(1)
                        .map(visit -> new Verdict.Finding(
                                CARD.id(),
                                CARD.severity(),
                                Optional.of(service.name()),
                                visit.at(),
                                called(visit),
                                "the start path goes through `" + called(visit) + "`",
                                Evidence.of(visit.at(), "runs `" + String.join(" ", visit.argv()) + "`"),
                                List.of(launch.request().name()),
                                Optional.empty())));
    }

    /** The word that the command line has for it; a stand-in of corepack goes by many names. */
    private static String called(Visit visit) {
        String word = visit.argv().isEmpty() ? visit.program() : visit.argv().get(0);
        return SHIM.equals(visit.program()) ? word.substring(word.lastIndexOf('/') + 1) : visit.program();
    }

    private static final String SHIM = "corepack-shim";
    private static final Set<String> MANAGERS = Set.of("npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg", SHIM);
}
