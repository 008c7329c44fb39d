package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run of a program rests on.
 *
 * @param given which variables are taken to be given, of those asked so far
 * @param values which comparisons of a variable with a text are taken to hold
 * @param commands how the commands end that the program waits for, in their order
 */
record Assumptions(Map<String, Boolean> given, Map<Val.Comparison, Boolean> values, List<End> commands) {

    static final Assumptions NONE = new Assumptions(Map.of(), Map.of(), List.of());

    Assumptions {
        given = Map.copyOf(given);
        values = Map.copyOf(values);
        commands = List.copyOf(commands);
    }

    Assumptions with(String variable, boolean holds) {
        Map<String, Boolean> more = new HashMap<>(given);
        more.put(variable, holds);
        return new Assumptions(more, values, commands);
    }

    Assumptions with(Val.Comparison comparison, boolean holds) {
        Map<Val.Comparison, Boolean> more = new HashMap<>(values);
        more.put(comparison.positive(), holds);
        return new Assumptions(given, more, commands);
    }

    Assumptions with(End command) {
        List<End> more = new ArrayList<>(commands);
        more.add(command);
        return new Assumptions(given, values, more);
    }

    /** Whether a variable is given; empty when nothing is assumed of that. */
    Optional<Boolean> isGiven(String variable) {
        return text(variable).isPresent() ? Optional.of(true) : Optional.ofNullable(given.get(variable));
    }

    /** Whether a variable is the text that it is compared with; empty when nothing is assumed of that. */
    Optional<Boolean> isEqual(Val.Comparison comparison) {
        String variable = comparison.variable().name();
        Optional<String> text = text(variable);
        if (text.isPresent()) {
            return Optional.of(text.get().equals(comparison.text()));
        }
        return Boolean.FALSE.equals(given.get(variable))
                ? Optional.of(false)
                : Optional.ofNullable(values.get(comparison.positive()));
    }

    /** Whether anything is assumed of a variable. */
    boolean asks(String variable) {
        return given.containsKey(variable)
                || values.keySet().stream()
                        .anyMatch(each -> each.variable().name().equals(variable));
    }

    /** The text that a variable is taken to be. */
    Optional<String> text(String variable) {
        return values.entrySet().stream()
                .filter(each ->
                        each.getValue() && each.getKey().variable().name().equals(variable))
                .map(each -> each.getKey().text())
                .findFirst();
    }
}
