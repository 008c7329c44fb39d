package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import dev.runtimeaudit.workspace.variables.WellKnown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reports: A variable that a service reads is not documented. */
public final class VariableUndocumented implements Rule {

    private static final Card CARD = new Card(
            "variable-undocumented",
            "A variable that a service reads is not documented",
            Severity.MEDIUM,
            false,
            """
            A file such as `.env.example` is where whoever deploys looks for what has to be set. A variable that the code needs and
            that is not in it is found by failing.

            It is reported once per variable, where the workspace has such a file for the service that reads it, and it names the
            variable nowhere, not even in a comment. A variable that has a default, or that the image or a deployment gives a fixed
            value, is LOW. Variables that runtimes and platforms set are left out.
            """,
            "Add it to the file, with a comment that says what it is for.",
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
                    TITLE=Shop
                    """, "apps/api/server.js:1"),
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
                    # What visitors are told
                    GREETING=Hello
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Workspace workspace) {
        Map<String, List<Reader>> found = new TreeMap<>();
        for (Service service : workspace.services()) {
            if (service.variables().documents().isEmpty()) {
                continue;
            }
            for (Variable variable : service.variables().all()) {
                boolean documented = variable.providers().stream().anyMatch(p -> p.kind() == Kind.DOCUMENTATION);
                if (!documented && !WellKnown.isReadByOthers(variable.name())) {
                    found.computeIfAbsent(variable.name(), name -> new ArrayList<>())
                            .add(new Reader(service, variable));
                }
            }
        }
        return found.values().stream().map(VariableUndocumented::finding);
    }

    private record Reader(Service service, Variable variable) {
        boolean needed() {
            boolean given = variable.providers().stream()
                    .anyMatch(p -> p.effective() && !p.empty() && (p.kind() == Kind.IMAGE || p.kind() == Kind.COMPOSE));
            return variable.required() && !given;
        }
    }

    private static Verdict finding(List<Reader> readers) {
        Reader first = readers.stream().filter(Reader::needed).findFirst().orElse(readers.get(0));
        Variable variable = first.variable();
        String whose = readers.stream().map(r -> r.service().name()).distinct().collect(Collectors.joining("`, `"));
        TreePath document = first.service().variables().documents().get(0);
        return new Verdict.Finding(
                CARD.id(),
                first.needed() ? CARD.severity() : Severity.LOW,
                readers.size() == 1 ? Optional.of(first.service().name()) : Optional.empty(),
                variable.at(),
                variable.name(),
                "`%s` is read by `%s` and is not in `%s`".formatted(variable.name(), whose, document),
                variable.evidence(),
                List.of(),
                Optional.empty());
    }
}
