package dev.runtimeaudit.read.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** A regular expression, as written with its slashes; only {@link Configuration#whole} tells it. */
    record Pattern(String written) implements Setting {} // /^@acme\//

    /** A list; only {@link Configuration#whole} tells it. */
    record Items(List<Setting> all) implements Setting {
        public Items {
            all = List.copyOf(all);
        }
    }

    /** An object of which every member is written down; only {@link Configuration#whole} tells it. */
    record Members(Map<String, Setting> all) implements Setting {
        public Members {
            all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
        }
    }

    /**
     * What a function of a package makes; only {@link Configuration#whole} tells it.
     *
     * @param module the package: {@code webpack-node-externals}
     * @param name what the function is called there, or here where that cannot be told
     * @param argument what it is given in the first place
     */
    record Made(String module, String name, Setting argument) implements Setting {} // nodeExternals({ … })

    /** There is a list, an object, a function or a number of which nothing more is asked. */
    record Something() implements Setting {}

    /** It cannot be told. */
    record Unclear() implements Setting {}

    /** What stands under a name of an object; {@link None} where it has no such member, {@link Unclear} where this is no object. */
    default Setting member(String name) {
        if (this instanceof Members members) {
            Setting found = members.all().get(name);
            return found == null ? new None() : found;
        }
        return new Unclear();
    }

    /** The texts of a list, or the one text; empty when it is something else, or holds something else. */
    default Optional<List<String>> texts() {
        List<String> texts = new ArrayList<>();
        for (Setting each : this instanceof Items items ? items.all() : List.of(this)) {
            if (!(each instanceof Text text)) {
                return Optional.empty();
            }
            texts.add(text.text());
        }
        return Optional.of(texts);
    }

    /** Where a path begins. */
    enum Base {
        /** The directory of the script. */
        FILE,
        /** The current directory. */
        CURRENT
    }
}
