package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A health check can never pass. */
public final class HealthcheckCannotPass implements Rule {

    private static final Card CARD = new Card(
            "healthcheck-cannot-pass",
            "A health check can never pass",
            Severity.CRITICAL,
            false,
            """
                    A health check runs inside the container, with its files and as its user. Without the tool or the shell that
                    it names it fails each time, and whatever waits for the service to be healthy waits for ever.

                    The health check is followed like a start. It is proven to fail before it asks the service anything; whether
                    the service would answer is not judged.
                    """,
            "Install the tool in the stage that ships, or check with what is there: `node -e`, or `wget` on Alpine.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    HEALTHCHECK CMD curl -f http://localhost:3000/
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    HEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1:3000/
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
                        EnumSet.of(
                                Cause.COMMAND_NOT_FOUND,
                                Cause.ENTRYPOINT_NOT_IN_IMAGE,
                                Cause.INTERPRETER_NOT_FOUND,
                                Cause.NOT_EXECUTABLE,
                                Cause.NO_SHEBANG,
                                Cause.SHELL_FEATURE_MISSING,
                                Cause.MALFORMED_EXEC_FORM,
                                Cause.EXEC_FORM_IS_NO_SHELL,
                                Cause.START_FILE_MISSING,
                                Cause.MODULE_NOT_FOUND,
                                Cause.STEP_FAILS),
                        failure -> "the health check can never pass: `" + failure.subject()
                                + "` is not there or cannot run")
                .ofHealth();
    }
}
