package dev.runtimeaudit.rule;

import java.util.List;

/**
 * A small workspace that shows a rule, and tests it.
 *
 * @param txtar its files, in Go's plain-text archive form; the service is the Dockerfile at the root
 * @param places where the rule speaks, {@code file:line}; none for a good example
 */
public record Example(String txtar, List<String> places) {

    public Example {
        places = List.copyOf(places);
    }

    static Example bad(String txtar, String... places) {
        return new Example(txtar, List.of(places));
    }

    static Example good(String txtar) {
        return new Example(txtar, List.of());
    }
}
