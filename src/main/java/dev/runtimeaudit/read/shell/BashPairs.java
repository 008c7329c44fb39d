package dev.runtimeaudit.read.shell;

import java.util.Optional;

/**
 * Finds the end of what bash reads as a pair of delimiters before it looks inside: quotes, <code>${…}</code>, subscripts,
 * arithmetic. It mirrors {@code parse_matched_pair} of bash's parser, whose view of quotes inside such pairs decides
 * where a word ends.
 */
final class BashPairs {

    /** What is read between two delimiters. */
    enum Kind {
        /** <code>'…'</code>, <code>"…"</code>, <code>`…`</code>, and parentheses of patterns. */
        PLAIN,
        /** {@code $'…'}: a backslash guards the quote. */
        ANSI,
        BRACES,
        SUBSCRIPT,
        ARITHMETIC
    }

    private final Scanner in;
    private final boolean posix;
    private final Runnable substitution;

    /** @param substitution reads the commands of {@code $(…)}, from behind its parenthesis to behind the closing one */
    BashPairs(Scanner in, boolean posix, Runnable substitution) {
        this.in = in;
        this.posix = posix;
        this.substitution = substitution;
    }

    /** Moves from behind the opening delimiter, which stands at {@code openAt}, to behind the closing one. */
    void skip(char open, char close, int openAt, Kind kind, boolean quoted) {
        int from = in.at();
        int count = 1;
        boolean dollar = false;
        boolean angle = false;
        boolean patternFollows = false;
        boolean named = false;
        while (true) {
            int c = open == '\'' ? in.peek() : in.peekJoined();
            if (c == Scanner.END) {
                throw unclosed(in, openAt, close);
            }
            int at = in.at();
            in.next();
            if (c == close) {
                count--;
            } else if (kind != Kind.BRACES && c == open) {
                count++;
            }
            if (count == 0) {
                return;
            }
            if (c == '\\' && (open != '\'' || kind == Kind.ANSI)) {
                skipEscaped();
                dollar = false;
                angle = false;
                continue;
            }
            if (open == '\'') {
                continue;
            }
            if (kind == Kind.BRACES && !named && at > from && "#%^,~:-=?+/".indexOf(c) >= 0) {
                named = true;
                patternFollows = "#%^,/".indexOf(c) >= 0;
            }
            boolean textQuote = c == '\'' && kind == Kind.BRACES && quoted && posix && !patternFollows;
            if (!textQuote) {
                count -= inside(open, (char) c, at, kind, quoted || open == '"', dollar, angle) ? 1 : 0;
            }
            angle = (c == '<' || c == '>') && !angle;
            dollar = c == '$' && !dollar;
        }
    }

    private void skipEscaped() {
        in.next();
    }

    /** Reads what starts inside a pair with a character. @return whether that was counted as a nested pair before */
    private boolean inside(char open, char c, int at, Kind kind, boolean quoted, boolean dollar, boolean angle) {
        boolean opens = c == '(' || c == '{' || c == '[';
        boolean nests;
        if (open == '"') {
            if (c == '`') {
                skip('`', '`', at, Kind.PLAIN, quoted);
                return false;
            }
            nests = dollar && opens;
        } else if (open == '`') {
            return false;
        } else {
            if (c == '\'' || c == '"' || c == '`') {
                skip(c, c, at, dollar && c == '\'' ? Kind.ANSI : Kind.PLAIN, quoted);
                return false;
            }
            boolean looks = kind == Kind.BRACES || kind == Kind.SUBSCRIPT;
            nests = (looks && dollar && opens)
                    || (looks && angle && c == '(')
                    || (kind == Kind.ARITHMETIC && dollar && c == '(');
        }
        if (!nests) {
            return false;
        }
        if (c == '(') {
            parenthesised(at);
        } else if (c == '{') {
            skip('{', '}', at, Kind.BRACES, quoted);
        } else {
            skip('[', ']', at, Kind.ARITHMETIC, quoted);
        }
        return open == c && kind != Kind.BRACES;
    }

    /** Behind {@code $(}: arithmetic if another parenthesis follows, else commands. */
    void parenthesised(int openAt) {
        if (in.peekJoined() == '(') {
            skip('(', ')', openAt, Kind.ARITHMETIC, false);
        } else {
            substitution.run();
        }
    }

    static Rejection unclosed(Scanner in, int openAt, char close) {
        return Rejection.at(
                in,
                openAt,
                in.lineOf(openAt),
                "unexpected EOF while looking for matching `" + close + "'",
                Optional.empty());
    }
}
