package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment.Provided;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: An empty value keeps a default from being used. */
public final class EmptyValueDefeatsDefault implements Rule {

    private static final Card CARD = new Card(
            "empty-value-defeats-default",
            "An empty value keeps a default from being used",
            Severity.MEDIUM,
            false,
            """
            `${NAME:-}` in a compose file gives the container an empty text when nobody sets the variable, not nothing. `??` and
            defaults of destructuring only replace `undefined`, so the program goes on with the empty text: a port of 0, an
            address without a host.

            It is reported where the deployment is known to give the empty text when nothing is set, and the code has a default
            that the empty text passes by. A default behind `||` replaces both.
            """,
            "Leave the variable out, give the default in the compose file, or use `||` in the code.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const base = process.env.BASE_URL ?? "api.example.com";
                    require("http").createServer((q, r) => r.end(base)).listen(3000);
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        environment:
                          BASE_URL: ${BASE_URL:-}
                    """, "docker-compose.yml:5"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const base = process.env.BASE_URL || "api.example.com";
                    require("http").createServer((q, r) => r.end(base)).listen(3000);
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        environment:
                          BASE_URL: ${BASE_URL:-}
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        List<Verdict> all = new ArrayList<>();
        for (ComposeUse use : service.deployed()) {
            for (Provided given : use.service().environment().variables()) {
                boolean empty = given.source() == ServiceEnvironment.Source.ENVIRONMENT
                        && given.value().filter(String::isEmpty).isPresent();
                if (empty) {
                    service.variables()
                            .get(given.name())
                            .flatMap(variable -> passed(variable))
                            .ifPresent(passed -> all.add(finding(service, given, passed)));
                }
            }
        }
        return all.stream();
    }

    /** A place whose default does not replace the empty text. */
    private static Optional<Variable.Use> passed(Variable variable) {
        return variable.level() == Variable.Level.BUILD
                ? Optional.empty()
                : variable.uses().stream()
                        .filter(use -> use.fallback().filter(f -> !f.isEmpty()).isPresent() && !use.emptyIsNone())
                        .findFirst();
    }

    private static Verdict finding(Service service, Provided given, Variable.Use passed) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                given.at(),
                given.name(),
                "`%s` is given as the empty text when nobody sets it, so that the default in the code is not used"
                        .formatted(given.name()),
                Evidence.of(given.at(), "gives the empty text")
                        .because(passed.at(), "has a default that only takes the place of nothing"),
                List.of(),
                Optional.empty());
    }
}
