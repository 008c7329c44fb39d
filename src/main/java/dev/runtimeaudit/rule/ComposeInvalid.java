package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.compose.ComposeProblem;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: docker compose rejects the project. */
public final class ComposeInvalid implements Rule {

    private static final Card CARD = new Card(
            "compose-invalid",
            "docker compose rejects the project",
            Severity.CRITICAL,
            false,
            """
            `docker compose` reads all files of a project before it does anything. What it cannot accept in any of
            them, be it in a service that is not even asked for, keeps every service from starting.

            The files are merged as `docker compose` merges them, and the finding has its words: a key that stands
            twice, a value of the wrong type, a service, volume or network that is not defined, a variable that must be
            set. Files that git ignores or an example documents are to be prepared, and no finding; nor is what
            another file of the workspace defines.
            """,
            "Correct the place; `docker compose config` shows whether it is accepted.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- docker-compose.yml --
                    services:
                      web:
                        build: .
                        volumes:
                          - data:/data
                    """, "docker-compose.yml:5"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- docker-compose.yml --
                    services:
                      web:
                        build: .
                        volumes:
                          - data:/data
                    volumes:
                      data:
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Workspace workspace) {
        return workspace.compose().stream()
                .filter(ComposeProject::isProduction)
                .flatMap(project -> project.problems().stream())
                .distinct()
                .map(ComposeInvalid::finding);
    }

    private static Verdict finding(ComposeProblem problem) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.empty(),
                problem.at(),
                problem.subject(),
                "docker compose rejects the project: " + problem.message(),
                problem.evidence(),
                List.of(),
                Optional.empty());
    }
}
