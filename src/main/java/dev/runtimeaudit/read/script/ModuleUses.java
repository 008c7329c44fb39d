package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the modules that a script loads, in the order in which they stand.
 *
 * <p>It is one class although it is long: each form of an import is a few lines, and all are found on one walk.
 */
public final class ModuleUses {

    /** Words whose parentheses head a statement, not a function. */
    private static final Set<String> STATEMENTS = Set.of("if", "for", "while", "switch", "catch", "with");

    /** Words that only a new statement begins with. */
    private static final Set<String> STARTING = Set.of("const", "let", "var", "import", "export", "return", "throw");

    /** Words with an expression, or a statement, around them. */
    private static final Set<String> GOING_ON = Set.of(
            "in",
            "of",
            "instanceof",
            "as",
            "satisfies",
            "else",
            "do",
            "await",
            "new",
            "typeof",
            "void",
            "delete",
            "case",
            "extends");

    /** What a bracket opens. */
    private enum Scope {
        /** What it holds runs when the file is loaded: parentheses, array and object literals, class bodies' heads. */
        RUNS,
        /** A branch, a loop, a try block: it may not run. */
        MAY_RUN,
        /** A function's body: it may run later, or never. */
        CALLED
    }

    private final SourceFile file;
    private final List<Token> tokens;
    private final List<ModuleUse> uses = new ArrayList<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private final Deque<Integer> parentheses = new ArrayDeque<>();
    /** The token in front of the parenthesis that the last closing one closed. */
    private int headOfLastParentheses = -1;

    private ModuleUses(SourceFile file) {
        this.file = file;
        this.tokens = Tokenizer.tokens(file.text());
    }

    public static List<ModuleUse> of(SourceFile file) {
        return file.once(ModuleUses.class, text -> {
            ModuleUses scan = new ModuleUses(text);
            scan.run();
            return List.copyOf(scan.uses);
        });
    }

