package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.WellKnown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A service refuses to start without a variable that it does not use. */
public final class RequiredVariableUnused implements Rule {

    private static final Card CARD = new Card(
            "required-variable-unused",
            "A service refuses to start without a variable that it does not use",
            Severity.MEDIUM,
            false,
            """
            A check at start that demands a variable which nothing reads ends a deployment for nothing, and tells whoever
            operates the service that it matters.

            It is reported where all files that the service loads were found and read, none of them looks a name up that is not
            written there, and the variable stands in a list of names that must be set and nowhere else. Variables that runtimes
            and libraries read by themselves are left out.
            """,
            "Take it out of the check, or read it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const required = ["SESSION_SALT", "TITLE"];
                    const missing = required.filter((name) => !process.env[name]);
                    if (missing.length > 0) { console.error("missing " + missing); process.exit(1); }
                    require("http").createServer((q, r) => r.end(process.env.TITLE)).listen(3000);
                    """, "server.js:1"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const required = ["TITLE"];
                    const missing = required.filter((name) => !process.env[name]);
                    if (missing.length > 0) { console.error("missing " + missing); process.exit(1); }
                    require("http").createServer((q, r) => r.end(process.env.TITLE)).listen(3000);
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        ServiceVariables variables = service.variables();
        if (!variables.complete() || !variables.written()) {
            return Stream.empty();
        }
        return variables.all().stream()
                .filter(variable -> variable.level() == Variable.Level.STARTUP)
                .filter(variable -> variable.uses().stream().noneMatch(Variable.Use::read))
                .filter(variable -> !WellKnown.isReadByOthers(variable.name()))
                .filter(variable -> variables.starting().stream().noneMatch(word -> word.contains(variable.name())))
                .map(variable -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        variable.at(),
                        variable.name(),
                        "`%s` must be set for `%s` to start, and nothing reads it"
                                .formatted(variable.name(), service.name()),
                        variable.evidence(),
                        List.of(),
                        Optional.empty()));
    }
}
