package dev.runtimeaudit.build;

/** Patterns for the names of files: Go's {@code filepath.Match}, one name at a time. */
public final class Globs {

    private Globs() {}

    /** Whether a COPY source is a pattern (fsutil, {@code containsWildcards}). */
    static boolean isPattern(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }

    /** One name of a path against one name of a pattern. A pattern that is none matches nothing. */
    public static boolean name(String pattern, String name) {
        return match(pattern, 0, name, 0);
    }

    private static boolean match(String pattern, int p, String text, int t) {
        int at = t;
        for (int i = p; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                for (int rest = at; rest <= text.length(); rest++) {
                    if (match(pattern, i + 1, text, rest)) {
                        return true;
                    }
                }
                return false;
            }
            if (at >= text.length()) {
                return false;
            }
            if (c == '[') {
                int end = classEnd(pattern, i);
                if (end < 0 || !inClass(pattern.substring(i + 1, end), text.charAt(at))) {
                    return false;
                }
                i = end;
            } else if (c != '?') {
                if (c == '\\' && i + 1 < pattern.length()) {
                    c = pattern.charAt(++i);
                }
                if (c != text.charAt(at)) {
                    return false;
                }
            }
            at++;
        }
        return at == text.length();
    }

    private static int classEnd(String pattern, int open) {
        int i = open + 1;
        if (i < pattern.length() && (pattern.charAt(i) == '^' || pattern.charAt(i) == '!')) {
            i++;
        }
        for (boolean first = true; i < pattern.length(); i++, first = false) {
            if (pattern.charAt(i) == ']' && !first) {
                return i;
            }
            if (pattern.charAt(i) == '\\') {
                i++;
            }
        }
        return -1;
    }

    private static boolean inClass(String inside, char c) {
        boolean negated = inside.startsWith("^") || inside.startsWith("!");
        boolean found = false;
        int i = negated ? 1 : 0;
        while (i < inside.length()) {
            char from = inside.charAt(i);
            if (from == '\\' && i + 1 < inside.length()) {
                from = inside.charAt(++i);
            }
            char to = from;
            if (i + 2 < inside.length() && inside.charAt(i + 1) == '-') {
                i += 2;
                to = inside.charAt(i);
                if (to == '\\' && i + 1 < inside.length()) {
                    to = inside.charAt(++i);
                }
            }
            found |= c >= from && c <= to;
            i++;
        }
        return found != negated;
    }
}
