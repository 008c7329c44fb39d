package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A command in brackets is no valid JSON, so a shell gets it as text. */
public final class MalformedExecForm implements Rule {

    private static final Card CARD = new Card(
            "malformed-exec-form",
            "A command in brackets is no valid JSON, so a shell gets it as text",
            Severity.CRITICAL,
            false,
            """
                    What begins with a bracket and is no JSON array of strings is not rejected. It silently becomes shell form,
                    and the shell looks for a command whose name begins with a bracket.

                    The instruction is read as BuildKit reads it, and the text is then run by the shell that the image has,
                    which is proven not to find such a command.
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
