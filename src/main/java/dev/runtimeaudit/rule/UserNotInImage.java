package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The container is to run as a user that the image does not have. */
public final class UserNotInImage implements Rule {

    private static final Card CARD = new Card(
            "user-not-in-image",
            "The container is to run as a user that the image does not have",
            Severity.CRITICAL,
            false,
            """
                    A USER that is a name has to stand in the /etc/passwd of the image, a group in its /etc/group. The engine
                    does not create the container otherwise.

                    All users and groups of the image are known: those of the base, and those that the stage adds.
                    """,
            "Create the user in the stage that ships, or name it by its number.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    USER app
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
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
                        EnumSet.of(Cause.UNKNOWN_USER),
                        failure -> "the image has no user `" + failure.subject() + "`")
                .starting();
    }
}
