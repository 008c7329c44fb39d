package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What texts a parameter of a function may be, from all the calls of it: {@code run("prisma generate")} for {@code const run = (command) =>
 * exec(command)}. Only of functions that are declared by names of their own, called, and handed to nobody.
 *
 * <p>It is one class although it is long: what a name means, and who calls its function, lead to each other.
 */
final class GivenTexts {

    private static final int DEEPEST = 4;

    /** Words behind which an expression stands. */
    private static final Set<String> EXPECTING = Set.of(
            "return", "default", "typeof", "new", "void", "await", "yield", "case", "in", "of", "delete", "throw",
            "extends", "else", "do");

    private static final Set<String> DECLARING = Set.of("const", "let", "var", "class", "function", "catch");

    /**
     * A text, or how one begins.
     *
     * @param whole whether that is all of it
     */
    record Given(Fragment text, boolean whole) {}

    /** The tokens of one file. */
    private record Script(SourceFile file, List<Token> tokens) {

        static Script of(SourceFile file) {
            return new Script(file, Tokenizer.tokens(file.text()));
        }

        boolean is(int at, String punctuator) {
            return at >= 0 && at < tokens.size() && tokens.get(at).is(punctuator);
        }

        boolean isWord(int at, String word) {
            return at >= 0 && at < tokens.size() && tokens.get(at).isWord(word);
        }

        /** What a token adds to the number of brackets that are open. */
        int opens(int at) {
            Token token = tokens.get(at);
            boolean open = token.is("(") || token.is("[") || token.is("{");
            boolean close = token.is(")") || token.is("]") || token.is("}");
            return open ? 1 : close ? -1 : 0;
        }

        /** The index of the bracket that closes the one here; -1 when none does. */
        int close(int at) {
            int depth = 0;
            for (int i = at; i < tokens.size(); i++) {
                depth += opens(i);
                if (depth == 0) {
                    return i;
                }
            }
            return -1;
        }

        /** Where the parts between commas begin, in the brackets that open here. */
        List<Integer> parts(int open, int close) {
            List<Integer> starts = new ArrayList<>();
            int depth = 0;
            for (int i = open + 1; i < close; i++) {
                if (starts.isEmpty() || depth == 0 && tokens.get(i - 1).is(",")) {
                    starts.add(i);
                }
                depth += opens(i);
            }
            return starts;
        }
    }

    /** A function that has a name, and which of its parameters is meant. */
    private record Parameter(String function, int index) {}

    private final List<Script> scripts;

    private GivenTexts(List<Script> scripts) {
        this.scripts = scripts;
    }

    /**
     * What a name may be that is used in a script.
     *
     * @param file in which it stands
     * @param offset where in it
     * @param all the scripts that may call its function, this one among them
     * @return empty where it is no such parameter, or may be something else
     */
    static Optional<List<Given>> of(String name, SourceFile file, int offset, List<SourceFile> all) {
        GivenTexts texts = new GivenTexts(all.stream().map(Script::of).toList());
        if (texts.scripts.stream().anyMatch(GivenTexts::hides)) {
            return Optional.empty();
        }
        return texts.scripts.stream()
                .filter(script -> script.file().equals(file))
                .findFirst()
                .flatMap(script -> texts.given(name, script, offset, 0));
    }

    /** Whether a script may call a function without naming it: by a module as a whole, {@code arguments}, or names that are written with escapes. */
    private static boolean hides(Script script) {
        if (script.file().text().contains("\\u")) {
            return true;
        }
        for (int i = 0; i < script.tokens().size(); i++) {
            Token token = script.tokens().get(i);
            if (token.isWord("arguments")) {
                return true;
            }
            boolean own = token.kind() == Kind.STRING && token.text().startsWith(".") && isSpecifier(script, i);
            if (own && !takesByName(script, i)) {
                return true;
            }
        }
        return false;
    }

    /** {@code import { a } from "./b"}, {@code const { a } = require("./b")}, {@code import "./b"}. */
    private static boolean takesByName(Script script, int specifier) {
        if (script.is(specifier - 1, "(")) {
            return script.isWord(specifier - 2, "require")
                    && script.is(specifier - 3, "=")
                    && script.is(specifier - 4, "}");
        }
        for (int at = specifier - 1; at >= 0; at--) {
            if (script.isWord(at, "import") || script.isWord(at, "export")) {
                return true;
            }
            if (script.is(at, "*")) {
                return false;
            }
        }
        return false;
    }

