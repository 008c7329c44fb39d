package dev.runtimeaudit.read.toml;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the strings that stand on one line in a TOML file, by their full keys: {@code build.dockerfile} (toml.io, v1.0.0).
 * Arrays, inline tables, dates and strings of several lines are read over.
 */
public final class TomlReader {

    private TomlReader() {}

    /** A string and its line. */
    public record Text(String text, Span at) {}

    public static Map<String, Text> strings(SourceFile file) {
        Map<String, Text> found = new LinkedHashMap<>();
        String table = "";
        boolean inside = false;
        int offset = 0;
        for (String line : file.text().split("\n", -1)) {
            String bare = line.strip();
            boolean fence = count(bare, "\"\"\"") % 2 == 1 || count(bare, "'''") % 2 == 1;
            if (inside || fence) {
                inside ^= fence;
            } else if (bare.startsWith("[[")) {
                table = " ";
            } else if (bare.startsWith("[") && bare.indexOf(']') > 0) {
                table = bare.substring(1, bare.indexOf(']')).strip();
            } else {
                int equals = bare.indexOf('=');
                String value = equals < 0 ? "" : bare.substring(equals + 1).strip();
                int end = value.isEmpty() ? -1 : value.indexOf(value.charAt(0), 1);
                if ((value.startsWith("\"") || value.startsWith("'")) && end > 0 && value.indexOf('\\') < 0) {
                    String key = bare.substring(0, equals).strip();
                    found.putIfAbsent(
                            table.isEmpty() ? key : table + "." + key,
                            new Text(value.substring(1, end), file.span(offset, offset + line.length())));
                }
            }
            offset += line.length() + 1;
        }
        return found;
    }

    private static int count(String line, String what) {
        int count = 0;
        for (int i = line.indexOf(what); i >= 0; i = line.indexOf(what, i + what.length())) {
            count++;
        }
        return count;
    }
}
