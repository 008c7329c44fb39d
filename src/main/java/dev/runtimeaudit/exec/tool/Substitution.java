package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The values of variables put into a text (GNU gettext manual, "envsubst Invocation"): {@code $NAME} and
 * <code>${NAME}</code>, nothing else.
 */
public final class Substitution {

    private Substitution() {}

    /**
     * @param chosen which names are replaced at all
     * @param text what a variable that is not set leaves is nothing; one that whoever starts the container may give stays as
     *     it is written
     */
    public static String of(String text, Environment environment, Predicate<String> chosen) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int end = end(text, i);
            String name = end < 0 ? "" : name(text, i, end);
            if (end < 0 || !chosen.test(name)) {
                out.append(text.charAt(i++));
                continue;
            }
            Fact<String> value = environment.get(name);
            if (value instanceof Fact.Present<String> known) {
                out.append(known.value());
            } else if (value instanceof Fact.Unknown<String> && isGiven(name)) {
                out.append(text, i, end);
            }
            i = end;
        }
        return out.toString();
    }

    /** Whether somebody may give a variable of this name: nobody exports names in small letters, which nginx's own are. */
    public static boolean isGiven(String name) {
        return name.chars().noneMatch(c -> c >= 'a' && c <= 'z') && name.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    }

    /** The names in a text, sorted. */
    public static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i + 1)) {
            int end = end(text, i);
            if (end > 0) {
                names.add(name(text, i, end));
            }
        }
        return names;
    }

    /** Where a reference that starts here ends, or -1. */
    private static int end(String text, int at) {
        if (text.charAt(at) != '$') {
            return -1;
        }
        boolean braces = text.startsWith("{", at + 1);
        int start = at + (braces ? 2 : 1);
        int end = start;
        while (end < text.length() && isWord(text.charAt(end), end == start)) {
            end++;
        }
        boolean closed = !braces || text.startsWith("}", end);
        return end == start || !closed ? -1 : end + (braces ? 1 : 0);
    }

    private static String name(String text, int at, int end) {
        return text.startsWith("{", at + 1) ? text.substring(at + 2, end - 1) : text.substring(at + 1, end);
    }

    private static boolean isWord(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }
}
