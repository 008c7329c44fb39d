package dev.runtimeaudit.read.shell;

/** Quote removal (POSIX 2.6.7) of unquoted text. */
final class Unquote {

    private Unquote() {}

    static String backslashes(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = text.charAt(++i);
            }
            out.append(c);
        }
        return out.toString();
    }
}
