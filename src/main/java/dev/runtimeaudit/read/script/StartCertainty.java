package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.Outline.Region;
import dev.runtimeaudit.read.script.ScriptNames.Declared;
import dev.runtimeaudit.read.script.ScriptValues.Value;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a place of a function is evaluated whenever the function runs: nothing decides about it, and the function does not
 * end before it, unless the program fails there.
 */
final class StartCertainty {

    private static final Set<String> OWN_PATH =
            Set.of("__filename", "fileURLToPath(import.meta.url)", "url.fileURLToPath(import.meta.url)");
    private static final Set<String> STARTED_PATH =
            Set.of("process.argv[1]", "path.resolve(process.argv[1])", "resolve(process.argv[1])");
    private static final Set<String> STARTED_URL = Set.of(
            "`file://${process.argv[1]}`",
            "pathToFileURL(process.argv[1]).href",
            "url.pathToFileURL(process.argv[1]).href",
            "pathToFileURL(process.argv[1]).toString()");
    private static final Set<String> BEFORE_OBJECTS =
            Set.of("(", ",", "[", "=", ":", "?", "&&", "||", "??", "...", ";", "{");
    private static final Set<String> BEFORE_BLOCKS = Set.of("return", "finally", "do", "default");

    private final Map<TreePath, SourceFile> files;
    private final TreePath entry;
    /** The names of functions that may end the process as if all was well. */
    private final Set<String> leavers = new HashSet<>();

    private final ScriptValues values;

    private final StartEnds ends;
    private final Map<Value.Fn, Boolean> leaving = new HashMap<>();

    StartCertainty(Map<TreePath, SourceFile> files, ScriptValues values, TreePath entry) {
        this.files = files;
        this.values = values;
        this.ends = new StartEnds(values);
        this.entry = entry;
        int before;
        do {
            before = leavers.size();
            files.values().forEach(file -> findLeavers(ScriptNames.of(file).text()));
        } while (leavers.size() > before);
    }

    private void findLeavers(Outline text) {
        for (int k = 0; k < text.size(); k++) {
            int function = text.functionOf(k);
            if (function >= 0 && (isGoodbye(text, k) || isLeaver(text, k))) {
                text.part(function).function().map(Outline.Function::name).ifPresent(leavers::add);
            }
        }
        leavers.remove("");
    }

    private boolean isLeaver(Outline text, int k) {
        return text.isWord(k)
                && text.is(k + 1, "(")
                && leavers.contains(text.token(k).text());
    }

    /** The end of a process with a code that does not say that it failed. */
    private static boolean isGoodbye(Outline text, int k) {
        boolean failed = text.token(k + 2).kind() == Kind.NUMBER
                && !text.token(k + 2).text().equals("0")
                && text.is(k + 3, ")");
        return StartFailure.isExit(text, k) && !failed;
    }

    /** Whether one of the scripts behind the first one may end the process when it is loaded. */
    boolean leaves(Collection<TreePath> loaded) {
        return files.entrySet().stream()
                .filter(each -> loaded.contains(each.getKey()) && !each.getKey().equals(entry))
                .map(each -> ScriptNames.of(each.getValue()).text())
                .anyMatch(text ->
                        text.wordsAt("exit").stream().anyMatch(k -> text.functionOf(k) < 0 && isGoodbye(text, k)));
    }

    /** @param function the function of which the place is; -1 for the top level */
    boolean isCertain(ScriptNames names, int function, int at) {
        return isNext(names, function, at) && !ends.mayStay(names, function, start(names, function), at);
    }

    /** Whether a place is come to as soon as all that the function waits for, and repeats, in front of it is done. */
    boolean isNext(ScriptNames names, int function, int at) {
        Outline text = names.text();
        return text.functionOf(at) == function
                && inNoBranch(names, function, at)
                && !text.isDecided(at)
                && inPlainBrackets(names, function, at)
                && !mayHaveEnded(names, function, at);
    }

    private static int start(ScriptNames names, int function) {
        return function < 0 ? 0 : names.text().part(function).from();
    }

    private boolean inNoBranch(ScriptNames names, int function, int at) {
        Outline text = names.text();
        for (int i = text.partOf(at); i >= 0 && i != function; i = text.part(i).outer()) {
            Part part = text.part(i);
            boolean main = part.kind() == Region.IF
                    && function < 0
                    && text.file().path().equals(entry)
                    && isMain(names, part.head() + 2, text.partner(part.head() + 1) - 1);
            if (part.kind() != Region.TRY && !main) {
                return false;
            }
        }
        return true;
    }

