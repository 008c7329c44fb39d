package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import java.util.stream.Stream;

/** Reports: A suppression cannot be understood. */
public final class SuppressionMalformed implements Rule {

    private static final Card CARD = new Card(
            "suppression-malformed",
            "A suppression cannot be understood",
            Severity.HIGH,
            false,
            """
                    A suppression without a reason, or for a rule that does not exist, has no effect, while somebody believes
                    that it has one.

                    Every comment that begins with `runtime-audit:` is read, and every entry under `suppress`.
                    """,
            "Write `# runtime-audit:allow <rule> -- <reason>` with the id of a rule and a reason.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    # runtime-audit:allow runs-as-root
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    # runtime-audit:allow runs-as-root -- listens on a port that only root may open
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
        return Stream.empty();
    }
}
