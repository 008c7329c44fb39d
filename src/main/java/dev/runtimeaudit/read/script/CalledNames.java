package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which functions and methods a script calls somewhere, by their last names: {@code listen} for {@code app.listen(3000)}. */
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
        }
        return names;
    }
}
