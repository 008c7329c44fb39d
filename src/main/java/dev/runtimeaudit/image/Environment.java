package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The environment variables of an image or a process. A value; names are sorted. */
public final class Environment {

    private final SortedMap<String, Fact<String>> variables;
    private final Fact<String> others;

    private Environment(SortedMap<String, Fact<String>> variables, Fact<String> others) {
        this.variables = variables;
        this.others = others;
    }

    /** No variable at all, and it is known that there is none. */
    public static Environment empty() {
        return new Environment(new TreeMap<>(), Fact.absent(Evidence.NONE));
    }

    /** What is said of a variable. */
    public Fact<String> get(String name) {
        Fact<String> known = variables.get(name);
        return known != null ? known : others;
    }

    /** The names of which something particular is said. */
    public SortedSet<String> names() {
        return new TreeSet<>(variables.keySet());
    }

    public Environment with(String name, Fact<String> value) {
        TreeMap<String, Fact<String>> changed = new TreeMap<>(variables);
        changed.put(name, value);
        return new Environment(changed, others);
    }

    public Environment with(String name, String value, Evidence evidence) {
        return with(name, new Fact.Present<>(value, evidence));
    }

    /** Variables that are not named may be set, too: whoever starts the container can give them. */
    public Environment open(Reason reason, Evidence evidence) {
        return new Environment(variables, Fact.unknown(reason, evidence));
    }

    public boolean isOpen() {
        return others instanceof Fact.Unknown<String>;
    }

    /** What is said of every variable that has no entry of its own. */
    public Fact<String> others() {
        return others;
    }
}