    /** Whether a file is an ECMAScript module by its own text: it has an import or export statement at its top level. */
    public static boolean isModule(SourceFile file) {
        ModuleUses scan = new ModuleUses(file);
        int depth = 0;
        for (int i = 0; i < scan.tokens.size(); i++) {
            Token token = scan.tokens.get(i);
            if (token.is("{") || token.is("(") || token.is("[")) {
                depth++;
            } else if (token.is("}") || token.is(")") || token.is("]")) {
                depth--;
            } else if (depth == 0 && scan.startsStatement(i)) {
                boolean statement = token.isWord("export")
                        || token.isWord("import")
                                && !scan.token(i + 1).is("(")
                                && !scan.token(i + 1).is(".");
                if (statement) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a file waits as soon as it is loaded, or may do so, which only an ECMAScript module does (nodejs.org, "Top-level await"). Where it
     * cannot be told whether a function is around the word, none is.
     */
    public static boolean waits(SourceFile file) {
        ModuleUses scan = new ModuleUses(file);
        for (int i = 0; i < scan.tokens.size(); i++) {
            Token token = scan.tokens.get(i);
            if (token.kind() == Kind.PUNCTUATOR) {
                scan.bracket(i, token);
            }
            boolean name = scan.token(i - 1).is(".") || scan.token(i + 1).is(":");
            if (token.isWord("await")
                    && !name
                    && !scan.scopes.contains(Scope.CALLED)
                    && scan.inFront(i) != When.PERHAPS) {
                return true;
            }
        }
        return false;
    }

    /** Whether a file asks for {@code import.meta}, which only ECMAScript modules have (nodejs.org, "import.meta"). */
    public static boolean asksForMeta(SourceFile file) {
        Tokens tokens = Tokens.of(file.text());
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.isWord(i, "import")
                    && tokens.is(i + 1, ".")
                    && tokens.isWord(i + 2, "meta")
                    && !tokens.is(i - 1, ".")) {
                return true;
            }
        }
        return false;
    }

    /** Where a file makes an object of a class as soon as it is loaded, if it does for certain. */
    public static Optional<Span> constructs(SourceFile file, String name) {
        ModuleUses scan = new ModuleUses(file);
        for (int i = 0; i < scan.tokens.size(); i++) {
            Token token = scan.tokens.get(i);
            if (token.kind() == Kind.PUNCTUATOR) {
                scan.bracket(i, token);
            }
            boolean made = token.isWord("new")
                    && scan.token(i + 1).isWord(name)
                    && !scan.token(i - 1).is(".");
            if (made && (scan.when(i) == When.ALWAYS || scan.isKept(i))) {
                return Optional.of(file.span(token.start(), scan.token(i + 1).end()));
            }
        }
        return Optional.empty();
    }

    /** Where a file makes objects of a class, or a class above it, whenever that is; the first place. */
    public static Optional<Span> makes(SourceFile file, String name) {
        Tokens tokens = Tokens.of(file.text());
        for (int i = 0; i + 1 < tokens.size(); i++) {
            boolean made = (tokens.word(i).equals("new") || tokens.word(i).equals("extends"))
                    && tokens.word(i + 1).equals(name)
                    && !tokens.is(i - 1, ".");
            if (made) {
                return Optional.of(
                        file.span(tokens.get(i).start(), tokens.get(i + 1).end()));
            }
        }
        return Optional.empty();
    }

    /** {@code global.x ?? new X()}: what is kept for the next time is not there the first time. */
    private boolean isKept(int index) {
        boolean otherwise = token(index - 1).is("??") || token(index - 1).is("||");
        if (!otherwise || mayNotRun()) {
            return false;
        }
        int i = index - 2;
        while (token(i).kind() == Kind.WORD && token(i - 1).is(".")) {
            i -= 2;
        }
        return token(i).kind() == Kind.WORD && token(i).text().startsWith("global");
    }

    private static final Token NONE = new Token(Kind.PUNCTUATOR, "", 0, 0);

    private Token token(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : NONE;
    }

    private boolean startsStatement(int index) {
        Token before = token(index - 1);
        if (index == 0 || before.is(";") || before.is("}") || before.is("{")) {
            return true;
        }
        // Without a semicolon a statement begins on a line of its own.
        return file.lineAt(before.start()) != file.lineAt(tokens.get(index).start())
                && !before.is(".")
                && !before.is(",");
    }

    private void run() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.PUNCTUATOR) {
                bracket(i, token);
            } else if (token.isWord("require") && !token(i - 1).is(".")) {
                require(i);
            } else if (token.isWord("import") && !token(i - 1).is(".")) {
                imported(i);
            } else if (token.isWord("export") && startsStatement(i)) {
                from(i, token(i + 1).isWord("type") && token(i + 2).is("{"));
            }
        }
    }

    private void bracket(int index, Token token) {
        if (token.is("(")) {
            parentheses.push(index - 1);
            scopes.push(Scope.RUNS);
        } else if (token.is("[")) {
            scopes.push(Scope.RUNS);
        } else if (token.is("{")) {
            scopes.push(brace(index));
        } else if (token.is(")") || token.is("]") || token.is("}")) {
            if (!scopes.isEmpty()) {
                scopes.pop();
            }
            if (token.is(")")) {
                headOfLastParentheses = parentheses.isEmpty() ? -1 : parentheses.pop();
            }
        }
    }

    private Scope brace(int index) {
        Token before = token(index - 1);
        if (before.is("=>")) {
            return Scope.CALLED;
        }
        if (before.isWord("try")
                || before.isWord("else")
                || before.isWord("do")
                || before.isWord("finally")
                || before.isWord("static")) {
            return Scope.MAY_RUN;
        }
        if (before.is(")")) {
            boolean statement = headOfLastParentheses >= 0
                    && STATEMENTS.contains(token(headOfLastParentheses).text());
            return statement ? Scope.MAY_RUN : Scope.CALLED;
        }
        if (before.kind() == Kind.WORD && STATEMENTS.contains(before.text())) {
            return Scope.MAY_RUN;
        }
        // A return type in front of a body: `): Promise<void> {`, `): Promise<{ ok: boolean }> {`
        int end = generic(index - 1);
        for (int i = end; i > 0 && i > end - 12; i--) {
            Token each = token(i);
            if (each.is(":") && token(i - 1).is(")")) {
                return Scope.CALLED;
            }
            if (each.is(";") || each.is("{") || each.is("}") || each.is("=")) {
                break;
            }
        }
        return Scope.RUNS;
    }

    /** The token in front of the angle brackets that end here; this one where none do. */
    private int generic(int index) {
        int depth = 0;
        for (int i = index; i >= 0; i--) {
            Token each = token(i);
            boolean closes =
                    each.kind() == Kind.PUNCTUATOR && each.text().chars().allMatch(c -> c == '>');
            depth += closes ? each.text().length() : each.is("<") ? -1 : 0;
            if (depth <= 0) {
                return i == index ? index : i - 1;
            }
        }
        return index;
    }

    private When when(int index) {
        if (mayNotRun()) {
            return When.PERHAPS;
        }
        Token before = token(index - 1);
        boolean decided = before.is("&&")
                || before.is("||")
                || before.is("??")
                || before.is("?")
                || before.is(":")
                || before.is("=>")
                || before.isWord("else")
                || before.is(")")
                        && headOfLastParentheses >= 0
                        && STATEMENTS.contains(token(headOfLastParentheses).text());
        return decided ? When.PERHAPS : inFront(index);
    }

    private boolean mayNotRun() {
        return scopes.contains(Scope.MAY_RUN) || scopes.contains(Scope.CALLED);
    }

    /**
     * What stands in front in the same statement: an arrow without braces puts it off, {@code const load = () =>
     * wrap(require("x"))}; a condition decides about it, {@code x && wrap(require("y"))}.
     */
    private When inFront(int index) {
        int pairs = 0;
        When when = When.ALWAYS;
        for (int i = index - 1; i >= 0; i--) {
            Token each = token(i);
            if (pairs == 0 && endsStatement(i)) {
                return when;
            }
            if (each.is(")") || each.is("]") || each.is("}")) {
                pairs++;
            } else if (each.is("(") || each.is("[") || each.is("{")) {
                if (pairs == 0 && each.is("{") && !isLiteral(i)) {
                    return when;
                }
                if (pairs == 1
                        && each.is("(")
                        && STATEMENTS.contains(token(i - 1).text())) {
                    // `if (x) f(require("y"))`
                    return When.IF_REACHED;
                }
                pairs = Math.max(0, pairs - 1);
            } else if (pairs == 0 && each.kind() == Kind.PUNCTUATOR) {
                if (each.is("=>") && !token(i + 1).is("{")) {
                    return When.PERHAPS;
                }
                if (each.is(";")) {
                    return when;
                }
                boolean decides = each.is("?") || each.is("&&") || each.is("||") || each.is("??");
                when = decides ? When.IF_REACHED : when;
            } else if (pairs == 0 && each.isWord("else")) {
                return When.IF_REACHED;
            } else if (pairs == 0 && each.kind() == Kind.WORD && STARTING.contains(each.text())) {
                return when;
            }
        }
        return when;
    }

    /** Whether a token is the last one of a statement that has no semicolon. */
    private boolean endsStatement(int index) {
        Token last = token(index);
        Token next = token(index + 1);
        if (next.kind() != Kind.WORD
                || GOING_ON.contains(next.text())
                || file.lineAt(last.start()) == file.lineAt(next.start())) {
            return false;
        }
        if (!last.is(")")) {
            return last.is("]") || last.is("}") || last.kind() != Kind.PUNCTUATOR && !GOING_ON.contains(last.text());
        }
        int depth = 0;
        for (int open = index; open >= 0; open--) {
            depth += token(open).is(")") ? 1 : token(open).is("(") ? -1 : 0;
            if (depth == 0) {
                return !STATEMENTS.contains(token(open - 1).text());
            }
        }
        return false;
    }

    /** Whether a brace opens an object, by what stands in front of it. */
    private boolean isLiteral(int index) {
        Token before = token(index - 1);
        return before.kind() == Kind.PUNCTUATOR
                && !before.is(")")
                && !before.is(";")
                && !before.is("}")
                && !before.is("{")
                && !before.is("=>");
    }

    /**
     * Where a file first ends the process well, or itself, or may do so, as soon as it is loaded: not in a function that it does
     * not call then.
     */
    public static Optional<Span> ends(SourceFile file) {
        ModuleUses scan = new ModuleUses(file);
        Set<String> ending = scan.endingFunctions();
        for (int i = 0; i < scan.tokens.size(); i++) {
            Token token = scan.tokens.get(i);
            if (token.kind() == Kind.PUNCTUATOR) {
                scan.bracket(i, token);
            }
            boolean called = scan.token(i + 1).is("(") && ending.contains(token.text()) && !scan.isDeclared(i);
            boolean ends = scan.exits(i) || called || token.isWord("return");
            if (ends && !scan.scopes.contains(Scope.CALLED) && scan.inFront(i) != When.PERHAPS) {
                return Optional.of(file.span(token.start(), token.end()));
            }
        }
        return Optional.empty();
    }

    /** {@code process.exit(…)} and {@code exit(…)} with a status that is not a failure for certain. */
    private boolean exits(int index) {
        boolean fails = token(index + 2).kind() == Kind.NUMBER
                && !token(index + 2).text().equals("0")
                && token(index + 3).is(")");
        return (token(index).isWord("exit") || token(index).isWord("reallyExit"))
                && token(index + 1).is("(")
                && !fails
                && !isDeclared(index);
    }

    private boolean isDeclared(int index) {
        return token(index - 1).isWord("function");
    }

    /** The names of functions whose bodies end the process: {@code function stop() { … }}, {@code const stop = () => { … }}. */
    private Set<String> endingFunctions() {
        Set<String> ending = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (token(i).is("{")) {
                open.push(functionName(i));
            } else if (token(i).is("}") && !open.isEmpty()) {
                open.pop();
            } else if (exits(i)) {
                ending.addAll(open);
            }
        }
        ending.remove("");
        return ending;
    }

    /** The name of the function whose body a brace opens; empty when it opens none that has a name. */
    private String functionName(int brace) {
        int i = brace - 1;
        boolean arrow = token(i).is("=>");
        i -= arrow ? 1 : 0;
        if (token(i).is(")")) {
            int depth = 0;
            for (; i >= 0; i--) {
                depth += token(i).is(")") ? 1 : token(i).is("(") ? -1 : 0;
                if (depth == 0) {
                    break;
                }
            }
            i--;
        } else if (arrow) {
            i--;
        } else {
            return "";
        }
        if (arrow) {
            i -= token(i).isWord("async") ? 1 : 0;
            return token(i).is("=") ? token(i - 1).text() : "";
        }
        if (token(i).isWord("function") || token(i).is("*")) {
            return token(i - 1).is("=") ? token(i - 2).text() : "";
        }
        return token(i).kind() == Kind.WORD && !STATEMENTS.contains(token(i).text()) ? token(i).text() : "";
    }

    private void require(int index) {
        Token argument = token(index + 2);
        boolean call = token(index + 1).is("(") && token(index + 3).is(")") && argument.kind() == Kind.STRING;
        // `import x = require("y")` of TypeScript, and a function of this name that the file declares, end up here,
        // too.
        if (call && !token(index - 1).isWord("function")) {
            add(argument, Form.REQUIRE, when(index), index);
        }
    }

    private void imported(int index) {
        Token next = token(index + 1);
        if (next.is("(")) {
            Token argument = token(index + 2);
            if (argument.kind() == Kind.STRING
                    && (token(index + 3).is(")") || token(index + 3).is(","))) {
                add(argument, Form.DYNAMIC_IMPORT, When.PERHAPS, index);
            }
        } else if (next.kind() == Kind.STRING) {
            add(next, Form.IMPORT, When.ALWAYS, index);
        } else if (startsStatement(index)) {
            boolean typeOnly = next.isWord("type")
                    && !token(index + 2).isWord("from")
                    && !token(index + 2).is(",");
            from(index, typeOnly);
        }
    }

    /** The {@code from "x"} of an import or export statement. */
    private void from(int index, boolean typeOnly) {
        int depth = 0;
        for (int i = index + 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            boolean ends =
                    token.is(";") || token.is("=") || token.is("(") || token.isWord("import") || token.isWord("export");
            if (depth < 0 || depth == 0 && ends) {
                return;
            }
            if (depth == 0 && token.isWord("from") && token(i + 1).kind() == Kind.STRING) {
                add(
                        token(i + 1),
                        typeOnly ? Form.TYPE_ONLY : Form.IMPORT,
                        typeOnly ? When.PERHAPS : When.ALWAYS,
                        index);
                return;
            }
        }
    }

    private void add(Token specifier, Form form, When when, int index) {
        uses.add(new ModuleUse(
                specifier.text(), form, when, file.span(token(index).start(), specifier.end())));
    }
}
