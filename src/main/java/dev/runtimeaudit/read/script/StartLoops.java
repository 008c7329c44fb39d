package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.Outline.Region;
import dev.runtimeaudit.read.script.ScriptNames.Declared;
import dev.runtimeaudit.read.script.ScriptValues.Value;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a program that is started comes to a loop without an end, in which it waits for a timer each time (ECMA-262, 14.7;
 * nodejs.org, "Timers"): it then runs for as long as nothing fails. What it waits for in front of that is taken to come.
 *
 * <p>The loop stands in a function that is called from the top level of the first script on, one by the other, where nothing decides
 * whether; nothing in it leaves it; and nothing in the program ends the process, but for a signal.
 */
public final class StartLoops {

    private static final int MOST_FUNCTIONS = 4_000;

    private static final Set<String> PROCESS = Set.of("process", "node:process");

    private static final Set<String> EXITS = Set.of("exit", "reallyExit");

    private static final String TIMER = "setTimeout";

    /** A function; -1 for the top level of its script. */
    private record At(TreePath file, int function) {}

    private final Map<TreePath, SourceFile> files = new HashMap<>();
    private final ScriptValues values;
    private final StartCertainty certainty;
    private final TreePath entry;

    /**
     * @param sources all scripts of the program but those of packages
     * @param entry the script that it begins with
     * @param links what the specifiers of each script mean
     */
    public StartLoops(List<SourceFile> sources, TreePath entry, Map<TreePath, Map<String, TreePath>> links) {
        sources.forEach(file -> files.put(file.path(), file));
        this.values = new ScriptValues(files, links);
        this.certainty = new StartCertainty(files, values, entry);
        this.entry = entry;
    }

    /** Whether it comes to one. */
    public boolean runsForEver() {
        if (files.values().stream().map(ScriptNames::of).anyMatch(StartLoops::mayExit)) {
            return false;
        }
        Deque<At> open = new ArrayDeque<>(List.of(new At(entry, -1)));
        Set<At> seen = new HashSet<>();
        while (!open.isEmpty() && seen.size() < MOST_FUNCTIONS) {
            At at = open.poll();
            Optional<ScriptNames> names = values.names(at.file());
            if (names.isEmpty() || !seen.add(at)) {
                continue;
            }
            if (hasLoop(names.get(), at.function())) {
                return true;
            }
            if (at.function() < 0) {
                names.get().imports().stream()
                        .filter(each -> !each.lazy())
                        .flatMap(each -> values.target(at.file(), each.specifier()).stream())
                        .forEach(target -> open.add(new At(target, -1)));
            }
            calls(at, names.get(), open);
        }
        return false;
    }

