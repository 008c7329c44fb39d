package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The container starts a command that is not in its image. */
public final class CommandNotFound implements Rule {

    private static final Card CARD = new Card(
            "command-not-found",
            "The container starts a command that is not in its image",
            Severity.CRITICAL,
            false,
            """
                    Every stage starts from its own base image. A tool that was installed in a build stage is not in the
                    stage that ships, so the container starts, reaches the command and ends with status 127.

                    The command is looked up on PATH as the program that runs it would: the engine, the shell, tini, env. It
                    is proven to be missing when every directory on PATH is known and nothing that was built into the image could
                    have put it there. On one branch only, it is a finding of lower severity that names the condition; where the
                    script goes on without the command, `start-step-fails` speaks.
                    """,
            "Install the command in the stage that ships, or start the program without it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    RUN corepack enable
                    FROM node:20-alpine
                    COPY entrypoint.sh /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    exec pnpm start
                    """, "entrypoint.sh:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
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
                        EnumSet.of(Cause.COMMAND_NOT_FOUND),
                        failure -> failure.output().equals(Launches.NO_COMMAND)
                                ? "the image names no command to start"
                                : "`" + failure.subject() + "` is not in the image")
                .starting();
    }
}
