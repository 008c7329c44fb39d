package dev.runtimeaudit.read.proto;

import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the statements at the top of a file of Protocol Buffers, and the calls of its services (protobuf.dev, "Language
 * Specification (proto3)"). What stands in messages is read over.
 */
public final class ProtoReader {

    private final List<String> words;
    private final List<String> imports = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private final Set<String> unary = new TreeSet<>();
    private boolean types;
    private boolean extensions;

    private ProtoReader(List<String> words) {
        this.words = words;
    }

    public static ProtoFile read(SourceFile file) {
        ProtoReader reader = new ProtoReader(words(file.text()));
        reader.top();
        return new ProtoFile(reader.imports, reader.types, reader.extensions, reader.services, reader.unary);
    }

    private void top() {
        int depth = 0;
        String service = "";
        boolean begins = true;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (depth == 0 && begins) {
                switch (word) {
                    case "import" -> imports(i + 1);
                    case "message", "enum" -> types = true;
                    case "extend" -> extensions = true;
                    case "service" -> services.add(at(i + 1));
                    default -> {
                        // syntax, package, option
                    }
                }
                service = word.equals("service") ? at(i + 1) : "";
            } else if (depth == 1 && begins && word.equals("rpc") && !service.isEmpty() && isUnary(i)) {
                unary.add(service);
            }
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
            begins = word.equals(";") || word.equals("{") || word.equals("}");
        }
    }

    private String at(int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** {@code import public "a.proto";} */
    private void imports(int from) {
        for (int i = from; i < words.size() && !words.get(i).equals(";"); i++) {
            if (words.get(i).startsWith("\"")) {
                imports.add(words.get(i).substring(1));
            }
        }
    }

    /** {@code rpc Get(stream A) returns (B)} */
    private boolean isUnary(int from) {
        for (int i = from; i < words.size() && !Set.of(";", "{", "}").contains(words.get(i)); i++) {
            if (words.get(i).equals("stream")
                    && at(i - 1).equals("(")
                    && !at(i + 1).equals(")")) {
                return false;
            }
        }
        return true;
    }

    /** Names, signs, and strings with a quote in front; no comments. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (text.startsWith("//", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", i)) {
                int end = text.indexOf("*/", i + 2);
                i = end < 0 ? text.length() : end + 2;
            } else if (c == '"' || c == '\'') {
                int end = i + 1;
                while (end < text.length() && text.charAt(end) != c) {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                words.add("\"" + text.substring(i + 1, Math.min(end, text.length())));
                i = end + 1;
            } else if (isName(c)) {
                int end = i;
                while (end < text.length() && isName(text.charAt(end))) {
                    end++;
                }
                words.add(text.substring(i, end));
                i = end;
            } else {
                if (!Character.isWhitespace(c)) {
                    words.add(String.valueOf(c));
                }
                i++;
            }
        }
        return words;
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }
}
