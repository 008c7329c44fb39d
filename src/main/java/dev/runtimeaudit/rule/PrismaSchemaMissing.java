package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The prisma CLI does not find the schema or the configuration that it needs. */
public final class PrismaSchemaMissing implements Rule {

    private static final Card CARD = new Card(
            "prisma-schema-missing",
            "The prisma CLI does not find its schema or its configuration",
            Severity.CRITICAL,
            false,
            """
            `prisma migrate deploy`, `db push` and `generate` need the schema: the one that `--schema` names, or the one of
            `prisma.config.ts` or package.json, or `prisma/schema.prisma` below the working directory. From version 7 on
            the address of the database stands in `prisma.config.ts` alone. Stages that copy the build output often leave
            one of them behind.

            Every place in which this version of the CLI looks is known, and none of them holds the file.
            """,
            "Copy the schema and the configuration to where the CLI looks for them, or name the schema with"
                    + " `--schema`.",
            Example.bad("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g prisma@6.7.0
                WORKDIR /app
                COPY db ./db
                COPY server.js ./
                CMD ["sh", "-c", "prisma migrate deploy && node server.js"]
                -- db/schema.prisma --
                datasource db {
                  provider = "sqlite"
                  url      = "file:./app.db"
                }
                -- server.js --
                require("http").createServer().listen(3000)
                """, "Dockerfile:6"),
            Example.good("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g prisma@6.7.0
                WORKDIR /app
                COPY db ./db
                COPY server.js ./
                CMD ["sh", "-c", "prisma migrate deploy --schema db/schema.prisma && node server.js"]
                -- db/schema.prisma --
                datasource db {
                  provider = "sqlite"
                  url      = "file:./app.db"
                }
                -- server.js --
                require("http").createServer().listen(3000)
                """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        Deaths deaths = new Deaths(
                service,
                CARD,
                EnumSet.of(Cause.PRISMA_SCHEMA_MISSING),
                failure -> "`" + failure.subject() + "` is not where the prisma CLI looks for it");
        return Stream.concat(deaths.building(), deaths.starting());
    }
}
