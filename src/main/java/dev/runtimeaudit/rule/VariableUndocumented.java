package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import dev.runtimeaudit.workspace.variables.WellKnown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

            What the same services read is reported in one finding: where the workspace has such a file for them, and it names the
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

    private static final int MOST_TOLD = 6;

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
        Map<List<Object>, List<List<Reader>>> alike = new LinkedHashMap<>();
        for (List<Reader> readers : found.values()) {
            alike.computeIfAbsent(List.of(names(readers), isNeeded(readers)), key -> new ArrayList<>())
                    .add(readers);
        }
        return alike.values().stream().map(VariableUndocumented::finding);
    }

    private static List<String> names(List<Reader> readers) {
        return readers.stream().map(r -> r.service().name()).distinct().toList();
    }

    private static boolean isNeeded(List<Reader> readers) {
        return readers.stream().anyMatch(Reader::needed);
    }

    private record Reader(Service service, Variable variable) {
        boolean needed() {
            boolean given = variable.providers().stream()
                    .anyMatch(p -> p.effective() && !p.empty() && (p.kind() == Kind.IMAGE || p.kind() == Kind.COMPOSE));
            return variable.required() && !given;
        }
    }

    /** @param all for each variable those who read it, always the same */
    private static Verdict finding(List<List<Reader>> all) {
        List<Variable> variables = all.stream()
                .map(VariableUndocumented::first)
                .map(Reader::variable)
                .toList();
        Reader first = first(all.get(0));
        List<String> services = names(all.get(0));
        boolean many = variables.size() > 1;
        String told =
                variables.stream().limit(MOST_TOLD).map(Variable::name).collect(Collectors.joining("`, `", "`", "`"));
        int more = variables.size() - MOST_TOLD;
        Evidence evidence = Evidence.NONE;
        for (Variable variable : variables) {
            evidence = evidence.because(
                    many ? Evidence.of(variable.at(), "reads `" + variable.name() + "`") : variable.evidence());
        }
        return new Verdict.Finding(
                CARD.id(),
                isNeeded(all.get(0)) ? CARD.severity() : Severity.LOW,
                services.size() == 1 ? Optional.of(services.get(0)) : Optional.empty(),
                first.variable().at(),
                variables.stream().map(Variable::name).collect(Collectors.joining(", ")),
                "%s%s %s read by `%s` and %s not in `%s`"
                        .formatted(
                                told,
                                more > 0 ? " and " + more + " more" : "",
                                many ? "are" : "is",
                                String.join("`, `", services),
                                many ? "are" : "is",
                                first.service().variables().documents().get(0)),
                evidence,
                List.of(),
                Optional.empty());
    }

    /** The one who needs it most. */
    private static Reader first(List<Reader> readers) {
        return readers.stream().filter(Reader::needed).findFirst().orElse(readers.get(0));
    }
}
