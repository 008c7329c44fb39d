package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one outcome that all the ways come to in which a start path can end.
 *
 * @param conditional the deaths that need something to hold; none when all ways are dead
 */
record Judgement(Outcome outcome, List<Launch.Conditional> conditional, List<Failure> tolerated) {

    private static final Set<Condition.Kind> DECIDED_BY_OTHERS = Set.of(
            Condition.Kind.VARIABLE_SET,
            Condition.Kind.VARIABLE_VALUE,
            Condition.Kind.COMMAND_SUCCEEDS,
            Condition.Kind.OUTPUT);

    /** @param process the command line that was started */
    static Judgement of(List<End> ends, List<String> process, Span at) {
        // What fails on some of the ways only rests on a condition, and may be meant.
        List<End> ordinary = ends.stream()
                .filter(end -> !(end.exit() instanceof Exit.Code code
                        && code.code() != 0
                        && isExcused(new Launch.Conditional(failure(end, process, at), end.conditions()))))
                .toList();
        Set<Failure> tolerated = new LinkedHashSet<>(
                (ordinary.isEmpty() ? ends : ordinary).get(0).tolerated());
        List<End> dead = new ArrayList<>();
        List<End> alive = new ArrayList<>();
        List<End> done = new ArrayList<>();
        List<End> unclear = new ArrayList<>();
        for (End end : ends) {
            if (ordinary.isEmpty() || ordinary.contains(end)) {
                tolerated.retainAll(end.tolerated());
            }
            if (end.exit() instanceof Exit.Never) {
                alive.add(end);
            } else if (end.exit() instanceof Exit.Code code) {
                (code.code() == 0 ? done : dead).add(end);
            } else if (!(end.exit() instanceof Exit.Unknown unknown)
                    || !unknown.fails()
                    || !dependsOnOthers(end.conditions())) {
                unclear.add(end);
            }
        }
        List<Launch.Conditional> deaths = new ArrayList<>();
        for (End end : dead) {
            deaths.add(new Launch.Conditional(failure(end, process, at), end.conditions()));
        }
        if (dead.size() == ends.size()) {
            return new Judgement(dies(deaths), List.of(), List.copyOf(tolerated));
        }
        boolean staysUp = done.isEmpty() && unclear.isEmpty() && deaths.stream().allMatch(Judgement::isExcused);
        // What does not come to the failure because a command in front of it fails ends as well.
        boolean noWayOut = alive.isEmpty() && done.isEmpty() && unclear.isEmpty();
        if (noWayOut
                && !deaths.stream().allMatch(Judgement::isExcused)
                && unproven(ends, staysUp).isEmpty()) {
            return new Judgement(dies(deaths), List.of(), List.copyOf(tolerated));
        }
        Outcome outcome = unproven(ends, staysUp)
                .filter(doubt -> unclear.isEmpty())
                .orElseGet(() -> outcome(deaths, alive, done, unclear, process, at));
        return new Judgement(outcome, deaths, List.copyOf(tolerated));
    }

    /**
     * A command of which nobody knows what it does was taken to succeed, because what comes behind it should be seen, too.
     * That is no proof, unless the script was followed where it fails as well. One that keeps running keeps the container up, too.
     *
     * @param staysUp on all ways that were followed
     */
    private static Optional<Outcome> unproven(List<End> ends, boolean staysUp) {
        Set<Condition> all = new HashSet<>();
        ends.forEach(end -> all.addAll(end.conditions()));
        return ends.stream()
                .flatMap(end -> end.conditions().stream())
                .filter(c -> c.kind() == Condition.Kind.PROGRAM_UNKNOWN
                        || c.kind() == Condition.Kind.COMMAND_RETURNS && !staysUp)
                .filter(c -> !all.contains(new Condition(c.kind(), c.subject(), !c.holds(), c.at())))
                .findFirst()
                .map(c -> new Outcome.Undecided(
                        Reason.PROGRAM_NOT_MODELLED,
                        c.at(),
                        Evidence.of(c.at(), "runs `" + c.subject() + "`, of which it is not known what it does")));
    }

