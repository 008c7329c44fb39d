package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvScript.Call;
import dev.runtimeaudit.read.script.EnvScript.Function;
import dev.runtimeaudit.read.script.EnvScript.Import;
import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.Outline.Region;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a script hangs together with others: what it imports and still needs when it runs, its functions and its calls.
 * Imports that TypeScript leaves out because their names are types, or are used nowhere, are left out here, too
 * (typescriptlang.org, "Import Elision").
 *
 * @param directive {@code "use client"} and its like at the head of the script
 */
record ScriptLinks(List<Import> imports, List<Function> functions, List<Call> calls, Optional<String> directive) {

    private static final Set<String> NO_CALLEES = Set.of(
            "if",
            "for",
            "while",
            "switch",
            "catch",
            "function",
            "return",
            "typeof",
            "await",
            "import",
            "super",
            "with");

    private static final Set<String> BEFORE_TYPES = Set.of("as", "implements", "satisfies", "keyof", "is");

    static ScriptLinks of(Outline text) {
        List<Function> functions = new ArrayList<>();
        for (int i = 0; i < text.parts().size(); i++) {
            Part part = text.part(i);
            if (part.kind() == Region.FUNCTION) {
                Outline.Function function = part.function().orElseThrow();
                functions.add(new Function(
                        i,
                        function.name(),
                        text.functionOf(part.head()),
                        function.runs(),
                        EnvUses.reach(text, part.head())));
            }
        }
        Optional<String> directive = text.string(0).filter(word -> word.startsWith("use "));
        return new ScriptLinks(imports(text), functions, calls(text), directive);
    }

    private static List<Call> calls(Outline text) {
        List<Call> calls = new ArrayList<>();
        for (int i = 1; i < text.size(); i++) {
            if (!text.is(i, "(")
                    || !text.isWord(i - 1)
                    || NO_CALLEES.contains(text.token(i - 1).text())) {
                continue;
            }
            int start = i - 1;
            while (text.isDot(start - 1) && text.isWord(start - 2)) {
                start -= 2;
            }
            if (text.isWord(start - 1, "function")) {
                continue;
            }
            String name = text.token(i - 1).text();
            EnvUse.Reach reach = EnvUses.reach(text, start);
            calls.add(new Call(text.token(start).text(), name, text.isWord(start - 1, "new"), reach));
            if (name.equals("forRoot") || name.equals("forRootAsync")) {
                validators(text, i, reach, calls);
            }
        }
        return calls;
    }

    /** {@code ConfigModule.forRoot({ validate })}: Nest calls it. */
    private static void validators(Outline text, int open, EnvUse.Reach reach, List<Call> calls) {
        for (int k = open; k < text.partner(open); k++) {
            if (text.isWord(k, "validate") && (text.is(k - 1, "{") || text.is(k - 1, ","))) {
                int named = text.is(k + 1, ":") && text.isWord(k + 2) ? k + 2 : k;
                calls.add(new Call(text.token(named).text(), text.token(named).text(), false, reach));
            }
        }
    }

    // --- imports -------------------------------------------------------------------------------------------------

