package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.health.StopSignal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: Nobody in the container hears that it is to stop. */
public final class SignalsLost implements Rule {

    private static final Card CARD = new Card(
            "signals-lost",
            "Nobody in the container hears that it is to stop",
            Severity.MEDIUM,
            true,
            """
            `docker stop`, and every deployment of a newer image, sends SIGTERM to the first process of the container. A shell that
            waits for a program does not pass it on, and a program without a handler for it does not get it when it is that
            process. Ten seconds later all of the container is killed: requests that are under way are cut off.

            The start was followed to the program that serves: which shells and package managers stay in front of it, and which
            of them become what they run (`exec`, the last command of `sh -c` in BusyBox and bash). That a node program has no
            handler is said where all of its own files and packages are known to have none. An init (tini, dumb-init, `init: true`)
            or a `trap` ends the question.
            """,
            "Start the program with `exec`, without a package manager, and handle SIGTERM in it, or put an init in front.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js start.sh /
                    CMD ["/start.sh"]
                    -- start.sh --
                    #!/bin/sh
                    node /server.js
                    -- server.js --
                    require("http").createServer().listen(3000)
                    process.on("SIGTERM", () => process.exit(0))
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js start.sh /
                    CMD ["/start.sh"]
                    -- start.sh --
                    #!/bin/sh
                    exec node /server.js
                    -- server.js --
                    require("http").createServer().listen(3000)
                    process.on("SIGTERM", () => process.exit(0))
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return StopSignal.unheard(service).stream()
                .map(found -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        found.evidence().steps().get(0).at(),
                        found.subject(),
                        "SIGTERM stops nothing in `" + service.name() + "`: " + found.says(),
                        found.evidence(),
                        List.of(found.launch()),
                        Optional.empty()));
    }
}
