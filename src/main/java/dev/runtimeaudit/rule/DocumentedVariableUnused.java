package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A documented variable is read by nothing. */
public final class DocumentedVariableUnused implements Rule {

    private static final Card CARD = new Card(
            "documented-variable-unused",
            "A documented variable is read by nothing",
            Severity.LOW,
            false,
            """
            A variable in `.env.example` that nothing reads is set with care in every deployment and has no effect; often the code
            reads it under another name, which is then not documented.

            It is reported where no file of the workspace has the name as a word: no script, no Dockerfile, no compose file, no
            schema. Texts for people and other files of variables do not count. Variables that runtimes and libraries read by
            themselves are left out.
            """,
            "Remove it, or correct its name.",
            Example.bad("""
                    -- apps/api/Dockerfile --
                    FROM node:20-alpine
                    COPY apps/api/package.json apps/api/server.js /
                    CMD ["node", "/server.js"]
                    -- apps/api/package.json --
                    {"name": "api"}
                    -- apps/api/server.js --
                    require("http").createServer((q, r) => r.end(process.env.GREETING)).listen(3000);
                    -- .env.example --
                    GREETING=Hello
                    REDIS_URI=
                    """, ".env.example:2"),
            Example.good("""
                    -- apps/api/Dockerfile --
                    FROM node:20-alpine
                    COPY apps/api/package.json apps/api/server.js /
                    CMD ["node", "/server.js"]
                    -- apps/api/package.json --
                    {"name": "api"}
                    -- apps/api/server.js --
                    require("http").createServer((q, r) => r.end(process.env.GREETING)).listen(3000);
                    -- .env.example --
                    GREETING=Hello
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Workspace workspace) {
        return workspace.documented().stream()
                .filter(variable -> !variable.mentioned())
                .map(variable -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.empty(),
                        variable.at(),
                        variable.name(),
                        "`%s` is documented, and nothing in the workspace reads it".formatted(variable.name()),
                        Evidence.of(variable.at(), "documents it"),
                        List.of(),
                        Optional.empty()));
    }
}
