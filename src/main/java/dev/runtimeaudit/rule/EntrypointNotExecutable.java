package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The container starts a file that it may not execute. */
public final class EntrypointNotExecutable implements Rule {

    private static final Card CARD = new Card(
            "entrypoint-not-executable",
            "The container starts a file that it may not execute",
            Severity.CRITICAL,
            false,
            """
                    COPY keeps the mode that a file has in the build context. Without an x bit, or with one that the USER of
                    the image has no part in, the kernel refuses to execute it.

                    Modes come from the git index where there is one, from the disk otherwise, and are followed through
                    `--chmod`, `--chown`, `chmod`, `chown` and USER. A mode or an owner that is not known is undecided.
                    """,
            "Set the bit in version control (`git update-index --chmod=+x`), with `COPY --chmod=755`, or with `RUN chmod +x`.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY --chmod=644 entrypoint.sh /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    exec node -e 'setInterval(() => {}, 1000)'
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY --chmod=755 entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
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
                        EnumSet.of(Cause.NOT_EXECUTABLE),
                        failure -> "`" + failure.subject() + "` may not be executed")
                .starting();
    }
}
