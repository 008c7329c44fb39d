package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A command line taken apart as getopt_long(3) does: options anywhere in front of {@code --}, short ones in one word.
 *
 * @param flags options without a value, "r" or "no-cache"
 * @param values options with one, the last value counts
 * @param operands what is left
 * @param unclear a word is not known, and may be an option
 */
record Line(Set<String> flags, Map<String, Arg> values, List<Arg> operands, boolean unclear) {

    /**
     * @param shortWithValue the letters that take a value
     * @param longWithValue the words that take one, also when it stands in the next word
     */
    static Line of(List<Arg> words, String shortWithValue, Set<String> longWithValue) {
        Set<String> flags = new TreeSet<>();
        Map<String, Arg> values = new LinkedHashMap<>();
        List<Arg> operands = new ArrayList<>();
        boolean unclear = false;
        boolean ended = false;
        for (int i = 0; i < words.size(); i++) {
            Arg word = words.get(i);
            if (!(word.value() instanceof Value.Known known)) {
                unclear = true;
                operands.add(word);
                continue;
            }
            String text = known.text();
            if (ended || !text.startsWith("-") || text.equals("-")) {
                operands.add(word);
            } else if (text.equals("--")) {
                ended = true;
            } else if (text.startsWith("--")) {
                int equals = text.indexOf('=');
                String name = text.substring(2, equals < 0 ? text.length() : equals);
                if (equals >= 0) {
                    values.put(name, Arg.of(text.substring(equals + 1), word.at()));
                } else if (longWithValue.contains(name) && i + 1 < words.size()) {
                    values.put(name, words.get(++i));
                } else {
                    flags.add(name);
                }
            } else {
                for (int c = 1; c < text.length(); c++) {
                    String letter = text.substring(c, c + 1);
                    if (!shortWithValue.contains(letter)) {
                        flags.add(letter);
                    } else if (c + 1 < text.length()) {
                        values.put(letter, Arg.of(text.substring(c + 1), word.at()));
                        break;
                    } else if (i + 1 < words.size()) {
                        values.put(letter, words.get(++i));
                    }
                }
            }
        }
        return new Line(flags, values, operands, unclear);
    }

    static Line of(List<Arg> words, String shortWithValue) {
        return of(words, shortWithValue, Set.of());
    }

    boolean has(String... names) {
        for (String name : names) {
            if (flags.contains(name)) {
                return true;
            }
        }
        return false;
    }

    Optional<Arg> value(String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                return Optional.of(values.get(name));
            }
        }
        return Optional.empty();
    }

    /** The text of an option's value; empty also when it is not known. */
    Optional<String> text(String... names) {
        return value(names).flatMap(Line::text);
    }

    static Optional<String> text(Arg word) {
        return word.value() instanceof Value.Known known ? Optional.of(known.text()) : Optional.empty();
    }

    /** The operands that are known. */
    List<String> texts() {
        return operands.stream().flatMap(o -> text(o).stream()).toList();
    }
}
