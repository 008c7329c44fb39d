package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The environment variables of an image or a process. A value; names are sorted. */
public final class Environment {

    private final SortedMap<String, Fact<String>> variables;
    private final Fact<String> others;
    private final SortedMap<String, Boolean> filled;

    private Environment(
            SortedMap<String, Fact<String>> variables, Fact<String> others, SortedMap<String, Boolean> filled) {
        this.variables = variables;
        this.others = others;
        this.filled = filled;
    }

    /** No variable at all, and it is known that there is none. */
    public static Environment empty() {
        return new Environment(new TreeMap<>(), Fact.absent(Evidence.NONE), new TreeMap<>());
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
        if (!filled.containsKey(name)) {
            return new Environment(changed, others, filled);
        }
        TreeMap<String, Boolean> left = new TreeMap<>(filled);
        left.remove(name);
        return new Environment(changed, others, left);
    }

    /**
     * The same, where it has turned out of a variable whose value is not known that it is set and holds something, or else that it holds
     * nothing, if it is set at all.
     */
    public Environment learned(String name, boolean holdsSomething) {
        TreeMap<String, Boolean> more = new TreeMap<>(filled);
        more.put(name, holdsSomething);
        return new Environment(variables, others, more);
    }

    /** What has turned out of it; empty when nothing has. */
    public Optional<Boolean> holdsSomething(String name) {
        return Optional.ofNullable(filled.get(name));
    }

    public Environment with(String name, String value, Evidence evidence) {
        return with(name, new Fact.Present<>(value, evidence));
    }

    /** Variables that are not named may be set, too: whoever starts the container can give them. */
    public Environment open(Reason reason, Evidence evidence) {
        return new Environment(variables, Fact.unknown(reason, evidence), filled);
    }

    public boolean isOpen() {
        return others instanceof Fact.Unknown<String>;
    }

    /** What is said of every variable that has no entry of its own. */
    public Fact<String> others() {
        return others;
    }
}