    private static Outcome outcome(
            List<Launch.Conditional> deaths,
            List<End> alive,
            List<End> done,
            List<End> unclear,
            List<String> process,
            Span at) {
        boolean givesUpOnly = unclear.isEmpty() && alive.isEmpty() && done.isEmpty();
        if (givesUpOnly) {
            return new Outcome.Undecided(Reason.DEPENDS_ON_A_CONDITION, at, Evidence.of(at, "starts it"));
        }
        if (!unclear.isEmpty()) {
            Exit exit = unclear.get(0).exit();
            Reason reason = exit instanceof Exit.Lost lost ? lost.reason() : ((Exit.Unknown) exit).reason();
            Evidence evidence = exit instanceof Exit.Lost lost ? lost.evidence() : ((Exit.Unknown) exit).evidence();
            return new Outcome.Undecided(reason, place(evidence, at), evidence);
        }
        boolean excused = deaths.stream().allMatch(Judgement::isExcused);
        if (excused && done.isEmpty()) {
            Exit.Never never = (Exit.Never) alive.get(0).exit();
            return new Outcome.Starts(never.process(), never.evidence());
        }
        if (excused && alive.isEmpty()) {
            return new Outcome.Exits(process, Evidence.of(at, "starts it"));
        }
        Evidence evidence = deaths.isEmpty()
                ? Evidence.of(at, "starts it")
                : deaths.get(0).failure().evidence();
        return new Outcome.Undecided(Reason.DEPENDS_ON_A_CONDITION, place(evidence, at), evidence);
    }

    /** A script that gives up on purpose because something is not given is no fault of the image. */
    private static boolean isExcused(Launch.Conditional death) {
        Cause cause = death.failure().cause();
        boolean onPurpose = cause == Cause.MAIN_PROCESS_ENDS || cause == Cause.UNSET_VARIABLE;
        return onPurpose && dependsOnOthers(death.conditions());
    }

    /** Whether what is given to the container, or what answers it, decides; and nothing that the audit should have known. */
    private static boolean dependsOnOthers(List<Condition> conditions) {
        boolean unknown = conditions.stream()
                .anyMatch(
                        c -> c.kind() == Condition.Kind.PROGRAM_UNKNOWN || c.kind() == Condition.Kind.COMMAND_RETURNS);
        return !unknown && conditions.stream().anyMatch(c -> DECIDED_BY_OTHERS.contains(c.kind()));
    }

    private static Outcome dies(List<Launch.Conditional> deaths) {
        // A script that gives up on purpose hides nothing: what happens when it does not comes first.
        boolean allExcused = deaths.stream().allMatch(Judgement::isExcused);
        Failure first = deaths.stream()
                .filter(death -> allExcused || !isExcused(death))
                .map(Launch.Conditional::failure)
                .min(Comparator.comparing(Failure::at))
                .orElseThrow();
        Evidence evidence = first.evidence();
        for (Launch.Conditional death : deaths) {
            evidence = death.failure() == first
                    ? evidence
                    : evidence.because(death.failure().evidence());
        }
        return new Outcome.Dies(
                new Failure(first.cause(), first.exitCode(), first.output(), first.at(), first.subject(), evidence));
    }

    /** What ended it; a status that a script chose itself has no failure of its own. */
    private static Failure failure(End end, List<String> process, Span at) {
        Exit.Code code = (Exit.Code) end.exit();
        return code.failure().orElseGet(() -> {
            String[] lines = end.output().ending().split("\n");
            String last = lines.length == 0 ? "" : lines[lines.length - 1];
            return new Failure(
                    Cause.MAIN_PROCESS_ENDS,
                    code.code(),
                    last,
                    at,
                    String.join(" ", process),
                    Evidence.of(at, "ends with status " + code.code()));
        });
    }

    private static Span place(Evidence evidence, Span otherwise) {
        return evidence.steps().isEmpty() ? otherwise : evidence.steps().get(0).at();
    }
}
