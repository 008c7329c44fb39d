package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.EngineMismatch;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The Prisma client is generated for another C library than that of the image. */
public final class PrismaEngineMismatch implements Rule {

    private static final Card CARD = new Card(
            "prisma-engine-mismatch",
            "The Prisma client is generated for another C library than that of the image",
            Severity.HIGH,
            false,
            """
            Up to Prisma 6, `prisma generate` puts a native query engine beside the client, for the platform that it runs on unless
            `binaryTargets` says more. A client that is generated on Debian finds none on Alpine, and the other way round: the program
            starts, and its first query fails.

            The program makes a client, the client in the image is the one that a step generated, and that step is proven to have made
            no engine for the C library of the image. Where the client is made in a function, or only under a condition, the severity is medium. Clients that need no engine (Prisma 7, `engineType = "client"`, Accelerate) and
            engines that a variable names are left alone.
            """,
            "Generate in a stage with the same base as the one that ships, or name its platform in `binaryTargets`, for example"
                    + " `[\"native\", \"linux-musl-openssl-3.0.x\"]` for Alpine.",
            Example.bad(tree("node:20-bookworm"), "Dockerfile:5"),
            Example.good(tree("node:20-alpine")));

    /** A service whose client is generated on one image and ships in another. */
    private static String tree(String builder) {
        return """
                -- Dockerfile --
                FROM %s AS build
                RUN npm install -g prisma@6.7.0
                WORKDIR /app
                COPY . .
                RUN npm ci --ignore-scripts && prisma generate
                FROM node:20-alpine
                COPY --from=build /app /app
                CMD ["node", "/app/server.js"]
                -- prisma/schema.prisma --
                generator client {
                  provider = "prisma-client-js"
                }
                -- package.json --
                {"dependencies": {"@prisma/client": "6.7.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {"": {"dependencies": {"@prisma/client": "6.7.0"}}, "node_modules/@prisma/client": {"version": "6.7.0"}}}
                -- server.js --
                const { PrismaClient } = require("@prisma/client"), db = new PrismaClient()
                require("http").createServer((_, answer) => db.user.count().then(n => answer.end("" + n))).listen(3000)
                """.formatted(builder);
    }

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return EngineMismatch.of(service).map(found -> finding(service, found)).stream();
    }

    private static Verdict finding(Service service, EngineMismatch found) {
        Span at = found.absence().steps().isEmpty()
                ? found.made()
                : found.absence().steps().get(0).at();
        boolean musl = found.libc() == Linkage.MUSL;
        return new Verdict.Finding(
                CARD.id(),
                found.atOnce() ? CARD.severity() : Severity.MEDIUM,
                Optional.of(service.name()),
                at,
                "@prisma/client",
                "the client is generated for %s, and the image has %s: its first query fails with `Prisma Client could not locate the Query Engine for runtime \"%s…\"`"
                        .formatted(musl ? "glibc" : "musl", musl ? "musl" : "glibc", musl ? "linux-musl" : ""),
                found.absence().because(found.made(), "makes the client that the program uses"),
                List.of("image"),
                Optional.empty());
    }
}
