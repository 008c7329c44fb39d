package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names that a script declares for all of itself, and that keep the value that they are declared with. Others are told as
 * {@linkplain Global#none none}, so that nobody takes them for names of node's.
 */
final class ScriptGlobals {

    /** The methods of an array that leave it as it is, and give nobody else hold of it. */
    private static final Set<String> READING = Set.of(
            "at",
            "concat",
            "every",
            "filter",
            "find",
            "findIndex",
            "forEach",
            "includes",
            "indexOf",
            "join",
            "length",
            "map",
            "slice",
            "some");

    private static final Set<String> CHANGING = Set.of(
            "=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??=", "++",
            "--");

    /** Words of those that change files without waiting. */
    private static final Set<String> WRITING = Set.of(
            "appendFile",
            "chdir",
            "copyFile",
            "cp",
            "createWriteStream",
            "mkdir",
            "promises",
            "rename",
            "rm",
            "rmdir",
            "symlink",
            "unlink",
            "writeFile");

    private static final Set<String> RUNNING = Set.of(
            "child_process",
            "node:child_process",
            "execa",
            "fs-extra",
            "fs/promises",
            "node:fs/promises",
            "shelljs",
            "zx");

    /**
     * @param module the one it is imported from
     * @param property which of its names; empty for all of it. Of a value: its property that a pattern takes
     */
    record Global(
            Optional<String> module,
            Optional<Expression.Function> function,
            Optional<Expression> value,
            String property) {

        static Global none() {
            return new Global(Optional.empty(), Optional.empty(), Optional.empty(), "");
        }
    }

    private final SourceFile file;
    private final List<Token> tokens;
    private final ScriptText script;

    ScriptGlobals(SourceFile file, List<Token> tokens) {
        this.file = file;
        this.tokens = tokens;
        this.script = ScriptReader.readWithLoops(file);
    }

    SourceFile file() {
        return file;
    }

    /** Empty when the script does not declare the name. */
    Optional<Global> get(String name) {
        List<Global> all = new ArrayList<>();
        for (Statement statement : script.statements()) {
            collect(statement, name, all);
        }
        if (all.isEmpty() && script.error().isEmpty() && !isHidden(name)) {
            return Optional.empty();
        }
        boolean single = all.size() == 1 && script.error().isEmpty() && !isHidden(name) && !isAssigned(name);
        return Optional.of(single ? all.get(0) : Global.none());
    }

    private static void collect(Statement statement, String name, List<Global> into) {
        if (statement instanceof Statement.Import imported && imported.locals().contains(name)) {
            int index = imported.locals().indexOf(name);
            String there = index < imported.names().size() ? imported.names().get(index) : "";
            into.add(new Global(
                    Optional.of(imported.specifier()),
                    Optional.empty(),
                    Optional.empty(),
                    there.equals("default") ? "" : there));
        } else if (statement instanceof Statement.Export export) {
            export.declared().ifPresent(declared -> collect(declared, name, into));
        } else if (statement instanceof Statement.Define define
                && define.function().name().equals(name)) {
            into.add(new Global(Optional.empty(), Optional.of(define.function()), Optional.empty(), ""));
        } else if (statement instanceof Statement.Declarations several) {
            several.all().forEach(each -> collect(each, name, into));
        } else if (statement instanceof Statement.Declare declare
                && declare.names().contains(name)) {
            Optional<Statement.Field> field = declare.fields().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst();
            boolean taken = !declare.pattern() || field.isPresent();
            into.add(
                    taken
                            ? new Global(
                                    Optional.empty(),
                                    Optional.empty(),
                                    declare.value(),
                                    field.map(Statement.Field::property).orElse(""))
                            : Global.none());
        }
    }

    /** Whether what was not understood, or stands in a block, may declare it with {@code var}, or as a function or a class. */
    private boolean isHidden(String name) {
        int braces = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            braces += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            boolean declares = i > 0
                    && token.isWord(name)
                    && (tokens.get(i - 1).isWord("class")
                            || tokens.get(i - 1).isWord("enum")
                            || tokens.get(i - 1).isWord("var") && braces > 0);
            if (declares) {
                return true;
            }
        }
        return script.statements().stream()
                .anyMatch(statement -> statement instanceof Statement.Unparsed unparsed
                        && (unparsed.variables().contains(name) || declares(unparsed, name)));
    }

    private boolean declares(Statement.Unparsed unparsed, String name) {
        for (int i = 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isWord(name) && tokens.get(i - 1).kind() == Token.Kind.WORD && isIn(token, unparsed.span())) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(Token token, Span span) {
        Span own = file.span(token.start(), token.end());
        boolean before = own.line() < span.line() || own.line() == span.line() && own.column() < span.column();
        boolean behind = own.line() > span.endLine() || own.line() == span.endLine() && own.column() > span.endColumn();
        return !before && !behind;
    }

    /** Whether the script writes files, runs other programs, or goes to another directory. */
    boolean changesFiles() {
        return tokens.stream()
                .anyMatch(token -> token.kind() == Token.Kind.STRING && RUNNING.contains(token.text())
                        || token.kind() == Token.Kind.WORD
                                && (WRITING.contains(token.text())
                                        || token.text().endsWith("Sync")
                                                && !ReckonedCalls.ASKING.contains(token.text())));
    }

    /** Whether anybody gives the name another value: a name that is the same elsewhere counts, too. */
    private boolean isAssigned(String name) {
        for (int i = 0; i < tokens.size(); i++) {
            if (!tokens.get(i).isWord(name) || i > 0 && tokens.get(i - 1).is(".")) {
                continue;
            }
            Token before = i > 0 ? tokens.get(i - 1) : tokens.get(i);
            Token behind = i + 1 < tokens.size() ? tokens.get(i + 1) : tokens.get(i);
            boolean declared = before.isWord("const") || before.isWord("let") || before.isWord("var");
            boolean changed = behind.kind() == Token.Kind.PUNCTUATOR && CHANGING.contains(behind.text())
                    || before.is("++")
                    || before.is("--")
                    || behind.isWord("of")
                    || behind.isWord("in");
            if (changed && !declared) {
                return true;
            }
        }
        return false;
    }

    /** Whether an array is asked for nothing but its elements, wherever its name stands. */
    boolean isOnlyRead(String name) {
        for (int i = 1; i + 2 < tokens.size(); i++) {
            if (!tokens.get(i).isWord(name) || tokens.get(i - 1).is(".")) {
                continue;
            }
            Token before = tokens.get(i - 1);
            boolean declared = before.isWord("const") || before.isWord("let") || before.isWord("var");
            boolean asked = tokens.get(i + 1).is(".")
                    && READING.contains(tokens.get(i + 2).text());
            boolean passed = before.is("...") || before.isWord("of");
            if (!declared && !asked && !passed) {
                return false;
            }
        }
        return true;
    }
}
