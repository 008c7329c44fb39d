package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A module that the program loads cannot be found. */
public final class ModuleNotFound implements Rule {

    private static final Card CARD = new Card(
            "module-not-found",
            "A module that the program loads cannot be found",
            Severity.CRITICAL,
            false,
            """
                    Modules are looked for from the real path of the file that loads them, upwards through the node_modules
                    directories. A module that is not there ends the program with status 1.

                    The files that are loaded at start are read as far as they are plain JavaScript in the image, and all
                    places where node would look are known. What a package manager installed, and what a compiler made, is mostly
                    not known, and undecided.
                    """,
            "Ship the module: install it in the stage that ships, or copy it to where it is looked for.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("./config")
                    require("http").createServer().listen(3000)
                    """, "server.js:1"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js config.js ./
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("./config")
                    require("http").createServer().listen(3000)
                    -- config.js --
                    module.exports = {}
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
                        EnumSet.of(Cause.MODULE_NOT_FOUND),
                        failure -> "the module `" + failure.subject() + "` cannot be found from where it is loaded")
                .starting();
    }
}
