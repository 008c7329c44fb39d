package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A script ends because a variable is not set. */
public final class UnsetVariableStopsScript implements Rule {

    private static final Card CARD = new Card(
            "unset-variable-stops-script",
            "A script ends because a variable is not set",
            Severity.CRITICAL,
            false,
            """
                    `${NAME:?}` ends a script when the variable is unset or empty, and under `set -u` every use of an unset
                    variable does.

                    The variable is followed through ENV, compose and the script. A variable that whoever starts the container
                    may still give is no proof of a death: that is MEDIUM for the image alone, and HIGH where a deployment is
                    described and does not give it. CRITICAL means that nothing can give it any more.
                    """,
            "Provide the variable in the image or in the deployment, or give it a default with `${NAME:-value}`.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    : "${DATABASE_URL:?is not set}"
                    exec node /server.js
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "entrypoint.sh:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    ENV PORT=3000
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -eu
                    echo "port $PORT"
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
                        EnumSet.of(Cause.UNSET_VARIABLE),
                        failure -> "the script ends because `" + failure.subject() + "` is not set")
                .starting();
    }
}
