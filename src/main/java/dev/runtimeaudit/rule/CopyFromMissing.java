package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: COPY --from names a stage or a path that is not there. */
public final class CopyFromMissing implements Rule {

    private static final Card CARD = new Card(
            "copy-from-missing",
            "COPY --from names a stage or a path that is not there",
            Severity.CRITICAL,
            false,
            """
                    `COPY --from` takes files out of another stage or image. Where that does not have the path, the build ends.

                    The other stage was modelled, and everything that could have put something at that path was understood.
                    """,
            "Name the stage that has the file, and the path at which it lies there.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /src
                    COPY server.js ./
                    FROM node:20-alpine
                    COPY --from=build /app/server.js /app/
                    CMD ["node", "/app/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:5"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /src
                    COPY server.js ./
                    FROM node:20-alpine
                    COPY --from=build /src/server.js /app/
                    CMD ["node", "/app/server.js"]
                    -- server.js --
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
                        EnumSet.of(Cause.COPY_FROM_MISSING),
                        failure -> "`" + failure.subject() + "` is not there to be copied")
                .building();
    }
}
