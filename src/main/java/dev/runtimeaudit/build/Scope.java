package dev.runtimeaudit.build;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.source.Evidence;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The build arguments that are declared at a place, and which of them {@code RUN} sees (Dockerfile reference, "ARG"). A value.
 *
 * <p>A stage that starts from another stage inherits its arguments.
 */
final class Scope {

    private final SortedMap<String, Fact<String>> arguments;

    private Scope(SortedMap<String, Fact<String>> arguments) {
        this.arguments = arguments;
    }

    static Scope empty() {
        return new Scope(new TreeMap<>());
    }

    /** What BuildKit sets by itself (Dockerfile reference, "Automatic platform ARGs in the global scope"). */
    static Scope ofPlatform(String platform, String target) {
        TreeMap<String, Fact<String>> arguments = new TreeMap<>();
        for (String side : new String[] {"BUILD", "TARGET"}) {
            // Builders are amd64.
            String its = side.equals("BUILD") ? "linux/amd64" : platform;
            String[] parts = its.split("/", 3);
            arguments.put(side + "PLATFORM", Fact.present(its));
            arguments.put(side + "OS", Fact.present(parts[0]));
            arguments.put(side + "ARCH", Fact.present(parts.length > 1 ? parts[1] : ""));
            arguments.put(side + "VARIANT", Fact.present(parts.length > 2 ? parts[2] : ""));
        }
        arguments.put("TARGETSTAGE", Fact.present(target));
        return new Scope(arguments);
    }

    Scope with(String name, Fact<String> value) {
        TreeMap<String, Fact<String>> changed = new TreeMap<>(arguments);
        changed.put(name, value);
        return new Scope(changed);
    }

    /** What is declared; absent also for an argument without a value. */
    Fact<String> get(String name) {
        return arguments.getOrDefault(name, Fact.absent(Evidence.NONE));
    }

    /** What a word means in a stage: a variable of the environment wins over an argument of its name. */
    Fact<String> get(String name, Environment environment) {
        Fact<String> variable = environment.get(name);
        boolean named = environment.names().contains(name);
        if (variable instanceof Fact.Present<String> || named && variable instanceof Fact.Unknown<String>) {
            return variable;
        }
        return arguments.containsKey(name) ? arguments.get(name) : variable;
    }

    /** The environment of a {@code RUN}. */
    Environment over(Environment environment) {
        Environment all = environment;
        for (Map.Entry<String, Fact<String>> argument : arguments.entrySet()) {
            boolean set = environment.names().contains(argument.getKey());
            if (!set && !(argument.getValue() instanceof Fact.Absent<String>)) {
                all = all.with(argument.getKey(), argument.getValue());
            }
        }
        return all;
    }
}
