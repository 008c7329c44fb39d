package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * The variables that a service is given on top of those of its image.
 *
 * @param variables by name, each once: what counts after {@code env_file} and {@code environment}
 * @param open why there may be others, and other values: a file whose content is not known
 */
public record ServiceEnvironment(List<Provided> variables, Optional<Evidence> open) {

    /** Who gives a variable. */
    public enum Source {
        /** {@code environment}, with a value or references with defaults. */
        ENVIRONMENT,
        ENV_FILE,
        /** Its name alone: it comes from where compose runs, and is removed if it is not set there. */
        INHERITED
    }

    /**
     * One variable. Its text form shows no value.
     *
     * @param value what it is when nobody sets a variable; empty: not known, or removed
     * @param certain whether it is the same wherever compose runs
     */
    public record Provided(String name, Optional<String> value, boolean certain, Source source, Span at) {

        private Reason reason() {
            boolean given = source == Source.ENVIRONMENT
                    && value.filter(text -> !text.isEmpty()).isPresent();
            return given ? Reason.VALUE_GIVEN : Reason.VALUE_NOT_KNOWN;
        }

        @Override
        public String toString() {
            return at + " " + name;
        }
    }

    public ServiceEnvironment {
        variables = List.copyOf(variables);
    }

    public Optional<Provided> get(String name) {
        return variables.stream().filter(v -> v.name().equals(name)).findFirst();
    }

    /**
     * For a launch: what is certain is present, anything else that is named is not known. What is written with a default, or with a
     * text of its own, is taken not to be emptied by whoever runs compose.
     */
    Environment facts() {
        Environment all = Environment.empty();
        for (Provided variable : variables) {
            Evidence evidence = Evidence.of(variable.at(), "gives `" + variable.name() + "` to the container");
            all = variable.value().isPresent() && variable.certain()
                    ? all.with(variable.name(), variable.value().get(), evidence)
                    : all.with(variable.name(), Fact.unknown(variable.reason(), evidence));
        }
        return open.isPresent() ? all.open(Reason.VALUE_NOT_KNOWN, open.get()) : all;
    }
}
