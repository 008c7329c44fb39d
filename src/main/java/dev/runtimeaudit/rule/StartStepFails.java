package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A step of the start path fails. */
public final class StartStepFails implements Rule {

    private static final Card CARD = new Card(
            "start-step-fails",
            "A step of the start path fails",
            Severity.HIGH,
            false,
            """
                    A command on the start path is proven to fail. Where the script goes on without it (no `set -e`, `|| true`,
                    a `;`), the container runs, but not as it was meant to: HIGH. Where that ends the container, and no other rule
                    names the cause, it is CRITICAL.

                    The command is known, and so is everything it looks at: files, modes, arguments, variables.
                    """,
            "Mend the step or remove it, and let the script stop at failures with `set -e`.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    openssl rand -hex 32 > /tmp/secret
                    exec node /server.js
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "entrypoint.sh:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    RUN apk add --no-cache openssl
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    openssl rand -hex 32 > /tmp/secret
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
        Stream<Verdict> fatal = new Deaths(
                        service,
                        CARD.with(Severity.CRITICAL),
                        EnumSet.of(Cause.STEP_FAILS),
                        failure -> "this step ends the start path")
                .starting();
        Stream<Verdict> tolerated = Deaths.tolerated(
                service,
                CARD,
                failure -> failure.cause() != Cause.NEXT_STATIC_MISSING,
                failure -> "this step fails, and the script goes on without it: `" + failure.output() + "`");
        return Stream.concat(fatal, tolerated);
    }
}
