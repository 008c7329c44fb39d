package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which functions and methods a script calls somewhere, by their last names: {@code listen} for {@code app.listen(3000)}, and for
 * {@code promisify(app.listen).bind(app)(3000)} (nodejs.org, "util.promisify").
 */
public final class CalledNames {

    private CalledNames() {}

    /** Every word that stands in it, as a name or in quotes. */
    public static Set<String> words(SourceFile file) {
        Set<String> words = new TreeSet<>();
        for (Token token : Tokenizer.tokens(file.text())) {
            if (token.kind() == Kind.WORD || token.kind() == Kind.STRING) {
                words.add(token.text());
            }
        }
        return words;
    }

    public static Set<String> of(SourceFile file) {
        List<Token> tokens = Tokenizer.tokens(file.text());
        Set<String> names = new TreeSet<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            boolean defined = i > 0 && tokens.get(i - 1).isWord("function");
            if (tokens.get(i).kind() == Kind.WORD && tokens.get(i + 1).is("(") && !defined) {
                names.add(tokens.get(i).text());
            }
            if (tokens.get(i).isWord("promisify") && tokens.get(i + 1).is("(")) {
                promised(tokens, i + 2).ifPresent(names::add);
            }
        }
        return names;
    }

    /**
     * The method that {@code promisify(a.b.method)} makes a function of which is called at once, bound to something or not.
     *
     * @param at where its argument begins
     */
    private static Optional<String> promised(List<Token> tokens, int at) {
        int end = path(tokens, at);
        if (end == at || !is(tokens, end, ")")) {
            return Optional.empty();
        }
        int next = end + 1;
        boolean bound = is(tokens, next, ".")
                && next + 1 < tokens.size()
                && tokens.get(next + 1).isWord("bind")
                && is(tokens, next + 2, "(");
        if (bound) {
            next = path(tokens, next + 3);
            if (!is(tokens, next, ")")) {
                return Optional.empty();
            }
            next++;
        }
        return is(tokens, next, "(") ? Optional.of(tokens.get(end - 1).text()) : Optional.empty();
    }

    /** Behind {@code a.b.c}; where it begins when there is no such thing. */
    private static int path(List<Token> tokens, int at) {
        int end = at;
        while (end < tokens.size() && tokens.get(end).kind() == Kind.WORD) {
            end++;
            if (!is(tokens, end, ".")) {
                return end;
            }
            end++;
        }
        return at;
    }

    private static boolean is(List<Token> tokens, int at, String text) {
        return at < tokens.size() && tokens.get(at).is(text);
    }
}
