package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A variable has different defaults in one service. */
public final class ConflictingDefaults implements Rule {

    private static final Card CARD = new Card(
            "conflicting-defaults",
            "A variable has different defaults in one service",
            Severity.LOW,
            false,
            """
            Two places of one service that give a variable different defaults disagree when it is not set: one half of the
            program talks to one host, the other half to another.

            It is reported where the defaults are values that stand in the code, and both places belong to files that the service
            loads. The empty text counts as no default.
            """,
            "Read the variable in one place, and import it from there.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const base = process.env.PAY_URL || "pay.example.com"
                    const test = process.env.PAY_URL || "sandbox.example.com"
                    require("http").createServer((q, r) => r.end(base + test)).listen(3000);
                    """, "server.js:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const base = process.env.PAY_URL || "pay.example.com"
                    const test = process.env.PAY_URL || "pay.example.com"
                    require("http").createServer((q, r) => r.end(base + test)).listen(3000);
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.variables().all().stream().flatMap(variable -> finding(service, variable).stream());
    }

    private static Optional<Verdict> finding(Service service, Variable variable) {
        Map<String, Variable.Use> defaults = new LinkedHashMap<>();
        variable.uses().stream()
                .filter(use -> use.literal() && use.read())
                .sorted(Comparator.comparing(Variable.Use::at))
                .forEach(use -> use.fallback()
                        .filter(value -> !value.isEmpty() && !value.equals("undefined") && !value.equals("null"))
                        .ifPresent(value -> defaults.putIfAbsent(plain(value), use)));
        if (defaults.size() < 2) {
            return Optional.empty();
        }
        List<Variable.Use> places = List.copyOf(defaults.values());
        boolean told = variable.fallback().filter("…"::equals).isEmpty();
        String values = told ? ": `" + String.join("`, `", defaults.keySet()) + "`" : "";
        Evidence evidence = Evidence.NONE;
        for (Variable.Use use : places) {
            evidence = evidence.because(use.at(), "has a default of its own");
        }
        return Optional.of(new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                places.get(1).at(),
                variable.name(),
                "`%s` has different defaults%s".formatted(variable.name(), values),
                evidence,
                List.of(),
                Optional.empty()));
    }

    /** Numbers are written in several ways. */
    private static String plain(String value) {
        return value.replace("_", "").equals(value) || !Character.isDigit(value.charAt(0))
                ? value
                : value.replace("_", "");
    }
}
