package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of a script, and the brackets, functions and branches in which each stands. It knows JavaScript, TypeScript and
 * JSX by their brackets and a few words; there is no parser behind it, so that no syntax of any of them can stop it.
 *
 * <p>It is one class although it is long: where an expression ends decides what a function is, and the other way round.
 */
final class Outline {

    /** What a region is. */
    enum Region {
        FUNCTION,
        IF,
        ELSE,
        LOOP,
        SWITCH,
        TRY,
        CATCH
    }

    /**
     * A piece of the script that may run apart from what is around it.
     *
     * @param outer the region around it; -1 for none
     * @param function what it is as a function; empty for a branch
     * @param head the first token of what decides over it, or of the function
     * @param from its first token
     * @param to its last token
     */
    record Part(Region kind, int outer, Optional<Function> function, int head, int from, int to) {}

    /**
     * A function, a method or a class: what runs when it is called, or made.
     *
     * @param name empty when it has none
     * @param parameters the words of its parameter list
     * @param runs it runs where it is written: a callback of an array method, a function that is called at once, a constructor
     */
    record Function(String name, List<String> parameters, boolean runs, boolean async, boolean isClass) {}

    private static final Set<String> AT_ONCE = Set.of(
            "forEach",
            "map",
            "filter",
            "every",
            "some",
            "find",
            "findIndex",
            "reduce",
            "reduceRight",
            "flatMap",
            "from",
            "sort",
            "Promise");

    private static final Set<String> OPERATORS = Set.of("in", "instanceof", "as", "satisfies", "of", "is", "extends");

    private static final Set<String> PREFIXES = Set.of(
            "return",
            "typeof",
            "void",
            "delete",
            "await",
            "new",
            "case",
            "throw",
            "yield",
            "in",
            "of",
            "instanceof",
            "else",
            "do",
            "as",
            "satisfies",
            "extends",
            "default");

    private static final Token NONE = new Token(Kind.PUNCTUATOR, "", 0, 0);
    private static final int NEAR = 80;

    private final SourceFile file;
    private final List<Token> tokens;
    private final Map<String, List<Integer>> words;
    private final int[] lines;
    private final int[] partner;
    private final int[] around;
    private final int[] part;
    private final List<Part> parts = new ArrayList<>();
    /** The braces that hold statements. */
    private final Set<Integer> blocks = new HashSet<>();

    private Outline(SourceFile file) {
        this.file = file;
        this.tokens = flat(file.text());
        this.words = words(tokens);
        this.lines = new int[tokens.size()];
        this.partner = new int[tokens.size()];
        this.around = new int[tokens.size()];
        this.part = new int[tokens.size()];
        brackets();
        regions();
    }

    static Outline of(SourceFile file) {
        return new Outline(file);
    }

    // --- tokens --------------------------------------------------------------------------------------------------

    /** All tokens; those inside the substitutions of a template stand behind it, between <code>${</code> and <code>}$</code>. */
    private static List<Token> flat(String text) {
        List<Token> all = new ArrayList<>();
        flatten(text, 0, text.length(), all, 0);
        return all;
    }

    private static void flatten(String text, int from, int to, List<Token> all, int depth) {
        String piece = from == 0 && to == text.length() ? text : text.substring(from, to);
        for (Token token : Tokenizer.tokens(piece)) {
            int start = token.start() + from;
            int end = token.end() + from;
            boolean quoted = token.kind() == Kind.STRING && text.charAt(start) != '`';
            boolean open = quoted && (end - start < 2 || text.charAt(end - 1) != text.charAt(start));
            if (open && depth < 8) {
                // An apostrophe in the text of a JSX element.
                flatten(text, start + 1, end, all, depth + 1);
                continue;
            }
            all.add(new Token(token.kind(), token.text(), start, end));
            if (token.kind() == Kind.TEMPLATE && depth < 8) {
                substitutions(text, start, end, all, depth);
            }
        }
    }

    private static void substitutions(String text, int start, int end, List<Token> all, int depth) {
        int at = start + 1;
        while (at < end - 1) {
            if (text.charAt(at) == '\\') {
                at += 2;
            } else if (text.startsWith("${", at)) {
                int close = closing(text, at + 2, end);
                all.add(new Token(Kind.PUNCTUATOR, "${", at, at + 2));
                flatten(text, at + 2, close, all, depth + 1);
                all.add(new Token(Kind.PUNCTUATOR, "}$", close, Math.min(end, close + 1)));
                at = close + 1;
            } else {
                at++;
            }
        }
    }

