package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The image ships @prisma/client without a generated client. */
public final class PrismaClientMissing implements Rule {

    private static final Card CARD = new Card(
            "prisma-client-missing",
            "The generated Prisma client is not in the image that ships",
            Severity.CRITICAL,
            false,
            """
            `@prisma/client` only hands on the client that `prisma generate` writes beside it: beside the package that is found from the
            directory of the schema, links followed. A client that was generated nowhere, or into a tree that is not the one
            that ships (`pnpm deploy` makes a new one), ends the program as soon as it loads the package, or makes a client.

            The program loads the package at its start, the package is in the image, and it is known that nothing was generated
            beside it.
            """,
            "Generate the client in the tree that ships, after its last install, with a schema from whose directory that"
                    + " tree's `@prisma/client` is found.",
            Example.bad("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json package-lock.json server.js ./
                RUN npm ci --ignore-scripts
                CMD ["node", "server.js"]
                -- package.json --
                {"dependencies": {"@prisma/client": "6.7.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {"": {"dependencies": {"@prisma/client": "6.7.0"}},
                 "node_modules/@prisma/client": {"version": "6.7.0"}}}
                -- server.js --
                const { PrismaClient } = require("@prisma/client")
                require("http").createServer().listen(3000)
                """, "Dockerfile:4"),
            Example.good("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g prisma@6.7.0
                WORKDIR /app
                COPY . .
                RUN npm ci --ignore-scripts && prisma generate
                CMD ["node", "server.js"]
                -- prisma/schema.prisma --
                generator client {
                  provider = "prisma-client-js"
                }
                -- package.json --
                {"dependencies": {"@prisma/client": "6.7.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {"": {"dependencies": {"@prisma/client": "6.7.0"}},
                 "node_modules/@prisma/client": {"version": "6.7.0"}}}
                -- server.js --
                const { PrismaClient } = require("@prisma/client")
                require("http").createServer().listen(3000)
                """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return new Deaths(
                        service,
                        CARD,
                        EnumSet.of(Cause.PRISMA_CLIENT_MISSING),
                        failure -> "no client was generated beside the `" + failure.subject() + "` that ships")
                .starting();
    }
}