    private static List<Import> imports(Outline text) {
        String path = text.file().path().value();
        boolean typed = path.endsWith(".ts") || path.endsWith(".tsx") || path.endsWith(".mts") || path.endsWith(".cts");
        List<Import> imports = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            if (text.isDot(i - 1)) {
                continue;
            }
            if (text.isWord(i, "require") && text.is(i + 1, "(") && text.is(i + 3, ")")) {
                int at = i;
                text.string(i + 2).ifPresent(specifier -> imports.add(required(text, at, specifier)));
            } else if (text.isWord(i, "import") && text.is(i + 1, "(")) {
                int at = i;
                text.string(i + 2)
                        .ifPresent(specifier ->
                                imports.add(new Import(specifier, Map.of(), false, true, text.span(at, at + 2))));
            } else if (text.isWord(i, "import") || text.isWord(i, "export")) {
                statement(text, i, typed).ifPresent(imports::add);
            }
        }
        return imports;
    }

    private static Import required(Outline text, int i, String specifier) {
        Map<String, String> names = new LinkedHashMap<>();
        if (text.is(i - 1, "=") && text.isWord(i - 2)) {
            names.put(text.token(i - 2).text(), "*");
        } else if (text.is(i - 1, "=") && text.is(i - 2, "}")) {
            bindings(text, text.partner(i - 2), i - 2, ":", names);
        }
        boolean lazy = text.functionOf(i) >= 0 || text.isInBranch(i) || text.isDecided(i) || text.isCaught(i);
        return new Import(specifier, names, false, lazy, text.span(i, i + 3));
    }

    /** {@code a, b as c} or {@code a, b: c}: what each name here is called there. */
    private static void bindings(Outline text, int open, int close, String renames, Map<String, String> names) {
        for (int k = open + 1; k < close && open >= 0; k++) {
            if (!text.isWord(k) || !text.is(k - 1, "{") && !text.is(k - 1, ",")) {
                continue;
            }
            boolean type = text.isWord(k, "type") && text.isWord(k + 1) && !text.isWord(k + 1, "as");
            if (type) {
                continue;
            }
            boolean renamed = text.isWord(k + 1, renames) || text.is(k + 1, renames);
            names.put(text.token(renamed ? k + 2 : k).text(), text.token(k).text());
        }
    }

    private static Optional<Import> statement(Outline text, int i, boolean typed) {
        boolean export = text.isWord(i, "export");
        if (text.isWord(i + 1, "type") && !text.isWord(i + 2, "from") && !text.is(i + 2, ",")) {
            return Optional.empty();
        }
        if (!export && text.string(i + 1).isPresent()) {
            return text.string(i + 1).map(s -> new Import(s, Map.of(), false, false, text.span(i, i + 1)));
        }
        Map<String, String> names = new LinkedHashMap<>();
        boolean all = false;
        int k = i + 1;
        boolean braces = false;
        while (k < text.size() && text.token(k).kind() != Kind.STRING) {
            if (text.is(k, "{") && text.partner(k) > k) {
                braces = true;
                bindings(text, k, text.partner(k), "as", names);
                k = text.partner(k);
            } else if (text.is(k, "*")) {
                boolean named = text.isWord(k + 1, "as") && text.isWord(k + 2);
                all |= export && !named;
                if (named) {
                    names.put(text.token(k + 2).text(), "*");
                    k += 2;
                }
            } else if (text.isWord(k) && !text.isWord(k, "from")) {
                if (export) {
                    return Optional.empty();
                }
                names.put(text.token(k).text(), "default");
            } else if (!text.is(k, ",") && !text.isWord(k, "from")) {
                return Optional.empty();
            }
            k++;
        }
        boolean from = text.isWord(k - 1, "from");
        if (!from || k >= text.size()) {
            return Optional.empty();
        }
        Span at = text.span(i, k);
        boolean onlyTypes = braces && names.isEmpty() && text.partner(k - 2) >= 0 && k - 2 - text.partner(k - 2) > 1;
        if (onlyTypes && typed) {
            return Optional.empty();
        }
        if (!export && typed && !names.isEmpty()) {
            int end = k;
            names.keySet().removeIf(name -> !isUsed(text, name, i, end));
            if (names.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Import(text.token(k).text(), names, all, false, at));
    }

    /** Whether a name is used as a value outside of its import. */
    private static boolean isUsed(Outline text, String name, int from, int to) {
        if (name.equals("React")) {
            return true; // what JSX becomes may need it
        }
        return isUsedAs(text, name, from, to) || isUsedAs(text, "@" + name, from, to);
    }

    private static boolean isUsedAs(Outline text, String word, int from, int to) {
        for (int k : text.wordsAt(word)) {
            if (k >= from && k <= to) {
                continue;
            }
            boolean member = text.isDot(k - 1);
            boolean key = text.is(k + 1, ":") && (text.is(k - 1, "{") || text.is(k - 1, ","));
            if (!member && !key && !isType(text, k)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isType(Outline text, int k) {
        if (text.isWord(k - 1) && BEFORE_TYPES.contains(text.token(k - 1).text())) {
            return true;
        }
        boolean generic = text.is(k - 1, "<")
                && text.isWord(k - 2)
                && Character.isUpperCase(text.token(k - 2).text().charAt(0))
                && (text.is(k + 1, ">") || text.is(k + 1, ",") || text.is(k + 1, "["));
        if (generic) {
            return true;
        }
        if (!text.is(k - 1, ":")) {
            return false;
        }
        int name = text.is(k - 2, "?") ? k - 3 : k - 2;
        // A decorated class keeps the types of its parameters.
        boolean declared = text.isWord(name - 1, "const") || text.isWord(name - 1, "let");
        boolean parameter = text.is(text.around(k), "(") && (text.is(name - 1, "(") || text.is(name - 1, ","));
        boolean result = text.is(name, ")") && (text.is(k + 1, "{") || text.is(k + 1, "=>"));
        return (text.isWord(name) && (declared || parameter) || result) && !text.isDecorated();
    }
}
