package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The container starts a file that is not at that path in its image. */
public final class EntrypointNotInImage implements Rule {

    private static final Card CARD = new Card(
            "entrypoint-not-in-image",
            "The container starts a file that is not at that path in its image",
            Severity.CRITICAL,
            false,
            """
                    The file is looked for in the stage that ships, seen from the working directory that is in force at its
                    end. A script that only a build stage holds, or that lies in another directory, is not found. When it is the
                    first thing to run, the engine does not even start the container.

                    The path is followed through the modelled files of the stage, links included. It is proven to lead nowhere
                    when every instruction that could have put something there was understood.
                    """,
            "Copy the file into the stage that ships, or name the path at which it lies there.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY start.sh scripts/
                    ENTRYPOINT ["./start.sh"]
                    -- start.sh --
                    #!/bin/sh
                    exec node -e 'setInterval(() => {}, 1000)'
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY start.sh server.js ./
                    ENTRYPOINT ["./start.sh"]
                    -- start.sh --
                    #!/bin/sh
                    set -e
                    exec node server.js
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
                        EnumSet.of(Cause.ENTRYPOINT_NOT_IN_IMAGE),
                        failure -> "`" + failure.subject() + "` is not in the image")
                .starting();
    }
}
