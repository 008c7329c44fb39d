package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import dev.runtimeaudit.workspace.variables.ServiceVariables.Given;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import dev.runtimeaudit.workspace.variables.WellKnown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A deployment gives a service a variable that it does not read. */
public final class VariableProvidedButUnused implements Rule {

    private static final Card CARD = new Card(
            "variable-provided-but-unused",
            "A deployment gives a service a variable that it does not read",
            Severity.LOW,
            false,
            """
            A variable that a service is given and does not read misleads whoever operates it: changing it has no effect.

            It is reported where all files that the service loads were found and read, none of them looks a name up that is not
            written there, nothing on the way to the process mentions it, and the code of another service of the workspace
            reads it. Variables that runtimes and libraries read by themselves are left out, and so are files of variables that
            several services share.
            """,
            "Remove it from this service.",
            Example.bad("""
                    -- apps/a/Dockerfile --
                    FROM node:20-alpine
                    COPY apps/a/package.json apps/a/server.js /
                    CMD ["node", "/server.js"]
                    -- apps/a/package.json --
                    {"name": "a"}
                    -- apps/a/server.js --
                    require("http").createServer((q, r) => r.end(process.env.TITLE || "a")).listen(3000);
                    -- apps/b/Dockerfile --
                    FROM node:20-alpine
                    COPY apps/b/package.json apps/b/server.js /
                    CMD ["node", "/server.js"]
                    -- apps/b/package.json --
                    {"name": "b"}
                    -- apps/b/server.js --
                    require("http").createServer((q, r) => r.end("b")).listen(3000);
                    -- docker-compose.yml --
                    services:
                      a: {build: {context: ., dockerfile: apps/a/Dockerfile}, environment: {TITLE: A}}
                      b: {build: {context: ., dockerfile: apps/b/Dockerfile}, environment: {TITLE: B}}
                    """, "docker-compose.yml:3"),
            Example.good("""
                    -- apps/a/Dockerfile --
                    FROM node:20-alpine
                    COPY apps/a/package.json apps/a/server.js /
                    CMD ["node", "/server.js"]
                    -- apps/a/package.json --
                    {"name": "a"}
                    -- apps/a/server.js --
                    require("http").createServer((q, r) => r.end(process.env.TITLE || "a")).listen(3000);
                    -- apps/b/Dockerfile --
                    FROM node:20-alpine
                    COPY apps/b/package.json apps/b/server.js /
                    CMD ["node", "/server.js"]
                    -- apps/b/package.json --
                    {"name": "b"}
                    -- apps/b/server.js --
                    require("http").createServer((q, r) => r.end("b")).listen(3000);
                    -- docker-compose.yml --
                    services:
                      a: {build: {context: ., dockerfile: apps/a/Dockerfile}, environment: {TITLE: A}}
                      b: {build: {context: ., dockerfile: apps/b/Dockerfile}}
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Workspace workspace) {
        return workspace.services().stream()
                .filter(service -> isKnown(service.variables()))
                .flatMap(service -> service.variables().given().stream()
                        .filter(given -> given.provider().kind() == Kind.COMPOSE)
                        .filter(given -> isUnused(service.variables(), given.name()))
                        .flatMap(given ->
                                reader(workspace, service, given.name())
                                        .map(read -> finding(service, given, read))
                                        .stream()));
    }

    private static boolean isKnown(ServiceVariables variables) {
        return variables.complete() && variables.written() && !variables.all().isEmpty()
                || variables.complete()
                        && variables.written()
                        && variables.start().isPresent();
    }

    private static boolean isUnused(ServiceVariables variables, String name) {
        return variables.get(name).isEmpty()
                && !WellKnown.isReadByOthers(name)
                && variables.starting().stream().noneMatch(word -> word.contains(name));
    }

    private static Optional<Variable> reader(Workspace workspace, Service service, String name) {
        return workspace.services().stream()
                .filter(other -> !other.name().equals(service.name()))
                .flatMap(other -> other.variables().get(name).stream())
                .filter(variable -> variable.uses().stream().anyMatch(Variable.Use::read))
                .findFirst();
    }

    private static Verdict finding(Service service, Given given, Variable read) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                given.provider().at(),
                given.name(),
                "`%s` is given to `%s`, which does not read it".formatted(given.name(), service.name()),
                Evidence.of(given.provider().at(), "gives it to the container")
                        .because(read.at(), "is where another service reads it"),
                List.of(),
                Optional.empty());
    }
}
