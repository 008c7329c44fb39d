package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import java.util.stream.Stream;

/** Reports: A suppression names no rule that exists, or gives no reason. */
public final class MalformedSuppression implements Rule {

    private static final Card CARD = new Card(
            "suppression-malformed",
            "A suppression names no rule that exists, or gives no reason",
            Severity.HIGH,
            false,
            """
                A suppression that cannot be understood has no effect, and somebody believes that it has one. Triage
                speaks for this rule.
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
