package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment.Provided;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reports: A service does not start without a variable that nobody gives it. */
public final class RequiredVariableNotProvided implements Rule {

    private static final Card CARD = new Card(
            "required-variable-not-provided",
            "A service does not start without a variable that nobody gives it",
            Severity.HIGH,
            false,
            """
            The process reads a variable on the way to serving and ends when it is not set: a check at start throws, a schema
            refuses, a client library will not be made without its key.

            The variable is followed through the image, the start script, the files that the program loads and the compose files of
            the deployment. HIGH means that a deployment is described, that all it gives is written down, and that this is not
            among it. Where no deployment is described it is MEDIUM: whoever starts the container has to give it. A file of variables
            that is not in the workspace may hold anything; then a variable is told, as MEDIUM, that the example of that file
            does not name although it names others.
            """,
            "Give it in the deployment, or name it under `providedByPlatform` when the platform does.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    if (!process.env.TOKEN_SECRET) throw new Error("TOKEN_SECRET is not set");
                    require("http").createServer((q, r) => r.end(process.env.TOKEN_SECRET)).listen(3000);
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        environment: {TITLE: Shop}
                    """, "docker-compose.yml:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    if (!process.env.TOKEN_SECRET) throw new Error("TOKEN_SECRET is not set");
                    require("http").createServer((q, r) => r.end(process.env.TOKEN_SECRET)).listen(3000);
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        environment: {TOKEN_SECRET: "${TOKEN_SECRET}"}
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        List<Variable> needed = service.variables().all().stream()
                .filter(RequiredVariableNotProvided::isNeeded)
                .toList();
        if (service.deployed().isEmpty()) {
            if (service.own().filter(RequiredVariableNotProvided::startsAnyway).isPresent()) {
                return Stream.empty();
            }
            Missing none = new Missing(service, needed);
            return needed.stream()
                    .map(variable ->
                            none.finding(variable, Severity.MEDIUM, variable.at(), variable.evidence(), "image"));
        }
        List<ComposeUse> stopped = service.deployed().stream()
                .filter(use -> service.launch(use)
                        .filter(launch -> launch.outcome() instanceof Outcome.Starts)
                        .isEmpty())
                .toList();
        return Stream.concat(
                stopped.stream()
                        .filter(RequiredVariableNotProvided::isWritten)
                        .flatMap(use -> missing(service, use, needed)),
                stopped.stream()
                        .filter(RequiredVariableNotProvided::takesUnknownFile)
                        .limit(1)
                        .flatMap(use -> undocumented(service, use, needed)));
    }

    /** Whether a file that is not in the workspace gives what compose itself does not, to what the image starts. */
    private static boolean takesUnknownFile(ComposeUse use) {
        return use.project().complete()
                && use.service().environment().open().isPresent()
                && use.service().command().isEmpty()
                && use.service().entrypoint().isEmpty();
    }

    /** What neither compose gives, nor the example that says what is to be given. */
    private static Stream<Verdict> undocumented(Service service, ComposeUse use, List<Variable> needed) {
        boolean documents = service.variables().all().stream().anyMatch(RequiredVariableNotProvided::isDocumented);
        List<Variable> without = needed.stream()
                .filter(variable -> documents && !isDocumented(variable) && !isGiven(use, variable))
                .toList();
        Missing missing = new Missing(service, without);
        String launch = ComposeUse.launchName("compose", use.project(), use.service());
        return without.stream()
                .map(variable -> missing.finding(
                        variable,
                        Severity.MEDIUM,
                        use.service().at(),
                        Evidence.of(
                                        use.service().at(),
                                        "takes variables from a file that is not here, and no example names `"
                                                + variable.name() + "`")
                                .because(variable.evidence()),
                        launch));
    }

    private static boolean isDocumented(Variable variable) {
        return variable.providers().stream()
                .anyMatch(provider -> provider.kind() == Variable.Provider.Kind.DOCUMENTATION);
    }

    /** Whether the process ends without it, whatever happens, and nothing in the image gives it. */
    private static boolean isNeeded(Variable variable) {
        return variable.level() == Variable.Level.STARTUP
                && variable.required()
                && variable.condition().isEmpty()
                && variable.providers().stream().noneMatch(RequiredVariableNotProvided::gives);
    }

    private static boolean gives(Variable.Provider provider) {
        return switch (provider.kind()) {
            case IMAGE -> provider.effective() && !provider.empty();
            case FILE -> provider.effective() && !provider.empty() && !provider.isOfDeployment();
            case PLATFORM -> true;
            case UNKNOWN_FILE -> !provider.isOfDeployment();
            case COMPOSE, BUILD_STAGE, DOCUMENTATION -> false;
        };
    }

    /** Whether all that a deployment gives is known, and it starts what the image starts. */
    private static boolean isWritten(ComposeUse use) {
        return use.project().complete()
                && use.service().environment().open().isEmpty()
                && use.service().command().isEmpty()
                && use.service().entrypoint().isEmpty();
    }

    /** Whether an image starts when nothing is given to it, and no way is known on which it does not. */
    private static boolean startsAnyway(Launch launch) {
        return launch.outcome() instanceof Outcome.Starts
                && launch.conditional().isEmpty();
    }

    private static Stream<Verdict> missing(Service service, ComposeUse use, List<Variable> needed) {
        List<Variable> without =
                needed.stream().filter(variable -> !isGiven(use, variable)).toList();
        Missing missing = new Missing(service, without);
        String launch = ComposeUse.launchName("compose", use.project(), use.service());
        return without.stream().map(variable -> {
            Optional<Provided> empty = use.service().environment().get(variable.name());
            Span at = empty.map(Provided::at).orElse(use.service().at());
            String says = empty.isPresent() ? "gives the empty text" : "gives `" + variable.name() + "` nowhere";
            return missing.finding(
                    variable, CARD.severity(), at, Evidence.of(at, says).because(variable.evidence()), launch);
        });
    }

    private static boolean isGiven(ComposeUse use, Variable variable) {
        Optional<Provided> given = use.service().environment().get(variable.name());
        boolean empty = given.filter(g -> g.certain()
                        && g.value().filter(String::isEmpty).isPresent()
                        && variable.uses().get(0).emptyIsNone())
                .isPresent();
        return given.isPresent() && !empty;
    }

    /** The variables that a process misses when it is started in one way. */
    private record Missing(Service service, List<Variable> variables) {

        Verdict finding(Variable variable, Severity severity, Span at, Evidence evidence, String launch) {
            Set<String> names = variables.stream().map(Variable::name).collect(Collectors.toSet());
            boolean first = service.variables()
                    .asked()
                    .first(names)
                    .filter(variable.name()::equals)
                    .isPresent();
            Optional<String> words = first ? words(variable) : Optional.empty();
            Optional<Failure> prediction = words.map(output ->
                    new Failure(Cause.VARIABLE_REQUIRED, 1, output, variable.at(), variable.name(), evidence));
            return new Verdict.Finding(
                    CARD.id(),
                    severity,
                    Optional.of(service.name()),
                    at,
                    variable.name(),
                    "`%s` does not start without `%s`%s"
                            .formatted(
                                    service.name(),
                                    variable.name(),
                                    words.map(w -> ": `" + w + "`").orElse("")),
                    evidence,
                    List.of(launch),
                    prediction);
        }

        /** What is printed; a check of several variables names all that are missing. */
        private Optional<String> words(Variable variable) {
            Variable.Use use = variable.uses().get(0);
            return use.lastWords(variables.stream()
                    .filter(other -> other.uses().get(0).words().equals(use.words())
                            && other.at().path().equals(variable.at().path()))
                    .sorted(Comparator.comparing(Variable::at))
                    .map(Variable::name)
                    .toList());
        }
    }
}
