package dev.runtimeaudit.source;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The trail that proves a fact, nearest cause first.
 *
 * @param steps may be empty: what holds of every image (a clean build has no {@code /app}) needs no line
 */
public record Evidence(List<Step> steps) {

    public static final Evidence NONE = new Evidence(List.of());

    /** Longer trails are cut here: nobody reads on, and loops must not grow them without end. */
    private static final int MOST = 24;

    public Evidence {
        steps = List.copyOf(steps);
    }

    public static Evidence of(Span at, String says) {
        return new Evidence(List.of(new Step(at, says)));
    }

    /** This, and behind it what it rests on. Steps that already stand here are not repeated. */
    public Evidence because(Evidence cause) {
        if (cause.steps.isEmpty() || steps.size() >= MOST) {
            return this;
        }
        List<Step> all = new ArrayList<>(steps);
        for (Step step : cause.steps) {
            if (all.size() < MOST && !all.contains(step)) {
                all.add(step);
            }
        }
        return new Evidence(all);
    }

    public Evidence because(Span at, String says) {
        return because(of(at, says));
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}
