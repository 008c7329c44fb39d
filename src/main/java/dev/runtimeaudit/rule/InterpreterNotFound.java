package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A script names an interpreter that is not in the image. */
public final class InterpreterNotFound implements Rule {

    private static final Card CARD = new Card(
            "interpreter-not-found",
            "A script names an interpreter that is not in the image",
            Severity.CRITICAL,
            false,
            """
                    The first line of a script names the program that runs it. Alpine has no bash, and slim images lack much
                    else; a carriage return at the end of the line becomes part of the name. The kernel then says that there is no
                    such file, and means the interpreter.

                    The script's own text is read, and the interpreter is looked up in the image as the kernel does, for `env`
                    on PATH as well.
                    """,
            "Install the interpreter, name one that the image has, or save the script with line feeds alone.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/bash
                    exec node -e 'setInterval(() => {}, 1000)'
                    """, "entrypoint.sh:1"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-slim
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    -- entrypoint.sh --
                    #!/bin/bash
                    set -e
                    exec node /server.js
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
                        EnumSet.of(Cause.INTERPRETER_NOT_FOUND),
                        failure -> "the interpreter `" + failure.subject() + "` of the script is not in the image")
                .starting();
    }
}
