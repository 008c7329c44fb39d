package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways in which a program that a script runs can end, told apart only by what the script can see of them. */
final class Ends {

    /** So many are followed one by one. */
    private static final int MOST = 16;

    private Ends() {}

    /**
     * What ends share that become one: how they end, whose accounts they leave, and what kind of answer decides on them. Whether a
     * death is excused hangs on the last.
     */
    private record Kind(Object exit, Accounts accounts, boolean unknown, boolean asked) {}

    /** The same ends; where they are too many, those of one kind are one. */
    static List<End> few(List<End> ends, Evidence evidence) {
        if (ends.size() <= MOST) {
            return ends;
        }
        Map<Kind, End> kinds = new LinkedHashMap<>();
        for (End end : ends) {
            kinds.merge(kind(end), end, (one, other) -> join(one, other, evidence));
        }
        return List.copyOf(kinds.values());
    }

    private static Kind kind(End end) {
        return new Kind(
                exit(end.exit()),
                end.machine().accounts(),
                end.conditions().stream().anyMatch(Condition::isUnknown),
                end.conditions().stream().anyMatch(Condition::isDecidedByOthers));
    }

    /** Of what is not known, why does not tell ends apart. */
    private static Object exit(Exit exit) {
        if (exit instanceof Exit.Unknown unknown) {
            return unknown.fails();
        }
        return exit instanceof Exit.Never never ? never.process() : exit instanceof Exit.Lost ? Exit.Lost.class : exit;
    }

    /** What holds of both. The conditions of one are enough to come there; what nobody knows stays told of either. */
    private static End join(End one, End other, Evidence evidence) {
        FileSystem files = FileSystem.join(
                one.machine().files(), other.machine().files(), Reason.DEPENDS_ON_A_CONDITION, evidence);
        List<Failure> tolerated =
                one.tolerated().stream().filter(other.tolerated()::contains).toList();
        Value output = one.output().equals(other.output())
                ? one.output()
                : Value.unknown(Reason.DEPENDS_ON_A_CONDITION, evidence);
        return new End(
                one.machine().withFiles(files),
                one.exit(),
                output,
                both(one.conditions(), other.conditions()),
                tolerated);
    }

    private static List<Condition> both(List<Condition> one, List<Condition> other) {
        List<Condition> conditions = new ArrayList<>(one);
        other.stream()
                .filter(condition -> condition.isUnknown() && !conditions.contains(condition))
                .forEach(conditions::add);
        return conditions;
    }

    /**
     * The same of shells that are at their end, become a program or give up; where there are too many. What else they hold nobody looks
     * at any more.
     */
    static List<State> fewOver(List<State> states, Evidence evidence) {
        if (states.size() <= MOST) {
            return states;
        }
        List<State> few = new ArrayList<>();
        Map<Kind, Integer> kinds = new LinkedHashMap<>();
        for (State state : states) {
            Optional<Object> how = how(state);
            if (how.isEmpty()) {
                few.add(state);
                continue;
            }
            Kind kind = new Kind(
                    how.get(),
                    state.machine.accounts(),
                    state.conditions.stream().anyMatch(Condition::isUnknown),
                    state.conditions.stream().anyMatch(Condition::isDecidedByOthers));
            Integer at = kinds.putIfAbsent(kind, few.size());
            if (at == null) {
                few.add(state);
            } else {
                few.set(at, join(few.get(at), state, evidence));
            }
        }
        return few;
    }

    /** How a shell has ended; empty where more of it counts. */
    private static Optional<Object> how(State state) {
        if (state.flow instanceof Flow.Gone gone) {
            return Optional.of(exit(gone.exit()));
        }
        boolean fails = state.flow instanceof Flow.Leave
                && state.status.isFailure()
                && state.traps.isEmpty()
                && !state.captured
                && state.subshells == 0;
        return fails ? Optional.of(List.of(state.status, state.execs, state.lastSaid())) : Optional.empty();
    }

    private static State join(State one, State other, Evidence evidence) {
        State both = one.copy();
        both.files(FileSystem.join(one.files(), other.files(), Reason.DEPENDS_ON_A_CONDITION, evidence));
        both.conditions = List.copyOf(both(one.conditions, other.conditions));
        both.tolerated =
                one.tolerated.stream().filter(other.tolerated::contains).toList();
        both.out = one.out.equals(other.out) ? one.out : Value.unknown(Reason.DEPENDS_ON_A_CONDITION, evidence);
        return both;
    }
}
