package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The command line of a package manager, taken apart.
 *
 * @param flags the options in front of {@code --}, dashes taken off, with all their values; those without one have an empty one
 * @param positional the other words, in order
 * @param behind what follows {@code --}
 */
record Words(Map<String, List<String>> flags, List<Arg> positional, List<Arg> behind) {

    Words {
        positional = List.copyOf(positional);
        behind = List.copyOf(behind);
    }

    /**
     * Empty when a word is not known, or an option that may or may not take the next word.
     *
     * @param valued options that take a value
     * @param bare options that take none
     * @param most everything from this many positional words on belongs to the command
     */
    static Optional<Words> of(Invocation call, Set<String> valued, Set<String> bare, int most) {
        Map<String, List<String>> flags = new TreeMap<>();
        List<Arg> positional = new ArrayList<>();
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (positional.size() >= most) {
                return Optional.of(new Words(flags, positional, words.subList(i, words.size())));
            }
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Optional.empty();
            }
            String word = known.text();
            if (word.equals("--")) {
                return Optional.of(new Words(flags, positional, words.subList(i + 1, words.size())));
            }
            if (!word.startsWith("-") || word.equals("-")) {
                positional.add(words.get(i));
                continue;
            }
            String name = word.replaceFirst("^-+", "");
            int equals = name.indexOf('=');
            if (equals >= 0) {
                add(flags, name.substring(0, equals), name.substring(equals + 1));
            } else if (bare.contains(name)) {
                add(flags, name, "");
            } else if (valued.contains(name)
                    && i + 1 < words.size()
                    && words.get(i + 1).value() instanceof Value.Known value) {
                add(flags, name, value.text());
                i++;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new Words(flags, positional, List.of()));
    }

    private static void add(Map<String, List<String>> flags, String name, String value) {
        flags.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    String first() {
        return positional.isEmpty() ? "" : positional.get(0).shown();
    }

    /** The positional words behind the first ones, and what follows {@code --}. */
    List<Arg> rest(int from) {
        List<Arg> rest = new ArrayList<>(positional.subList(Math.min(from, positional.size()), positional.size()));
        rest.addAll(behind);
        return rest;
    }

    boolean has(String... names) {
        for (String name : names) {
            if (flags.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    /** The last value of an option; of several names for it the first that is given counts. */
    Optional<String> value(String... names) {
        for (String name : names) {
            List<String> given = flags.get(name);
            if (given != null) {
                return Optional.of(given.get(given.size() - 1));
            }
        }
        return Optional.empty();
    }

    /** All that was given under one of these names. */
    List<String> values(String... names) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.addAll(flags.getOrDefault(name, List.of()));
        }
        return all;
    }
}