    private Optional<List<Given>> given(String name, Script script, int offset, int depth) {
        Optional<Parameter> parameter = depth > DEEPEST ? Optional.empty() : parameter(name, script, offset);
        if (parameter.isEmpty()) {
            return Optional.empty();
        }
        List<Given> all = new ArrayList<>();
        for (Script each : scripts) {
            Optional<List<Given>> some = calls(parameter.get(), each, depth);
            if (some.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(some.get());
        }
        // One that nobody calls by its name is called in another way.
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** The parameter that a name means at a place; empty where it is, or may become, something else. */
    private static Optional<Parameter> parameter(String name, Script script, int offset) {
        Optional<Parameter> innermost = Optional.empty();
        for (int i = 0; i < script.tokens().size(); i++) {
            Token token = script.tokens().get(i);
            if (!token.is("(")) {
                boolean shadows = script.is(i + 1, "=>");
                if (token.isWord(name) && (shadows || changes(script, i) || declares(script, i))) {
                    return Optional.empty();
                }
                continue;
            }
            int close = script.close(i);
            int body = close < 0 ? -1 : body(script, close);
            if (body < 0) {
                continue;
            }
            int end = script.is(body, "{") ? script.close(body) : -1;
            boolean inside = end > 0
                    && script.tokens().get(body).start() < offset
                    && offset < script.tokens().get(end).end();
            List<Integer> parts = script.parts(i, close);
            for (int part = 0; part < parts.size(); part++) {
                int at = parts.get(part);
                boolean mentioned = false;
                int until = part + 1 < parts.size() ? parts.get(part + 1) : close;
                for (int k = at; k < until; k++) {
                    mentioned |= script.isWord(k, name);
                }
                if (!mentioned) {
                    continue;
                }
                if (!inside) {
                    if (end < 0) {
                        return Optional.empty(); // an arrow without braces: where it ends is not told
                    }
                    continue;
                }
                Optional<String> function = name(script, i);
                boolean plain = script.isWord(at, name)
                        && (script.is(at + 1, ",") || script.is(at + 1, ")") || script.is(at + 1, ":"));
                if (function.isEmpty() || !plain) {
                    return Optional.empty();
                }
                innermost = Optional.of(new Parameter(function.get(), part));
            }
        }
        return innermost;
    }

    /** The brace, or the first word, of what the function does whose parameters end here; -1 where there is no function. */
    private static int body(Script script, int close) {
        int at = close + 1;
        if (script.is(at, ":")) {
            // What it gives back, in types.
            while (at < script.tokens().size() && !script.is(at, "=>") && !script.is(at, ";")) {
                int end = script.is(at, "{") ? script.close(at) : -1;
                if (script.is(at, "{") && !script.is(end + 1, "=>")) {
                    break;
                }
                at = Math.max(at, end) + 1;
            }
        }
        if (script.is(at, "=>")) {
            return at + 1;
        }
        return script.is(at, "{") ? at : -1;
    }

    /** {@code function run(}, {@code const run = (}, {@code const run = async (}. */
    private static Optional<String> name(Script script, int open) {
        if (open >= 2 && script.tokens().get(open - 1).kind() == Kind.WORD && isDeclaration(script, open - 1)) {
            return Optional.of(script.tokens().get(open - 1).text());
        }
        int at = script.isWord(open - 1, "async") ? open - 1 : open;
        return at >= 3
                        && script.is(at - 1, "=")
                        && script.tokens().get(at - 2).kind() == Kind.WORD
                        && script.isWord(at - 3, "const")
                ? Optional.of(script.tokens().get(at - 2).text())
                : Optional.empty();
    }

    /** {@code function run} as a statement of its own, which nobody gets by another name. */
    private static boolean isDeclaration(Script script, int name) {
        int first = script.isWord(name - 2, "async") ? name - 2 : name - 1;
        if (!script.isWord(name - 1, "function")) {
            return false;
        }
        if (first == 0
                || script.is(first - 1, ";")
                || script.is(first - 1, "}")
                || script.isWord(first - 1, "export")) {
            return true;
        }
        Token before = script.tokens().get(first - 1);
        boolean ends = before.is(")")
                || before.is("{")
                || before.kind() == Kind.STRING
                || before.kind() == Kind.NUMBER
                || before.kind() == Kind.WORD && !EXPECTING.contains(before.text());
        return ends
                && script.file().lineAt(before.start())
                        != script.file().lineAt(script.tokens().get(first).start());
    }

    private static boolean changes(Script script, int at) {
        Token next = at + 1 < script.tokens().size()
                ? script.tokens().get(at + 1)
                : script.tokens().get(at);
        boolean property = script.is(at - 1, ".") || script.is(at - 1, "?.");
        return !property
                && next.kind() == Kind.PUNCTUATOR
                && (next.text().endsWith("=")
                                && !Set.of("==", "===", "!=", "!==", "<=", ">=").contains(next.text())
                        || next.is("++")
                        || next.is("--"));
    }

    /** {@code const command}, and {@code const { command } = }, {@code [a, command] = }. */
    private static boolean declares(Script script, int at) {
        if (at > 0 && DECLARING.contains(script.tokens().get(at - 1).text())) {
            return true;
        }
        int depth = 0;
        for (int i = at + 1; i < script.tokens().size(); i++) {
            depth += script.opens(i);
            if (depth < 0) {
                if (script.is(i, ")") || script.is(i + 1, "=")) {
                    return script.is(i + 1, "=");
                }
                depth = 0; // the pattern may stand in another one
            }
        }
        return false;
    }

    /** What the calls of one script hand over; empty where the function is used otherwise, or one hands over what is not told. */
    private Optional<List<Given>> calls(Parameter parameter, Script script, int depth) {
        List<Given> all = new ArrayList<>();
        for (int i = 0; i < script.tokens().size(); i++) {
            Token token = script.tokens().get(i);
            if (isHidden(parameter.function(), token, script) && !isSpecifier(script, i)) {
                return Optional.empty();
            }
            if (!token.isWord(parameter.function()) || isDeclared(script, i) || isListed(script, i)) {
                continue;
            }
            int close = script.is(i + 1, "(") && !script.is(i - 1, ".") ? script.close(i + 1) : -1;
            if (close < 0) {
                return Optional.empty();
            }
            List<Integer> parts = script.parts(i + 1, close);
            boolean spread = parts.stream().limit(parameter.index()).anyMatch(part -> script.is(part, "..."));
            if (parameter.index() >= parts.size() || spread) {
                return Optional.empty();
            }
            int next = parameter.index() + 1 < parts.size() ? parts.get(parameter.index() + 1) - 1 : close;
            Optional<List<Given>> texts = texts(script, parts.get(parameter.index()), next, depth);
            if (texts.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(texts.get());
        }
        return Optional.of(all);
    }

    /** {@code x["run"]}, {@code `${run()}`}: a use that is not looked into. */
    private static boolean isHidden(String function, Token token, Script script) {
        String written = script.file().text().substring(token.start(), token.end());
        return token.kind() == Kind.STRING && token.text().equals(function)
                || token.kind() == Kind.TEMPLATE
                        && Pattern.compile("\\$\\{.*\\b" + Pattern.quote(function) + "\\b", Pattern.DOTALL)
                                .matcher(written)
                                .find();
    }

    /** {@code from "./run"}, {@code require("./run")}: the name of a module. */
    private static boolean isSpecifier(Script script, int at) {
        return script.isWord(at - 1, "from")
                || script.isWord(at - 1, "import")
                || script.is(at - 1, "(") && (script.isWord(at - 2, "require") || script.isWord(at - 2, "import"));
    }

    private static boolean isDeclared(Script script, int at) {
        return isDeclaration(script, at) || script.isWord(at - 1, "const") && script.is(at + 1, "=");
    }

    /** {@code import { run } from}, {@code export { run }}, {@code const { run } = require()}, {@code module.exports = { run }}. */
    private static boolean isListed(Script script, int at) {
        boolean between = (script.is(at - 1, "{") || script.is(at - 1, ","))
                && (script.is(at + 1, "}") || script.is(at + 1, ","));
        if (!between) {
            return false;
        }
        int open = at;
        while (open >= 0 && !script.is(open, "{")) {
            Token token = script.tokens().get(open);
            if (token.kind() != Kind.WORD && !token.is(",")) {
                return false;
            }
            open--;
        }
        int close = open < 0 ? -1 : script.close(open);
        boolean taken = script.is(close + 1, "=") && script.isWord(close + 2, "require");
        boolean handed = script.is(open - 1, "=") && script.isWord(open - 2, "exports");
        return script.isWord(open - 1, "import") || script.isWord(open - 1, "export") || handed || close > 0 && taken;
    }

    /** An argument: a text, a template of which the beginning is told, or a parameter that is handed on. */
    private Optional<List<Given>> texts(Script script, int from, int to, int depth) {
        if (to != from + 1) {
            return Optional.empty();
        }
        Token token = script.tokens().get(from);
        String text = script.file().text();
        if (token.kind() == Kind.STRING) {
            String written = text.substring(token.start() + 1, Math.max(token.start() + 1, token.end() - 1));
            return written.indexOf('\\') < 0
                    ? Optional.of(List.of(new Given(Fragment.at(written, script.file(), token.start() + 1), true)))
                    : Optional.empty();
        }
        if (token.kind() == Kind.WORD) {
            return given(token.text(), script, token.start(), depth + 1);
        }
        if (token.kind() != Kind.TEMPLATE) {
            return Optional.empty();
        }
        int hole = text.indexOf("${", token.start());
        String beginning = text.substring(token.start() + 1, Math.max(token.start() + 1, hole));
        if (beginning.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        if (!beginning.isEmpty()) {
            return Optional.of(List.of(new Given(Fragment.at(beginning, script.file(), token.start() + 1), false)));
        }
        List<Token> inside = Tokenizer.tokens(text, hole + 2, token.end() - 1);
        boolean name = inside.size() > 1
                && inside.get(0).kind() == Kind.WORD
                && inside.get(1).is("}");
        if (!name) {
            return Optional.empty();
        }
        // What follows in the template may go on with the last word, and what is cut off with any.
        boolean ends = Character.isWhitespace(text.charAt(inside.get(1).end()));
        return given(inside.get(0).text(), script, token.start(), depth + 1)
                .filter(all -> ends)
                .map(all -> all.stream()
                        .map(each -> new Given(
                                Fragment.at(
                                        each.text().text() + (each.whole() ? " " : ""), script.file(), token.start()),
                                false))
                        .toList());
    }
}
