package dev.runtimeaudit.read.packagejson;

import dev.runtimeaudit.source.SourceFile;
import java.util.Optional;

/** Reads JSON with comments and trailing commas, as {@code tsconfig.json} may hold (typescriptlang.org, "tsconfig.json"). */
public final class LenientJson {

    private LenientJson() {}

    /** What it says; empty for a text that is none. Places are those of the file. */
    public static Optional<Json> of(SourceFile file) {
        SourceFile plain = new SourceFile(file.path(), plain(file.text()));
        return JsonReader.read(plain) instanceof JsonReader.Result.Value value
                ? Optional.of(value.json())
                : Optional.empty();
    }

    /** The same text with blanks in place of what JSON does not have. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text);
        int comma = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = stringEnd(text, i);
                comma = -1;
            } else if (text.startsWith("//", i) || text.startsWith("/*", i)) {
                int end = commentEnd(text, i);
                for (int k = i; k < end; k++) {
                    if (text.charAt(k) != '\n') {
                        plain.setCharAt(k, ' ');
                    }
                }
                i = end - 1;
            } else if (c == ',') {
                comma = i;
            } else if (c == '}' || c == ']') {
                if (comma >= 0) {
                    plain.setCharAt(comma, ' ');
                }
                comma = -1;
            } else if (!Character.isWhitespace(c)) {
                comma = -1;
            }
        }
        if (text.startsWith("\uFEFF")) {
            plain.setCharAt(0, ' ');
        }
        return plain.toString();
    }

    private static int stringEnd(String text, int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return text.length();
    }

    private static int commentEnd(String text, int start) {
        boolean line = text.startsWith("//", start);
        int end = text.indexOf(line ? "\n" : "*/", start + 2);
        return end < 0 ? text.length() : line ? end : end + 2;
    }
}
