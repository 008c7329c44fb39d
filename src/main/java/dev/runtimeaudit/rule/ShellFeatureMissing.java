package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A script uses something that its shell does not have. */
public final class ShellFeatureMissing implements Rule {

    private static final Card CARD = new Card(
            "shell-feature-missing",
            "A script uses something that its shell does not have",
            Severity.CRITICAL,
            false,
            """
                    `/bin/sh` is BusyBox ash on Alpine and dash on Debian. Neither has arrays, `${!name}` or `/dev/tcp`, and the
                    dash of Debian 12 has no `pipefail`. What is wrong as grammar stops a script before the command runs; the rest
                    stops it when it gets there.

                    The script is read and run as the shell of the image would, with that shell's grammar, options and words.
                    """,
            "Write the script for the shell that runs it, or install bash and name it in the first line.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-bookworm-slim
                    COPY entrypoint.sh /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -euo pipefail
                    exec node -e 'setInterval(() => {}, 1000)'
                    """, "entrypoint.sh:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -euo pipefail
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
                        EnumSet.of(Cause.SHELL_FEATURE_MISSING),
                        failure -> "the shell that runs this script does not have what it uses")
                .starting();
    }
}
