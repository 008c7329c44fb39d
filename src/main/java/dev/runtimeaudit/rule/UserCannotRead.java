package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The user of the container may not read a file that it starts. */
public final class UserCannotRead implements Rule {

    private static final Card CARD = new Card(
            "user-cannot-read",
            "The user of the container may not read a file that it starts",
            Severity.CRITICAL,
            false,
            """
                    Files that COPY brings belong to root and keep their mode. One that only root may read, or in a directory
                    that only root may enter, is out of reach for another USER.

                    Modes and owners of the file and of every directory on the way are known. Where only a supplementary group
                    of the user could help, nothing is proven.
                    """,
            "Give the file to the user with `COPY --chown`, or widen its mode.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY --chmod=600 server.js /
                    USER node
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY --chown=node server.js /
                    USER node
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
                        EnumSet.of(Cause.USER_CANNOT_READ),
                        failure -> "the user of the container may not read `" + failure.subject() + "`")
                .starting();
    }
}
