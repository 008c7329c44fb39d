package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.PlatformDeath;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The image starts a binary for another processor. */
public final class WrongArchitecture implements Rule {

    private static final Card CARD = new Card(
            "wrong-architecture",
            "The image starts a binary for another processor",
            Severity.CRITICAL,
            false,
            """
                    A binary that was fetched or built for another processor cannot be executed: exec format error.

                    The head of the binary is read, or the name of the file that a release offers. Images are taken to be built for
                    linux/amd64; where a pipeline, a bake file or a compose file says that one is built for other platforms, too, what
                    it fetches is held against these as well, and the platform is told.
                    """,
            "Fetch or build the binary for the platform of the image (`TARGETARCH`).",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY tool /usr/local/bin/tool
                    CMD ["tool"]
                    -- tool --
                    (a binary for arm64)
                    """),
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
        Stream<Verdict> usual = new Deaths(
                        service,
                        CARD,
                        EnumSet.of(Cause.WRONG_ARCHITECTURE),
                        failure -> "`" + failure.subject() + "` is built for another architecture than the image")
                .starting();
        return Stream.concat(usual, service.platformDeaths().stream().map(death -> elsewhere(service, death)));
    }

    private static Verdict elsewhere(Service service, PlatformDeath death) {
        String platforms = String.join("`, `", death.platforms());
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                death.failure().at(),
                death.failure().subject(),
                "`%s` is built for another architecture than the image for `%s`: `%s`"
                        .formatted(
                                death.failure().subject(),
                                platforms,
                                death.failure().output()),
                death.failure().evidence(),
                List.of("image"),
                Optional.empty());
    }
}
