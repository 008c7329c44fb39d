package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * A place where a script uses an environment variable. Its text form shows no value.
 *
 * @param how what happens without it
 * @param fallback the default, as written; empty text for {@code ""}
 * @param allowed the values it is compared with
 * @param group the variables of which one is enough, this one among them; empty when it stands alone
 * @param condition what has to hold, besides, for it to be needed
 * @param reach where it stands: in which function, and behind which decisions
 * @param consumer what is made with it, where that decides what happens
 * @param origin whether it is read here, or only named
 * @param words what is printed where its absence ends the script
 * @param emptyIsNone the empty text is treated as if the variable was not set
 */
public record EnvUse(
        String name,
        How how,
        Optional<String> fallback,
        List<String> allowed,
        List<String> group,
        Optional<String> condition,
        Reach reach,
        Optional<Consumer> consumer,
        Origin origin,
        Optional<LastWords> words,
        boolean emptyIsNone,
        Span at) {

    /** What happens at a use when the variable is not set. */
    public enum How {
        /** The script throws, or ends the process. */
        REQUIRED,
        /** Its value is used as an object: a TypeError. */
        DEREFERENCED,
        /** What asked for it is refused: an answer 500, a rejected promise. */
        REFUSED,
        /** The script says that it is missing, and goes on. */
        COMPLAINED,
        /** The text or object goes on without a value. */
        PLAIN,
        /** Another value takes its place. */
        DEFAULTED,
        /** A switch, or something that is looked at when it is there. */
        OPTIONAL
    }

    /** Where the name stands. */
    public enum Origin {
        /** {@code process.env.X} as it is: what a bundler can replace. */
        PROCESS,
        /** {@code import.meta.env.X} */
        IMPORT_META,
        /** Through another name, a helper, a destructuring or a schema. */
        INDIRECT,
        /** In a schema that variables are held against. */
        SCHEMA,
        /** Where it only becomes a property or an element: {@code {url: process.env.X}} passes it on. */
        MAPPED,
        /** In a list of names that must be set. */
        LISTED
    }

    /**
     * Where something stands in a script.
     *
     * @param function its innermost function, an index of {@link EnvScript#functions}; -1 for none
     * @param decided something that nobody knows decides whether it is reached
     * @param caught a failure of it is caught
     */
    public record Reach(int function, boolean decided, boolean caught) {}

    /**
     * A constructor or function that is given the value.
     *
     * @param name as the script calls it
     * @param key the property under which it is given, or the position of the argument
     */
    public record Consumer(String name, String key, boolean isNew) {}

    public EnvUse {
        allowed = List.copyOf(allowed);
        group = List.copyOf(group);
    }

    /** The same at another place: a call of what uses it here. */
    public EnvUse reachedAt(Reach other) {
        return new EnvUse(
                name, how, fallback, allowed, group, condition, other, consumer, origin, words, emptyIsNone, at);
    }

    EnvUse as(How other) {
        return new EnvUse(
                name, other, fallback, allowed, group, condition, reach, consumer, origin, words, emptyIsNone, at);
    }

    @Override
    public String toString() {
        return at + " " + name;
    }
}
