package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the text of a script may do where its statements are not followed: assign names, leave a function, throw. */
public final class Doings {

    private static final Set<String> ASSIGNING = Set.of(
            "=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??=");

    /** Words whose parentheses head a statement, not a function. */
    private static final Set<String> STATEMENTS = Set.of("if", "for", "while", "switch", "catch", "with");

    private final SourceFile file;
    private final List<Token> tokens;
    private final Set<String> assigned = new HashSet<>();

    private Doings(SourceFile file) {
        this.file = file;
        this.tokens = Tokenizer.tokens(file.text());
    }

    public static Doings of(SourceFile file) {
        Doings doings = new Doings(file);
        doings.assign();
        return doings;
    }

    private Token token(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : new Token(Kind.PUNCTUATOR, "", 0, 0);
    }

    /** The names that something is assigned to besides their declaration, wherever that is. */
    public Set<String> assigned() {
        return assigned;
    }

    private void assign() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = token(i);
            boolean changes = token.is("++") || token.is("--");
            if (token.kind() == Kind.WORD
                    && !token(i - 1).is(".")
                    && !token(i - 1).is("?.")) {
                Token next = token(i + 1);
                boolean assigns = next.kind() == Kind.PUNCTUATOR && ASSIGNING.contains(next.text());
                boolean counted = next.is("++")
                        || next.is("--")
                        || token(i - 1).is("++")
                        || token(i - 1).is("--");
                boolean iterates =
                        (next.isWord("of") || next.isWord("in")) && token(i - 1).is("(");
                if (assigns && !declares(i - 1) || counted || iterates) {
                    assigned.add(token.text());
                }
            } else if (!changes
                    && (token.is("]") || token.is("}"))
                    && token(i + 1).is("=")) {
                pattern(i);
            }
        }
    }

    private boolean declares(int index) {
        Token before = token(index);
        return before.isWord("const") || before.isWord("let") || before.isWord("var");
    }

    /** {@code [a, b] = …}: all names of a pattern that ends here and that no declaration stands before. */
    private void pattern(int end) {
        int open = 0;
        int start = end;
        while (start >= 0) {
            Token each = token(start);
            open += each.is("]") || each.is("}") ? 1 : each.is("[") || each.is("{") ? -1 : 0;
            if (open == 0) {
                break;
            }
            start--;
        }
        if (!declares(start - 1)) {
            tokens.subList(Math.max(start, 0), end).stream()
                    .filter(each -> each.kind() == Kind.WORD)
                    .forEach(each -> assigned.add(each.text()));
        }
    }

    /** Whether what stands in a place may end the function around it, or wait: not what only functions in it do. */
    public boolean mayLeave(Span place) {
        return says(place, Set.of("return", "await", "yield"), false);
    }

    /** Whether what stands in a place may throw by its own words. */
    public boolean mayThrow(Span place) {
        return says(place, Set.of("throw"), true);
    }

    /** Whether what stands in a place may export something. */
    public boolean mayExport(Span place) {
        return says(place, Set.of("export"), true);
    }

    /** Every name that stands in a place. */
    public Set<String> words(Span place) {
        Set<String> words = new HashSet<>();
        for (Token token : tokens) {
            Span at = file.span(token.start(), token.start());
            boolean before = at.line() < place.line() || at.line() == place.line() && at.column() < place.column();
            boolean behind =
                    at.line() > place.endLine() || at.line() == place.endLine() && at.column() >= place.endColumn();
            if (!before && !behind && token.kind() == Kind.WORD) {
                words.add(token.text());
            }
        }
        return words;
    }

    private boolean says(Span place, Set<String> words, boolean inFunctions) {
        int skipped = -1;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = token(i);
            Span at = file.span(token.start(), token.start());
            boolean before = at.line() < place.line() || at.line() == place.line() && at.column() < place.column();
            boolean behind =
                    at.line() > place.endLine() || at.line() == place.endLine() && at.column() >= place.endColumn();
            if (before || i <= skipped) {
                continue;
            }
            if (behind) {
                return false;
            }
            if (token.is("{") && !inFunctions && isBody(i)) {
                skipped = closing(i);
            } else if (token.kind() == Kind.WORD
                    && words.contains(token.text())
                    && !token(i - 1).is(".")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a brace opens the body of a function. */
    private boolean isBody(int brace) {
        if (token(brace - 1).is("=>")) {
            return true;
        }
        if (!token(brace - 1).is(")")) {
            return false;
        }
        int open = 0;
        for (int i = brace - 1; i >= 0; i--) {
            open += token(i).is(")") ? 1 : token(i).is("(") ? -1 : 0;
            if (open == 0) {
                return !STATEMENTS.contains(token(i - 1).text())
                        && !token(i - 1).isWord("await");
            }
        }
        return false;
    }

    private int closing(int brace) {
        int open = 0;
        for (int i = brace; i < tokens.size(); i++) {
            open += token(i).is("{") ? 1 : token(i).is("}") ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        return tokens.size();
    }
}
