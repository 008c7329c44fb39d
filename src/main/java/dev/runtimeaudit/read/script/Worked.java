package dev.runtimeaudit.read.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value that a script has worked out: all of it is known (ECMA-262, 6.1 and 7.2). */
sealed interface Worked {

    Worked UNDEFINED = new Undefined();
    Worked NULL = new Null();

    record Text(String text) implements Worked {}

    record Number(double value) implements Worked {}

    record Truth(boolean holds) implements Worked {}

    record Undefined() implements Worked {}

    record Null() implements Worked {}

    /** An array. It is the same value where it is the same array. */
    final class Listing implements Worked {
        final List<Worked> all;

        Listing(List<? extends Worked> all) {
            this.all = new ArrayList<>(all);
        }
    }

    /** An object of which every property is known. */
    final class Members implements Worked {
        final Map<String, Worked> all = new LinkedHashMap<>();
    }

    record Closure(Expression.Function function, Names scope) implements Worked {}

    /** A function or a module of node's or of the language: {@code path.join}. */
    record Native(String name) implements Worked {}

    /** A method of a value. */
    record Method(Worked of, String name) implements Worked {}

    /** A file URL, by its path. */
    record Url(String path) implements Worked {}

    /** What {@code statSync} tells. */
    record Status(boolean directory) implements Worked {}

    /** What is thrown by node, or by {@code new Error()}. */
    record Failed() implements Worked {}

    /** The names of a block or a function. */
    final class Names {
        private final Map<String, Worked> values = new LinkedHashMap<>();
        private final Map<String, Boolean> constant = new LinkedHashMap<>();
        private final Optional<Names> outer;
        private final boolean function;

        Names(Optional<Names> outer, boolean function) {
            this.outer = outer;
            this.function = function;
        }

        /** Where a name is declared, the nearest first. */
        Optional<Names> of(String name) {
            return constant.containsKey(name) ? Optional.of(this) : outer.flatMap(names -> names.of(name));
        }

        /** Empty as long as its declaration was not evaluated. */
        Optional<Worked> value(String name) {
            return Optional.ofNullable(values.get(name));
        }

        boolean isConstant(String name) {
            return constant.getOrDefault(name, false);
        }

        void hoist(String name) {
            constant.putIfAbsent(name, false);
        }

        /** In a round of its own it has no value again. */
        void forget(String name) {
            values.remove(name);
        }

        void set(String name, Worked value, boolean fixed) {
            constant.put(name, fixed);
            values.put(name, value);
        }

        void assign(String name, Worked value) {
            values.put(name, value);
        }

        Names ofFunction() {
            return function || outer.isEmpty() ? this : outer.get().ofFunction();
        }
    }

    static Worked truth(boolean holds) {
        return new Truth(holds);
    }

    static Worked number(double value) {
        return new Number(value);
    }

    default boolean isNullish() {
        return this instanceof Undefined || this instanceof Null;
    }

    /** ECMA-262, 7.1.2 */
    default boolean holds() {
        if (this instanceof Text text) {
            return !text.text.isEmpty();
        }
        if (this instanceof Number number) {
            return number.value != 0 && !Double.isNaN(number.value);
        }
        return this instanceof Truth truth ? truth.holds : !isNullish();
    }

    /** As it stands in a longer text; empty where it would not be one of a few digits. */
    default Optional<String> shown() {
        if (this instanceof Text text) {
            return Optional.of(text.text);
        }
        if (this instanceof Number number) {
            boolean whole = number.value == Math.rint(number.value) && Math.abs(number.value) < 1e9;
            return whole ? Optional.of(String.valueOf((long) number.value)) : Optional.empty();
        }
        if (this instanceof Truth truth) {
            return Optional.of(String.valueOf(truth.holds));
        }
        return this instanceof Undefined
                ? Optional.of("undefined")
                : this instanceof Null ? Optional.of("null") : Optional.empty();
    }

    /** {@code ===}; empty where objects are made anew each time here, and are the same one there. */
    static Optional<Boolean> same(Worked one, Worked other) {
        boolean plain = one.isPlain() && other.isPlain();
        if (plain) {
            boolean numbers = one instanceof Number && other instanceof Number;
            return Optional.of(numbers ? ((Number) one).value == ((Number) other).value : one.equals(other));
        }
        if (one.isPlain() || other.isPlain()) {
            return Optional.of(false);
        }
        boolean objects = one instanceof Listing && other instanceof Listing
                || one instanceof Members && other instanceof Members;
        return objects ? Optional.of(one == other) : Optional.empty();
    }

    private boolean isPlain() {
        return this instanceof Text || this instanceof Number || this instanceof Truth || isNullish();
    }

    /** What {@code typeof} says; empty where it is not asked for. */
    default Optional<String> type() {
        if (this instanceof Text) {
            return Optional.of("string");
        }
        if (this instanceof Number) {
            return Optional.of("number");
        }
        if (this instanceof Truth) {
            return Optional.of("boolean");
        }
        if (this instanceof Undefined) {
            return Optional.of("undefined");
        }
        return this instanceof Closure ? Optional.of("function") : Optional.empty();
    }
}
