package dev.runtimeaudit.smoke;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the replay says of a launch whose environment is all known and that reaches nobody.
 *
 * @param exitCode of what dies
 * @param output the line that it prints; for what is undecided, why
 * @param process the command line of what runs in the end
 * @param isBuilders the line is one of the builder itself: each engine has its own words for it
 */
public record Prediction(Kind kind, int exitCode, String output, List<String> process, boolean isBuilders) {

    private static final Set<Cause> SAID_BY_BUILDERS = EnumSet.of(
            Cause.DOCKERFILE_DOES_NOT_PARSE,
            Cause.COPY_SOURCE_MISSING,
            Cause.COPY_FROM_MISSING,
            Cause.NEXT_STANDALONE_DISABLED,
            Cause.UNKNOWN_USER);

    /** More of a script than it may need is not made up for it. */
    private static final int MOST_STAND_INS = 40;

    /** What becomes of it. */
    public enum Kind {
        BUILDS_NOT,
        DIES,
        ENDS,
        STARTS,
        UNDECIDED
    }

    public Prediction {
        process = List.copyOf(process);
    }

    /** A prediction, and the variables that had to be made up so that it does not end for want of them. */
    record Supplied(Prediction prediction, Map<String, String> standIns) {}

    public static Prediction of(Outcome outcome) {
        if (outcome instanceof Outcome.Starts starts) {
            return new Prediction(Kind.STARTS, 0, "", starts.process(), false);
        }
        if (outcome instanceof Outcome.Exits exits) {
            return new Prediction(Kind.ENDS, 0, "", exits.process(), false);
        }
        if (outcome instanceof Outcome.Dies dies) {
            return of(Kind.DIES, dies.failure());
        }
        if (outcome instanceof Outcome.BuildsNot not) {
            return of(Kind.BUILDS_NOT, not.failure());
        }
        if (outcome instanceof Outcome.Undecided open) {
            return new Prediction(Kind.UNDECIDED, 0, open.reason().says() + ": " + open.at(), List.of(), false);
        }
        throw new AssertionError(outcome);
    }

    private static Prediction of(Kind kind, Failure failure) {
        return new Prediction(
                kind,
                failure.exitCode(),
                failure.output(),
                List.of(),
                kind == Kind.BUILDS_NOT && SAID_BY_BUILDERS.contains(failure.cause()));
    }

    /** The service started with these variables and, where its start or its code needs more, with made-up ones. */
    static Supplied of(Service service, Map<String, String> given, World.Engine engine) {
        Optional<Outcome> unbuilt = service.outcome().filter(outcome -> outcome instanceof Outcome.BuildsNot);
        Map<String, String> standIns = new TreeMap<>();
        if (unbuilt.isPresent()) {
            return new Supplied(of(unbuilt.get()), standIns);
        }
        service.variables().all().stream()
                .filter(variable -> variable.required() && variable.level() == Variable.Level.STARTUP)
                .filter(variable -> variable.providers().stream().noneMatch(Prediction::isInImage))
                .filter(variable -> !given.containsKey(variable.name()))
                .forEach(variable -> standIns.put(
                        variable.name(), variable.allowed().stream().findFirst().orElse(StandIn.of(variable.name()))));
        Outcome outcome = launch(service, given, standIns, engine);
        while (outcome instanceof Outcome.Dies dies
                && dies.failure().cause() == Cause.UNSET_VARIABLE
                && !given.containsKey(dies.failure().subject())
                && standIns.size() < MOST_STAND_INS
                && standIns.putIfAbsent(
                                dies.failure().subject(),
                                StandIn.of(dies.failure().subject()))
                        == null) {
            outcome = launch(service, given, standIns, engine);
        }
        return new Supplied(of(outcome), standIns);
    }

    private static boolean isInImage(Variable.Provider provider) {
        return provider.kind() == Variable.Provider.Kind.IMAGE && provider.effective() && !provider.empty();
    }

    private static Outcome launch(
            Service service, Map<String, String> given, Map<String, String> standIns, World.Engine engine) {
        Map<String, String> all = new TreeMap<>(standIns);
        all.putAll(given);
        Environment environment = Environment.empty();
        Evidence evidence = Evidence.of(service.start(), "is tried with it");
        for (Map.Entry<String, String> variable : all.entrySet()) {
            environment = environment.with(variable.getKey(), variable.getValue(), evidence);
        }
        LaunchRequest request =
                LaunchRequest.ofImage(service.start(), environment, World.closed(engine, World.Phase.START));
        return Launches.start(service.image(), request).outcome();
    }

    /** For people: "dies with 127: /bin/sh: pnpm: not found". */
    public String shown() {
        return switch (kind) {
            case BUILDS_NOT -> "does not build: " + output;
            case DIES -> "dies with " + exitCode + (output.isEmpty() ? "" : ": " + output);
            case ENDS -> "ends with 0";
            case STARTS -> "stays up as " + String.join(" ", process);
            case UNDECIDED -> "undecided, " + output;
        };
    }
}
