package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.DataMounts;
import dev.runtimeaudit.workspace.compose.DataMounts.Misplaced;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A volume is mounted where the image does not keep its data. */
public final class VolumePathOfImage implements Rule {

    private static final Card CARD = new Card(
            "volume-path-of-image",
            "A volume is mounted where the image does not keep its data",
            Severity.HIGH,
            false,
            """
            What a database writes outside of its volume is gone with the container. From version 18 on, the image of
            PostgreSQL keeps its data in a directory below `/var/lib/postgresql`, and refuses to start when something is
            mounted at `/var/lib/postgresql/data`.

            Said of official images of postgres, mysql, mongo and redis in compose files for production, where neither a
            variable, a command nor a mounted file of settings can have moved the data.
            """,
            "Mount the volume where the image keeps its data: `/var/lib/postgresql` from PostgreSQL 18 on.",
            Example.bad("""
                    -- docker-compose.yml --
                    services:
                      web:
                        build: .
                      db:
                        image: postgres:18
                        volumes:
                          - data:/var/lib/postgresql/data
                    volumes:
                      data:
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "docker-compose.yml:7"),
            Example.good("""
                    -- docker-compose.yml --
                    services:
                      web:
                        build: .
                      db:
                        image: postgres:18
                        volumes:
                          - data:/var/lib/postgresql
                    volumes:
                      data:
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
    public Stream<Verdict> judge(Workspace workspace) {
        return workspace.compose().stream()
                .filter(project -> project.isProduction() && project.complete())
                .map(ComposeProject::services)
                .flatMap(List::stream)
                .filter(ComposeService::enabled)
                .flatMap(service -> DataMounts.misplaced(service).stream().map(found -> finding(service, found)))
                .distinct();
    }

    private static Verdict finding(ComposeService service, Misplaced found) {
        String path = found.mount().target().text();
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.empty(),
                found.mount().at(),
                service.name() + " " + path,
                found.refuses()
                        ? "`%s` refuses to start with something mounted at `%s`: it keeps its data in `%s`"
                                .formatted(found.image(), path, found.data())
                        : "`%s` keeps its data in `%s`: nothing of it gets into what is mounted at `%s`"
                                .formatted(found.image(), found.data(), path),
                found.evidence(),
                List.of(),
                Optional.empty());
    }
}
