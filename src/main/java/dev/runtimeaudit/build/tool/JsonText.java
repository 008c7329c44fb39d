package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.read.packagejson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * JSON as node parses and writes it (ECMA-262, 25.5 "The JSON Object"): objects are maps, arrays lists, {@code null} is an empty
 * optional. Empty for what comes in another order, or looks otherwise, than it is written here.
 */
final class JsonText {

    private static final double MOST_EXACT = 1e15;

    private JsonText() {}

    static Optional<Object> value(Json json) {
        if (json instanceof Json.Text text) {
            return Optional.of(text.text().text());
        }
        if (json instanceof Json.Scalar scalar) {
            return switch (scalar.written()) {
                case "true", "false" -> Optional.of(Boolean.valueOf(scalar.written()));
                case "null" -> Optional.of(Optional.empty());
                default -> Optional.of(Double.valueOf(scalar.written()));
            };
        }
        if (json instanceof Json.Elements elements) {
            List<Object> all = new ArrayList<>();
            for (Json each : elements.all()) {
                Optional<Object> value = value(each);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                all.add(value.get());
            }
            return Optional.of(all);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, Json> each : ((Json.Members) json).all().entrySet()) {
            Optional<Object> value = value(each.getValue());
            boolean number = !each.getKey().isEmpty() && each.getKey().chars().allMatch(Character::isDigit);
            if (value.isEmpty() || number || each.getKey().equals("__proto__")) {
                return Optional.empty();
            }
            members.put(each.getKey(), value.get());
        }
        return Optional.of(members);
    }

    /** @param indent of each level; empty for one line */
    static Optional<String> of(Object value, String indent) {
        StringBuilder text = new StringBuilder();
        return write(value, indent, "", text) ? Optional.of(text.toString()) : Optional.empty();
    }

    private static boolean write(Object value, String indent, String margin, StringBuilder text) {
        if (value instanceof String string) {
            quote(string, text);
        } else if (value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof Optional<?> none && none.isEmpty()) {
            text.append("null");
        } else if (value instanceof Double number && number % 1 == 0 && Math.abs(number) < MOST_EXACT) {
            text.append(number.longValue());
        } else if (value instanceof List<?> all) {
            return list(all, indent, margin, text);
        } else if (value instanceof Map<?, ?> members) {
            return object(members, indent, margin, text);
        } else {
            return false;
        }
        return true;
    }

    private static boolean list(List<?> all, String indent, String margin, StringBuilder text) {
        StringJoiner parts = joiner("[", "]", indent, margin, all.isEmpty());
        for (Object each : all) {
            StringBuilder part = new StringBuilder();
            if (!write(each, indent, margin + indent, part)) {
                return false;
            }
            parts.add(part);
        }
        text.append(parts);
        return true;
    }

    private static boolean object(Map<?, ?> members, String indent, String margin, StringBuilder text) {
        StringJoiner parts = joiner("{", "}", indent, margin, members.isEmpty());
        for (Map.Entry<?, ?> each : members.entrySet()) {
            StringBuilder part = new StringBuilder();
            quote((String) each.getKey(), part);
            part.append(indent.isEmpty() ? ":" : ": ");
            if (!write(each.getValue(), indent, margin + indent, part)) {
                return false;
            }
            parts.add(part);
        }
        text.append(parts);
        return true;
    }

    private static StringJoiner joiner(String open, String close, String indent, String margin, boolean none) {
        String line = indent.isEmpty() || none ? "" : "\n" + margin;
        return new StringJoiner(
                "," + (line.isEmpty() ? "" : line + indent),
                open + (line.isEmpty() ? "" : line + indent),
                line + close);
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        text.append('"');
    }
}
