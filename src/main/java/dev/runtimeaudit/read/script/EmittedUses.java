package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The modules that a TypeScript file still loads when a compiler has taken its types away (typescriptlang.org, "Modules - Reference",
 * "Import elision"): an import of which nothing is used as a value goes with them.
 *
 * <p>Whether a name stands for a value is read off the words around it. Where they do not tell, the import is one that may be
 * gone.
 *
 * <p>It is one class although it is long: every use of a name is judged by the words on both sides of it.
 */
public final class EmittedUses {

    /** In front of these a name is called, or its member is. */
    private static final Set<String> BEFORE_VALUE = Set.of("return", "await", "throw", "yield", "void");

    private static final Set<String> OPERATORS =
            Set.of("=", "(", ",", "=>", ";", "{", "}", "[", "...", "!", "&&", "||", "??", "?", "+", "+=", "===", "!==");

    /** Behind these stands a value: types know none of them. */
    private static final Set<String> OPERANDS = Set.of("!", "&&", "||", "??", "+", "+=", "===", "!==");

    private static final Set<String> COMPARING = Set.of("===", "!==", "&&", "||", "??");

    private static final Set<String> DECLARING =
            Set.of("function", "class", "interface", "type", "const", "let", "var", "import", "export");

    /** Words in front of a parenthesis that is no call. */
    private static final Set<String> NOT_CALLED = Set.of(
            "function",
            "if",
            "for",
            "while",
            "switch",
            "catch",
            "with",
            "constructor",
            "get",
            "set",
            "async",
            "abstract",
            "declare",
            "extends",
            "implements",
            "keyof",
            "as",
            "satisfies",
            "is",
            "infer",
            "readonly",
            "asserts");

    private final SourceFile file;
    private final List<Token> tokens;
    private final boolean keepsUnused;

    private EmittedUses(SourceFile file, boolean keepsUnused) {
        this.file = file;
        this.tokens = Tokenizer.tokens(file.text());
        this.keepsUnused = keepsUnused;
    }

    /** @param keepsUnused imports that nothing is used of stay, unless they say {@code type} */
    public static List<ModuleUse> of(SourceFile file, boolean keepsUnused) {
        return keepsUnused
                ? file.once(Keeping.class, text -> read(text, true))
                : file.once(Dropping.class, text -> read(text, false));
    }

    private static List<ModuleUse> read(SourceFile file, boolean keepsUnused) {
        EmittedUses scan = new EmittedUses(file, keepsUnused);
        List<ModuleUse> left = new ArrayList<>();
        for (ModuleUse use : ModuleUses.of(file)) {
            if (use.form() == Form.TYPE_ONLY) {
                continue;
            }
            boolean required = use.form() == Form.REQUIRE && scan.isAssignedImport(use);
            if (use.form() != Form.IMPORT && !required) {
                left.add(use);
                continue;
            }
            switch (scan.fate(use)) {
                case STAYS -> left.add(new ModuleUse(use.specifier(), use.form(), When.ALWAYS, use.span()));
                case MAY_GO -> left.add(new ModuleUse(use.specifier(), use.form(), When.UNLESS_ELIDED, use.span()));
                case GOES -> {}
            }
        }
        return List.copyOf(left);
    }

    /** What a compiler takes for imports of a TypeScript file: {@code require} only in {@code import x = require("y")}. */
    public static List<ModuleUse> imports(SourceFile file) {
        return file.once(EmittedUses.class, text -> {
            List<ModuleUse> all = ModuleUses.of(text);
            if (all.stream().noneMatch(use -> use.form() == Form.REQUIRE)) {
                return all;
            }
            EmittedUses scan = new EmittedUses(text, true);
            return all.stream()
                    .filter(use -> use.form() != Form.REQUIRE || scan.isAssignedImport(use))
                    .toList();
        });
    }

    /** What is left of a file when unused imports stay. */
    private interface Keeping {}

    /** What is left of a file when unused imports go. */
    private interface Dropping {}

    private enum Fate {
        STAYS,
        MAY_GO,
        GOES
    }

    /** The first token that begins at a place or behind it. */
    private int tokenAt(int line, int column) {
        int first = 0;
        int end = tokens.size();
        while (first < end) {
            int middle = (first + end) >>> 1;
            Span span = file.span(tokens.get(middle).start(), tokens.get(middle).start());
            if (span.line() > line || span.line() == line && span.column() >= column) {
                end = middle;
            } else {
                first = middle + 1;
            }
        }
        return first;
    }

