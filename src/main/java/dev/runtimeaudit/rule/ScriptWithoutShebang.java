package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The engine executes a script that does not name its interpreter. */
public final class ScriptWithoutShebang implements Rule {

    private static final Card CARD = new Card(
            "script-without-shebang",
            "The engine executes a script that does not name its interpreter",
            Severity.CRITICAL,
            false,
            """
                    The kernel executes binaries, and texts whose first line begins with `#!`. Shells, tini and dumb-init run
                    another text as a shell script all the same; the engine does not and reports an exec format error.

                    The text of the file is read, and it is known who executes it: behind a shell or an init that accepts such
                    a script nothing is reported.
                    """,
            "Put `#!/bin/sh` into the first line, with nothing in front of it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY --chmod=755 start.sh /
                    ENTRYPOINT ["/start.sh"]
                    -- start.sh --
                    exec node -e 'setInterval(() => {}, 1000)'
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY start.sh server.js /
                    ENTRYPOINT ["/bin/sh", "/start.sh"]
                    -- start.sh --
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
                        EnumSet.of(Cause.NO_SHEBANG),
                        failure -> "`" + failure.subject() + "` is executed, but its first line names no interpreter")
                .starting();
    }
}
