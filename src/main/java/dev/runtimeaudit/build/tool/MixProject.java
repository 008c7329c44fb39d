package dev.runtimeaudit.build.tool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code mix.exs} says of releases, as far as it is written down as keywords: {@code project/0}, and a function without
 * arguments that it names (hexdocs.pm/elixir, "Keyword lists"; hexdocs.pm/mix, "Mix.Project"). A value that is worked out is not
 * known.
 */
final class MixProject {

    /** A value: one that is written down, keywords, or something that is worked out. */
    sealed interface Term {
        /** An atom, a text or a number, without what marks it. */
        record Literal(String text) implements Term {}

        /** @param items the elements without a key */
        record Keywords(Map<String, Term> keys, List<Term> items) implements Term {}

        record Open() implements Term {}
    }

    private static final String PUNCTUATION = "[]{}(),";

    private final List<String> tokens;

    /** The functions that are being read: one that asks for itself is worked out. */
    private final Set<String> reading = new HashSet<>();

    private MixProject(List<String> tokens) {
        this.tokens = tokens;
    }

    static MixProject read(String text) {
        return new MixProject(tokens(text));
    }

    /** A value of {@code project/0}; empty where it has none, or where none is written down. */
    Optional<Term> get(String key) {
        return function("project")
                .flatMap(term -> term instanceof Term.Keywords all
                        ? Optional.ofNullable(all.keys().get(key))
                        : Optional.empty());
    }

    /** The list of keywords that a function without arguments ends in, and consists of. */
    private Optional<Term> function(String name) {
        Optional<Term> found = Optional.empty();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            boolean defines = (tokens.get(i).equals("def") || tokens.get(i).equals("defp"))
                    && tokens.get(i + 1).equals(name);
            int at = i + 2;
            if (defines && tokens.get(at).equals("(") && tokens.get(at + 1).equals(")")) {
                at += 2;
            }
            if (!defines || at >= tokens.size() || !tokens.get(at).equals("do")) {
                continue;
            }
            if (!reading.add(name)) {
                return Optional.empty();
            }
            Cursor cursor = new Cursor(at + 1);
            Term body = cursor.term();
            reading.remove(name);
            boolean whole = cursor.at < tokens.size() && tokens.get(cursor.at).equals("end");
            if (found.isPresent() || !whole) {
                return Optional.empty();
            }
            found = Optional.of(body);
        }
        return found;
    }

    private final class Cursor {
        private int at;

        Cursor(int at) {
            this.at = at;
        }

        private String token() {
            return at < tokens.size() ? tokens.get(at) : "";
        }

        Term term() {
            String first = token();
            Term simple = new Term.Open();
            int begin = at;
            if (first.equals("[")) {
                simple = list();
            } else if (isLiteral(first)) {
                at++;
                simple = new Term.Literal(text(first));
            } else {
                at++;
                if (token().equals("(")
                        && at + 1 < tokens.size()
                        && tokens.get(at + 1).equals(")")) {
                    at += 2;
                    simple = function(first).orElse(new Term.Open());
                } else {
                    at = begin;
                }
            }
            return ends() ? simple : skipped();
        }

        /** Whether a value is complete: nothing follows that would work on it. */
        private boolean ends() {
            return List.of(",", "]", "end", "").contains(token());
        }

        private Term skipped() {
            int depth = 0;
            while (at < tokens.size()) {
                String token = token();
                if (depth == 0 && (token.equals(",") || token.equals("]") || token.equals("end"))) {
                    break;
                }
                if ("[{(".contains(token) || List.of("do", "fn").contains(token)) {
                    depth++;
                } else if (depth > 0 && ("]})".contains(token) || token.equals("end"))) {
                    depth--;
                }
                at++;
            }
            return new Term.Open();
        }

        private Term list() {
            Map<String, Term> keys = new LinkedHashMap<>();
            List<Term> items = new ArrayList<>();
            at++;
            while (at < tokens.size() && !token().equals("]")) {
                String key = token();
                if (key.endsWith(":") && key.length() > 1) {
                    at++;
                    keys.putIfAbsent(text(key.substring(0, key.length() - 1)), term());
                } else {
                    items.add(term());
                }
                if (token().equals(",")) {
                    at++;
                } else if (!token().equals("]")) {
                    break;
                }
            }
            at++;
            return new Term.Keywords(keys, items);
        }
    }

    private static boolean isLiteral(String token) {
        return token.startsWith("\"") && !token.contains("#{")
                || token.startsWith(":") && token.length() > 1
                || token.equals("true")
                || token.equals("false")
                || token.equals("nil")
                || !token.isEmpty() && Character.isDigit(token.charAt(0));
    }

    private static String text(String token) {
        String bare = token.startsWith(":") ? token.substring(1) : token;
        return bare.startsWith("\"") && bare.length() > 1 ? bare.substring(1, bare.length() - 1) : bare;
    }

    // --- words
    // -----------------------------------------------------------------------------------------------------------

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (PUNCTUATION.indexOf(c) >= 0) {
                tokens.add(String.valueOf(c));
                at++;
            } else if (c == '"') {
                int end = quoted(text, at);
                boolean key = end < text.length() && text.charAt(end) == ':' && !text.startsWith("::", end);
                tokens.add(text.substring(at, key ? end + 1 : end));
                at = key ? end + 1 : end;
            } else if (isWord(c) || c == ':' && at + 1 < text.length() && isWord(text.charAt(at + 1))) {
                int end = at + 1;
                while (end < text.length() && (isWord(text.charAt(end)) || text.charAt(end) == '.')) {
                    end++;
                }
                boolean key = c != ':' && end < text.length() && text.charAt(end) == ':' && !text.startsWith("::", end);
                tokens.add(text.substring(at, key ? end + 1 : end));
                at = key ? end + 1 : end;
            } else {
                tokens.add(String.valueOf(c));
                at++;
            }
        }
        return tokens;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '?' || c == '!' || c == '@';
    }

    /** Behind the quotation mark that ends a text; heredocs end with three. */
    private static int quoted(String text, int at) {
        String mark = text.startsWith("\"\"\"", at) ? "\"\"\"" : "\"";
        int end = at + mark.length();
        while (end < text.length() && !text.startsWith(mark, end)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), end + mark.length());
    }
}