    private Token token(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : new Token(Kind.PUNCTUATOR, "", 0, 0);
    }

    /** {@code import x = require("y")} */
    private boolean isAssignedImport(ModuleUse use) {
        int at = tokenAt(use.span().line(), use.span().column());
        return token(at - 1).is("=") && token(at - 3).isWord("import");
    }

    private Fate fate(ModuleUse use) {
        int at = tokenAt(use.span().line(), use.span().column());
        if (use.form() == Form.REQUIRE) {
            return used(Set.of(token(at - 2).text()), at - 3, at + 4);
        }
        int end = tokenAt(use.span().endLine(), use.span().endColumn()) - 1;
        if (token(at).isWord("export")) {
            // Of names that are handed on it cannot be told whether they are types.
            return token(at + 1).is("*") || keepsUnused ? Fate.STAYS : Fate.MAY_GO;
        }
        if (token(at + 1).kind() == Kind.STRING) {
            return Fate.STAYS;
        }
        Set<String> locals = new HashSet<>();
        boolean values = false;
        int depth = 0;
        for (int i = at + 1;
                i < end
                        && !(depth == 0
                                && token(i).isWord("from")
                                && token(i + 1).kind() == Kind.STRING);
                i++) {
            Token each = token(i);
            depth += each.is("{") ? 1 : each.is("}") ? -1 : 0;
            boolean typed = each.isWord("type")
                    && token(i + 1).kind() == Kind.WORD
                    && !token(i + 1).isWord("as");
            if (typed) {
                // `type X` or `type X as Y`: skipped with what it names.
                i += token(i + 2).isWord("as") ? 3 : 1;
            } else if (each.kind() == Kind.WORD
                    && !each.isWord("as")
                    && !token(i + 1).isWord("as")) {
                locals.add(each.text());
                values = true;
            }
        }
        if (!values) {
            return keepsUnused ? Fate.MAY_GO : Fate.GOES;
        }
        return keepsUnused ? Fate.STAYS : used(locals, at, end);
    }

    /** @param from the first token of the import, whose own words do not count */
    private Fate used(Set<String> names, int from, int to) {
        boolean seen = false;
        // With emitDecoratorMetadata, the types of what is decorated become values.
        boolean decorated = tokens.stream()
                .anyMatch(each -> each.kind() == Kind.WORD && each.text().startsWith("@") || each.is("@"));
        for (int i = 0; i < tokens.size(); i++) {
            Token each = token(i);
            if (i >= from && i <= to) {
                continue;
            }
            if (each.kind() == Kind.TEMPLATE) {
                // What stands in it is not taken apart.
                String whole = file.text().substring(each.start(), each.end());
                seen |= names.stream().anyMatch(whole::contains);
                continue;
            }
            if (each.kind() != Kind.WORD) {
                continue;
            }
            if (each.text().startsWith("@") && names.contains(each.text().substring(1))) {
                return Fate.STAYS;
            }
            if (!names.contains(each.text())
                    || token(i - 1).is(".")
                    || token(i - 1).is("?.")) {
                continue;
            }
            if (isValue(i)) {
                return Fate.STAYS;
            }
            seen |= decorated || !isType(i);
        }
        boolean markup = file.path().name().endsWith("x") && (names.contains("React") || names.contains("h"));
        return seen || markup ? Fate.MAY_GO : Fate.GOES;
    }

    /** Whether a name that stands here is certainly used as a value. */
    private boolean isValue(int index) {
        Token before = token(index - 1);
        Token after = token(index + 1);
        if (before.isWord("new")) {
            return true;
        }
        boolean operand = before.kind() == Kind.PUNCTUATOR && OPERANDS.contains(before.text())
                || after.kind() == Kind.PUNCTUATOR && COMPARING.contains(after.text())
                || before.isWord("return")
                || before.isWord("await")
                || before.isWord("throw")
                || before.isWord("yield");
        if (operand || isArgument(index)) {
            return true;
        }
        if (before.isWord("extends") && after.is("{")) {
            return token(index - 3).isWord("class") || token(index - 2).isWord("class");
        }
        boolean placed = before.kind() == Kind.PUNCTUATOR && OPERATORS.contains(before.text())
                || before.kind() == Kind.WORD && BEFORE_VALUE.contains(before.text());
        boolean method =
                (before.is("{") || before.is("}") || before.is(";") || before.is(",")) && isBodyBehind(index + 1);
        if (after.is("(") && placed && !method) {
            return true;
        }
        // x.y( … ): a type has no members that could be called.
        return placed
                && after.is(".")
                && token(index + 2).kind() == Kind.WORD
                && token(index + 3).is("(");
    }

