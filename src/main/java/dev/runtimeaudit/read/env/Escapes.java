package dev.runtimeaudit.read.env;

/** Backslashes inside quoted values. */
final class Escapes {

    private Escapes() {}

    /** Double quotes. What compose turns into {@code $$} stays that, so that a later replacement of references leaves it alone. */
    static String expand(String inner, EnvDialect dialect) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c != '\\' || i + 1 == inner.length()) {
                value.append(c);
                continue;
            }
            char next = inner.charAt(++i);
            if (next == 'n' || next == 'r') {
                value.append(next == 'n' ? '\n' : '\r');
            } else if (dialect == EnvDialect.NODE) {
                value.append('\\').append(next);
            } else if (next == '$') {
                value.append("$$");
            } else if (next == '"' || next == '\\') {
                value.append(next);
            } else if (next == 't') {
                value.append('\t');
            } else {
                int control = "abfv".indexOf(next);
                value.append(control < 0 ? "\\" + next : "\u0007\b\f\u000B".substring(control, control + 1));
            }
        }
        return value.toString();
    }

    /** Single quotes and backquotes: only the quote itself may be escaped, and only for compose. */
    static String unquote(String inner, char quote, EnvDialect dialect) {
        return dialect == EnvDialect.COMPOSE ? inner.replace("\\" + quote, String.valueOf(quote)) : inner;
    }
}
