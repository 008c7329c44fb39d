package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import java.util.stream.Stream;

/** Reports: A suppression allows what nothing finds. */
public final class SuppressionUnused implements Rule {

    private static final Card CARD = new Card(
            "suppression-unused",
            "A suppression allows what nothing finds",
            Severity.LOW,
            false,
            """
                    What it was written for is gone, or it stands in the wrong place. Left alone, it would one day hide
                    something else.

                    The rule finds nothing in the lines, or in the services, that the suppression covers, and nothing about these
                    services is undecided: a rule that could not speak may have something to say one day.
                    """,
            "Remove the suppression, or move it to the line in front of the finding.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    # runtime-audit:allow command-not-found -- comes with the next base image
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
