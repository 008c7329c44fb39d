package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The proven failures of a service, told as findings of the one rule that is about their cause. */
final class Deaths {

    private final Service service;
    private final Rule.Card card;
    private final Set<Cause> causes;
    private final Function<Failure, String> what;

    /** @param what says what is wrong, without what is printed */
    Deaths(Service service, Rule.Card card, Set<Cause> causes, Function<Failure, String> what) {
        this.service = service;
        this.card = card;
        this.causes = EnumSet.copyOf(causes);
        this.what = what;
    }

    /** Those of the start paths, the ones behind a first failure and the conditional ones included. */
    Stream<Verdict> starting() {
        return launches(World.Phase.START).flatMap(this::ofLaunch);
    }

    /**
     * What fails at a start that goes on without it.
     *
     * @param which of these failures are told
     * @param message what is said of one
     */
    static Stream<Verdict> tolerated(
            Service service, Rule.Card card, Predicate<Failure> which, Function<Failure, String> message) {
        return service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .flatMap(launch -> launch.tolerated().stream()
                        .filter(which)
                        .map(failure -> new Finding(
                                card.id(),
                                card.severity(),
                                Optional.of(service.name()),
                                failure.at(),
                                failure.subject(),
                                message.apply(failure),
                                failure.evidence(),
                                List.of(launch.request().name()),
                                Optional.of(failure))));
    }

    /** Those of the build. */
    Stream<Verdict> building() {
        return service.building().stream()
                .filter(this::isOurs)
                .map(failure -> finding(failure, card.severity(), List.of(), ""));
    }

    /** Those of the health checks: the check can never pass. */
    Stream<Verdict> ofHealth() {
        return launches(World.Phase.HEALTH)
                .flatMap(launch -> died(launch.outcome())
                        .map(failure -> finding(
                                failure,
                                card.severity(),
                                List.of(launch.request().name()),
                                "")));
    }

    private Stream<Launch> launches(World.Phase phase) {
        return service.launches().stream()
                .filter(launch -> launch.request().world().phase() == phase);
    }

    private Stream<Verdict> ofLaunch(Launch launch) {
        List<String> in = List.of(launch.request().name());
        List<Verdict> all = new ArrayList<>();
        Stream.concat(Stream.of(launch.outcome()), launch.then().stream())
                .flatMap(this::died)
                .forEach(failure -> all.add(finding(failure, card.severity(), in, "")));
        for (Launch.Conditional conditional : launch.conditional()) {
            if (isOurs(conditional.failure())) {
                severity(conditional, launch)
                        .ifPresent(severity ->
                                all.add(finding(conditional.failure(), severity, in, when(conditional.conditions()))));
            }
        }
        return all.stream();
    }

    private Stream<Failure> died(Outcome outcome) {
        return outcome instanceof Outcome.Dies dies && isOurs(dies.failure())
                ? Stream.of(dies.failure())
                : Stream.empty();
    }

    private boolean isOurs(Failure failure) {
        return causes.contains(failure.cause());
    }

    /**
     * How bad a death is that needs something to hold. What happens in an ordinary {@code docker run}, where nothing is
     * given, is HIGH, and so is what happens as soon as a variable is given that the script asks for; what needs a certain value
     * of one or the failure of some other command is not ordinary. A script that gives up on purpose is not wrong.
     */
    private static Optional<Severity> severity(Launch.Conditional conditional, Launch launch) {
        Cause cause = conditional.failure().cause();
        if (cause == Cause.MAIN_PROCESS_ENDS) {
            return Optional.empty();
        }
        boolean fromImage = launch.request().name().equals("image");
        if (cause == Cause.UNSET_VARIABLE) {
            return Optional.of(fromImage ? Severity.MEDIUM : Severity.HIGH);
        }
        boolean ordinary = conditional.conditions().stream().allMatch(Deaths::isOrdinary);
        return Optional.of(ordinary ? Severity.HIGH : Severity.MEDIUM);
    }

    private static boolean isOrdinary(Condition condition) {
        return switch (condition.kind()) {
            case VARIABLE_SET -> true;
            case VARIABLE_VALUE -> !condition.holds() || isOfNoName(condition);
            default -> false;
        };
    }

    /** A word of a script that is known only when the container runs. */
    private static boolean isOfNoName(Condition condition) {
        return condition.kind() == Condition.Kind.VARIABLE_VALUE
                && condition.subject().startsWith("<");
    }

    private static String when(List<Condition> conditions) {
        boolean named = !conditions.stream().allMatch(Deaths::isOfNoName);
        return conditions.stream()
                .filter(condition -> !named || !isOfNoName(condition))
                .map(Condition::says)
                .distinct()
                .collect(Collectors.joining(" and ", " when ", ""));
    }

    private Finding finding(Failure failure, Severity severity, List<String> launches, String when) {
        // Code stands between backticks; what is printed word for word stands under the prediction.
        String printed = failure.output().replace('`', '\'');
        String message = what.apply(failure) + when + (printed.isBlank() ? "" : ": `" + printed + "`");
        Evidence evidence = failure.evidence();
        return new Finding(
                card.id(),
                severity,
                Optional.of(service.name()),
                failure.at(),
                failure.subject(),
                message,
                evidence,
                launches,
                Optional.of(failure));
    }
}
