package dev.runtimeaudit.read.script;

/** What a setting of a configuration script may come to. */
public sealed interface Setting {

    record Text(String text) implements Setting {} // "standalone"

    record Flag(boolean holds) implements Setting {} // true

    /**
     * A path that the script works out.
     *
     * @param from where it begins
     * @param text the rest, as in {@code path.join}
     */
    record Path(Base from, String text) implements Setting {} // path.join(__dirname, "../..")

    /** It is not given, or given as {@code undefined} or {@code null}. */
    record None() implements Setting {}

    /** There is a list, an object, a function or a number of which nothing more is asked. */
    record Something() implements Setting {}

    /** It cannot be told. */
    record Unclear() implements Setting {}

    /** Where a path begins. */
    enum Base {
        /** The directory of the script. */
        FILE,
        /** The current directory. */
        CURRENT
    }
}
