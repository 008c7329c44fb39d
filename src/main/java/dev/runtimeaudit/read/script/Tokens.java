package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** The tokens of a script, which may be asked for at any index: where there is none, nothing is what it is asked for. */
final class Tokens extends AbstractList<Token> implements RandomAccess {

    private final List<Token> tokens;

    private Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Tokens of(String source) {
        return new Tokens(Tokenizer.tokens(source));
    }

    @Override
    public Token get(int index) {
        return tokens.get(index);
    }

    @Override
    public int size() {
        return tokens.size();
    }

    boolean is(int index, String punctuator) {
        return has(index) && get(index).is(punctuator);
    }

    boolean isWord(int index, String word) {
        return has(index) && get(index).isWord(word);
    }

    /** The name or keyword at an index; empty where there is something else, or nothing. */
    String word(int index) {
        return has(index) && get(index).kind() == Kind.WORD ? get(index).text() : "";
    }

    /**
     * The parenthesis that closes another one; the number of tokens when none does.
     *
     * @param open the index of the opening one
     */
    int closing(int open) {
        int depth = 0;
        for (int i = open; i < size(); i++) {
            depth += get(i).is("(") ? 1 : get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return size();
    }

    private boolean has(int index) {
        return index >= 0 && index < size();
    }
}
