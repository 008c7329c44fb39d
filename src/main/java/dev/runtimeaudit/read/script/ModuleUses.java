package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Finds the modules that a script loads, in the order in which they stand. */
public final class ModuleUses {

    /** Words whose parentheses head a statement, not a function. */
    private static final Set<String> STATEMENTS = Set.of("if", "for", "while", "switch", "catch", "with");

    /** What a bracket opens. */
    private enum Scope {
        /** What it holds runs when the file is loaded: parentheses, array and object literals, class bodies' heads. */
        RUNS,
        /** A function's body, a branch, a loop, a try block: it may run later, or never. */
        MAY_RUN
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
        ModuleUses scan = new ModuleUses(file);
        scan.run();
        return scan.uses;
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
        if (before.is("=>")
                || before.isWord("try")
                || before.isWord("else")
                || before.isWord("do")
                || before.isWord("finally")
                || before.isWord("static")) {
            return Scope.MAY_RUN;
        }
        if (before.is(")")) {
            return Scope.MAY_RUN;
        }
        if (before.kind() == Kind.WORD && STATEMENTS.contains(before.text())) {
            return Scope.MAY_RUN;
        }
        // A return type in front of a body: `): Promise<void> {`
        for (int i = index - 1; i > 0 && i > index - 12; i--) {
            Token each = token(i);
            if (each.is(":") && token(i - 1).is(")")) {
                return Scope.MAY_RUN;
            }
            if (each.is(";") || each.is("{") || each.is("}") || each.is("=")) {
                break;
            }
        }
        return Scope.RUNS;
    }

    private When when(int index) {
        if (scopes.contains(Scope.MAY_RUN)) {
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
        return decided ? When.PERHAPS : arrowOnThisLine(index) ? When.PERHAPS : When.ALWAYS;
    }

    /** {@code const load = () => wrap(require("x"))}: an arrow without braces in front, in the same statement. */
    private boolean arrowOnThisLine(int index) {
        for (int i = index - 1; i >= 0 && !token(i).is(";"); i--) {
            if (token(i).is("=>") && !token(i + 1).is("{")) {
                return true;
            }
            if (file.lineAt(token(i).start()) != file.lineAt(token(index).start())) {
                return false;
            }
        }
        return false;
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
