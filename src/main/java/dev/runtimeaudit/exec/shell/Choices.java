package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Lets straight-line code meet a fork: it is run again from its start for every way that a fork can go, and what was
 * decided before the fork, and found out on the way, is remembered.
 */
final class Choices {

    private static final class Fork {
        final List<?> options;
        int taken;

        Fork(List<?> options) {
            this.options = options;
        }
    }

    private static final int MOST_RUNS = 32;

    private final List<Fork> forks = new ArrayList<>();
    private int next;

    private Choices() {}

    /** Every state in which a piece of straight-line code can end. */
    static List<State> all(State start, BiFunction<State, Choices, State> code) {
        Choices choices = new Choices();
        List<State> ends = new ArrayList<>();
        boolean more;
        do {
            choices.next = 0;
            ends.add(code.apply(start.copy(), choices));
            more = choices.advance();
        } while (more && ends.size() < MOST_RUNS);
        if (more) {
            // What was not looked at may end in any way: nothing is proven by the rest.
            State lost = start.copy();
            lost.lost(Reason.OVER_BUDGET, Evidence.NONE);
            ends.add(lost);
        }
        return ends;
    }

    /** One of the options, each in turn. They are worked out once, and must not be changed by who gets one. */
    @SuppressWarnings("unchecked")
    <T> T pick(Supplier<List<T>> options) {
        if (next == forks.size()) {
            List<T> found = options.get();
            if (found.isEmpty()) {
                throw new IllegalStateException("a fork without a way on");
            }
            forks.add(new Fork(found));
        }
        Fork fork = forks.get(next++);
        return (T) fork.options.get(fork.taken);
    }

    State pickState(Supplier<List<State>> options) {
        return pick(options).copy();
    }

    private boolean advance() {
        while (!forks.isEmpty()) {
            Fork last = forks.get(forks.size() - 1);
            if (++last.taken < last.options.size()) {
                return true;
            }
            forks.remove(forks.size() - 1);
        }
        return false;
    }
}
