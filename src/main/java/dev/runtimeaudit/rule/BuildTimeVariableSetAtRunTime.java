package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Bundle;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import dev.runtimeaudit.workspace.variables.ServiceVariables.Given;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A deployment sets a value that was put in when the bundle was built. */
public final class BuildTimeVariableSetAtRunTime implements Rule {

    private static final Card CARD = new Card(
            "build-time-variable-set-at-run-time",
            "A deployment sets a value that was put in when the bundle was built",
            Severity.HIGH,
            false,
            """
            `NEXT_PUBLIC_`, `VITE_` and `REACT_APP_` variables are replaced by their values when the bundle is built. What a
            deployment gives to the container has no effect on them: the browser gets what the build was given, or nothing.

            It is proven where the code names the variable as a whole, so that the bundler replaces it, and nothing in the image
            puts values in when it starts. HIGH where the build gives no value, or is known to give another one; MEDIUM where
            the build may give the same. Where the deployment gives the same variable as a build argument, nothing is said.
            """,
            "Give it as a build argument, and take it out of the deployment.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    RUN npx next build
                    FROM node:20-alpine
                    COPY --from=build /app/.next/standalone /app/
                    CMD ["node", "/app/server.js"]
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.0.0"}}
                    -- next.config.js --
                    module.exports = { output: "standalone" };
                    -- app/page.tsx --
                    "use client"; const api = process.env.NEXT_PUBLIC_API;
                    if (!api) throw new Error("NEXT_PUBLIC_API is not set");
                    export default () => api;
                    -- docker-compose.yml --
                    services:
                      web: {build: ., environment: {NEXT_PUBLIC_API: /api}}
                    """, "docker-compose.yml:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    ARG NEXT_PUBLIC_API
                    RUN npx next build
                    FROM node:20-alpine
                    COPY --from=build /app/.next/standalone /app/
                    CMD ["node", "/app/server.js"]
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.0.0"}}
                    -- next.config.js --
                    module.exports = { output: "standalone" };
                    -- app/page.tsx --
                    "use client"; const api = process.env.NEXT_PUBLIC_API;
                    if (!api) throw new Error("NEXT_PUBLIC_API is not set");
                    export default () => api;
                    -- docker-compose.yml --
                    services:
                      web: {build: {context: ., args: {NEXT_PUBLIC_API: /api}}}
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        ServiceVariables variables = service.variables();
        boolean fixed = variables.bundle().filter(b -> b.rewritten().isEmpty()).isPresent();
        return fixed
                ? variables.given().stream()
                        .filter(given -> given.provider().kind() == Kind.COMPOSE)
                        .flatMap(given -> variables
                                .get(given.name())
                                .filter(variable -> variable.level() == Variable.Level.BUILD)
                                .flatMap(variable -> severity(variables, given, variable)
                                        .map(severity -> finding(service, given, variable, severity)))
                                .stream())
                : Stream.empty();
    }

    private static Optional<Severity> severity(ServiceVariables variables, Given given, Variable variable) {
        boolean argument = variable.providers().stream()
                .anyMatch(p -> p.effective() && p.what().equals("build argument"));
        if (argument) {
            return Optional.empty();
        }
        if (given.unlike()) {
            return Optional.of(Severity.HIGH);
        }
        boolean open = variables.bundle().flatMap(Bundle::open).isPresent();
        if (open || BuildTimeVariableMissing.isGiven(variable)) {
            return Optional.of(Severity.MEDIUM);
        }
        boolean meant =
                !given.provider().empty() && (given.certain() || given.address().isPresent());
        boolean missed = BuildTimeVariableMissing.severity(variable)
                .filter(Severity.HIGH::equals)
                .isPresent();
        return Optional.of((meant || missed) && variables.written() ? Severity.HIGH : Severity.MEDIUM);
    }

    private static Verdict finding(Service service, Given given, Variable variable, Severity severity) {
        String what = given.unlike() ? "another value is built in" : "the bundle was built before it is set";
        return new Verdict.Finding(
                CARD.id(),
                severity,
                Optional.of(service.name()),
                given.provider().at(),
                given.name(),
                "`%s` has no effect here: %s".formatted(given.name(), what),
                Evidence.of(given.provider().at(), "gives it to the container").because(variable.evidence()),
                List.of(),
                Optional.empty());
    }
}
