package dev.runtimeaudit.read.packagejson;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as {@code JSON.parse} does (ECMA-262, 25.5.1), with the words that V8 has for what it rejects: a start
 * script prints them.
 *
 * <p>It is one class although it is long: each of its methods is one production of the grammar, with the words of its rejections.
 */
public final class JsonReader {

    /** Deeper values are nothing a person wrote. */
    private static final int DEEPEST = 200;

    /** What became of a text. */
    public sealed interface Result {
        record Value(Json json) implements Result {}

        /**
         * @param message "Expected double-quoted property name in JSON", as V8 says it since node 20
         * @param offset where V8 says it stopped
         * @param text what was read
         */
        record Rejected(String message, int offset, String text) implements Result {

            private static final String AT_END = "Unexpected end of JSON input";

            /** So much of a text V8 shows on both sides of what it does not expect. */
            private static final int CONTEXT = 10;

            /**
             * The whole message of {@code JSON.parse} (measured with node 18, 20, 22 and 24).
             *
             * @param major of node
             */
            public String says(int major) {
                if (message.equals(AT_END) || major < 20 && offset >= text.length()) {
                    return AT_END;
                }
                if (major < 20) {
                    return before20() + " in JSON at position " + offset;
                }
                if (message.startsWith("Unexpected token")) {
                    return "Unexpected token '" + text.charAt(offset) + "', " + context() + " is not valid JSON";
                }
                String at = message + " at position " + offset;
                if (major < 22) {
                    return at;
                }
                String before = text.substring(0, offset);
                long line = before.chars().filter(c -> c == '\n').count() + 1;
                return at + " (line " + line + " column " + (offset - before.lastIndexOf('\n')) + ")";
            }

            private String before20() {
                char c = text.charAt(offset);
                if (c == '"') {
                    return "Unexpected string";
                }
                boolean number = Character.isDigit(c) || c == '-';
                return number ? "Unexpected number" : "Unexpected token " + c;
            }

            private String context() {
                if (text.length() <= 2 * CONTEXT) {
                    return '"' + text + '"';
                }
                int from = Math.max(0, offset - CONTEXT);
                int to = Math.min(text.length(), offset + CONTEXT);
                return (from > 0 ? "..." : "")
                        + '"'
                        + text.substring(from, to)
                        + '"'
                        + (to < text.length() ? "..." : "");
            }
        }
    }

    private static final class Rejection extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int offset;

        Rejection(String message, int offset) {
            super(message, null, false, false);
            this.offset = offset;
        }
    }

    private final SourceFile file;
    private final String text;
    private int at;
    private int depth;

    private JsonReader(SourceFile file) {
        this.file = file;
        this.text = file.text();
    }

    /** A byte order mark in front is skipped, as npm and node do. */
    public static Result read(SourceFile file) {
        return file.once(JsonReader.class, JsonReader::parse);
    }

    private static Result parse(SourceFile file) {
        JsonReader reader = new JsonReader(file);
        try {
            if (reader.text.startsWith("\uFEFF")) {
                reader.at = 1;
            }
            Json json = reader.value();
            reader.blanks();
            if (reader.at < reader.text.length()) {
                throw reader.rejected("Unexpected non-whitespace character after JSON");
            }
            return new Result.Value(json);
        } catch (Rejection rejection) {
            return new Result.Rejected(
                    String.valueOf(rejection.getMessage()),
                    Math.min(rejection.offset, reader.text.length()),
                    reader.text);
        }
    }

    private Rejection rejected(String message) {
        boolean isValue = message.startsWith("Unexpected token");
        return new Rejection(isValue && at >= text.length() ? Result.Rejected.AT_END : message, at);
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean next(char c) {
        blanks();
        return at < text.length() && text.charAt(at) == c;
    }

    private Json value() {
        blanks();
        if (at >= text.length() || ++depth > DEEPEST) {
            throw rejected("Unexpected token in JSON");
        }
        char c = text.charAt(at);
        Json value;
        if (c == '{') {
            value = members();
        } else if (c == '[') {
            value = elements();
        } else if (c == '"') {
            value = new Json.Text(string());
        } else {
            value = scalar();
        }
        depth--;
        return value;
    }

    private Json members() {
        Map<String, Json> all = new LinkedHashMap<>();
        at++;
        if (next('}')) {
            at++;
            return new Json.Members(all);
        }
        boolean first = true;
        while (true) {
            if (!next('"')) {
                throw rejected(
                        first
                                ? "Expected property name or '}' in JSON"
                                : "Expected double-quoted property name in JSON");
            }
            String name = string().text();
            if (!next(':')) {
                throw rejected("Expected ':' after property name in JSON");
            }
            at++;
            all.put(name, value());
            first = false;
            if (next('}')) {
                at++;
                return new Json.Members(all);
            }
            if (!next(',')) {
                throw rejected("Expected ',' or '}' after property value in JSON");
            }
            at++;
        }
    }

    private Json elements() {
        List<Json> all = new ArrayList<>();
        at++;
        if (next(']')) {
            at++;
            return new Json.Elements(all);
        }
        while (true) {
            all.add(value());
            if (next(']')) {
                at++;
                return new Json.Elements(all);
            }
            if (!next(',')) {
                throw rejected("Expected ',' or ']' after array element in JSON");
            }
            at++;
        }
    }

    private Json scalar() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String written = text.substring(start, at);
        boolean known = written.equals("true") || written.equals("false") || written.equals("null");
        if (!known && !isNumber(written)) {
            at = start + literal(text.substring(start));
            throw rejected("Unexpected token in JSON");
        }
        return new Json.Scalar(written);
    }

    /** How much of {@code true}, {@code false} or {@code null} stands there. */
    private static int literal(String rest) {
        for (String word : List.of("true", "false", "null")) {
            int same = 0;
            while (same < word.length() && same < rest.length() && word.charAt(same) == rest.charAt(same)) {
                same++;
            }
            if (same > 0) {
                return Math.min(same, rest.length());
            }
        }
        return 0;
    }

    private static boolean isNumber(String written) {
        if (written.isEmpty() || written.startsWith("+") || "NaN.Infinity".contains(written)) {
            return false;
        }
        try {
            Double.parseDouble(written);
            return Character.isDigit(written.charAt(written.length() - 1));
        } catch (NumberFormatException no) {
            return false;
        }
    }

    private Fragment string() {
        StringBuilder content = new StringBuilder();
        int[] offsets = new int[16];
        int count = 0;
        at++;
        while (true) {
            if (at >= text.length()) {
                throw new Rejection("Unterminated string in JSON", at);
            }
            char c = text.charAt(at);
            if (c == '"') {
                break;
            }
            if (c < ' ') {
                throw rejected("Bad control character in string literal in JSON");
            }
            if (count + 1 == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            }
            offsets[count++] = at;
            if (c == '\\') {
                content.append(escape());
            } else {
                content.append(c);
                at++;
            }
        }
        offsets[count++] = at;
        at++;
        return Fragment.of(content.toString(), file, Arrays.copyOf(offsets, count));
    }

    private char escape() {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        int index = "\"\\/bfnrt".indexOf(kind);
        if (kind == 'u' && at + 6 <= text.length()) {
            String digits = text.substring(at + 2, at + 6);
            if (digits.chars().allMatch(d -> Character.digit(d, 16) >= 0)) {
                at += 6;
                return (char) Integer.parseInt(digits, 16);
            }
        }
        if (kind == 0 || index < 0) {
            at = Math.min(at + 1, text.length());
            throw rejected("Bad escaped character in JSON");
        }
        at += 2;
        return "\"\\/\b\f\n\r\t".charAt(index);
    }
}
