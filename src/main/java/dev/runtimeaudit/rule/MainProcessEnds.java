package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The start path comes to its end while a service should stay up. */
public final class MainProcessEnds implements Rule {

    private static final Card CARD = new Card(
            "main-process-ends",
            "The start path comes to its end while a service should stay up",
            Severity.CRITICAL,
            false,
            """
                A container lives as long as its first process. A script that sends its server to the background
                 and returns, or one that gives up, takes the container down with it.
                """,
            "Let the server be the last command, started with `exec`; declare `kind: job` for what is meant to end.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    echo "not ready"
                    exit 1
                    """, "entrypoint.sh:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    echo "ready"
                    exec node /server.js
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
                        EnumSet.of(Cause.MAIN_PROCESS_ENDS),
                        failure -> "the start path ends here, and nothing keeps the container running")
                .starting();
    }
}