    /** The brace that closes a substitution; strings and templates may stand in it. */
    private static int closing(String text, int from, int end) {
        int depth = 1;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '`') {
                int close = i + 1;
                while (close < end && text.charAt(close) != c) {
                    close += text.charAt(close) == '\\' ? 2 : 1;
                }
                i = close;
                continue;
            }
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return Math.max(from, end - 1);
    }

    int size() {
        return tokens.size();
    }

    Token token(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : NONE;
    }

    boolean is(int index, String punctuator) {
        return token(index).is(punctuator);
    }

    boolean isWord(int index, String word) {
        return token(index).isWord(word);
    }

    boolean isWord(int index) {
        return token(index).kind() == Kind.WORD;
    }

    /** Where a word stands. */
    List<Integer> wordsAt(String word) {
        return words.getOrDefault(word, List.of());
    }

    /** Whether it has a decorator. */
    boolean isDecorated() {
        return words.keySet().stream().anyMatch(word -> word.startsWith("@"));
    }

    private static Map<String, List<Integer>> words(List<Token> tokens) {
        Map<String, List<Integer>> words = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == Kind.WORD) {
                words.computeIfAbsent(tokens.get(i).text(), w -> new ArrayList<>())
                        .add(i);
            }
        }
        return words;
    }

    boolean isDot(int index) {
        return is(index, ".") || is(index, "?.");
    }

    /** The text of a plain string. */
    Optional<String> string(int index) {
        return token(index).kind() == Kind.STRING ? Optional.of(token(index).text()) : Optional.empty();
    }

    Span span(int from, int to) {
        return file.span(
                token(from).start(), Math.max(token(from).start(), token(to).end()));
    }

    /** What is written from one token to another, in one line and not longer than people want to read. */
    String written(int from, int to) {
        String text =
                file.text().substring(token(from).start(), token(to).end()).strip();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        return line.length() <= 80 ? line.toString() : line.substring(0, 79) + "…";
    }

    SourceFile file() {
        return file;
    }

    // --- brackets ------------------------------------------------------------------------------------------------

    static boolean opens(Token token) {
        return token.is("(") || token.is("[") || token.is("{") || token.is("${");
    }

    static boolean closes(Token token) {
        return token.is(")") || token.is("]") || token.is("}") || token.is("}$");
    }

    private static boolean fit(Token open, Token close) {
        return open.is("(") && close.is(")")
                || open.is("[") && close.is("]")
                || open.is("{") && close.is("}")
                || open.is("${") && close.is("}$");
    }

    private void brackets() {
        Deque<Integer> open = new ArrayDeque<>();
        Arrays.fill(partner, -1);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            lines[i] = file.lineAt(token.start());
            if (closes(token)) {
                // What does not fit was text: the brackets inside it are dropped.
                while (!open.isEmpty() && !fit(tokens.get(open.peek()), token) && isOpenBelow(open, token)) {
                    open.pop();
                }
                if (!open.isEmpty() && fit(tokens.get(open.peek()), token)) {
                    partner[i] = open.pop();
                    partner[partner[i]] = i;
                }
            }
            around[i] = open.isEmpty() ? -1 : open.peek();
            if (opens(token)) {
                open.push(i);
            }
        }
    }

    private boolean isOpenBelow(Deque<Integer> open, Token close) {
        return open.stream().anyMatch(each -> fit(tokens.get(each), close));
    }

    /** The other bracket of a pair; -1 when it has none. */
    int partner(int index) {
        return index >= 0 && index < partner.length ? partner[index] : -1;
    }

    /** The bracket that is open around a token; -1 for none. */
    int around(int index) {
        return index >= 0 && index < around.length ? around[index] : -1;
    }

    /** Behind a token, or behind the bracket that it opens. */
    private int behind(int index) {
        return opens(token(index)) && partner[index] > index ? partner[index] + 1 : index + 1;
    }

    /** Whether a statement ends in front of a token for no other reason than that its line does. */
    boolean lineEnds(int index) {
        if (index <= 0
                || index >= tokens.size()
                || lines[index] == file.lineAt(Math.max(0, token(index - 1).end() - 1))) {
            return false;
        }
        Token before = token(index - 1);
        boolean whole = before.kind() == Kind.WORD && !PREFIXES.contains(before.text())
                || before.kind() == Kind.STRING
                || before.kind() == Kind.NUMBER
                || before.kind() == Kind.TEMPLATE
                || before.kind() == Kind.REGEX
                || closes(before)
                || before.is("!");
        Token next = token(index);
        return whole && (next.kind() == Kind.WORD && !OPERATORS.contains(next.text()) || next.is("{"));
    }

    /** The last token of the expression that begins here: it ends with a comma, a semicolon, its bracket or its line. */
    int expressionEnd(int from) {
        int i = from;
        while (i < tokens.size()) {
            Token token = token(i);
            if (token.is(",") || token.is(";") || closes(token) || i > from && lineEnds(i)) {
                return Math.max(from, i - 1);
            }
            i = behind(i);
        }
        return tokens.size() - 1;
    }

    /** The last token of the statement that begins here. */
    int statementEnd(int from) {
        if (is(from, "{")) {
            return Math.max(from, partner(from));
        }
        boolean branch = isWord(from, "if") || isWord(from, "for") || isWord(from, "while");
        int open = isWord(from + 1, "await") ? from + 2 : from + 1;
        if (branch && is(open, "(") && partner(open) > 0) {
            int end = statementEnd(partner(open) + 1);
            return isWord(from, "if") && isWord(end + 1, "else") ? statementEnd(end + 2) : end;
        }
        int i = from;
        while (i < tokens.size()) {
            Token token = token(i);
            if (token.is(";")) {
                return i;
            }
            if (closes(token) || i > from && lineEnds(i)) {
                return Math.max(from, i - 1);
            }
            i = behind(i);
        }
        return tokens.size() - 1;
    }

    // --- functions and branches ------------------------------------------------------------------------------------

    private void regions() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            while (!open.isEmpty() && parts.get(open.peek()).to() < i) {
                open.pop();
            }
            part[i] = open.isEmpty() ? -1 : open.peek();
            Optional<Part> begins = begins(i, part[i]);
            if (begins.isPresent() && begins.get().to() >= i) {
                parts.add(begins.get());
                blocks.add(begins.get().from());
                open.push(parts.size() - 1);
            }
        }
    }

    private Optional<Part> begins(int i, int outer) {
        Token token = token(i);
        if (token.is("{") && partner[i] > i) {
            return block(i, outer);
        }
        if (token.is("=>") && !is(i + 1, "{")) {
            int start = parametersBefore(i);
            Function function = expression(start, i);
            return Optional.of(
                    new Part(Region.FUNCTION, outer, Optional.of(function), start, i + 1, expressionEnd(i + 1)));
        }
        if (token.is(")") && partner[i] >= 0 && !is(i + 1, "{")) {
            int word = headWord(partner[i]);
            Optional<Region> kind =
                    word < 0 ? Optional.empty() : branch(token(word).text());
            return kind.filter(k -> !isDoWhile(word))
                    .map(k -> new Part(k, outer, Optional.empty(), word, i + 1, statementEnd(i + 1)));
        }
        if (token.isWord("else") && !is(i + 1, "{")) {
            return Optional.of(new Part(Region.ELSE, outer, Optional.empty(), i, i + 1, statementEnd(i + 1)));
        }
        return Optional.empty();
    }

    private boolean isDoWhile(int word) {
        return isWord(word, "while") && is(word - 1, "}") && isWord(partner(word - 1) - 1, "do");
    }

    /** The word in front of a parenthesis that makes it the head of a branch; -1 for none. */
    private int headWord(int open) {
        int word = isWord(open - 1, "await") && isWord(open - 2, "for") ? open - 2 : open - 1;
        boolean branch = isWord(word) && branch(token(word).text()).isPresent() && !isDot(word - 1);
        return branch ? word : -1;
    }

    private static Optional<Region> branch(String word) {
        return switch (word) {
            case "if" -> Optional.of(Region.IF);
            case "for", "while", "with" -> Optional.of(Region.LOOP);
            case "switch" -> Optional.of(Region.SWITCH);
            case "catch" -> Optional.of(Region.CATCH);
            default -> Optional.empty();
        };
    }

    private Optional<Part> block(int i, int outer) {
        int close = partner[i];
        Token before = token(i - 1);
        if (before.isWord("else")) {
            return Optional.of(new Part(Region.ELSE, outer, Optional.empty(), i - 1, i, close));
        }
        if (before.isWord("try")) {
            return Optional.of(new Part(Region.TRY, outer, Optional.empty(), i - 1, i, close));
        }
        if (before.isWord("catch")) {
            return Optional.of(new Part(Region.CATCH, outer, Optional.empty(), i - 1, i, close));
        }
        if (before.isWord("do") || before.isWord("finally")) {
            return Optional.empty();
        }
        if (before.is("=>")) {
            int start = parametersBefore(i - 1);
            return Optional.of(function(expression(start, i - 1), outer, start, i, close));
        }
        Optional<Part> type = type(i, outer, close);
        if (type.isPresent()) {
            return type;
        }
        int end = before.is(")") ? i - 1 : returnTyped(i);
        int open = partner(end);
        if (end < 0 || open < 0) {
            return Optional.empty();
        }
        int head = headWord(open);
        if (head >= 0) {
            return branch(token(head).text()).map(kind -> new Part(kind, outer, Optional.empty(), head, i, close));
        }
        return Optional.of(named(open, end, i, outer, close));
    }

    private static Part function(Function function, int outer, int head, int from, int to) {
        return new Part(Region.FUNCTION, outer, Optional.of(function), head, from, to);
    }

    /** {@code function f() {}}, {@code f() {}} of a class or an object. */
    private Part named(int open, int end, int i, int outer, int close) {
        int name = open - 1;
        if (is(name, ">")) {
            int angle = 0;
            for (; name > open - NEAR && name > 0; name--) {
                angle += is(name, ">") ? 1 : is(name, "<") ? -1 : 0;
                if (angle == 0) {
                    break;
                }
            }
            name--;
        }
        int word = isWord(name, "function") ? name : name - 1;
        boolean star = is(word, "*");
        word -= star ? 1 : 0;
        boolean async = isWord(word - 1, "async") || isWord(word, "async");
        List<String> parameters = parameters(open, end);
        if (isWord(word, "function")) {
            int start = isWord(word - 1, "async") ? word - 1 : word;
            boolean anonymous = word == name;
            Function expression = expression(start, -1);
            Function function = new Function(
                    anonymous ? expression.name() : token(name).text(), parameters, expression.runs(), async, false);
            return function(function, outer, start, i, close);
        }
        String text =
                isWord(name) || token(name).kind() == Kind.STRING ? token(name).text() : "";
        return function(
                new Function(text, parameters, text.equals("constructor"), async, false), outer, name, i, close);
    }

    /** The closing parenthesis in front of a return type; -1 for none. */
    private int returnTyped(int i) {
        int angle = 0;
        for (int k = i - 1; k > 0 && k > i - NEAR; k--) {
            Token token = token(k);
            if (token.is(":")) {
                return k < i - 1 && is(k - 1, ")") ? k - 1 : -1;
            }
            angle += token.is(">") ? 1 : token.is(">>") ? 2 : token.is("<") ? -1 : 0;
            boolean ends =
                    token.is(";") || token.is("=") || token.is("=>") || opens(token) || angle == 0 && token.is(",");
            if (ends) {
                return -1;
            }
            if (closes(token)) {
                k = Math.max(0, partner[k]);
            }
        }
        return -1;
    }

    private Optional<Part> type(int i, int outer, int close) {
        for (int k = i - 1; k >= 0 && k > i - NEAR; k--) {
            Token token = token(k);
            if (token.isWord("class") && !isDot(k - 1)) {
                boolean named = isWord(k + 1) && !isWord(k + 1, "extends") && !isWord(k + 1, "implements") && k + 1 < i;
                Function made = new Function(named ? token(k + 1).text() : "", List.of(), false, false, true);
                return Optional.of(function(made, outer, k, i, close));
            }
            if (token.is(")") && partner[k] >= 0) {
                k = partner[k];
            } else if (token.kind() != Kind.WORD
                    && !token.is(".")
                    && !token.is("<")
                    && !token.is(">")
                    && !token.is(",")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The first token of the parameters in front of an arrow. */
    private int parametersBefore(int arrow) {
        int end = is(arrow - 1, ")") ? arrow - 1 : returnTyped(arrow);
        int start = end >= 0 && partner(end) >= 0 ? partner(end) : arrow - 1;
        return isWord(start - 1, "async") ? start - 1 : start;
    }

    private List<String> parameters(int open, int end) {
        List<String> names = new ArrayList<>();
        for (int k = open + 1; k < end; k++) {
            if (isWord(k) && (around[k] == open || is(around[k], "{")) && !isWord(k - 1, "as")) {
                boolean first = is(k - 1, "(") || is(k - 1, ",") || is(k - 1, "{") || is(k - 1, "...");
                boolean modified = isWord(k - 1, "readonly") || isWord(k - 1, "private") || isWord(k - 1, "public");
                if (first || modified) {
                    names.add(token(k).text());
                }
            }
        }
        return names;
    }

    /**
     * A function that is a value.
     *
     * @param start its first token
     * @param arrow its arrow; -1 for none
     */
    private Function expression(int start, int arrow) {
        boolean async = isWord(start, "async");
        int first = async ? start + 1 : start;
        List<String> parameters = arrow < 0
                ? List.of()
                : is(first, "(")
                        ? parameters(first, partner(first))
                        : List.of(token(first).text());
        Token before = token(start - 1);
        String name = "";
        boolean runs = false;
        if (before.is("=")) {
            name = assigned(start - 1);
        } else if (before.is(":") && (isWord(start - 2) || token(start - 2).kind() == Kind.STRING)) {
            name = token(start - 2).text();
        } else if (before.isWord("default")) {
            name = "default";
        } else if (before.is("(")) {
            int callee = start - 2;
            if (isWord(callee) && !PREFIXES.contains(token(callee).text())) {
                runs = AT_ONCE.contains(token(callee).text());
                // `export const f = cache(() => …)`: called by the name of what wraps it
                name = is(callee - 1, "=") ? assigned(callee - 1) : "";
            } else {
                runs = is(partner(start - 1) + 1, "(");
            }
        } else if (before.is("!") || before.isWord("void") || before.isWord("await")) {
            runs = true;
        }
        return new Function(name, parameters, runs, async, false);
    }

    /** The name that an assignment gives to its value. */
    private String assigned(int equals) {
        if (isWord(equals - 1) && !is(equals - 2, ":") && !is(equals - 2, "|") && !is(equals - 2, "<")) {
            return token(equals - 1).text();
        }
        for (int k = equals - 1; k > 0 && k > equals - NEAR; k--) {
            if (is(k, ";") || isWord(k, "return")) {
                return "";
            }
            if (isWord(k, "const") || isWord(k, "let") || isWord(k, "var")) {
                return token(k + 1).text();
            }
        }
        return "";
    }

    List<Part> parts() {
        return parts;
    }

    Part part(int index) {
        return parts.get(index);
    }

    /** The innermost region of a token; -1 for none. */
    int partOf(int index) {
        return index >= 0 && index < part.length ? part[index] : -1;
    }

    /** The innermost function of a token; -1 at the level of the module. */
    int functionOf(int index) {
        int at = partOf(index);
        while (at >= 0 && parts.get(at).kind() != Region.FUNCTION) {
            at = parts.get(at).outer();
        }
        return at;
    }

    /** Whether a branch or a loop whose condition nobody knows decides within its function if a token is reached. */
    boolean isInBranch(int index) {
        return isIn(index, Set.of(Region.IF, Region.ELSE, Region.SWITCH, Region.CATCH));
    }

    /** Whether a failure of it is caught by what goes on. */
    boolean isCaught(int index) {
        for (int at = partOf(index);
                at >= 0 && parts.get(at).kind() != Region.FUNCTION;
                at = parts.get(at).outer()) {
            if (parts.get(at).kind() == Region.TRY && !isPassedOn(parts.get(at).to() + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the handler that begins here throws or ends the process. */
    private boolean isPassedOn(int handler) {
        if (!isWord(handler, "catch")) {
            return true;
        }
        int body = is(handler + 1, "(") ? partner(handler + 1) + 1 : handler + 1;
        for (int k = body; k < partner(body); k++) {
            if (isWord(k, "throw") || isWord(k, "exit") && isDot(k - 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(int index, Set<Region> kinds) {
        for (int at = partOf(index);
                at >= 0 && parts.get(at).kind() != Region.FUNCTION;
                at = parts.get(at).outer()) {
            if (kinds.contains(parts.get(at).kind())) {
                return true;
            }
        }
        return false;
    }

    /** The innermost {@code if} whose body, not its {@code else}, holds a token, within its function; empty for none. */
    Optional<Part> ifAround(int index) {
        for (int at = partOf(index);
                at >= 0 && parts.get(at).kind() != Region.FUNCTION;
                at = parts.get(at).outer()) {
            if (parts.get(at).kind() == Region.IF) {
                return Optional.of(parts.get(at));
            }
        }
        return Optional.empty();
    }

    /** Whether an operator inside its statement decides if a token is evaluated: {@code a && x}, {@code a ? x : y}. */
    boolean isDecided(int index) {
        int inner = index;
        while (true) {
            for (int k = inner - 1; k >= 0; k--) {
                Token token = token(k);
                if (closes(token) && partner[k] >= 0) {
                    k = partner[k];
                    continue;
                }
                if (token.is("&&") || token.is("||") || token.is("??") || token.is("?") && !is(k + 1, ":")) {
                    return true;
                }
                boolean begins = opens(token)
                        || token.is(";")
                        || token.is(",")
                        || token.is("=")
                        || token.is("=>")
                        || lineEnds(k + 1);
                if (begins) {
                    break;
                }
            }
            int open = around(inner);
            if (open < 0 || blocks.contains(open)) {
                return false;
            }
            inner = open;
        }
    }
}
