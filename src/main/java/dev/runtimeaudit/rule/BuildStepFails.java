package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A RUN is proven to fail. */
public final class BuildStepFails implements Rule {

    private static final Card CARD = new Card(
            "build-step-fails",
            "A RUN is proven to fail",
            Severity.CRITICAL,
            false,
            """
                    A RUN that ends with another status than 0 ends the build, whatever stands behind it.

                    The RUN is followed as its shell would run it, and everything that the failing command looks at is known.
                    What lies behind the step is judged as if it had been mended.
                    """,
            "Mend the step; the words that are predicted are those that the build prints.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    RUN cp config.json /etc/app.json
                    CMD ["node", "-e", "setInterval(() => {}, 1000)"]
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY config.json server.js ./
                    RUN cp config.json /etc/app.json
                    CMD ["node", "server.js"]
                    -- config.json --
                    {}
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
                                Cause.STEP_FAILS,
                                Cause.SHELL_FEATURE_MISSING,
                                Cause.START_SCRIPT_MISSING,
                                Cause.START_FILE_MISSING,
                                Cause.MODULE_NOT_FOUND,
                                Cause.UNSET_VARIABLE,
                                Cause.UNKNOWN_SUBCOMMAND,
                                Cause.UNSUPPORTED_RUNTIME_FLAG,
                                Cause.USER_CANNOT_READ,
                                Cause.USER_CANNOT_WRITE,
                                Cause.NO_SHEBANG,
                                Cause.MALFORMED_EXEC_FORM,
                                Cause.EXEC_FORM_IS_NO_SHELL,
                                Cause.UNKNOWN_USER,
                                Cause.WRONG_ARCHITECTURE,
                                Cause.WRONG_LIBC,
                                Cause.MAIN_PROCESS_ENDS),
                        failure -> "this step of the build fails")
                .building();
    }
}
