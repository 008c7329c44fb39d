package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: COPY names a file that the build context does not have. */
public final class CopySourceMissing implements Rule {

    private static final Card CARD = new Card(
            "copy-source-missing",
            "COPY names a file that the build context does not have",
            Severity.CRITICAL,
            false,
            """
                    COPY and ADD see the build context: the files below its directory, without those that .dockerignore takes
                    away. What is not there ends the build.

                    The context is known, and so are its files: those that git tracks, where there is a git index. A build output
                    that git ignores may be made before the build: it is a precondition, not a finding. Where all that is missing
                    lies beside the Dockerfile, the context is taken for the wrong one, and what would fail with that directory
                    is told, too.
                    """,
            "Correct the path, seen from the build context, or let .dockerignore keep the file.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY src/server.js /app/
                    CMD ["node", "/app/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
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
                        EnumSet.of(Cause.COPY_SOURCE_MISSING),
                        failure -> "`" + failure.subject() + "` is not in the build context")
                .building();
    }
}
