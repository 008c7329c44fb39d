package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The start path writes where the user of the container may not. */
public final class UserCannotWrite implements Rule {

    private static final Card CARD = new Card(
            "user-cannot-write",
            "The start path writes where the user of the container may not",
            Severity.HIGH,
            false,
            """
                    A start path that writes below a directory of root's fails as soon as USER is somebody else.

                    Modes and owners of the directory and of those above it are known.
                    """,
            "Give the directory to the user, or write elsewhere.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY entrypoint.sh ./
                    USER node
                    ENTRYPOINT ["./entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    echo "port=3000" > app.conf
                    exec node -e 'setInterval(() => {}, 1000)'
                    """, "entrypoint.sh:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY entrypoint.sh server.js ./
                    USER node
                    ENTRYPOINT ["./entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    echo "port=3000" > /tmp/app.conf
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
                        EnumSet.of(Cause.USER_CANNOT_WRITE),
                        failure -> "the user of the container may not write `" + failure.subject() + "`")
                .starting();
    }
}
