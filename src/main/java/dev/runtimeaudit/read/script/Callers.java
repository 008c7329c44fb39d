package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which calls of a program may be made at all: those that no function holds which the program defines and then never speaks of
 * again. A function that is only handed from module to module by its name is spoken of nowhere.
 */
public final class Callers {

    private static final Token NONE = new Token(Kind.PUNCTUATOR, "", 0, 0);

    private final Map<SourceFile, List<Token>> program = new HashMap<>();

    private Callers(List<SourceFile> files) {
        files.forEach(file -> program.computeIfAbsent(file, any -> Tokenizer.tokens(file.text())));
    }

    /**
     * @param files all of the program's own files that are loaded
     * @param names of functions and methods
     * @return whether one of these is called where that may happen
     */
    public static boolean mayCall(List<SourceFile> files, Set<String> names) {
        Callers callers = new Callers(files);
        return callers.program.values().stream().anyMatch(tokens -> callers.calls(tokens, names));
    }

    private static Token token(List<Token> tokens, int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : NONE;
    }

    private boolean calls(List<Token> tokens, Set<String> names) {
        Deque<String> functions = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("{")) {
                functions.push(functionName(tokens, i));
            } else if (token.is("}") && !functions.isEmpty()) {
                functions.pop();
            }
            boolean called = token.kind() == Kind.WORD
                    && names.contains(token.text())
                    && token(tokens, i + 1).is("(")
                    && !token(tokens, i - 1).isWord("function");
            if (called && functions.stream().allMatch(this::isSpokenOf)) {
                return true;
            }
        }
        return false;
    }

    /** {@code function f() {}}, {@code const f = async () => {}}: the name of the function whose body opens here; else empty. */
    private static String functionName(List<Token> tokens, int brace) {
        int at = brace - 1;
        if (token(tokens, at).is("=>")) {
            at--;
        }
        // A return type may stand between.
        int first = at;
        while (at >= 0
                && !token(tokens, at).is(")")
                && !token(tokens, at).is(";")
                && !token(tokens, at).is("{")
                && !token(tokens, at).is("}")
                && !token(tokens, at).is("=")
                && first - at < 12) {
            at--;
        }
        if (!token(tokens, at).is(")")) {
            return "";
        }
        int open = 0;
        for (; at >= 0; at--) {
            open += token(tokens, at).is(")") ? 1 : token(tokens, at).is("(") ? -1 : 0;
            if (open == 0) {
                break;
            }
        }
        int before = at - 1;
        if (token(tokens, before).kind() == Kind.WORD
                && token(tokens, before - 1).isWord("function")) {
            return token(tokens, before).text();
        }
        while (token(tokens, before).isWord("function") || token(tokens, before).isWord("async")) {
            before--;
        }
        boolean declared = token(tokens, before).is("=")
                && (token(tokens, before - 2).isWord("const")
                        || token(tokens, before - 2).isWord("let")
                        || token(tokens, before - 2).isWord("var"));
        return declared ? token(tokens, before - 1).text() : "";
    }

    /** Somewhere it is called, handed to somebody, or it gets another name. */
    private boolean isSpokenOf(String name) {
        return name.isEmpty() || program.values().stream().anyMatch(tokens -> speaksOf(tokens, name));
    }

    private static boolean speaksOf(List<Token> tokens, String name) {
        List<Boolean> lists = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("{")) {
                lists.add(isListOfNames(tokens, i));
            } else if (token.is("}") && !lists.isEmpty()) {
                lists.remove(lists.size() - 1);
            }
            boolean template = token.kind() == Kind.TEMPLATE && token.text().contains(name);
            if (template || token.kind() == Kind.STRING && token.text().equals(name)) {
                return true;
            }
            if (!token.isWord(name)) {
                continue;
            }
            Token before = token(tokens, i - 1);
            int declares = token(tokens, i - 2).isWord("async") ? i - 3 : i - 2;
            if (before.isWord("function") && token(tokens, declares).isWord("default")) {
                return true; // others may call it as they like
            }
            boolean defines = before.isWord("function")
                    || (before.isWord("const") || before.isWord("let") || before.isWord("var"))
                            && token(tokens, i + 1).is("=");
            boolean listed = !lists.isEmpty()
                    && lists.get(lists.size() - 1)
                    && (before.is("{") || before.is(","))
                    && (token(tokens, i + 1).is(",") || token(tokens, i + 1).is("}"));
            // exports.f = f
            boolean assigned = before.is(".") && token(tokens, i - 2).isWord("exports")
                    || before.is("=")
                            && token(tokens, i - 2).isWord(name)
                            && token(tokens, i - 3).is(".")
                            && token(tokens, i - 4).isWord("exports");
            boolean thrownAway = before.isWord("void") && !token(tokens, i + 1).is("(");
            if (!defines && !listed && !assigned && !thrownAway) {
                return true;
            }
        }
        return false;
    }

    /** {@code import { f } from}, {@code export { f }}, {@code module.exports = { f }}, {@code const { f } = require}. */
    private static boolean isListOfNames(List<Token> tokens, int brace) {
        Token before = token(tokens, brace - 1);
        boolean exported = before.is("=") && token(tokens, brace - 2).isWord("exports");
        if (before.isWord("import") || before.isWord("export") || exported) {
            return true;
        }
        int close = brace;
        while (close < tokens.size() && !token(tokens, close).is("}")) {
            close++;
        }
        boolean declared = before.isWord("const") || before.isWord("let") || before.isWord("var");
        return declared
                && token(tokens, close + 1).is("=")
                && token(tokens, close + 2).isWord("require");
    }
}
