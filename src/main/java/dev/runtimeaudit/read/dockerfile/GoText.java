package dev.runtimeaudit.read.dockerfile;

/** How Go's standard library sees text, where that shows in what BuildKit takes or says. */
final class GoText {

    private GoText() {}

    /** {@code unicode.IsSpace}. */
    static boolean isSpace(int c) {
        if (c <= 0xff) {
            return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0xa0;
        }
        return c == 0x1680
                || (c >= 0x2000 && c <= 0x200a)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    /** What separates the words of an instruction for BuildKit: less than {@link #isSpace}. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == 0x0b || c == '\f' || c == '\r';
    }

    /** {@code %q}: in double quotes, with Go's escapes. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> quote(c, out));
        return out.append('"').toString();
    }

    private static void quote(int c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0x07 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0x0b -> out.append("\\v");
            default -> {
                if (isPrint(c)) {
                    out.appendCodePoint(c);
                } else if (c < 0x80) {
                    out.append("\\x%02x".formatted(c));
                } else if (c <= 0xffff) {
                    out.append("\\u%04x".formatted(c));
                } else {
                    out.append("\\U%08x".formatted(c));
                }
            }
        }
    }

    private static boolean isPrint(int c) {
        if (c == ' ') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** {@code regexp.Expand} with a match that has no groups: {@code $0} is the match, {@code $$} a dollar. */
    static String expandTemplate(String template, String match) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (c != '$') {
                out.append(c);
                continue;
            }
            if (template.startsWith("$", at)) {
                out.append('$');
                at++;
                continue;
            }
            boolean braces = template.startsWith("{", at);
            int from = at + (braces ? 1 : 0);
            int to = from;
            while (to < template.length()
                    && (Character.isLetterOrDigit(template.charAt(to)) || template.charAt(to) == '_')) {
                to++;
            }
            if (to == from || (braces && !template.startsWith("}", to))) {
                out.append('$');
                continue;
            }
            boolean whole = template.substring(from, to).chars().allMatch(d -> d == '0');
            out.append(whole && to == from + 1 ? match : "");
            at = to + (braces ? 1 : 0);
        }
        return out.toString();
    }
}
