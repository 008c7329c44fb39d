package dev.runtimeaudit.read.prisma;

import dev.runtimeaudit.read.prisma.PrismaSchema.Block;
import dev.runtimeaudit.read.prisma.PrismaSchema.Kind;
import dev.runtimeaudit.read.prisma.PrismaSchema.Setting;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code schema.prisma}: blocks begin and end on lines of their own, comments run to the end of the line. */
public final class SchemaReader {

    private final SourceFile file;
    private final List<Block> generators = new ArrayList<>();
    private final List<Block> datasources = new ArrayList<>();
    private int number = 1;

    private SchemaReader(SourceFile file) {
        this.file = file;
    }

    public static PrismaSchema read(SourceFile file) {
        SchemaReader reader = new SchemaReader(file);
        while (reader.number <= file.lineCount()) {
            reader.line();
        }
        return new PrismaSchema(reader.generators, reader.datasources);
    }

    private void line() {
        String line = code(file.line(number));
        int first = number++;
        if (!line.endsWith("{")) {
            return;
        }
        String[] words = line.substring(0, line.length() - 1).strip().split("\\s+");
        boolean ours = words.length == 2 && (words[0].equals("generator") || words[0].equals("datasource"));
        Map<String, Setting> settings = new LinkedHashMap<>();
        while (number <= file.lineCount()) {
            String inside = code(file.line(number));
            int at = number++;
            if (inside.equals("}")) {
                break;
            }
            int equals = inside.indexOf('=');
            if (ours && equals > 0) {
                String value = inside.substring(equals + 1).strip();
                while (value.startsWith("[") && !value.endsWith("]") && number <= file.lineCount()) {
                    value += " " + code(file.line(number++));
                }
                settings.put(inside.substring(0, equals).strip(), setting(value, at));
            }
        }
        if (ours) {
            (words[0].equals("generator") ? generators : datasources).add(new Block(words[1], settings, span(first)));
        }
    }

    private Span span(int line) {
        int columns = file.line(line).length();
        return new Span(file.path(), line, 1, line, Math.max(1, columns + 1));
    }

    private Setting setting(String value, int line) {
        List<String> texts = texts(value);
        Kind kind = Kind.OTHER;
        if (value.startsWith("\"") && texts.size() == 1) {
            kind = Kind.TEXT;
        } else if (value.startsWith("[") && value.endsWith("]")) {
            kind = Kind.LIST;
        } else if (value.startsWith("env(") && texts.size() == 1) {
            kind = Kind.ENV;
        }
        return new Setting(kind, texts, span(line));
    }

    private static List<String> texts(String value) {
        List<String> texts = new ArrayList<>();
        int at = value.indexOf('"');
        while (at >= 0) {
            int end = value.indexOf('"', at + 1);
            if (end < 0) {
                break;
            }
            texts.add(value.substring(at + 1, end));
            at = value.indexOf('"', end + 1);
        }
        return texts;
    }

    /** The line without its comment and the blanks around it. */
    private static String code(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '/' && i + 1 < line.length() && line.charAt(i + 1) == '/') {
                return line.substring(0, i).strip();
            }
        }
        return line.strip();
    }
}
