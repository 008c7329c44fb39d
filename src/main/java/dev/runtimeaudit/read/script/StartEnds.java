package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.ScriptValues.Value;
import dev.runtimeaudit.source.TreePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what a function does comes to its end: nothing in it runs for ever, and all that it waits for are functions of the
 * program that come to their ends (ECMA-262, 14.7, 27.7.5.3).
 */
final class StartEnds {

    private static final Set<String> PLAIN = Set.of("true", "false", "null", "undefined", "typeof");

    private final ScriptValues values;
    private final Map<Value.Fn, Boolean> known = new HashMap<>();
    private final Set<Value.Fn> asked = new HashSet<>();

    StartEnds(ScriptValues values) {
        this.values = values;
    }

    /** Whether something of a function in front of a place may keep it from coming there. */
    boolean mayStay(ScriptNames names, int function, int from, int at) {
        Outline text = names.text();
        for (int k = from; k < at; k++) {
            if (text.functionOf(k) != function || !text.isWord(k) || text.isDot(k - 1)) {
                continue;
            }
            boolean jumps = (text.isWord(k, "break") || text.isWord(k, "continue"))
                    && text.isWord(k + 1)
                    && !text.lineEnds(k + 1);
            boolean waits = text.isWord(k, "await") && !text.is(k + 1, ":");
            if (jumps || isEndless(text, k) || waits && mayWait(names, k, at)) {
                return true;
            }
        }
        return false;
    }

    /** {@code while (…)}, {@code do … while (…)}, {@code for (;;)}: what ends them is not asked. */
    private static boolean isEndless(Outline text, int k) {
        if (text.isWord(k, "while")) {
            return true;
        }
        if (!text.isWord(k, "for") || !text.is(k + 1, "(")) {
            return false;
        }
        for (int i = k + 2; i < text.partner(k + 1); i++) {
            if (text.is(i, ";") && text.is(i + 1, ";") && text.around(i) == k + 1) {
                return true;
            }
        }
        return false;
    }

    private boolean mayWait(ScriptNames names, int await, int at) {
        Outline text = names.text();
        int end = operandEnd(text, await + 1);
        // What it waits for is made before it waits.
        return at > end && !comesToEnd(names, await + 1, end);
    }

    /** The last token of {@code a.b(…).c(…)}. */
    static int operandEnd(Outline text, int from) {
        int at = text.isWord(from, "new") ? from + 1 : from;
        at = Outline.opens(text.token(at)) && text.partner(at) > at ? text.partner(at) : at;
        while (true) {
            if (text.isDot(at + 1) && text.isWord(at + 2)) {
                at += 2;
            } else if ((text.is(at + 1, "(") || text.is(at + 1, "[")) && text.partner(at + 1) > at) {
                at = text.partner(at + 1);
            } else {
                return at;
            }
        }
    }

    /** Whether the value of an expression is none that anybody may wait for without end. */
    private boolean comesToEnd(ScriptNames names, int from, int last) {
        Outline text = names.text();
        int paren = text.is(last, ")") ? text.partner(last) : -1;
        if (paren > from && !text.isWord(from, "new")) {
            TreePath file = text.file().path();
            // A package is loaded, or it is not; a script of the program may wait for something.
            if (paren == from + 1 && text.isWord(from, "import")) {
                Optional<String> specifier = text.string(paren + 1);
                return specifier.isPresent() && isLoadedToEnd(file, specifier.get(), new HashSet<>());
            }
            return Callees.start(text, paren) == from
                    && values.callee(file, from, paren)
                            .filter(value -> value instanceof Value.Fn function && comesToEnd(function))
                            .isPresent();
        }
        return false;
    }

    private boolean isLoadedToEnd(TreePath file, String specifier, Set<TreePath> seen) {
        Optional<TreePath> target = values.target(file, specifier);
        if (target.isEmpty()) {
            return !specifier.startsWith(".");
        }
        if (!seen.add(target.get())) {
            return true;
        }
        ScriptNames script = values.names(target.get()).orElseThrow();
        return !mayStay(script, -1, 0, script.text().size())
                && script.imports().stream().allMatch(each -> isLoadedToEnd(target.get(), each.specifier(), seen));
    }

    private boolean comesToEnd(Value.Fn function) {
        Boolean before = known.get(function);
        if (before != null) {
            return before;
        }
        if (!asked.add(function)) {
            return false;
        }
        boolean ends = bodyEnds(function);
        known.put(function, ends);
        return ends;
    }

    private boolean bodyEnds(Value.Fn function) {
        ScriptNames names = values.names(function.file()).orElseThrow();
        Outline text = names.text();
        Part part = text.part(function.part());
        if (ScriptValues.isGenerator(text, part) || mayStay(names, function.part(), part.from(), part.to() + 1)) {
            return false;
        }
        if (!text.is(part.from(), "{")) {
            return gives(names, part.from(), part.to());
        }
        for (int k : text.wordsAt("return")) {
            if (text.functionOf(k) == function.part() && !text.isDot(k - 1)) {
                boolean nothing = text.is(k + 1, ";") || text.is(k + 1, "}") || text.lineEnds(k + 1);
                if (!nothing && !gives(names, k + 1, text.expressionEnd(k + 1))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether an expression that a function gives back is nothing to wait for. */
    private boolean gives(ScriptNames names, int from, int last) {
        Outline text = names.text();
        if (text.isWord(from, "await")) {
            // What it waits for was looked at; what comes out is no promise.
            return operandEnd(text, from + 1) == last;
        }
        Token first = text.token(from);
        boolean plain = first.kind() == Token.Kind.STRING
                || first.kind() == Token.Kind.NUMBER
                || first.kind() == Token.Kind.TEMPLATE
                || first.kind() == Token.Kind.WORD && PLAIN.contains(first.text());
        boolean literal = text.is(from, "{") || text.is(from, "[");
        return plain && last == from || literal && text.partner(from) == last || comesToEnd(names, from, last);
    }
}
