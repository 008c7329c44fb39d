package dev.runtimeaudit.read.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * BuildKit's shell lexer without the shell: it finds the quotes, escapes and variables of a text, and leaves it to
 * others to put values in (Dockerfile reference, "Environment replacement"; {@code frontend/dockerfile/shell}). More than
 * 300 lines because its methods call each other: quotes hold variables, and variables hold quotes.
 */
final class WordLexer {

    /** A text that BuildKit cannot take apart; the message is BuildKit's. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1;

        private final boolean complete;

        /** What is wrong, without the word in which it is. */
        Malformed(String message) {
            this(message, false);
        }

        private Malformed(String message, boolean complete) {
            super(message, null, false, false);
            this.complete = complete;
        }

        /** What is wrong, with the word in which it is. */
        static Malformed complete(String message) {
            return new Malformed(message, true);
        }

        boolean isComplete() {
            return complete;
        }

        String says() {
            return String.valueOf(getMessage());
        }
    }

    /** A stretch of the text. */
    sealed interface Piece {

        /**
         * @param text what stays of it
         * @param splits white space in it ends a word: it is neither quoted nor escaped
         */
        record Text(String text, boolean splits) implements Piece {}

        /**
         * @param operator what follows the name in braces, {@code ""} when nothing does
         * @param braces whether it is written with braces
         * @param splits white space in its value ends a word: it is not quoted
         * @param argument what follows the operator
         * @param replacement what follows the second slash of {@code ${v/pattern/replacement}}
         */
        record Variable(
                String name,
                String operator,
                boolean braces,
                boolean splits,
                List<Piece> argument,
                List<Piece> replacement,
                int from,
                int to)
                implements Piece {}
    }

    /** What becomes of the characters that quote, and whether values are to be put in. */
    enum Quoting {
        /** Quotes and escapes do their work and go. */
        REMOVE(true, false, false, true),
        /** Quotes are ordinary characters, as in the body of a here-document. */
        ESCAPES_ONLY(false, false, false, true),
        /** Variables stay as they are, so that no modifier is wrong; quotes and escapes do their work and stay. */
        KEEP(true, true, true, false),
        /** As before, but escapes go. */
        KEEP_QUOTES(true, true, false, false),
        /** As before, but quotes go, too. */
        KEEP_VARIABLES(true, false, false, false);

        private final boolean quotes;
        private final boolean keepQuotes;
        private final boolean keepEscapes;
        private final boolean expands;

        Quoting(boolean quotes, boolean keepQuotes, boolean keepEscapes, boolean expands) {
            this.quotes = quotes;
            this.keepQuotes = keepQuotes;
            this.keepEscapes = keepEscapes;
            this.expands = expands;
        }
    }

    /** Deeper than anybody nests {@code ${a:-${b:-…}}}, and shallow enough for any stack. */
    private static final int DEEPEST = 100;

    private static final char NO_STOP = 0;

    private final String text;
    private final char escape;
    private final Quoting quoting;
    private int at;
    private int depth;

    private WordLexer(String text, char escape, Quoting quoting) {
        this.text = text;
        this.escape = escape;
        this.quoting = quoting;
    }

    static List<Piece> read(String text, char escape, Quoting quoting) throws Malformed {
        try {
            return new WordLexer(text, escape, quoting).until(NO_STOP, quoting.keepEscapes);
        } catch (Malformed malformed) {
            throw Malformed.complete("failed to process " + GoText.quote(text) + ": " + malformed.says());
        }
    }

    private boolean ended() {
        return at >= text.length();
    }

    private char peek() {
        return text.charAt(at);
    }

    private boolean next(char c) {
        return !ended() && peek() == c;
    }

    private List<Piece> until(char stop, boolean keepEscapes) throws Malformed {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        while (!ended()) {
            char c = peek();
            if (stop != NO_STOP && c == stop) {
                at++;
                flush(plain, pieces);
                return pieces;
            }
            if (c == '$') {
                flush(plain, pieces);
                pieces.add(dollar());
            } else if (c == '\'' && quoting.quotes) {
                flush(plain, pieces);
                pieces.add(singleQuoted());
            } else if (c == '"' && quoting.quotes) {
                flush(plain, pieces);
                doubleQuoted(pieces, keepEscapes);
            } else if (c == '<') {
                flush(plain, pieces);
                pieces.add(possibleHeredoc());
            } else if (c == escape) {
                flush(plain, pieces);
                escaped(pieces, keepEscapes);
            } else {
                plain.append(c);
                at++;
            }
        }
        flush(plain, pieces);
        if (stop != NO_STOP) {
            throw new Malformed("unexpected end of statement while looking for matching " + stop);
        }
        return pieces;
    }

    private static void flush(StringBuilder plain, List<Piece> pieces) {
        if (plain.length() > 0) {
            pieces.add(new Piece.Text(plain.toString(), true));
            plain.setLength(0);
        }
    }

    private void escaped(List<Piece> pieces, boolean keepEscapes) {
        StringBuilder out = new StringBuilder();
        if (keepEscapes) {
            out.append(escape);
        }
        at++;
        if (!ended()) {
            int c = text.codePointAt(at);
            out.appendCodePoint(c);
            at += Character.charCount(c);
        }
        pieces.add(new Piece.Text(out.toString(), false));
    }

    private Piece singleQuoted() throws Malformed {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            at = text.length();
            throw new Malformed("unexpected end of statement while looking for matching single-quote");
        }
        String inner = quoting.keepQuotes ? text.substring(at, end + 1) : text.substring(at + 1, end);
        at = end + 1;
        return new Piece.Text(inner, false);
    }

    private void doubleQuoted(List<Piece> pieces, boolean keepEscapes) throws Malformed {
        StringBuilder out = new StringBuilder();
        String mark = quoting.keepQuotes ? "\"" : "";
        out.append(mark);
        at++;
        while (true) {
            if (ended()) {
                throw new Malformed("unexpected end of statement while looking for matching double-quote");
            }
            char c = peek();
            if (c == '"') {
                at++;
                pieces.add(new Piece.Text(out.append(mark).toString(), false));
                return;
            }
            if (c == '$') {
                pieces.add(new Piece.Text(out.toString(), false));
                out.setLength(0);
                pieces.add(quoted(dollar()));
                continue;
            }
            at++;
            if (c == escape) {
                if (keepEscapes) {
                    out.append(c);
                }
                if (ended()) {
                    continue;
                }
                if (next('"') || next('$') || next(escape)) {
                    c = peek();
                    at++;
                }
            }
            out.append(c);
        }
    }

    private static Piece quoted(Piece piece) {
        if (piece instanceof Piece.Variable v) {
            return new Piece.Variable(
                    v.name(), v.operator(), v.braces(), false, v.argument(), v.replacement(), v.from(), v.to());
        }
        return new Piece.Text("$", false);
    }

    /** {@code <<} and the white space behind it belong to one word; alone, {@code <} is nothing special. */
    private Piece possibleHeredoc() {
        int from = at++;
        if (next('<')) {
            at++;
            while (next('\t') || next('\r') || next(' ')) {
                at++;
            }
        }
        return new Piece.Text(text.substring(from, at), false);
    }

    private Piece dollar() throws Malformed {
        int from = at++;
        if (!next('{')) {
            String name = name();
            if (name.isEmpty()) {
                return new Piece.Text("$", true);
            }
            return new Piece.Variable(name, "", false, true, List.of(), List.of(), from, at);
        }
        at++;
        if (ended()) {
            throw new Malformed("syntax error: missing '}'");
        }
        if (next('{') || next('}') || next(':')) {
            throw new Malformed("syntax error: bad substitution");
        }
        if (++depth > DEEPEST) {
            throw new Malformed("substitutions are nested too deeply");
        }
        Piece variable = braced(name(), from);
        depth--;
        return variable;
    }

    private Piece braced(String name, int from) throws Malformed {
        String operator = character();
        if (operator.equals("}")) {
            return new Piece.Variable(name, "", true, true, List.of(), List.of(), from, at);
        }
        if (operator.equals("/")) {
            return replacement(name, from);
        }
        boolean colon = operator.equals(":");
        if (colon) {
            operator += character();
        }
        char last = operator.charAt(operator.length() - 1);
        boolean pattern = last == '#' || last == '%';
        boolean known = "+-?".indexOf(last) >= 0 || (pattern && !colon);
        if (colon ? pattern : !known) {
            throw unsupported(operator);
        }
        List<Piece> argument = argument('}', pattern, "syntax error: missing '}'");
        if (!known && quoting.expands) {
            throw unsupported(operator);
        }
        return new Piece.Variable(name, operator, true, true, argument, List.of(), from, at);
    }

    private Piece replacement(String name, int from) throws Malformed {
        String operator = "/";
        if (next('/')) {
            operator = "//";
            at++;
        }
        List<Piece> pattern = argument('/', true, "syntax error: missing '/' in ${}");
        List<Piece> replacement = argument('}', true, "syntax error: missing '}'");
        return new Piece.Variable(name, operator, true, true, pattern, replacement, from, at);
    }

    private List<Piece> argument(char stop, boolean keepEscapes, String atEnd) throws Malformed {
        try {
            return until(stop, keepEscapes);
        } catch (Malformed malformed) {
            if (ended()) {
                throw new Malformed(atEnd);
            }
            throw malformed;
        }
    }

    private static Malformed unsupported(String operator) {
        return new Malformed("unsupported modifier (" + operator + ") in substitution");
    }

    /** The next character; Go's replacement character behind the last. */
    private String character() {
        if (ended()) {
            return "\ufffd";
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return Character.toString(c);
    }

    private String name() {
        int from = at;
        if (!ended() && Character.isDigit(text.codePointAt(at))) {
            while (!ended() && Character.isDigit(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            return text.substring(from, at);
        }
        if (!ended() && "@*#?-$!".indexOf(peek()) >= 0) {
            at++;
            return text.substring(from, at);
        }
        while (!ended()) {
            int c = text.codePointAt(at);
            if (!Character.isLetter(c) && !Character.isDigit(c) && c != '_') {
                break;
            }
            at += Character.charCount(c);
        }
        return text.substring(from, at);
    }
}
