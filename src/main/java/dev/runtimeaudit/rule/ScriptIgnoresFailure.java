package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A start script goes on when a step fails. */
public final class ScriptIgnoresFailure implements Rule {

    private static final Card CARD = new Card(
            "script-ignores-failure",
            "A start script goes on when a step fails",
            Severity.LOW,
            false,
            """
                    Without `set -e` a shell runs the next command whatever became of the last one, and the container serves
                    although its preparation failed.

                    The script is on the start path and sets `-e` nowhere. `pipefail` is not asked for: not every shell has it.
                    """,
            "Put `set -e` in front of the first command (`set -eu` where no variable may be unset).",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    mkdir -p /data
                    exec node /server.js
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "entrypoint.sh:1"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    mkdir -p /data
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
        return service.launches().stream()
                .flatMap(launch -> launch.scripts().stream())
                .filter(script -> script.isFile() && !script.stopsOnFailure())
                .map(ScriptRun::at)
                .distinct()
                .map(at -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        at,
                        at.path().name(),
                        "`" + at.path().name() + "` goes on when one of its steps fails",
                        Evidence.of(at, "starts a script that never sets -e"),
                        List.of(),
                        Optional.empty()));
    }
}
