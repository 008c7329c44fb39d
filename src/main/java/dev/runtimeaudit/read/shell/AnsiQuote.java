package dev.runtimeaudit.read.shell;

import java.nio.charset.StandardCharsets;

/** The escapes of {@code $'…'}, read and written (Bash reference manual, "ANSI-C Quoting"). */
final class AnsiQuote {

    private static final String LETTERS = "abfnrtv\\\"'?eE";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"'?\u001b\u001b";
    /** BusyBox's own set: its escape sequences lack these. */
    private static final String BASH_ONLY = "?eE";

    private AnsiQuote() {}

    /** A NUL ends the text in bash and is left out by ash. */
    static String unescape(String text, boolean bash) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            int letter = LETTERS.indexOf(escape);
            int digits = hexDigits(escape, bash);
            if (letter >= 0 && (bash || BASH_ONLY.indexOf(escape) < 0)) {
                out.append(MEANINGS.charAt(letter));
            } else if (escape >= '0' && escape <= '7') {
                int end = i;
                while (end < text.length() && end < i + 3 && Character.digit(text.charAt(end), 8) >= 0) {
                    end++;
                }
                int code = Integer.parseInt(text.substring(i, end), 8) & 0xff;
                i = end - 1;
                if (code == 0 && bash) {
                    return out.toString();
                }
                out.append(code == 0 ? "" : String.valueOf((char) code));
            } else if (digits > 0) {
                int end = i + 1;
                while (end < text.length() && end <= i + digits && Character.digit(text.charAt(end), 16) >= 0) {
                    end++;
                }
                if (end == i + 1) {
                    out.append('\\').append(escape);
                    continue;
                }
                int code = Integer.parseUnsignedInt(text.substring(i + 1, end), 16);
                i = end - 1;
                if (code == 0 && bash) {
                    return out.toString();
                }
                out.append(code == 0 || !Character.isValidCodePoint(code) ? "" : Character.toString(code));
            } else if (escape == 'c' && bash && i + 1 < text.length()) {
                out.append((char) (text.charAt(++i) & 0x1f));
            } else {
                out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    private static int hexDigits(char escape, boolean bash) {
        if (escape == 'x') {
            return 2;
        }
        if (!bash) {
            return 0;
        }
        return escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
    }

    /** How bash's messages name a token: as it stands, or in {@code $'…'} if a character of it cannot be printed. */
    static String printable(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder("$'");
        boolean plain = true;
        for (byte each : bytes) {
            char c = (char) (each & 0xff);
            int letter = "\u001b\u0007\b\u000b\t\n\r\f".indexOf(c);
            // the C locale, which containers have unless somebody sets another, prints ASCII only
            plain &= c >= ' ' && c < 0x7f;
            if (letter >= 0) {
                out.append('\\').append("Eabvtnrf".charAt(letter));
            } else if (c == '\\' || c == '\'') {
                out.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                out.append('\\').append("%03o".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return plain ? text : out.append('\'').toString();
    }
}