    /** No bracket around it belongs to something that may take its value from elsewhere, or that may be a function. */
    private static boolean inPlainBrackets(ScriptNames names, int function, int at) {
        Outline text = names.text();
        int outermost = function < 0 ? -1 : text.part(function).from();
        for (int open = text.around(at); open > outermost; open = text.around(open)) {
            int behind = text.partner(open) + 1;
            if (text.is(open, "{") && !names.isBody(open)) {
                Token before = text.token(open - 1);
                boolean known = open == 0
                        || before.kind() == Kind.WORD && BEFORE_BLOCKS.contains(before.text())
                        || before.kind() == Kind.PUNCTUATOR && BEFORE_OBJECTS.contains(before.text());
                if (!known || text.is(behind, "=")) {
                    return false;
                }
            } else if (text.is(open, "[") && text.is(behind, "=")) {
                return false;
            } else if (text.is(open, "(")) {
                boolean head = text.isWord(open - 1, "if") || text.isWord(open - 1, "switch");
                boolean parameters = text.is(behind, "{") || text.is(behind, "=>") || text.is(behind, ":");
                boolean perhaps = text.is(open - 1, "?.")
                        || text.isWord(open - 1, "for")
                        || text.isWord(open - 1, "while")
                        || text.isWord(open - 1, "catch");
                for (int k = open - 1; text.isWord(k) && text.isDot(k - 1); k -= 2) {
                    perhaps |= text.is(k - 1, "?.");
                }
                if (perhaps || parameters && !head) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean mayHaveEnded(ScriptNames names, int function, int at) {
        Outline text = names.text();
        for (int k = start(names, function); k < at; k++) {
            if (text.functionOf(k) != function) {
                continue;
            }
            if (text.is(k, "(") && calls(names, k)) {
                return true;
            }
            if (!text.isWord(k)) {
                continue;
            }
            boolean returns = text.isWord(k, "return") && !text.isDot(k - 1) && text.statementEnd(k) < at;
            if (returns || isGoodbye(text, k) || isLeaver(text, k)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a function that may end the process is called, whatever it is called there. */
    private boolean calls(ScriptNames names, int paren) {
        int start = Callees.start(names.text(), paren);
        return start >= 0
                && values.callee(names.text().file().path(), start, paren)
                        .filter(value -> value instanceof Value.Fn function && mayLeave(function))
                        .isPresent();
    }

    private boolean mayLeave(Value.Fn function) {
        Boolean known = leaving.putIfAbsent(function, false);
        if (known != null) {
            return known;
        }
        ScriptNames names = values.names(function.file()).orElseThrow();
        Outline text = names.text();
        Part part = text.part(function.part());
        for (int k = part.from(); k <= part.to(); k++) {
            if (isGoodbye(text, k) || isLeaver(text, k) || text.is(k, "(") && calls(names, k)) {
                leaving.put(function, true);
                return true;
            }
        }
        return false;
    }

    // --- the first script ------------------------------------------------------------------------------------------

    /** A condition that holds in the script that node is given (nodejs.org, "Accessing the main module"). */
    private static boolean isMain(ScriptNames names, int from, int last) {
        Outline text = names.text();
        if (from == last && text.isWord(from)) {
            Optional<Declared> declared = names.declared(text.token(from).text());
            return declared.isPresent()
                    && declared.get() instanceof Declared.Initial initial
                    && text.expressionEnd(initial.from()) > initial.from()
                    && isMain(names, initial.from(), text.expressionEnd(initial.from()));
        }
        if (last < from) {
            return false;
        }
        // The last token of a template is not its end.
        int end = last + 1 < text.size()
                ? text.token(last + 1).start()
                : text.file().text().length();
        String written = text.file()
                .text()
                .substring(text.token(from).start(), end)
                .lines()
                .map(line -> line.replace(" ", "").replace("\t", ""))
                .collect(Collectors.joining())
                .replace("argv[1]!", "argv[1]");
        if (written.equals("!module.parent")) {
            return true;
        }
        List<String> sides = List.of(written.split("={2,3}", -1));
        return sides.size() == 2 && (isMain(sides.get(0), sides.get(1)) || isMain(sides.get(1), sides.get(0)));
    }

    private static boolean isMain(String one, String other) {
        return one.equals("require.main") && other.equals("module")
                || OWN_PATH.contains(one) && STARTED_PATH.contains(other)
                || one.equals("import.meta.url") && STARTED_URL.contains(other);
    }
}
