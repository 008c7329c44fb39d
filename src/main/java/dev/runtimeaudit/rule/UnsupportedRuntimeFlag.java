package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The node of the image rejects a flag. */
public final class UnsupportedRuntimeFlag implements Rule {

    private static final Card CARD = new Card(
            "unsupported-runtime-flag",
            "The node of the image rejects a flag",
            Severity.CRITICAL,
            false,
            """
                    Flags come and go with node's major versions, and NODE_OPTIONS takes fewer of them than the command line
                    does. A flag that node does not know ends it with status 9.

                    The node of the base image is known with its version, and so are the flags of that version.
                    """,
            "Remove the flag, or use a base image whose node has it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "--no-such-flag", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "--enable-source-maps", "/server.js"]
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
                        EnumSet.of(Cause.UNSUPPORTED_RUNTIME_FLAG),
                        failure -> "this node does not know `" + failure.subject() + "`")
                .starting();
    }
}
