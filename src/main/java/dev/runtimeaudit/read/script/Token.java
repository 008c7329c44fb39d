package dev.runtimeaudit.read.script;

/**
 * One token of a script.
 *
 * @param text as written; for a string without its quotes, simple escapes taken off
 * @param start offset of its first character in the file
 * @param end offset behind its last
 */
record Token(Kind kind, String text, int start, int end) {

    /** What a token is. */
    enum Kind {
        /** A name or a keyword. */
        WORD,
        /** A quoted string, or a template without substitutions. */
        STRING,
        /** A template with substitutions; the tokens inside them are not seen. */
        TEMPLATE,
        NUMBER,
        REGEX,
        PUNCTUATOR
    }

    boolean is(String punctuator) {
        return kind == Kind.PUNCTUATOR && text.equals(punctuator);
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }
}
