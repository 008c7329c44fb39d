package dev.runtimeaudit.exec.shell;

/** Backslash escapes as {@code echo} and {@code printf} take them (POSIX, XSI). */
final class Escapes {

    /**
     * @param stopped there was a backslash and a c: nothing is printed any more
     * @param end where reading goes on
     */
    record Text(String text, boolean stopped, int end) {}

    private Escapes() {}

    static Text echo(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) != '\\') {
                out.append(text.charAt(at++));
                continue;
            }
            Text one = one(text, at, true);
            out.append(one.text());
            at = one.end();
            if (one.stopped()) {
                return new Text(out.toString(), true, at);
            }
        }
        return new Text(out.toString(), false, at);
    }

    /**
     * The escape at an index.
     *
     * @param zero octal numbers start with a 0 of their own, as in {@code echo}
     */
    static Text one(String text, int at, boolean zero) {
        if (at + 1 >= text.length()) {
            return new Text("\\", false, at + 1);
        }
        char c = text.charAt(at + 1);
        int known = "abefnrtv\\\"'".indexOf(c);
        if (known >= 0 && !(zero && (c == '"' || c == '\''))) {
            return new Text(String.valueOf("\u0007\b\u001b\f\n\r\t\u000b\\\"'".charAt(known)), false, at + 2);
        }
        if (c == 'c') {
            return new Text("", true, at + 2);
        }
        if (c >= '0' && c <= '7') {
            int start = zero && c == '0' ? at + 2 : at + 1;
            int end = start;
            int value = 0;
            while (end < text.length() && end < start + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                value = value * 8 + text.charAt(end++) - '0';
            }
            return new Text(String.valueOf((char) (value & 255)), false, end);
        }
        if (c == 'x') {
            int end = at + 2;
            int value = 0;
            while (end < text.length() && end < at + 4 && Character.digit(text.charAt(end), 16) >= 0) {
                value = value * 16 + Character.digit(text.charAt(end++), 16);
            }
            if (end > at + 2) {
                return new Text(String.valueOf((char) value), false, end);
            }
        }
        return new Text("\\" + c, false, at + 2);
    }
}
