package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A known program is called with a subcommand that it does not have. */
public final class UnknownSubcommand implements Rule {

    private static final Card CARD = new Card(
            "unknown-subcommand",
            "A known program is called with a subcommand that it does not have",
            Severity.HIGH,
            false,
            """
                    A command line tool ends with an error when it is given a subcommand that it does not have, or none where it
                    needs one.

                    Only for tools, and versions of them, whose subcommands are known. Where the container dies of it, the
                    finding is critical.
                    """,
            "Correct the subcommand.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    CMD ["npm", "strat"]
                    """, "Dockerfile:2"),
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
                        CARD.with(Severity.CRITICAL), // what is reported here is an end of the start
                        EnumSet.of(Cause.UNKNOWN_SUBCOMMAND),
                        failure -> "`" + failure.subject() + "` is no subcommand of this program")
                .starting();
    }
}
