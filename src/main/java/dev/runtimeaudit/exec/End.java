package dev.runtimeaudit.exec;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a command can end. A command that depends on nothing unknown has exactly one.
 *
 * @param machine what it leaves behind
 * @param exit its status
 * @param output what it wrote to standard output, trailing newline included
 * @param conditions what was assumed on the way, in order
 * @param tolerated failures on the way that did not end it, in order
 */
public record End(Machine machine, Exit exit, Value output, List<Condition> conditions, List<Failure> tolerated) {

    public End {
        conditions = List.copyOf(conditions);
        tolerated = List.copyOf(tolerated);
    }

    public static End of(Machine machine, Exit exit) {
        return new End(machine, exit, Value.of(""), List.of(), List.of());
    }

    public static End success(Machine machine) {
        return of(machine, Exit.success());
    }

    public static End failed(Machine machine, Failure failure) {
        return of(machine, Exit.failed(failure));
    }

    public End printing(Value text) {
        return new End(machine, exit, text, conditions, tolerated);
    }

    /** The same end, behind what was assumed and tolerated before. */
    public End after(List<Condition> assumed, List<Failure> before) {
        List<Condition> all = new ArrayList<>(assumed);
        all.addAll(conditions);
        List<Failure> failures = new ArrayList<>(before);
        failures.addAll(tolerated);
        return new End(machine, exit, output, all, failures);
    }
}
