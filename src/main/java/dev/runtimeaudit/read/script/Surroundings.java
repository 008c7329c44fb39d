package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands around the tokens of a script: its brackets, blocks and functions (ECMA-262, 14 and 15), what decides whether a
 * statement is reached, and who catches what goes wrong there. In doubt something decides, and somebody catches.
 *
 * <p>It is one class although it is long: everything is asked of the same brackets.
 */
final class Surroundings {

    private enum Shape {
        GROUP,
        BLOCK,
        LOOP,
        CONDITION,
        TRY,
        CLASS,
        FUNCTION
    }

    /** @param params the bracket of its parameters; -1 where there is none */
    private record Frame(Shape shape, int open, int close, String name, int params) {}

    /**
     * A function that has a name.
     *
     * @param type the class it is a method of; empty when it is none of a class
     * @param decorated a framework makes its class
     */
    record Owner(String name, String type, boolean decorated) {}

    /**
     * @param conditional something decides whether it is reached when its function runs
     * @param tried it lies in a try or before a catch, or somebody is given its error
     * @param answered the one that catches does more than to tell it and to give up
     * @param atLoad it runs whenever the script is loaded
     * @param owners the functions around it that have names, the innermost first
     */
    record Standing(boolean conditional, boolean tried, boolean answered, boolean atLoad, List<Owner> owners) {}

    private static final Set<String> CONTROL = Set.of("if", "while", "for", "switch", "with");
    private static final Set<String> DECIDING = Set.of("?", "&&", "||", "??", "?.", "&&=", "||=", "??=");
    private static final Set<String> DECLARING = Set.of("const", "let", "var", "import", "export", "class", "function");
    private static final Set<String> CONTINUING = Set.of("instanceof", "in", "of", "as", "extends", "satisfies");
    private static final Set<String> OPERATORS =
            Set.of("return", "await", "new", "typeof", "void", "yield", "delete", "async", "default", "else", "throw");
    private static final Set<String> TELLING = Set.of("console", "logger", "log", "throw", "exit", "next");
    private static final Set<String> NOTHING = Set.of("false", "null", "undefined");
    private static final Set<String> BEFORE_OBJECTS =
            Set.of("(", "[", ",", "=", ":", "?", "&&", "||", "??", "=>", "...", "+=");

    private final Tokens tokens;
    private final String source;
    private final Map<Integer, Integer> pairs = new HashMap<>();
    private final List<Frame> frames = new ArrayList<>();

    private Surroundings(String source) {
        this.source = source;
        this.tokens = Tokens.of(source);
        pair();
        for (int i = 0; i < tokens.size(); i++) {
            if ((tokens.is(i, "(") || tokens.is(i, "[") || tokens.is(i, "{")) && pairs.containsKey(i)) {
                frames.add(frame(i, pairs.get(i)));
            } else if (tokens.is(i, "=>") && !tokens.is(i + 1, "{")) {
                frames.add(new Frame(Shape.FUNCTION, i, expressionEnd(i + 1), arrowName(i), -1));
            }
        }
    }

    static Surroundings of(SourceFile file) {
        return file.once(Surroundings.class, text -> new Surroundings(text.text()));
    }

    Tokens tokens() {
        return tokens;
    }

