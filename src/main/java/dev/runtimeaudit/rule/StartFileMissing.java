package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The program is given a file that is not in the image. */
public final class StartFileMissing implements Rule {

    private static final Card CARD = new Card(
            "start-file-missing",
            "The program is given a file that is not in the image",
            Severity.CRITICAL,
            false,
            """
                    `node dist/main.js` needs dist/main.js below the working directory of the stage that ships. Without it the
                    program ends as soon as it starts.

                    Everything that could have put the file there was understood. A file that a build step may have made, which
                    the audit does not follow, is undecided.
                    """,
            "Copy the file to where it is looked for, or name the path at which it lies.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./src/
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./src/
                    CMD ["node", "src/server.js"]
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
                        EnumSet.of(Cause.START_FILE_MISSING),
                        failure -> "`" + failure.subject() + "` is not in the image")
                .starting();
    }
}
