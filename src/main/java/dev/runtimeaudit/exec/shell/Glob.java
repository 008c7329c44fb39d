package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Files.Tri;

/**
 * The pattern matching notation of POSIX 2.13: {@code * ? […]}, and a backslash in front of what is no special character.
 */
final class Glob {

    private Glob() {}

    static boolean matches(String pattern, String text) {
        return match(pattern, 0, text, 0, false) == Tri.YES;
    }

    /** Whether a pattern matches a value, as far as is known what the value begins and ends with. */
    static Tri holds(String pattern, Value value) {
        if (value instanceof Value.Known known) {
            return Tri.of(matches(pattern, known.text()));
        }
        if (pattern.indexOf('(') >= 0) {
            return Tri.UNKNOWN; // more than POSIX knows
        }
        boolean literal = !isPattern(pattern) && pattern.indexOf('\\') < 0;
        if (literal && (!pattern.endsWith(value.ending()) || pattern.isEmpty() && value.isNotEmpty())) {
            return Tri.NO;
        }
        return match(pattern, 0, value.beginning(), 0, true);
    }

    /**
     * Whether a pattern matches a text.
     *
     * @param open something that is not known may come behind the text
     */
    private static Tri match(String pattern, int p, String text, int t, boolean open) {
        int at = p;
        int in = t;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '*') {
                while (at < pattern.length() && pattern.charAt(at) == '*') {
                    at++;
                }
                return at == pattern.length() ? Tri.YES : open ? Tri.UNKNOWN : matchesBehind(pattern, at, text, in);
            }
            if (in >= text.length()) {
                return open ? Tri.UNKNOWN : Tri.NO;
            }
            int end = c == '[' ? bracketEnd(pattern, at) : -1;
            if (c == '?') {
                at++;
            } else if (end > 0) {
                if (!inBracket(pattern.substring(at + 1, end), text.charAt(in))) {
                    return Tri.NO;
                }
                at = end + 1;
            } else if (c == '[' && open) {
                return Tri.UNKNOWN;
            } else {
                if (c == '\\' && at + 1 < pattern.length()) {
                    c = pattern.charAt(++at);
                }
                if (c != text.charAt(in)) {
                    return Tri.NO;
                }
                at++;
            }
            in++;
        }
        return in < text.length() ? Tri.NO : open ? Tri.UNKNOWN : Tri.YES;
    }

    /** What stands behind a star may match any rest of the text. */
    private static Tri matchesBehind(String pattern, int star, String text, int t) {
        for (int i = t; i <= text.length(); i++) {
            if (match(pattern, star, text, i, false) == Tri.YES) {
                return Tri.YES;
            }
        }
        return Tri.NO;
    }

    private static int bracketEnd(String pattern, int open) {
        int at = open + 1;
        if (at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^')) {
            at++;
        }
        if (at < pattern.length() && pattern.charAt(at) == ']') {
            at++;
        }
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at) > 0) {
                at = pattern.indexOf(":]", at) + 1;
            } else if (pattern.charAt(at) == '\\') {
                at++;
            }
            at++;
        }
        return at < pattern.length() ? at : -1;
    }

    private static boolean inBracket(String set, char c) {
        boolean negated = set.startsWith("!") || set.startsWith("^");
        int at = negated ? 1 : 0;
        boolean found = false;
        while (at < set.length()) {
            if (set.startsWith("[:", at) && set.indexOf(":]", at) > 0) {
                int end = set.indexOf(":]", at);
                found |= inClass(set.substring(at + 2, end), c);
                at = end + 2;
                continue;
            }
            char low = set.charAt(at);
            if (low == '\\' && at + 1 < set.length()) {
                low = set.charAt(++at);
            }
            if (at + 2 < set.length() && set.charAt(at + 1) == '-') {
                found |= low <= c && c <= set.charAt(at + 2);
                at += 3;
            } else {
                found |= low == c;
                at++;
            }
        }
        return found != negated;
    }

    private static boolean inClass(String name, char c) {
        switch (name) {
            case "alpha":
                return Character.isLetter(c);
            case "digit":
                return c >= '0' && c <= '9';
            case "alnum":
                return Character.isLetterOrDigit(c);
            case "upper":
                return Character.isUpperCase(c);
            case "lower":
                return Character.isLowerCase(c);
            case "space":
                return Character.isWhitespace(c);
            case "blank":
                return c == ' ' || c == '\t';
            case "punct":
                return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
            case "xdigit":
                return Character.digit(c, 16) >= 0;
            case "cntrl":
                return c < ' ' || c == 127;
            case "print":
                return c >= ' ' && c != 127;
            case "graph":
                return c > ' ' && c != 127;
            default:
                return false;
        }
    }

    /** A text as a pattern that matches nothing else. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("*?[]\\".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    static boolean isPattern(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[' && bracketEnd(pattern, i) > 0) {
                return true;
            }
        }
        return false;
    }

    /** {@code ${v#p}} and its like: the text without what the pattern matches at its start or end. */
    static String without(String pattern, String text, boolean prefix, boolean longest) {
        for (int i = 0; i <= text.length(); i++) {
            int length = longest ? text.length() - i : i;
            String part = prefix ? text.substring(0, length) : text.substring(text.length() - length);
            if (matches(pattern, part)) {
                return prefix ? text.substring(length) : text.substring(0, text.length() - length);
            }
        }
        return text;
    }

    /**
     * {@code ${v/p/w}} and its like.
     *
     * @param all every match, not only the first
     */
    static String replaced(String pattern, String text, String replacement, boolean all) {
        boolean atStart = pattern.startsWith("#") && !all;
        boolean atEnd = pattern.startsWith("%") && !all;
        String wanted = atStart || atEnd ? pattern.substring(1) : pattern;
        if (wanted.isEmpty()) {
            return atStart ? replacement + text : atEnd ? text + replacement : text;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        boolean done = false;
        while (at < text.length()) {
            int end = done ? -1 : longestMatch(wanted, text, at, atEnd);
            if (end > at) {
                out.append(replacement);
                at = end;
                done = !all;
            } else {
                if (atStart) {
                    done = true;
                }
                out.append(text.charAt(at++));
            }
        }
        return out.toString();
    }

    private static int longestMatch(String pattern, String text, int from, boolean toEnd) {
        for (int end = text.length(); end > from; end--) {
            if (matches(pattern, text.substring(from, end))) {
                return end;
            }
            if (toEnd) {
                return -1;
            }
        }
        return -1;
    }
}
