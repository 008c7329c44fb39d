package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Splits JavaScript, TypeScript and JSX into tokens (ECMA-262, 12 "Lexical Grammar"). Lenient: a string that is not
 * closed ends at its line, as it does in the text of a JSX element.
 */
final class Tokenizer {

    /** Words behind which a slash begins a regular expression. */
    private static final Set<String> BEFORE_REGEX = Set.of(
            "return",
            "typeof",
            "case",
            "in",
            "of",
            "do",
            "else",
            "void",
            "delete",
            "throw",
            "new",
            "instanceof",
            "await",
            "yield");

    private static final List<String> LONG_PUNCTUATORS = List.of(
            ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=",
            "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**");

    /** The second characters of those. */
    private static final String SECOND = ">.=*<&|?+-";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokenizer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Tokenizer tokenizer = new Tokenizer(text);
        tokenizer.run();
        return tokenizer.tokens;
    }

    /** The tokens of a part of a text, at their places in the whole. */
    static List<Token> tokens(String text, int from, int to) {
        Tokenizer tokenizer = new Tokenizer(text.substring(0, to));
        tokenizer.at = from;
        tokenizer.run();
        return tokenizer.tokens;
    }

    /** Where the brace is that closes the substitution of a template whose content begins here. */
    static int closing(String text, int from) {
        Tokenizer tokenizer = new Tokenizer(text);
        tokenizer.at = from;
        tokenizer.substitution();
        return tokenizer.at - 1;
    }

    private void run() {
        if (at == 0 && text.startsWith("#!")) {
            at = lineEnd(0);
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == '\uFEFF') {
                at++;
            } else if (c == '/' && text.startsWith("//", at)) {
                at = lineEnd(at);
            } else if (c == '/' && text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (c == '"' || c == '\'') {
                string(c);
            } else if (c == '`') {
                template();
            } else if (isWordStart(c)) {
                int start = at++; // a decorator or a private name begins with what is no part of a word
                while (at < text.length() && isWordPart(text.charAt(at))) {
                    at++;
                }
                add(Kind.WORD, text.substring(start, at), start);
            } else if (Character.isDigit(c)) {
                int start = at;
                while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '.')) {
                    at++;
                }
                add(Kind.NUMBER, text.substring(start, at), start);
            } else if (c == '/' && regexMayStand() && regexEnd() > 0) {
                int start = at;
                at = regexEnd();
                add(Kind.REGEX, text.substring(start, at), start);
            } else {
                punctuator();
            }
        }
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static boolean isWordStart(char c) {
        return Character.isJavaIdentifierStart(c) || c == '#' || c == '@';
    }

    private static boolean isWordPart(char c) {
        return Character.isJavaIdentifierPart(c);
    }

    private void add(Kind kind, String content, int start) {
        tokens.add(new Token(kind, content, start, at));
    }

    private void string(char quote) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
                content.append(escaped(text.charAt(at++)));
            } else {
                content.append(text.charAt(at++));
            }
        }
        if (at < text.length() && text.charAt(at) == quote) {
            at++;
        }
        add(Kind.STRING, content.toString(), start);
    }

    static char escaped(char c) {
        return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }

    private void template() {
        int start = at++;
        StringBuilder content = new StringBuilder();
        boolean substitutes = false;
        while (at < text.length() && text.charAt(at) != '`') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
                content.append(escaped(text.charAt(at++)));
            } else if (text.startsWith("${", at)) {
                substitutes = true;
                at += 2;
                substitution();
            } else {
                content.append(text.charAt(at++));
            }
        }
        at = Math.min(text.length(), at + 1);
        add(substitutes ? Kind.TEMPLATE : Kind.STRING, content.toString(), start);
    }

    /** Skips to the brace that closes a substitution; templates may nest in it. */
    private void substitution() {
        int depth = 1;
        while (at < text.length() && depth > 0) {
            char c = text.charAt(at);
            if (c == '`') {
                int before = tokens.size();
                template();
                while (tokens.size() > before) {
                    tokens.remove(tokens.size() - 1);
                }
                continue;
            }
            if (c == '"' || c == '\'') {
                string(c);
                tokens.remove(tokens.size() - 1);
                continue;
            }
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            at++;
        }
    }

    private boolean regexMayStand() {
        if (tokens.isEmpty()) {
            return true;
        }
        Token last = tokens.get(tokens.size() - 1);
        if (last.kind() == Kind.WORD) {
            return BEFORE_REGEX.contains(last.text());
        }
        // Behind `<` it is the end tag of a JSX element.
        return last.kind() == Kind.PUNCTUATOR && !last.is(")") && !last.is("]") && !last.is("}") && !last.is("<");
    }

    /** Behind the regular expression that begins here, flags included; 0 when its line does not close it. */
    private int regexEnd() {
        boolean inClass = false;
        for (int i = at + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            } else if (c == '/' && !inClass) {
                int end = i + 1;
                while (end < text.length() && isWordPart(text.charAt(end))) {
                    end++;
                }
                return end;
            }
        }
        return 0;
    }

    private void punctuator() {
        int start = at;
        if (at + 1 < text.length() && SECOND.indexOf(text.charAt(at + 1)) >= 0) {
            for (String punctuator : LONG_PUNCTUATORS) {
                if (text.startsWith(punctuator, at)) {
                    at += punctuator.length();
                    add(Kind.PUNCTUATOR, punctuator, start);
                    return;
                }
            }
        }
        at++;
        add(Kind.PUNCTUATOR, text.substring(start, at), start);
    }
}
