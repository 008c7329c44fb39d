package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: BuildKit rejects the Dockerfile. */
public final class DockerfileDoesNotParse implements Rule {

    private static final Card CARD = new Card(
            "dockerfile-does-not-parse",
            "BuildKit rejects the Dockerfile",
            Severity.CRITICAL,
            false,
            """
                    BuildKit refuses the file before it runs anything.

                    The file is read as BuildKit reads it. The message is BuildKit's.
                    """,
            "Correct the line.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        if (service.unread().isEmpty()) {
            // What it finds out while it builds: names of images and words that come to nothing.
            return new Deaths(
                            service,
                            CARD,
                            EnumSet.of(Cause.DOCKERFILE_DOES_NOT_PARSE),
                            failure -> "BuildKit rejects the Dockerfile")
                    .building();
        }
        return service.unread().stream()
                .map(problem -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        problem.at(),
                        problem.message(),
                        "BuildKit rejects the Dockerfile: " + problem.message(),
                        Evidence.of(problem.at(), problem.message()),
                        List.of(),
                        Optional.empty()));
    }
}