    /** The end of the process for another reason than a signal, whatever the process is called there. */
    private static boolean mayExit(ScriptNames names) {
        Outline text = names.text();
        boolean taken = names.imports().stream()
                .filter(each -> PROCESS.contains(each.specifier()))
                .anyMatch(each -> each.all()
                        || !Set.of(Map.of("process", "default"), Map.of("process", "*"))
                                .contains(each.names()));
        boolean renamed = text.wordsAt("process").stream().anyMatch(k -> text.is(k - 1, "=") && !text.isDot(k + 1));
        if (taken || renamed || isRequired(text)) {
            return true;
        }
        for (String word : List.of("exit", "abort", "kill", "reallyExit", "exitCode")) {
            for (int k : text.wordsAt(word)) {
                boolean process = text.isDot(k - 1) && text.isWord(k - 2, "process");
                boolean exit = EXITS.contains(word) && text.is(k + 1, "(");
                if ((process || exit) && !isOnSignal(text, k)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code const { exit: quit } = require("process")}: under a name of its own. */
    private static boolean isRequired(Outline text) {
        return text.wordsAt("require").stream()
                .anyMatch(k -> text.is(k + 1, "(")
                        && text.string(k + 2).filter(PROCESS::contains).isPresent()
                        && !(text.is(k - 1, "=") && text.isWord(k - 2, "process")));
    }

    /** {@code process.on("SIGTERM", () => …)} */
    private static boolean isOnSignal(Outline text, int k) {
        for (int open = text.around(k); open >= 0; open = text.around(open)) {
            boolean listens = text.is(open, "(")
                    && (text.isWord(open - 1, "on") || text.isWord(open - 1, "once"))
                    && text.isDot(open - 2)
                    && text.isWord(open - 3, "process");
            if (listens
                    && text.string(open + 1)
                            .filter(name -> name.startsWith("SIG"))
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void calls(At at, ScriptNames names, Deque<At> open) {
        Outline text = names.text();
        int from = at.function() < 0 ? 0 : text.part(at.function()).from();
        int to = at.function() < 0 ? text.size() - 1 : text.part(at.function()).to();
        for (int i = from; i <= to; i++) {
            if (!text.is(i, "(") || text.functionOf(i) != at.function() || text.partner(i) < 0) {
                continue;
            }
            int paren = i;
            int start = Callees.start(text, paren);
            boolean written = text.isWord(start - 1, "function")
                    || text.is(start - 1, "*")
                    || names.functionAt(paren - 1).isPresent();
            if (start >= 0
                    && !written
                    && !Callees.isNew(text, start, paren)
                    && isReached(names, at.function(), start)) {
                Callees.calledAtOnce(names, paren)
                        .<Value>map(part -> new Value.Fn(at.file(), part))
                        .or(() -> values.callee(at.file(), start, paren))
                        .ifPresent(value -> called(value, open));
            }
        }
    }

    /** Whether nothing that its function does itself ends it in front of a place. */
    private boolean isReached(ScriptNames names, int function, int place) {
        Outline text = names.text();
        return certainty.isNext(names, function, place)
                && text.wordsAt("throw").stream()
                        .noneMatch(k -> k < place && text.functionOf(k) == function && !text.isDot(k - 1));
    }

    private void called(Value value, Deque<At> open) {
        if (value instanceof Value.Fn function) {
            Outline text = values.names(function.file()).orElseThrow().text();
            if (!ScriptValues.isGenerator(text, text.part(function.part()))) {
                open.add(new At(function.file(), function.part()));
            }
        }
    }

    // --- the loop --------------------------------------------------------------------------------------------------

    private boolean hasLoop(ScriptNames names, int function) {
        Outline text = names.text();
        for (int i = 0; i < text.parts().size(); i++) {
            Part loop = text.part(i);
            if (loop.kind() == Region.LOOP
                    && text.functionOf(loop.head()) == function
                    && isEndless(text, loop)
                    && staysInside(text, loop, function)
                    && isReached(names, function, loop.head())
                    && pauses(names, i, function)) {
                return true;
            }
        }
        return false;
    }

    /** {@code while (true) {…}}, {@code for (;;) {…}} */
    private static boolean isEndless(Outline text, Part loop) {
        int open = loop.head() + 1;
        boolean block = text.is(open, "(") && text.partner(open) + 1 == loop.from() && text.is(loop.from(), "{");
        boolean always = text.isWord(loop.head(), "while")
                && text.partner(open) == open + 2
                && (text.isWord(open + 1, "true") || text.token(open + 1).text().equals("1"));
        boolean bare = text.isWord(loop.head(), "for")
                && text.is(open + 1, ";")
                && text.is(open + 2, ";")
                && text.partner(open) == open + 3;
        return block && (always || bare);
    }

    /** Whether nothing that its function does itself leaves it. */
    private static boolean staysInside(Outline text, Part loop, int function) {
        for (int k = loop.from(); k <= loop.to(); k++) {
            if (text.functionOf(k) != function || !text.isWord(k) || text.isDot(k - 1)) {
                continue;
            }
            boolean named = text.isWord(k, "continue") && text.isWord(k + 1) && !text.lineEnds(k + 1);
            boolean leaves = text.isWord(k, "break")
                    || text.isWord(k, "return")
                    || text.isWord(k, "throw")
                    || text.isWord(k, "yield");
            if (named || leaves) {
                return false;
            }
        }
        return true;
    }

    /** Whether it waits for a timer in every round. */
    private boolean pauses(ScriptNames names, int loop, int function) {
        Outline text = names.text();
        return text.wordsAt("await").stream()
                .anyMatch(k -> text.functionOf(k) == function
                        && k >= text.part(loop).from()
                        && k <= text.part(loop).to()
                        && isOwn(text, k, loop)
                        && !text.isDecided(k)
                        && isTimer(names, k + 1));
    }

    /** Whether no branch inside the loop decides over a place. */
    private static boolean isOwn(Outline text, int k, int loop) {
        int at = text.partOf(k);
        while (at >= 0 && text.part(at).kind() == Region.TRY) {
            at = text.part(at).outer();
        }
        return at == loop;
    }

    /** Whether what is waited for is a timer, or a function that makes one. */
    private boolean isTimer(ScriptNames names, int from) {
        Outline text = names.text();
        int end = StartEnds.operandEnd(text, from);
        int paren = text.is(end, ")") ? text.partner(end) : -1;
        if (paren < from) {
            return false;
        }
        if (has(text, from, end)) {
            return true;
        }
        boolean alone = paren == from + 1 && text.isWord(from);
        Optional<Declared> declared = alone ? names.declared(text.token(from).text()) : Optional.empty();
        if (declared.isPresent() && declared.get() instanceof Declared.Imported from1) {
            if (from1.there().equals(TIMER) && from1.specifier().endsWith("timers/promises")) {
                return true;
            }
        }
        if (declared.isPresent()
                && declared.get() instanceof Declared.Initial value
                && names.functionAt(value.from()).isEmpty()) {
            // const sleep = promisify(setTimeout)
            return has(text, value.from(), text.expressionEnd(value.from()));
        }
        return Callees.start(text, paren) == from
                && values.callee(text.file().path(), from, paren)
                        .filter(value -> value instanceof Value.Fn function && isTimer(function))
                        .isPresent();
    }

    private boolean isTimer(Value.Fn function) {
        Outline text = values.names(function.file()).orElseThrow().text();
        Part part = text.part(function.part());
        return has(text, part.from(), part.to());
    }

    private static boolean has(Outline text, int from, int to) {
        return text.wordsAt(TIMER).stream().anyMatch(k -> k >= from && k <= to && !text.isDot(k - 1))
                && text.wordsAt("unref").stream().noneMatch(k -> k >= from && k <= to);
    }
}
