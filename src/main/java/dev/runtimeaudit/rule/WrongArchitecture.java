package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
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

                    The head of the binary is read. Images are taken to be built for linux/amd64.
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
        return new Deaths(
                        service,
                        CARD,
                        EnumSet.of(Cause.WRONG_ARCHITECTURE),
                        failure -> "`" + failure.subject() + "` is built for another architecture than the image")
                .starting();
    }
}
