package dev.runtimeaudit.read.script;

import java.util.Optional;

/** What stands in front of the parenthesis of a call. */
final class Callees {

    private Callees() {}

    /** The first token of what is called: {@code a} of {@code a.b().c(}; -1 where nothing is called, or only perhaps. */
    static int start(Outline text, int paren) {
        int at = paren - 1;
        boolean made = false;
        while (true) {
            if (text.isWord(at)) {
                if (text.is(at - 1, "?.")) {
                    return -1;
                }
                if (!text.is(at - 1, ".")) {
                    return made && text.isWord(at - 1, "new") ? at - 1 : at;
                }
                at -= 2;
                continue;
            }
            int open = text.is(at, ")") ? text.partner(at) : -1;
            if (open < 0 || !text.isWord(open - 1) || isAlone(text, open)) {
                return open;
            }
            made = true;
            at = open - 1;
        }
    }

    /** Whether a parenthesis stands for itself, behind a word that calls nothing. */
    private static boolean isAlone(Outline text, int open) {
        String before = text.token(open - 1).text();
        return before.equals("await") || before.equals("return") || before.equals("void") || before.equals("typeof");
    }

    static boolean isNew(Outline text, int start, int paren) {
        return text.isWord(start - 1, "new") && start == paren - 1;
    }

    /** {@code (async () => {…})(}, {@code (function () {…})(} */
    static Optional<Integer> calledAtOnce(ScriptNames names, int paren) {
        Outline text = names.text();
        int close = paren - 1;
        int open = text.is(close, ")") ? text.partner(close) : -1;
        if (open < 0 || text.isWord(open - 1) && !isAlone(text, open)) {
            return Optional.empty();
        }
        return names.functionAt(open + 1)
                .filter(part -> text.part(part).to() == close - 1
                        && text.part(part).function().filter(f -> !f.isClass()).isPresent());
    }

    /** The parenthesis of the call of a name that is given an object with a key; -1 where it is given to none. */
    static int given(Outline text, int key, String name) {
        int brace = text.around(key);
        int paren = text.around(brace);
        boolean given = text.is(brace, "{")
                && (text.is(brace - 1, ",") || text.is(brace - 1, "("))
                && text.is(paren, "(")
                && text.isWord(paren - 1, name);
        return given ? paren : -1;
    }
}
