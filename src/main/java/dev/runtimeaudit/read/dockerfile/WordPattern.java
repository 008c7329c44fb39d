package dev.runtimeaudit.read.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** The pattern of {@code ${v#pattern}} and its like: {@code *}, {@code ?}, and escapes; no brackets. */
final class WordPattern {

    private static final int ANY = -1;
    private static final int ANY_NUMBER = -2;

    private final int[] tokens;

    private WordPattern(int[] tokens) {
        this.tokens = tokens;
    }

    static WordPattern of(String pattern) throws WordLexer.Malformed {
        int[] chars = pattern.codePoints().toArray();
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] == '*') {
                tokens.add(ANY_NUMBER);
            } else if (chars[i] == '?') {
                tokens.add(ANY);
            } else if (chars[i] != '\\') {
                tokens.add(chars[i]);
            } else if (i + 1 == chars.length || "}/*?\\".indexOf(chars[i + 1]) < 0) {
                String escaped = i + 1 == chars.length ? "\ufffd" : Character.toString(chars[i + 1]);
                throw new WordLexer.Malformed(
                        "invalid pattern (" + pattern + ") in substitution: invalid escape '\\" + escaped + "'");
            } else if (chars[i + 1] != '}' && chars[i + 1] != '/') {
                // an escaped } or / is only protected from being the end of ${…}: it comes by itself, next
                tokens.add(chars[++i]);
            }
        }
        return new WordPattern(tokens.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The pattern read from its end, an escape still in front of what it escapes. */
    static String reverse(String pattern) {
        int[] chars = pattern.codePoints().toArray();
        List<String> units = new ArrayList<>();
        for (int i = 0; i < chars.length; i++) {
            boolean escape = chars[i] == '\\' && i + 1 < chars.length;
            units.add(0, escape ? new String(chars, i++, 2) : Character.toString(chars[i]));
        }
        return String.join("", units);
    }

    String withoutPrefix(String value, boolean longest) {
        int[] chars = value.codePoints().toArray();
        int end = end(chars, 0, longest);
        return end < 0 ? value : new String(chars, end, chars.length - end);
    }

    String replaceFirst(String value, String replacement) {
        int[] chars = value.codePoints().toArray();
        for (int from = 0; from <= chars.length; from++) {
            int end = end(chars, from, true);
            if (end >= 0) {
                return new String(chars, 0, from) + replacement + new String(chars, end, chars.length - end);
            }
        }
        return value;
    }

    String replaceAll(String value, String replacement) {
        int[] chars = value.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        int kept = 0;
        int from = 0;
        while (from <= chars.length) {
            int end = end(chars, from, true);
            if (end < 0) {
                from++;
                continue;
            }
            out.append(new String(chars, kept, from - kept));
            // an empty match right behind another one counts for nothing
            if (end > kept || from == 0) {
                out.append(GoText.expandTemplate(replacement, new String(chars, from, end - from)));
            }
            kept = end;
            from = Math.max(end, from + 1);
        }
        return out.append(new String(chars, kept, chars.length - kept)).toString();
    }

    /** Where the shortest or longest match that starts at {@code from} ends; -1 without one. */
    private int end(int[] chars, int from, boolean longest) {
        boolean[] alive = new boolean[tokens.length + 1];
        alive[0] = true;
        int found = -1;
        for (int at = from; ; at++) {
            for (int t = 0; t < tokens.length; t++) {
                alive[t + 1] |= alive[t] && tokens[t] == ANY_NUMBER;
            }
            if (alive[tokens.length]) {
                found = at;
                if (!longest) {
                    return found;
                }
            }
            if (at == chars.length) {
                return found;
            }
            boolean any = false;
            boolean[] next = new boolean[tokens.length + 1];
            for (int t = 0; t < tokens.length; t++) {
                if (alive[t] && takes(tokens[t], chars[at])) {
                    next[tokens[t] == ANY_NUMBER ? t : t + 1] = true;
                    any = true;
                }
            }
            if (!any) {
                return found;
            }
            alive = next;
        }
    }

    private static boolean takes(int token, int c) {
        return token < 0 ? c != '\n' : token == c;
    }
}