    private void pair() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, "(") || tokens.is(i, "[") || tokens.is(i, "{")) {
                open.push(i);
            } else if ((tokens.is(i, ")") || tokens.is(i, "]") || tokens.is(i, "}")) && !open.isEmpty()) {
                int from = open.pop();
                pairs.put(from, i);
                pairs.put(i, from);
            }
        }
    }

    private Frame frame(int open, int close) {
        if (!tokens.is(open, "{")) {
            return new Frame(Shape.GROUP, open, close, "", -1);
        }
        String before = tokens.word(open - 1);
        if (before.equals("try")) {
            return new Frame(Shape.TRY, open, close, "", -1);
        }
        if (before.equals("else") || before.equals("catch")) {
            return new Frame(Shape.CONDITION, open, close, "", -1);
        }
        if (before.equals("do")) {
            return new Frame(Shape.LOOP, open, close, "", -1);
        }
        if (tokens.is(open - 1, "=>")) {
            return new Frame(Shape.FUNCTION, open, close, arrowName(open - 1), -1);
        }
        int behind = beforeType(open - 1);
        if (tokens.is(behind, ")") && pairs.containsKey(behind)) {
            int params = pairs.get(behind);
            String word = tokens.word(params - 1);
            Shape shape = word.equals("for") || word.equals("while") || word.equals("await")
                    ? Shape.LOOP
                    : CONTROL.contains(word) || word.equals("catch") ? Shape.CONDITION : Shape.FUNCTION;
            return new Frame(shape, open, close, shape == Shape.FUNCTION ? functionName(params) : "", params);
        }
        for (int i = open - 1; i >= 0 && i > open - 40; i--) {
            if (tokens.is(i, ";")
                    || tokens.is(i, "{")
                    || tokens.is(i, "}")
                    || tokens.is(i, ")")
                    || tokens.is(i, "=>")) {
                break;
            }
            if (tokens.word(i).equals("class")) {
                return new Frame(Shape.CLASS, open, close, tokens.word(i + 1), -1);
            }
        }
        boolean object = before.equals("return")
                || open > 0
                        && tokens.get(open - 1).kind() == Kind.PUNCTUATOR
                        && BEFORE_OBJECTS.contains(tokens.get(open - 1).text());
        return new Frame(object ? Shape.GROUP : Shape.BLOCK, open, close, "", -1);
    }

    /** The bracket behind the parameters, where the type of what is returned stands between. */
    private int beforeType(int last) {
        if (tokens.is(last, ")")) {
            return last;
        }
        for (int i = last; i > 0 && i > last - 30; i--) {
            if (tokens.is(i, ":") && tokens.is(i - 1, ")") && i < last) {
                return i - 1;
            }
            boolean ofType = tokens.get(i).kind() == Kind.WORD
                    || tokens.get(i).kind() == Kind.STRING
                    || Set.of("<", ">", ">>", "[", "]", "|", "&", ",", ".", ":")
                            .contains(tokens.get(i).text());
            if (!ofType) {
                return -1;
            }
        }
        return -1;
    }

    private String functionName(int params) {
        int at = params - 1;
        if (tokens.is(at, ">")) {
            while (at >= 0 && !tokens.is(at, "<")) {
                at--;
            }
            at--;
        }
        if (tokens.is(at, "*")) {
            at--;
        }
        if (tokens.word(at).equals("function")) {
            int before = tokens.word(at - 1).equals("async") ? at - 2 : at - 1;
            return assignedName(before);
        }
        return tokens.word(at);
    }

    private String arrowName(int arrow) {
        int behind = tokens.word(arrow - 1).isEmpty() || tokens.is(arrow - 2, ":") ? beforeType(arrow - 1) : arrow - 1;
        int before = tokens.is(behind, ")") ? pairs.getOrDefault(behind, 0) - 1 : behind - 1;
        return assignedName(tokens.word(before).equals("async") ? before - 1 : before);
    }

    /** The name that a value gets that stands behind a token. */
    private String assignedName(int at) {
        if (tokens.is(at, "=")) {
            boolean typed = tokens.is(at - 2, ":") && DECLARING.contains(tokens.word(at - 4));
            return tokens.word(typed ? at - 3 : at - 1);
        }
        if (tokens.is(at, ":")) {
            return tokens.word(at - 1);
        }
        return tokens.word(at).equals("default") ? "default" : "";
    }

    private int expressionEnd(int from) {
        for (int i = from; i < tokens.size(); i++) {
            if (tokens.is(i, ",") || tokens.is(i, ";") || tokens.is(i, ")") || tokens.is(i, "]") || tokens.is(i, "}")) {
                return i;
            }
            if (i > from && begins(i)) {
                return i;
            }
            if ((tokens.is(i, "(") || tokens.is(i, "[") || tokens.is(i, "{")) && pairs.containsKey(i)) {
                i = pairs.get(i);
            }
        }
        return tokens.size();
    }

    /** Whether a statement begins at a token because its line does (ECMA-262, 12.10). */
    private boolean begins(int i) {
        Token before = tokens.get(i - 1);
        Token token = tokens.get(i);
        boolean ends = before.kind() == Kind.PUNCTUATOR
                ? before.is(")") || before.is("]") || before.is("}")
                : !OPERATORS.contains(before.text());
        return ends
                && token.kind() == Kind.WORD
                && !CONTINUING.contains(token.text())
                && source.substring(before.end(), token.start()).indexOf('\n') >= 0;
    }

    private List<Frame> around(int at) {
        return frames.stream()
                .filter(frame -> frame.open() < at && at < frame.close())
                .sorted(Comparator.comparingInt(Frame::open).reversed())
                .toList();
    }

    Standing of(int at) {
        boolean conditional = false;
        boolean tried = false;
        boolean answered = false;
        boolean atLoad = true;
        Set<Integer> own = new HashSet<>();
        List<Frame> functions = new ArrayList<>();
        List<Frame> around = around(at);
        List<Owner> owners = new ArrayList<>();
        int from = at;
        int close = tokens.is(at + 1, "(") ? pairs.getOrDefault(at + 1, at) : at;
        for (int level = 0; level <= around.size(); level++) {
            Optional<Frame> frame = level < around.size() ? Optional.of(around.get(level)) : Optional.empty();
            boolean ofLoop = level > 0 && around.get(level - 1).shape() == Shape.LOOP;
            conditional |= !ofLoop && decided(from, frame.map(Frame::open).orElse(-1), own);
            Catching chained = chained(close);
            tried |= chained != Catching.NOBODY;
            answered |= chained == Catching.ANSWERED;
            if (frame.isEmpty()) {
                break;
            }
            Frame inner = frame.get();
            from = inner.open();
            close = inner.close();
            atLoad &= inner.shape() == Shape.GROUP;
            conditional |= inner.shape() == Shape.CONDITION;
            if (inner.shape() == Shape.TRY && tokens.word(close + 1).equals("catch")) {
                tried = true;
                int body = tokens.is(close + 2, "(") ? pairs.getOrDefault(close + 2, close) + 1 : close + 2;
                answered |= !tells(body, pairs.getOrDefault(body, body));
            } else if (inner.shape() == Shape.GROUP && isGuard(tokens.word(inner.open() - 1))) {
                tried = true;
                answered = true;
            } else if (inner.shape() == Shape.FUNCTION) {
                functions.add(inner);
                if (!inner.name().isEmpty()) {
                    owners.add(owner(inner, around.subList(level + 1, around.size())));
                }
            }
        }
        conditional |= isGuarded(at, functions, own);
        return new Standing(conditional, tried, answered, atLoad && !conditional && !tried, List.copyOf(owners));
    }

    /** {@code Promise.allSettled}, {@code attempt}, {@code tryCatch}: what is given to them may fail. */
    private static boolean isGuard(String callee) {
        String name = callee.toLowerCase(Locale.ROOT);
        return List.of("settled", "attempt", "safe", "try", "catch", "optional").stream()
                .anyMatch(name::contains);
    }

    private Owner owner(Frame function, List<Frame> around) {
        boolean method = !around.isEmpty() && around.get(0).shape() == Shape.CLASS;
        String type = method ? around.get(0).name() : "";
        return new Owner(
                function.name(), type, method && isDecorated(around.get(0).open()));
    }

    private boolean isDecorated(int body) {
        int at = body;
        while (at > 0 && !tokens.word(at).equals("class")) {
            at--;
        }
        at--;
        while (Set.of("export", "default", "abstract").contains(tokens.word(at))) {
            at--;
        }
        if (tokens.is(at, ")")) {
            at = pairs.getOrDefault(at, 1) - 1;
        }
        return !tokens.word(at).isEmpty()
                && (tokens.word(at).startsWith("@")
                        || source.startsWith("@", Math.max(0, tokens.get(at).start() - 1)));
    }

    /** Whether something left of it in its statement decides over it. */
    private boolean decided(int from, int open, Set<Integer> own) {
        for (int i = from - 1; i > open; i--) {
            boolean last = i + 1 < from && begins(i + 1);
            if (last && !(tokens.is(i, ")") && isControlled(i))) {
                return false;
            }
            if (tokens.is(i, ")") && isControlled(i)) {
                return true;
            }
            if (tokens.is(i, ")") || tokens.is(i, "]") || tokens.is(i, "}")) {
                int start = pairs.getOrDefault(i, open);
                boolean block = tokens.is(i, "}")
                        && frames.stream().anyMatch(frame -> frame.open() == start && frame.shape() != Shape.GROUP);
                if (block) {
                    return false;
                }
                i = start;
            } else if (tokens.is(i, ";") || tokens.is(i, ",") || DECLARING.contains(tokens.word(i))) {
                return false;
            } else if (tokens.word(i).equals("else")
                    || tokens.get(i).kind() == Kind.PUNCTUATOR
                            && DECIDING.contains(tokens.get(i).text())) {
                return true;
            } else if (tokens.word(i).equals("return") || tokens.word(i).equals("throw")) {
                own.add(i);
                return i > 0
                        && (tokens.is(i - 1, ")") && isControlled(i - 1)
                                || tokens.word(i - 1).equals("else"));
            }
        }
        return false;
    }

    private boolean isControlled(int close) {
        return CONTROL.contains(tokens.word(pairs.getOrDefault(close, 0) - 1));
    }

    /** Whether a function may have ended before. */
    private boolean isGuarded(int at, List<Frame> functions, Set<Integer> own) {
        for (int i = 0; i < at; i++) {
            boolean leaves = Set.of("return", "throw", "continue").contains(tokens.word(i))
                    || tokens.word(i).equals("exit") && tokens.is(i + 1, "(");
            if (leaves && !own.contains(i)) {
                Optional<Frame> function = around(i).stream()
                        .filter(frame -> frame.shape() == Shape.FUNCTION)
                        .findFirst();
                if (function.isPresent() ? functions.contains(function.get()) : functions.isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    // --- who catches ---------------------------------------------------------------------------------------------

    private enum Catching {
        NOBODY,
        TOLD,
        ANSWERED
    }

    /** {@code ….then(…).catch(…)}, {@code ….on("error", …)} behind what ends at a token. */
    private Catching chained(int close) {
        int at = close + 1;
        while (tokens.is(at, ".") || tokens.is(at, "?.") || tokens.is(at, "(")) {
            if (tokens.is(at, "(")) {
                at = pairs.getOrDefault(at, tokens.size()) + 1;
                continue;
            }
            String name = tokens.word(at + 1);
            int end = tokens.is(at + 2, "(") ? pairs.getOrDefault(at + 2, tokens.size()) : at + 1;
            if (name.equals("catch")) {
                return tells(at + 2, end) ? Catching.TOLD : Catching.ANSWERED;
            }
            boolean listens = (name.equals("on") || name.equals("once"))
                    && at + 3 < tokens.size()
                    && tokens.get(at + 3).kind() == Kind.STRING
                    && tokens.get(at + 3).text().equals("error");
            if (listens) {
                return Catching.ANSWERED;
            }
            at = end + 1;
        }
        return Catching.NOBODY;
    }

    /** Whether what catches tells of it, and puts nothing in its place. */
    private boolean tells(int open, int close) {
        boolean told = false;
        for (int i = open; i < close; i++) {
            boolean answers = tokens.word(i).equals("return")
                    && !NOTHING.contains(tokens.word(i + 1))
                    && !tokens.is(i + 1, ";")
                    && !tokens.is(i + 1, "}")
                    && !tokens.word(i + 1).equals("next");
            if (answers || tokens.is(i, "=")) {
                return false;
            }
            told |= TELLING.contains(tokens.word(i));
        }
        return told;
    }

    /** Where a function of a name is given to another, which may call it: a handler of a route. */
    List<Integer> given(String name) {
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!tokens.word(i).equals(name)
                    || !tokens.is(i - 1, "(") && !tokens.is(i - 1, ",")
                    || !tokens.is(i + 1, ")") && !tokens.is(i + 1, ",")) {
                continue;
            }
            Optional<Frame> around = around(i).stream().findFirst();
            boolean argument = around.filter(frame -> tokens.is(frame.open(), "(")
                            && !tokens.word(frame.open() - 1).isEmpty()
                            && frames.stream().noneMatch(other -> other.params() == frame.open()))
                    .isPresent();
            if (argument) {
                given.add(i);
            }
        }
        return given;
    }

    /** Where a function of a name is called, or an object of a class is made. */
    List<Integer> calls(String name) {
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            int at = i + 1;
            if (tokens.word(i).equals(name)
                    && tokens.is(at, "(")
                    && !tokens.word(i - 1).equals("function")
                    && frames.stream().noneMatch(frame -> frame.params() == at)) {
                calls.add(i);
            }
        }
        return calls;
    }

    boolean makes(String type) {
        return calls(type).stream().anyMatch(call -> tokens.word(call - 1).equals("new"));
    }
}