    /**
     * Whether a name that stands here is certainly a type: that of a parameter, of a variable, of a member of a type, or what
     * something is taken for.
     */
    private boolean isType(int index) {
        if (token(index - 1).isWord("as") || token(index - 1).isWord("satisfies")) {
            return true;
        }
        if (!token(index - 1).is(":")) {
            return false;
        }
        boolean optional = token(index - 2).is("?");
        int name = optional ? index - 3 : index - 2;
        if (token(name).kind() != Kind.WORD) {
            return false;
        }
        Token before = token(name - 1);
        if (before.isWord("const") || before.isWord("let") || before.isWord("var")) {
            return true;
        }
        // `{ a: x; }` is no literal.
        boolean member = (before.is("{") || before.is(";")) && token(index + 1).is(";");
        // Straight inside parentheses, a name with a colon is a parameter; behind a comma, look for what opens.
        return member || before.is("(") || before.is(",") && opens(name - 1, "(");
    }

    /** Whether what stands around a place is opened by this. */
    private boolean opens(int place, String bracket) {
        int depth = 0;
        for (int i = place - 1; i >= 0; i--) {
            Token each = token(i);
            if (each.is(")") || each.is("]") || each.is("}")) {
                depth++;
            } else if (each.is("(") || each.is("[") || each.is("{")) {
                if (depth == 0) {
                    return each.is(bracket);
                }
                depth--;
            }
        }
        return false;
    }

    /** {@code f(x)}, {@code f(a, x)}, {@code f({ a: x })}: what a call is given; not the parameters of what is declared. */
    private boolean isArgument(int index) {
        Token after = token(index + 1);
        if (!after.is(")") && !after.is(",") && !after.is("}")) {
            return false;
        }
        int depth = 0;
        boolean literal = false;
        for (int i = index - 1; i >= 0; i--) {
            Token each = token(i);
            if (each.is(")") || each.is("]") || each.is("}")) {
                depth++;
            } else if (each.is("(") && depth == 0) {
                // Straight behind the parenthesis or a comma, or the value of a member of a literal.
                boolean placed = literal
                        ? token(index - 1).is(":") && token(index - 2).kind() == Kind.WORD
                        : token(index - 1).is("(") || token(index - 1).is(",");
                return placed && isCall(i);
            } else if (each.is("{") && depth == 0) {
                if (literal || !token(i - 1).is("(") && !token(i - 1).is(",")) {
                    return false;
                }
                literal = true;
            } else if (each.is("(") || each.is("[") || each.is("{")) {
                if (depth == 0) {
                    return false;
                }
                depth--;
            } else if (depth == 0
                    && (each.is(";")
                            || each.is("=>")
                            || each.is("<")
                            || each.kind() == Kind.WORD && DECLARING.contains(each.text()))) {
                return false;
            }
        }
        return false;
    }

    /** Whether a parenthesis opens what a function is called with. */
    private boolean isCall(int parenthesis) {
        Token callee = token(parenthesis - 1);
        boolean named = callee.kind() == Kind.WORD && !NOT_CALLED.contains(callee.text());
        boolean declared = token(parenthesis - 2).kind() == Kind.WORD
                && NOT_CALLED.contains(token(parenthesis - 2).text());
        if (!named || declared) {
            return false;
        }
        int depth = 0;
        for (int i = parenthesis; i < tokens.size(); i++) {
            depth += token(i).is("(") ? 1 : token(i).is(")") ? -1 : 0;
            if (depth == 0) {
                Token behind = token(i + 1);
                return !behind.is("{") && !behind.is(":") && !behind.is("=>");
            }
        }
        return false;
    }

    /** Behind the parentheses stands a body or a type: a method of this name is declared, not called. */
    private boolean isBodyBehind(int parenthesis) {
        int depth = 0;
        for (int i = parenthesis; i < tokens.size(); i++) {
            depth += token(i).is("(") ? 1 : token(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return token(i + 1).is("{") || token(i + 1).is(":");
            }
        }
        return true;
    }
}
