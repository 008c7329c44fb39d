package dev.runtimeaudit.read.env;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * What a file of environment variables says.
 *
 * @param assignments in the order of the file; of two with one name the later counts
 * @param commented assignments behind a {@code #}: documentation
 * @param problems why its reader rejects it, in its words but without values
 */
public record EnvFile(List<Assignment> assignments, List<Assignment> commented, List<Problem> problems) {

    /** How a value is quoted. */
    public enum Quote {
        NONE,
        SINGLE,
        DOUBLE
    }

    /**
     * One variable. Its text form shows no value.
     *
     * @param value as it is before references are replaced; empty for a name alone, which inherits
     * @param expands whether this dialect replaces references in it
     * @param at from the name to the end of the value
     */
    public record Assignment(String name, Optional<String> value, Quote quote, boolean expands, Span nameAt, Span at) {
        @Override
        public String toString() {
            return at + " " + name;
        }
    }

    public EnvFile {
        assignments = List.copyOf(assignments);
        commented = List.copyOf(commented);
        problems = List.copyOf(problems);
    }

    /** The assignment of a name that counts: the last. */
    public Optional<Assignment> get(String name) {
        return assignments.stream().filter(a -> a.name().equals(name)).reduce((first, second) -> second);
    }
}
