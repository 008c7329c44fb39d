package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A package manager cannot install what it is asked to. */
public final class InstallCannotSucceed implements Rule {

    private static final Card CARD = new Card(
            "install-cannot-succeed",
            "A package manager cannot install what it is asked to",
            Severity.CRITICAL,
            false,
            """
                    `npm ci` and frozen installations need a lockfile, and one that fits the package.json beside it. Some
                    packages need further files while they are installed.

                    The files that lie in the stage at that point are read.
                    """,
            "Bring the lockfile up to date, and copy what the installation needs in front of it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json ./
                    RUN npm ci
                    CMD ["node", "-e", "setInterval(() => {}, 1000)"]
                    -- package.json --
                    {"name": "web"}
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
                        EnumSet.of(Cause.INSTALL_CANNOT_SUCCEED),
                        failure -> "this installation cannot succeed")
                .building();
    }
}
