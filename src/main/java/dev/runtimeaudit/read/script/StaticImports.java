package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** The relative paths that a script loads whenever it is loaded itself: {@code import}, {@code require} outside every function. */
public final class StaticImports {

    private StaticImports() {}

    public static List<String> of(SourceFile file) {
        Surroundings script = Surroundings.of(file);
        Tokens tokens = script.tokens();
        List<String> found = new ArrayList<>();
        for (int i = 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token before = tokens.get(i - 1);
            boolean imports = before.isWord("from") || before.isWord("import");
            boolean requires = before.is("(") && i > 1 && tokens.get(i - 2).isWord("require");
            if (token.kind() == Kind.STRING
                    && token.text().startsWith(".")
                    && (imports || requires && script.of(i - 2).atLoad())) {
                found.add(token.text());
            }
        }
        return found;
    }
}
