package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what stands between <code>[[</code> and <code>]]</code> (Bash reference manual, "Conditional Constructs"), with the
 * error messages of bash's own parser for it.
 */
final class BashCondition {

    private static final String UNARY = "abcdefghknoprstuvwxzGLNORS";
    private static final Set<String> BINARY =
            Set.of("=", "==", "!=", "<", ">", "-nt", "-ot", "-ef", "-eq", "-ne", "-lt", "-le", "-gt", "-ge");

    private final Scanner in;
    private final BashLexer lexer;
    private final Budget budget;
    private final List<ShellWord> words = new ArrayList<>();
    private BashToken token = BashToken.CONDITION;
    private int firstLine;

    BashCondition(Scanner in, BashLexer lexer, Budget budget) {
        this.in = in;
        this.lexer = lexer;
        this.budget = budget;
    }

    /** The words and operators, to behind the closing brackets. */
    List<ShellWord> read() {
        firstLine = in.lineLookedAt();
        or();
        if (token == BashToken.EOF) {
            throw reject(firstLine, "unexpected EOF while looking for `]]'");
        }
        if (token != BashToken.CONDITION_END) {
            throw reject(firstLine, "syntax error in conditional expression" + named(": unexpected token `%s'"));
        }
        return words;
    }

    private void or() {
        do {
            do {
                term();
            } while (keepIf(BashToken.AND));
        } while (keepIf(BashToken.OR));
    }

    private boolean keepIf(BashToken wanted) {
        if (token == wanted) {
            keep();
            return true;
        }
        return false;
    }

    private void term() {
        budget.enter();
        next(true);
        int line = in.lineLookedAt();
        if (token == BashToken.CONDITION_END) {
            throw reject(line, "");
        } else if (token == BashToken.OPEN) {
            keep();
            or();
            if (token != BashToken.CLOSE) {
                throw reject(
                        line, token.text.isEmpty() ? "expected `)'" : named("unexpected token `%s', expected `)'"));
            }
            keep();
            next(true);
        } else if (token == BashToken.NOT || isWord("!")) {
            keep();
            term();
        } else if (token == BashToken.WORD && isUnary()) {
            keep();
            next(false);
            if (token != BashToken.WORD) {
                throw reject(
                        in.lineLookedAt(),
                        named("unexpected argument `%s' to conditional unary operator"),
                        "unexpected argument to conditional unary operator");
            }
            keep();
            next(true);
        } else if (token == BashToken.WORD) {
            keep();
            operation();
        } else {
            throw reject(in.lineLookedAt(), named("unexpected token `%s' in conditional command"));
        }
        budget.leave();
    }

    /** Behind the left side. */
    private void operation() {
        next(false);
        boolean regex = isWord("=~");
        boolean pattern = isWord("=") || isWord("==") || isWord("!=");
        boolean operator = token == BashToken.LESS
                || token == BashToken.GREATER
                || regex
                || (token == BashToken.WORD && BINARY.contains(text()));
        if (!operator) {
            if (token == BashToken.CONDITION_END
                    || token == BashToken.AND
                    || token == BashToken.OR
                    || token == BashToken.CLOSE) {
                return;
            }
            throw reject(
                    in.lineLookedAt(),
                    named("unexpected token `%s', conditional binary operator expected"),
                    "conditional binary operator expected");
        }
        keep();
        lexer.regexFollows(regex);
        lexer.patternFollows(pattern);
        next(false);
        lexer.regexFollows(false);
        lexer.patternFollows(false);
        if (token != BashToken.WORD) {
            throw reject(
                    in.lineLookedAt(),
                    named("unexpected argument `%s' to conditional binary operator"),
                    "unexpected argument to conditional binary operator");
        }
        keep();
        next(true);
    }

    private void next(boolean skipNewlines) {
        token = lexer.read();
        while (skipNewlines && token == BashToken.NEWLINE) {
            token = lexer.read();
        }
    }

    private void keep() {
        if (token == BashToken.WORD) {
            words.add(lexer.lexeme().word());
            return;
        }
        Span span = in.span(lexer.start(), lexer.start() + token.text.length());
        words.add(new ShellWord(token.text, List.of(new Part.Literal(token.text, span)), span));
    }

    private String text() {
        return lexer.lexeme().word().raw();
    }

    private boolean isWord(String expected) {
        return token == BashToken.WORD && text().equals(expected);
    }

    private boolean isUnary() {
        String text = text();
        return text.length() == 2 && text.charAt(0) == '-' && UNARY.indexOf(text.charAt(1)) >= 0;
    }

    /** The text with the token in it; bash has no name for a word here. */
    private String named(String format) {
        return token.text.isEmpty() ? "" : format.formatted(token.text);
    }

    private Rejection reject(int line, String message, String unnamed) {
        return reject(line, message.isEmpty() ? unnamed : message);
    }

    private Rejection reject(int line, String message) {
        // bash says why, and drops the rest without setting a status; only at the end of the text it sets 2
        boolean ended = in.peek() == Scanner.END && token == BashToken.EOF;
        return new Rejection(
                new Script.SyntaxError(
                        message,
                        Optional.empty(),
                        line,
                        ended ? Optional.of(2) : Optional.empty(),
                        Rejection.place(in, lexer.start())),
                false);
    }
}
