package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: An exec form holds what only a shell would understand. */
public final class ExecFormIsNoShell implements Rule {

    private static final Card CARD = new Card(
            "exec-form-is-no-shell",
            "An exec form holds what only a shell would understand",
            Severity.CRITICAL,
            false,
            """
                    The words of an exec form go to the program as they are. A whole command line in one word is the name of
                    one file, and `$PORT`, `&&` or `2>&1` are ordinary text.

                    The first word, blanks or `$` and all, is looked up as the name of a program and proven not to be one.
                    """,
            "Give every argument a word of its own, or use shell form.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    ENTRYPOINT ["/usr/bin/env", "node /server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    ENTRYPOINT ["/usr/bin/env", "node", "/server.js"]
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
                        EnumSet.of(Cause.EXEC_FORM_IS_NO_SHELL),
                        failure -> "exec form starts no shell, so `" + failure.subject() + "` is taken as it stands")
                .starting();
    }
}
