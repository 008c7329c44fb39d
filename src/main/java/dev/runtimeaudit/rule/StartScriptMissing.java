package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A package manager is asked for a script that package.json does not have. */
public final class StartScriptMissing implements Rule {

    private static final Card CARD = new Card(
            "start-script-missing",
            "A package manager is asked for a script that package.json does not have",
            Severity.CRITICAL,
            false,
            """
                    `npm run x`, `pnpm run x` and `yarn run x` look for a package.json at the working directory or above it, and
                    for the script in it. Without either they end with an error.

                    The package.json that lies in the image at that directory is read; one whose content is not known is
                    undecided.
                    """,
            "Name a script that this package.json has, copy the package.json, or start the program itself.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json ./
                    CMD ["npm", "run", "serve"]
                    -- package.json --
                    {"name": "web", "scripts": {"start": "node server.js"}}
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./
                    CMD ["node", "server.js"]
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
                        EnumSet.of(Cause.START_SCRIPT_MISSING),
                        failure -> "there is no script `" + failure.subject() + "` where it is asked for")
                .starting();
    }
}
