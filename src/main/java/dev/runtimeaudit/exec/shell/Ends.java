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
                end.conditions().stream().anyMatch(Ends::isUnknown),
                end.conditions().stream().anyMatch(condition -> !isUnknown(condition)));
    }

    /** Of what is not known, why does not tell ends apart. */
    private static Object exit(Exit exit) {
        if (exit instanceof Exit.Unknown unknown) {
            return unknown.fails();
        }
        return exit instanceof Exit.Never never ? never.process() : exit instanceof Exit.Lost ? Exit.Lost.class : exit;
    }

    private static boolean isUnknown(Condition condition) {
        return condition.kind() == Condition.Kind.PROGRAM_UNKNOWN || condition.kind() == Condition.Kind.COMMAND_RETURNS;
    }

    /** What holds of both. The conditions of one are enough to come there; what nobody knows stays told of either. */
    private static End join(End one, End other, Evidence evidence) {
        FileSystem files = FileSystem.join(
                one.machine().files(), other.machine().files(), Reason.DEPENDS_ON_A_CONDITION, evidence);
        List<Condition> conditions = new ArrayList<>(one.conditions());
        other.conditions().stream()
                .filter(condition -> isUnknown(condition) && !conditions.contains(condition))
                .forEach(conditions::add);
        List<Failure> tolerated =
                one.tolerated().stream().filter(other.tolerated()::contains).toList();
        Value output = one.output().equals(other.output())
                ? one.output()
                : Value.unknown(Reason.DEPENDS_ON_A_CONDITION, evidence);
        return new End(one.machine().withFiles(files), one.exit(), output, conditions, tolerated);
    }
}
