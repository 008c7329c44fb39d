package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A RUN uses a command that its stage does not have. */
public final class BuildCommandNotFound implements Rule {

    private static final Card CARD = new Card(
            "build-command-not-found",
            "A RUN uses a command that its stage does not have",
            Severity.CRITICAL,
            false,
            """
                    Every stage starts from its own base image: what an earlier stage installed is not there. The RUN ends with
                    status 127, and there is no image.

                    The RUN is followed as its shell would run it, on the files that the stage has at that point. The command, or
                    the interpreter of a script, is proven not to be among them.
                    """,
            "Install the command in this stage, or run the step in the stage that has it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    RUN corepack enable
                    FROM node:20-alpine
                    RUN pnpm exec prisma generate
                    CMD ["node", "-e", "setInterval(() => {}, 1000)"]
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    RUN corepack enable && mkdir -p /app
                    COPY server.js /app/
                    CMD ["node", "/app/server.js"]
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
                        EnumSet.of(
                                Cause.COMMAND_NOT_FOUND,
                                Cause.INTERPRETER_NOT_FOUND,
                                Cause.ENTRYPOINT_NOT_IN_IMAGE,
                                Cause.NOT_EXECUTABLE),
                        failure -> "`" + failure.subject() + "` is not in this stage")
                .building();
    }
}
