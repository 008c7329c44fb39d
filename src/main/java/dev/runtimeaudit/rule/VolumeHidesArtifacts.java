package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.StaleVolume;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A mount hides what the image starts from. */
public final class VolumeHidesArtifacts implements Rule {

    private static final Card CARD = new Card(
            "volume-hides-artifacts",
            "A mount hides what the image starts from",
            Severity.CRITICAL,
            false,
            """
            What is mounted at a place of an image is seen instead of what the build put there: a directory of the host that is
            mounted over `/app` hides `dist` and `node_modules`. A volume gets a copy of them when it is made, and keeps
            that copy when a newer image is started.

            The compose service is started twice, with its mounts and without: it fails only with them. A directory of the host
            shows what the workspace has there. What git ignores, what a step of the build made and what another service may
            write may be on the host all the same: that proves nothing, and neither do volumes for which nobody can tell who
            filled them. That a volume keeps an old program has severity medium.
            """,
            "Mount the directory that holds data or settings, not one above the program; leave code to the image.",
            Example.bad("""
                    -- docker-compose.yml --
                    services:
                      web:
                        build: .
                        volumes:
                          - ./config:/app
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- config/settings.json --
                    {}
                    """, "docker-compose.yml:5"),
            Example.good("""
                    -- docker-compose.yml --
                    services:
                      web:
                        build: .
                        volumes:
                          - ./config:/app/config
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- config/settings.json --
                    {}
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return Stream.concat(
                new Deaths(
                                service,
                                CARD,
                                EnumSet.of(Cause.HIDDEN_BY_MOUNT),
                                failure -> "`" + failure.subject() + "` is not there when the container runs")
                        .starting(),
                StaleVolume.of(service.image(), service.deployed()).stream().map(stale -> finding(service, stale)));
    }

    private static Verdict finding(Service service, StaleVolume stale) {
        return new Verdict.Finding(
                CARD.id(),
                Severity.MEDIUM,
                Optional.of(service.name()),
                stale.evidence().steps().get(0).at(),
                stale.volume() + " " + stale.path(),
                "the volume `%s` keeps the `%s` of the first image that it is used with: a newer image does not replace it"
                        .formatted(stale.volume(), stale.path()),
                stale.evidence(),
                List.of(),
                Optional.empty());
    }
}
