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
                `npm run x`, `pnpm x` and `yarn x` look for a package.json at the working directory and for the
                 script in it. Without either they end with an error.
                """,
            "Name a script that the package.json in that directory has, or start the program directly.",
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
