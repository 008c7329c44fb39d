package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Bundle;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A value that is put in when the bundle is built is not given to the build. */
public final class BuildTimeVariableMissing implements Rule {

    private static final Card CARD = new Card(
            "build-time-variable-missing",
            "A value that is put in when the bundle is built is not given to the build",
            Severity.HIGH,
            false,
            """
            `NEXT_PUBLIC_`, `VITE_` and `REACT_APP_` variables are replaced by their values when the bundle is built. A build
            that is given none puts `undefined` there for good, and what is set when the container starts comes too late.

            It is proven where nothing that the building step sees mentions the name: no `ARG` or `ENV` of its stage and those it
            starts from, no command, no file of variables that is tracked, no configuration of the bundler; and where the code fails
            without it, or says so and goes on with a made-up value although the name is documented. Where the code only puts the
            missing value somewhere, it is MEDIUM; with a default it is no finding. Nothing is said where the value may be put in
            when the container starts, or where the build may take it from a secret or a file that is not seen.
            """,
            "Declare it with `ARG` and `ENV` in front of the step that builds, and give it as a build argument.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    RUN npx next build
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /app/.next/standalone ./
                    CMD ["node", "server.js"]
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.0.0"}}
                    -- next.config.js --
                    module.exports = { output: "standalone" };
                    -- app/page.tsx --
                    "use client";
                    const api = process.env.NEXT_PUBLIC_API;
                    if (!api) throw new Error("NEXT_PUBLIC_API is not set");
                    export default function Page() { return api; }
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    ARG NEXT_PUBLIC_API
                    ENV NEXT_PUBLIC_API=$NEXT_PUBLIC_API
                    RUN npx next build
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /app/.next/standalone ./
                    CMD ["node", "server.js"]
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.0.0"}}
                    -- next.config.js --
                    module.exports = { output: "standalone" };
                    -- app/page.tsx --
                    "use client";
                    const api = process.env.NEXT_PUBLIC_API;
                    if (!api) throw new Error("NEXT_PUBLIC_API is not set");
                    export default function Page() { return api; }
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        ServiceVariables variables = service.variables();
        Optional<Bundle> bundle = variables
                .bundle()
                .filter(b -> b.rewritten().isEmpty() && b.open().isEmpty());
        return bundle.stream()
                .flatMap(b -> variables.all().stream()
                        .filter(variable -> variable.level() == Variable.Level.BUILD)
                        .filter(variable -> !isGiven(variable) && isNotGivenLate(service, variable))
                        .flatMap(variable ->
                                severity(variable).map(severity -> finding(service, b, variable, severity)).stream()));
    }

    /** Whether the building step may see a value. */
    static boolean isGiven(Variable variable) {
        return variable.providers().stream().anyMatch(BuildTimeVariableMissing::gives);
    }

    private static boolean gives(Variable.Provider provider) {
        return switch (provider.kind()) {
            case BUILD_STAGE, FILE -> provider.effective();
            case COMPOSE -> provider.effective();
            case PLATFORM, UNKNOWN_FILE -> true;
            case IMAGE, DOCUMENTATION -> false;
        };
    }

    /** One that a deployment gives when the container starts is told under a rule of its own. */
    private static boolean isNotGivenLate(Service service, Variable variable) {
        return service.variables().given().stream()
                .noneMatch(given ->
                        given.name().equals(variable.name()) && given.provider().kind() == Kind.COMPOSE);
    }

    /** How sure it is that something does not work; empty where the code has a way without it. */
    static Optional<Severity> severity(Variable variable) {
        boolean documented = variable.providers().stream().anyMatch(p -> p.kind() == Kind.DOCUMENTATION);
        if (documented && variable.uses().stream().anyMatch(Variable.Use::complained)) {
            return Optional.of(Severity.HIGH);
        }
        if (variable.fallback().isPresent()
                || !variable.required()
                || variable.group().size() > 1) {
            return Optional.empty();
        }
        boolean fails = variable.uses().stream().anyMatch(use -> use.needed() && use.checked());
        return Optional.of(fails ? Severity.HIGH : Severity.MEDIUM);
    }

    private static Verdict finding(Service service, Bundle bundle, Variable variable, Severity severity) {
        Span at = bundle.step().orElse(variable.at());
        Evidence evidence = Evidence.of(at, "builds without `" + variable.name() + "`");
        for (Variable.Provider provider : variable.providers()) {
            if (!provider.effective() && provider.kind() == Kind.BUILD_STAGE) {
                evidence = evidence.because(provider.at(), "sets it where the build does not see it");
            }
        }
        return new Verdict.Finding(
                CARD.id(),
                severity,
                Optional.of(service.name()),
                at,
                variable.name(),
                "the bundle is built without `%s`, which is `undefined` in it whatever is set later"
                        .formatted(variable.name()),
                evidence.because(variable.evidence()),
                List.of(),
                Optional.empty());
    }
}
