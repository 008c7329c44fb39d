package dev.runtimeaudit.exec.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Methods of an array of which it is not known how many elements it has (ECMA-262, 23.1.3 "Properties of the Array Prototype Object"):
 * what they call back is run once, for an element that stands for all.
 */
final class Lists {

    private static final Set<String> CALLING = Set.of("every", "filter", "forEach", "map", "some", "sort");

    private static final Set<String> PLAIN = Set.of("includes", "indexOf", "reverse", "slice");

    private static final Val INDEX = new Val.Plain("number");

    private static final Val TRUTH = new Val.Plain("boolean");

    private Lists() {}

    static boolean has(Val.Obj list, String name) {
        boolean alike = list.each.isPresent() && list.properties.isEmpty();
        return alike && (CALLING.contains(name) || PLAIN.contains(name));
    }

    /**
     * What a method gives back; empty for what is not followed.
     *
     * @param calls calls a function of the script, which must neither fail nor do anything
     */
    static Optional<Val> call(Val.Obj list, String name, List<Val> arguments, BiFunction<Val, List<Val>, Val> calls) {
        Val each = list.each.orElseThrow();
        if (!CALLING.contains(name)) {
            return arguments.stream().allMatch(Operators::isPrimitive) ? plain(list, name) : Optional.empty();
        }
        if (name.equals("sort")) {
            return sorted(list, each, arguments, calls);
        }
        if (arguments.size() != 1) {
            return Optional.empty();
        }
        Val function = arguments.get(0);
        if (function.equals(new Val.Native("global:Boolean"))) {
            return result(list, name, TRUTH);
        }
        if (function.equals(new Val.Native("global:String")) && Operators.isPrimitive(each)) {
            return result(list, name, new Val.Plain("string"));
        }
        return function instanceof Val.Closure
                ? result(list, name, calls.apply(function, List.of(each, INDEX, list)))
                : Optional.empty();
    }

    private static Optional<Val> plain(Val.Obj list, String name) {
        return switch (name) {
            case "reverse" -> Optional.of(list);
            case "slice" -> Optional.of(Val.Obj.like(list.each.orElseThrow()));
            case "indexOf" -> Optional.of(INDEX);
            default -> Optional.of(TRUTH);
        };
    }

    private static Optional<Val> result(Val.Obj list, String name, Val made) {
        return switch (name) {
            case "filter" -> Optional.of(Val.Obj.like(list.each.orElseThrow()));
            case "map" -> Optional.of(Val.Obj.like(made));
            case "forEach" -> Optional.of(Val.UNDEFINED);
            default -> Optional.of(TRUTH);
        };
    }

    /** What compares two elements gives a number; without it they are turned into texts. */
    private static Optional<Val> sorted(
            Val.Obj list, Val each, List<Val> arguments, BiFunction<Val, List<Val>, Val> calls) {
        if (arguments.isEmpty()) {
            return Operators.isQuiet(each) ? Optional.of(list) : Optional.empty();
        }
        boolean compares = arguments.size() == 1
                && arguments.get(0) instanceof Val.Closure
                && Operators.isPrimitive(calls.apply(arguments.get(0), List.of(each, each)));
        return compares ? Optional.of(list) : Optional.empty();
    }
}
