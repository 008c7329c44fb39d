package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A bracketed command is no valid JSON, so a shell gets it as text. */
public final class MalformedExecForm implements Rule {

    private static final Card CARD = new Card(
            "malformed-exec-form",
            "A bracketed command is no valid JSON, so a shell gets it as text",
            Severity.CRITICAL,
            false,
            """
                What begins with a bracket and is no JSON array of strings is not rejected: it silently becomes
                 shell form, and the shell looks for a command whose name begins with a bracket.
                """,
            "Use double quotes, separate the words with commas, and put none behind the last.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ['node', '/server.js']
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
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
                        EnumSet.of(Cause.MALFORMED_EXEC_FORM),
                        failure -> "this is no valid JSON, so the shell is asked to run `" + failure.subject() + "`")
                .starting();
    }
}
