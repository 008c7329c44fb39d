package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Expression;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a script, as far as it is followed. Objects are the same value where they are the same object. */
sealed interface Val {

    Val UNDEFINED = new Undefined();

    /** What is there, but is not followed. */
    Val ANY = new Any(Reason.PROGRAM_NOT_MODELLED);

    /** A text, a number, a truth value. */
    record Known(Object value) implements Val {}

    record Undefined() implements Val {}

    record Null() implements Val {}

    /** A variable of the environment that may or may not be given. */
    record Given(String name) implements Val {}

    /**
     * A text, a number, a truth value that is not known.
     *
     * @param type what {@code typeof} says of it
     * @param shown what it begins with, or says about: a text that is not empty
     * @param asks what a truth value says of a variable
     */
    record Plain(String type, Optional<String> shown, Optional<Comparison> asks) implements Val {
        Plain(String type, Optional<String> shown) {
            this(type, shown, Optional.empty());
        }

        Plain(String type) {
            this(type, Optional.empty());
        }

        static Plain of(Comparison asks) {
            return new Plain("boolean", Optional.empty(), Optional.of(asks));
        }
    }

    /**
     * Whether a variable that may or may not be given is a certain text.
     *
     * @param equal whether what is asked is true where it is
     */
    record Comparison(Given variable, String text, boolean equal) {

        Comparison positive() {
            return new Comparison(variable, text, true);
        }
    }

    /** Bytes that a process has printed. */
    record Bytes() implements Val {}

    /** A function or an object of node's own that is there for certain: {@code process}, {@code module:fs}. */
    record Native(String path) implements Val {}

    /** An object. What was not followed ends the evaluation, so that nobody else has changed it. */
    final class Obj implements Val {
        final Map<String, Val> properties = new LinkedHashMap<>();

        /** It has other properties, or lacks some of these names: what is not listed is not known. */
        final boolean open;

        /** Nothing of the program's own runs when it is shown, or turned into a text. */
        boolean quiet;

        /** What does not list its elements, but is known to be an array. */
        final boolean array;

        /** What an array was made with, where that is known. */
        Optional<List<Val>> elements = Optional.empty();

        /** What stands for each element of an array of which it is not known how many there are. */
        Optional<Val> each = Optional.empty();

        /** Setting a property does something else than that. */
        boolean guarded;

        Obj(boolean open, boolean quiet, boolean array) {
            this.open = open;
            this.quiet = quiet;
            this.array = array;
        }

        /** An array of some elements, each of which is like one. */
        static Obj like(Val each) {
            Obj list = new Obj(true, Operators.isQuiet(each), true);
            list.each = Optional.of(each);
            return list;
        }

        /** An array of these elements. */
        static Obj of(List<Val> elements) {
            Obj list = new Obj(true, elements.stream().allMatch(Operators::isQuiet), true);
            list.elements = Optional.of(List.copyOf(elements));
            return list;
        }

        /** One of node's or of the language, of which no property is followed. */
        static Obj opaque() {
            return new Obj(true, true, false);
        }
    }

    /** A server of one of node's modules. */
    final class Server implements Val {
        final List<Val> onListening = new ArrayList<>();

        /** The step of the program in which it was told to listen; -1 before, and once those that listen were told. */
        int listensSince = -1;

        /** What tells those that listen is to be done. */
        boolean tells;

        boolean told;
    }

    /** A process that the program has started. */
    final class Child implements Val {
        /** Its command line. */
        final List<String> words;

        /** The program gets what it prints. */
        final boolean piped;

        final Span at;

        /** Where it was started. */
        final Machine machine;

        /** Somebody is told that it cannot be started. */
        boolean hearsErrors;

        Child(List<String> words, boolean piped, Span at, Machine machine) {
            this.words = List.copyOf(words);
            this.piped = piped;
            this.at = at;
            this.machine = machine;
        }
    }

    /** What a process prints. */
    record Printed(Child by) implements Val {}

    record Closure(Expression.Function function, Scope scope) implements Val {}

    /**
     * @param shown {@code Error: message}, empty when it is not known
     * @param own the program says it itself: it says nothing else
     */
    record Problem(Optional<String> shown, boolean own) implements Val {}

    /** A promise: pending as long as it has neither a value nor something it was rejected with. */
    final class Promise implements Val {
        Optional<Val> value = Optional.empty();
        Optional<Evaluation.Thrown> rejected = Optional.empty();
        boolean handled;

        /** It will be what another one is: nobody settles it any more. */
        boolean resolved;

        final List<Runnable> reactions = new ArrayList<>();

        boolean isPending() {
            return value.isEmpty() && rejected.isEmpty();
        }
    }

    /** What an executor is given: it settles a promise. */
    record Settler(Promise promise, boolean rejects) implements Val {}

    /** What {@code setTimeout} and its like give back. */
    final class Timer implements Val {
        final double delay;
        final boolean repeats;
        final Runnable work;
        boolean unref;

        /** What the program had done by the time of its last tick, when that did nothing; -1 when it did something. */
        int idleSince = -1;

        Timer(double delay, boolean repeats, Runnable work) {
            this.delay = delay;
            this.repeats = repeats;
            this.work = work;
        }
    }

    /** A method of one of the objects above. */
    record Method(Val of, String name) implements Val {}

    /** Nothing is known of it: it may be missing, and whatever is done with it may do anything. */
    record Any(Reason reason) implements Val {}
}
