package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvScript.Helper;
import dev.runtimeaudit.read.script.EnvScript.Lookup;
import dev.runtimeaudit.read.script.EnvUse.Consumer;
import dev.runtimeaudit.read.script.EnvUse.How;
import dev.runtimeaudit.read.script.EnvUse.Origin;
import dev.runtimeaudit.read.script.EnvUse.Reach;
import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.Outline.Region;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the environment variables that a script uses, and what becomes of each without a value (nodejs.org, "process.env";
 * vite.dev, "Env Variables and Modes").
 *
 * <p>It is one class although it is long: a read, the name it is kept under and the guard behind it are found together.
 */
public final class EnvUses {

    private static final Set<String> CONVERSIONS =
            Set.of("Number", "parseInt", "parseFloat", "String", "BigInt", "decodeURIComponent", "encodeURIComponent");
    private static final Set<String> ASSERTIONS =
            Set.of("assert", "invariant", "ok", "strict", "tinyInvariant", "assertEnv");
    private static final Set<String> OF_VITE = Set.of("MODE", "DEV", "PROD", "SSR", "BASE_URL");
    private static final Set<String> ERRORS = Set.of("Error", "TypeError", "RangeError");
    private static final Set<String> EQUALS = Set.of("===", "!==", "==", "!=");
    private static final Set<String> NOTHING = Set.of("undefined", "null");
    private static final Set<String> OF_OBJECTS = Set.of("hasOwnProperty", "toString", "constructor");

    /**
     * An expression whose value is that of a variable.
     *
     * @param from its first token
     * @param to behind its last token
     */
    private record Read(String name, int from, int to, Origin origin, Span at) {}

    private final Outline text;
    private final List<EnvUse> uses = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final List<Span> dynamic = new ArrayList<>();
    private final Map<String, Helper> helpers = new LinkedHashMap<>();
    /** Names for {@code process.env} as a whole. */
    private final Set<String> aliases;

    private boolean passed;

    private EnvUses(Outline text, Set<String> aliases) {
        this.text = text;
        this.aliases = aliases;
    }

    public static EnvScript of(SourceFile file) {
        Outline text = Outline.of(file);
        ScriptLinks links = ScriptLinks.of(text);
        Set<String> aliases = aliases(text, links);
        EnvUses scan = new EnvUses(text, aliases);
        scan.run();
        scan.spare();
        List<EnvUse> schemas = EnvSchemas.of(text);
        // What a schema is given says nothing that the schema does not.
        scan.uses.removeIf(u ->
                u.how() == How.PLAIN && schemas.stream().anyMatch(s -> s.name().equals(u.name())));
        scan.uses.addAll(schemas);
        return new EnvScript(
                file,
                scan.uses,
                scan.lookups,
                scan.dynamic,
                links.imports(),
                links.functions(),
                links.calls(),
                scan.helpers,
                links.directive(),
                scan.passed,
                EnvWrites.of(text, links, aliases));
    }

    static Reach reach(Outline text, int index) {
        return new Reach(text.functionOf(index), text.isInBranch(index) || text.isDecided(index), text.isCaught(index));
    }

    // --- where the variables are ---------------------------------------------------------------------------------

    /** Behind {@code process.env} and its like, where it begins at a token; -1 where it does not. */
    static int environment(Outline text, int i) {
        if (!text.isWord(i)) {
            return -1;
        }
        boolean member = text.isDot(i - 1);
        if (text.isWord(i, "process") && text.isDot(i + 1) && text.isWord(i + 2, "env")) {
            boolean global = text.isWord(i - 2, "globalThis") || text.isWord(i - 2, "global");
            return member && !global ? -1 : i + 3;
        }
        if (text.isWord(i, "Bun") && !member && text.isDot(i + 1) && text.isWord(i + 2, "env")) {
            return i + 3;
        }
        boolean meta = text.isWord(i, "import")
                && text.is(i + 1, ".")
                && text.isWord(i + 2, "meta")
                && text.isDot(i + 3)
                && text.isWord(i + 4, "env");
        return meta ? i + 5 : -1;
    }

    private static Set<String> aliases(Outline text, ScriptLinks links) {
        Set<String> aliases = new LinkedHashSet<>();
        links.imports().stream()
                .filter(i -> i.specifier().equals("process") || i.specifier().equals("node:process"))
                .forEach(i -> i.names().forEach((local, there) -> {
                    if (there.equals("env")) {
                        aliases.add(local);
                    }
                }));
        for (int i = 0; i < text.size(); i++) {
            int behind = environment(text, i);
            if (behind < 0 || !text.is(i - 1, "=") || text.isDot(behind) || text.is(behind, "[")) {
                continue;
            }
            if (text.isWord(behind, "as")) {
                behind += 2;
            }
            boolean whole = text.is(behind, ";")
                    || text.is(behind, ",")
                    || text.is(behind, ")")
                    || text.expressionEnd(i) == behind - 1;
            if (whole && text.isWord(i - 2)) {
                boolean typed = text.is(i - 3, ":");
                int name = typed ? i - 4 : i - 2;
                boolean named = text.isWord(name) && !text.isDot(name - 1);
                if (named) {
                    aliases.add(text.token(name).text());
                }
            } else if (whole && text.is(i - 2, "]") || whole && text.is(i - 2, ".")) {
                aliases.remove("");
            }
        }
        for (int i = 0; i + 4 < text.size(); i++) {
            // const { env } = process
            boolean taken = text.is(i, "{")
                    && text.isWord(i + 1, "env")
                    && text.is(i + 2, "}")
                    && text.is(i + 3, "=")
                    && text.isWord(i + 4, "process")
                    && !text.isDot(i + 5);
            if (taken) {
                aliases.add("env");
            }
        }
        return aliases;
    }

    /** Behind the environment where it begins at a token, by any of its names; -1 where it does not. */
    private int any(int i) {
        int behind = environment(text, i);
        if (behind >= 0) {
            return behind;
        }
        boolean alias = text.isWord(i)
                && aliases.contains(text.token(i).text())
                && !text.isDot(i - 1)
                && (text.isDot(i + 1) || text.is(i + 1, "["));
        return alias ? i + 1 : -1;
    }

    private void run() {
        boolean nest = false;
        for (int i = 0; i < text.size(); i++) {
            nest |= text.string(i).filter("@nestjs/config"::equals).isPresent();
        }
        findHelpers();
        for (int i = 0; i < text.size(); i++) {
            int behind = any(i);
            if (behind >= 0) {
                access(i, behind);
            } else if (text.isWord(i, "Deno")
                    && text.isDot(i + 1)
                    && text.isWord(i + 2, "env")
                    && text.isWord(i + 4, "get")
                    && text.is(i + 5, "(")) {
                int call = i;
                text.string(i + 6)
                        .ifPresent(name -> classify(new Read(
                                name, call, text.partner(call + 5) + 1, Origin.INDIRECT, text.span(call, call + 6))));
            } else if (text.is(i, "(")) {
                lookup(i, nest);
            }
        }
    }

    private void access(int i, int behind) {
        boolean meta = text.isWord(i, "import");
        boolean alias = behind == i + 1;
        Origin origin = meta ? Origin.IMPORT_META : alias ? Origin.INDIRECT : Origin.PROCESS;
        if (text.isDot(behind) && text.isWord(behind + 1)) {
            String name = text.token(behind + 1).text();
            boolean call = text.is(behind + 2, "(");
            if (OF_OBJECTS.contains(name) || call || meta && OF_VITE.contains(name) || alias && !isUpper(name)) {
                return;
            }
            classify(new Read(name, i, behind + 2, origin, text.span(i, behind + 1)));
            return;
        }
        int bracket = text.is(behind, "?.") ? behind + 1 : behind;
        if (text.is(bracket, "[")) {
            int close = text.partner(bracket);
            Optional<String> name = close == bracket + 2 ? text.string(bracket + 1) : Optional.empty();
            if (name.isPresent()) {
                classify(new Read(name.get(), i, close + 1, origin, text.span(i, close)));
            } else if (close > 0 && !isWritten(close + 1)) {
                indexed(i, bracket, close);
            }
            return;
        }
        if (text.is(i - 1, "=") && text.is(i - 2, "}")) {
            destructured(text.partner(i - 2), i - 2, i);
            return;
        }
        passed |= !meta && !alias;
    }

    private boolean isWritten(int behind) {
        return text.is(behind, "=");
    }

    static boolean isUpper(String name) {
        boolean letter = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            letter |= c >= 'A' && c <= 'Z';
            if (!(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_')) {
                return false;
            }
        }
        return letter;
    }

    /** {@code const { A, B = 1, C: c } = process.env} */
    private void destructured(int open, int close, int environment) {
        for (int k = open + 1; k < close; k++) {
            if (text.around(k) != open || !text.isWord(k) || !text.is(k - 1, "{") && !text.is(k - 1, ",")) {
                continue;
            }
            String name = text.token(k).text();
            int local = text.is(k + 1, ":") && text.isWord(k + 2) ? k + 2 : k;
            boolean defaulted = text.is(local + 1, "=");
            Span at = text.span(k, local);
            if (defaulted) {
                int end = text.expressionEnd(local + 2);
                add(use(name, How.DEFAULTED, environment, Origin.INDIRECT, at).fallback(text.written(local + 2, end)));
            } else if (!named(name, text.token(local).text(), local, Origin.INDIRECT, at)) {
                add(use(name, How.PLAIN, environment, Origin.INDIRECT, at));
            }
        }
    }

    // --- what becomes of a value ---------------------------------------------------------------------------------

    private void classify(Read read) {
        if (isWritten(read.to()) || text.isWord(read.from() - 1, "delete")) {
            return;
        }
        Made made = judge(read);
        if (made.how == How.PLAIN && made.alias >= 0) {
            String local = text.token(made.alias).text();
            if (named(read.name(), local, made.alias, read.origin(), read.at())) {
                return;
            }
        }
        add(made);
    }

    private void add(Made made) {
        uses.add(made.use());
    }

    /** {@code if (process.env.MODE === "x") {…}} around a place, as {@code MODE=x}; empty for anything else. */
    private Optional<String> condition(int index) {
        Optional<Part> branch = text.ifAround(index);
        if (branch.isEmpty()) {
            return Optional.empty();
        }
        int open = branch.get().head() + 1;
        int close = text.partner(open);
        int equals = -1;
        for (int k = open + 1; k < close; k++) {
            boolean other = text.is(k, "&&") || text.is(k, "||") || text.is(k, "!==");
            if (other) {
                return Optional.empty();
            }
            equals = text.is(k, "===") || text.is(k, "==") ? k : equals;
        }
        Optional<String> value = equals < 0 || equals + 2 != close ? Optional.empty() : text.string(equals + 1);
        return value.flatMap(v -> variable(open + 1).map(name -> name + "=" + v));
    }

    /** The variable whose value an expression has that begins here, also by the name it is kept under. */
    private Optional<String> variable(int from) {
        int behind = any(from);
        if (behind >= 0) {
            return text.isDot(behind) && text.isWord(behind + 1)
                    ? Optional.of(text.token(behind + 1).text())
                    : Optional.empty();
        }
        for (int k = 0; k + 3 < from && text.isWord(from); k++) {
            boolean declared = text.isWord(k, "const")
                    && text.isWord(k + 1, text.token(from).text())
                    && text.is(k + 2, "=");
            if (declared && any(k + 3) >= 0) {
                return variable(k + 3);
            }
        }
        return Optional.empty();
    }

    private Made use(String name, How how, int index, Origin origin, Span at) {
        return new Made(name, how, reach(text, index), origin, at);
    }

    /** A use in the making. */
    private static final class Made {
        private final String name;
        private How how;
        private Reach reach;
        private Origin origin;
        private final Span at;
        private Optional<String> fallback = Optional.empty();
        private Optional<String> condition = Optional.empty();
        private Optional<Consumer> consumer = Optional.empty();
        private List<String> allowed = List.of();
        private List<String> group = List.of();
        /** The token of the name under which the value is kept; -1 when it is not. */
        private int alias = -1;

        private Optional<LastWords> words = Optional.empty();
        /** What asks for the variable asks whether its value is true, as JavaScript sees it. */
        private boolean emptyIsNone;
        /** The code says that it is there: {@code x!}, {@code x as string}. */
        private boolean vouched;

        Made(String name, How how, Reach reach, Origin origin, Span at) {
            this.name = name;
            this.how = how;
            this.reach = reach;
            this.origin = origin;
            this.at = at;
        }

        Made fallback(String text) {
            fallback = Optional.of(text);
            return this;
        }

        Made how(How other) {
            how = other;
            return this;
        }

        EnvUse use() {
            return new EnvUse(
                    name,
                    how,
                    fallback,
                    allowed,
                    group,
                    condition,
                    reach,
                    consumer,
                    origin,
                    how == How.REQUIRED ? words : Optional.empty(),
                    emptyIsNone,
                    at);
        }
    }

    private Made judge(Read read) {
        int from = read.from();
        int to = read.to();
        Made made = use(read.name(), How.PLAIN, from, read.origin(), read.at());
        made.condition = condition(from);
        if (text.is(to, "||=") || text.is(to, "??=")) {
            made.emptyIsNone = text.is(to, "||=");
            return made.how(How.DEFAULTED).fallback(text.written(to + 1, text.expressionEnd(to + 1)));
        }
        for (int round = 0; round < 8; round++) {
            int types = behindTypes(to);
            made.vouched |= types > to;
            to = types;
            Optional<Made> said = decide(made, from, to);
            if (said.isPresent()) {
                return said.get();
            }
            // A conversion or parentheses around it: go on with the whole.
            int open = text.around(from);
            boolean first = open >= 0 && text.is(open, "(") && open == from - 1;
            if (!first || text.partner(open) < 0) {
                return plain(made, from, to);
            }
            boolean last = text.partner(open) == to;
            boolean radix =
                    text.is(to, ",") && text.token(to + 1).kind() == Kind.NUMBER && text.partner(open) == to + 2;
            int callee = open - 1;
            if (text.isWord(callee) && !isKeyword(callee)) {
                if (text.isWord(callee, "Boolean")) {
                    return made.how(How.OPTIONAL);
                }
                boolean member = text.isDot(callee - 1) && text.isWord(callee - 2, "Number");
                if (!CONVERSIONS.contains(text.token(callee).text()) || !(last || radix)) {
                    return plain(made, from, to);
                }
                from = member ? callee - 2 : callee;
            } else if (last) {
                from = open;
                if (text.isWord(open - 1, "if") || text.isWord(open - 1, "while")) {
                    return plain(made, from, to);
                }
            } else {
                return plain(made, from, to);
            }
            to = text.partner(open) + 1;
        }
        return made;
    }

    private boolean isKeyword(int word) {
        return Set.of("if", "while", "return", "typeof", "await", "switch", "for", "case", "throw", "void", "in", "of")
                .contains(text.token(word).text());
    }

    /** Behind the marks of TypeScript that leave nothing at run time: {@code x!}, {@code x as string}. */
    private int behindTypes(int to) {
        int at = to;
        while (true) {
            if (text.is(at, "!") && !text.is(at + 1, "=") && !text.is(at + 1, "==")) {
                at++;
            } else if (text.isWord(at, "as") || text.isWord(at, "satisfies")) {
                at = behindType(at + 1);
            } else {
                return at;
            }
        }
    }

    private int behindType(int from) {
        int at = from;
        int angle = 0;
        while (at < text.size()) {
            if (text.is(at, "<")) {
                angle++;
            } else if (text.is(at, ">") && angle > 0) {
                angle--;
            } else if (text.is(at, "[") && text.is(at + 1, "]")) {
                at++;
            } else if (text.is(at, "(") && at == from || text.is(at, "{") && at == from) {
                at = Math.max(at, text.partner(at));
            } else {
                boolean part = text.isWord(at) && !text.isWord(at, "as")
                        || text.token(at).kind() == Kind.STRING
                        || text.is(at, ".")
                        || text.is(at, "|")
                        || text.is(at, "&")
                        || angle > 0 && text.is(at, ",");
                boolean next = at > from
                        && text.isWord(at)
                        && text.isWord(at - 1)
                        && angle == 0
                        && !text.isWord(at - 1, "keyof")
                        && !text.isWord(at - 1, "typeof");
                if (!part || next) {
                    return at;
                }
            }
            at++;
        }
        return at;
    }

    /** What the operators next to a value say; empty when there are none. */
    private Optional<Made> decide(Made made, int from, int to) {
        if (text.token(to).kind() == Kind.PUNCTUATOR
                && EQUALS.contains(text.token(to).text())) {
            return Optional.of(compared(made, from, to, to + 1));
        }
        if (text.token(from - 1).kind() == Kind.PUNCTUATOR
                && EQUALS.contains(text.token(from - 1).text())) {
            return Optional.of(compared(made, from, from - 1, from - 2));
        }
        if (text.is(from - 1, "!")) {
            made.emptyIsNone = true;
            return Optional.of(text.is(from - 2, "!") ? made.how(How.OPTIONAL) : missing(made, from - 1, to));
        }
        if (text.isWord(from - 1, "typeof")) {
            boolean undefined = EQUALS.contains(text.token(to).text())
                    && text.string(to + 1).filter(NOTHING::contains).isPresent();
            boolean equal = text.is(to, "===") || text.is(to, "==");
            return Optional.of(undefined && equal ? missing(made, from - 1, to + 2) : made.how(How.OPTIONAL));
        }
        if (text.is(to, "||") || text.is(to, "??")) {
            return Optional.of(chained(made, from, to));
        }
        if (text.is(from - 1, "||") || text.is(from - 1, "??")) {
            boolean test = isHead(from) || text.is(to, "?") || text.is(to, "&&");
            return Optional.of(test ? present(made, from, to) : lastOfChain(made, from));
        }
        if (text.is(to, "?") || text.is(to, "&&")) {
            return Optional.of(present(made, from, to));
        }
        if (text.is(from - 1, "&&")) {
            return Optional.of(present(made, from, to));
        }
        if (text.is(to, "?.")) {
            int end = text.expressionEnd(from);
            for (int k = to; k <= end; k++) {
                if (text.around(k) == text.around(from) && (text.is(k, "??") || text.is(k, "||"))) {
                    made.emptyIsNone = text.is(k, "||");
                    return Optional.of(made.how(How.DEFAULTED).fallback(text.written(k + 1, end)));
                }
            }
            return Optional.of(made.how(How.OPTIONAL));
        }
        if (text.is(to, ".") || text.is(to, "[")) {
            boolean safe = made.reach.decided() || isHead(from);
            return Optional.of(made.how(safe ? How.OPTIONAL : How.DEREFERENCED));
        }
        int open = text.around(from);
        if (open >= 0 && text.is(open, "(") && text.isWord(open - 1) && isAlone(open, from, to)) {
            if (ASSERTIONS.contains(text.token(open - 1).text())) {
                made.emptyIsNone = true;
                return Optional.of(made.how(How.REQUIRED));
            }
            if (text.isWord(open - 1, "if")) {
                return Optional.of(present(made, from, to));
            }
        }
        return Optional.empty();
    }

    private boolean isAlone(int open, int from, int to) {
        return open == from - 1 && (text.partner(open) == to || text.is(to, ","));
    }

    /** Whether a token stands in the head of an {@code if}, at any depth of its parentheses. */
    private boolean isHead(int index) {
        return head(index) >= 0;
    }

    private int head(int index) {
        int open = text.around(index);
        while (open >= 0 && text.is(open, "(")) {
            if (text.isWord(open - 1, "if")) {
                return open;
            }
            if (text.isWord(open - 1) && !isKeyword(open - 1)) {
                return -1;
            }
            open = text.around(open);
        }
        return -1;
    }

    /** {@code a || b || c || "d"}: what stands first is read first. */
    private Made chained(Made made, int from, int to) {
        made.emptyIsNone = text.is(to, "||");
        if (isHead(from)) {
            return made.how(How.OPTIONAL);
        }
        int end = text.expressionEnd(from);
        List<String> group = new ArrayList<>();
        int last = to + 1;
        for (int k = from; k <= end && k < text.size(); k++) {
            if (text.around(k) == text.around(from)) {
                int behind = any(k);
                if (behind >= 0 && text.isDot(behind)) {
                    group.add(text.token(behind + 1).text());
                }
                if (text.is(k, "||") || text.is(k, "??")) {
                    last = k + 1;
                }
                if (text.is(k, "?") && !text.is(k + 1, ":")) {
                    return made.how(How.OPTIONAL);
                }
            }
        }
        // Parentheses around the operand hide no default.
        boolean another = any(last) >= 0 || any(last + 1) >= 0;
        if (contains(last, end, "throw") || isThrower(last)) {
            made.words = lastWords(last, end);
            made.group = group.size() > 1 ? group : List.of();
            return made.how(How.REQUIRED);
        }
        if (another && group.size() > 1) {
            made.group = group;
            return made.how(How.PLAIN);
        }
        if (text.isWord(last) && NOTHING.contains(text.token(last).text())) {
            return made.how(How.OPTIONAL);
        }
        made.group = group.size() > 1 ? group : List.of();
        return made.how(How.DEFAULTED).fallback(literal(last, end));
    }

    private Made lastOfChain(Made made, int from) {
        int end = text.expressionEnd(from);
        for (int k = from; k <= end; k++) {
            if (text.around(k) == text.around(from) && (text.is(k, "||") || text.is(k, "??"))) {
                return chained(made, from, k);
            }
        }
        return made.how(How.OPTIONAL);
    }

    private String literal(int from, int end) {
        return text.string(from)
                .filter(s -> end == from || !text.is(from + 1, "+"))
                .orElseGet(() -> text.written(from, Math.max(from, end)));
    }

    private boolean contains(int from, int to, String word) {
        for (int k = from; k <= to && k < text.size(); k++) {
            if (text.isWord(k, word)) {
                return true;
            }
        }
        return false;
    }

    /** A call of a function of this script whose body only fails. */
    private boolean isThrower(int callee) {
        if (!text.isWord(callee) || !text.is(callee + 1, "(")) {
            return false;
        }
        String name = text.token(callee).text();
        return text.parts().stream()
                .filter(p -> p.function().filter(f -> f.name().equals(name)).isPresent())
                .anyMatch(p -> fails(p.from(), p.to(), text.parts().indexOf(p)));
    }

    private Made compared(Made made, int from, int operator, int other) {
        boolean equal = text.is(operator, "===") || text.is(operator, "==");
        boolean nothing =
                text.isWord(other) && NOTHING.contains(text.token(other).text())
                        || text.string(other).filter(String::isEmpty).isPresent();
        if (nothing) {
            return equal ? missing(made, from, Math.max(operator, other) + 1) : present(made, from, operator);
        }
        text.string(other).ifPresent(value -> made.allowed = List.of(value));
        return made.how(How.OPTIONAL);
    }

    /** It is asked whether the variable is there: what happens if so, and otherwise? */
    private Made present(Made made, int from, int to) {
        int head = head(from);
        if (head < 0) {
            return made.how(How.OPTIONAL);
        }
        int body = text.partner(head) + 1;
        int end = text.statementEnd(body);
        boolean alone = head == from - 1 && text.partner(head) == to;
        if (alone && text.isWord(end + 1, "else")) {
            made.emptyIsNone = true;
            return refused(made, end + 2, text.statementEnd(end + 2), head);
        }
        boolean returns = contains(body, end, "return") || contains(body, end, "continue");
        if (alone && returns && text.isWord(end + 1, "throw")) {
            made.emptyIsNone = true;
            made.words = lastWords(end + 1, text.statementEnd(end + 1));
            return made.how(How.REQUIRED);
        }
        return made.how(How.OPTIONAL);
    }

    /** It is asked whether the variable is missing. */
    private Made missing(Made made, int from, int to) {
        int head = head(from);
        if (head < 0) {
            int open = text.around(from);
            boolean asserted = open >= 0
                    && text.isWord(open - 1)
                    && ASSERTIONS.contains(text.token(open - 1).text());
            boolean thrown = text.is(to, "&&")
                    && (contains(to, text.statementEnd(to), "throw")
                            || fails(to, text.statementEnd(to), text.functionOf(from)));
            made.words = lastWords(to, text.statementEnd(to));
            return made.how(thrown && !asserted ? How.REQUIRED : How.OPTIONAL);
        }
        int close = text.partner(head);
        List<String> also = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean all = false;
        for (int k = head + 1; k < close; k++) {
            all |= text.is(k, "&&");
        }
        if (all) {
            int operand = head + 1;
            for (int k = head + 1; k <= close; k++) {
                boolean ends = k == close || text.around(k) == head && (text.is(k, "&&") || text.is(k, "||"));
                if (ends) {
                    int behind = text.is(operand, "!") ? any(operand + 1) : -1;
                    if (behind >= 0 && text.isDot(behind)) {
                        also.add(text.token(behind + 1).text());
                    } else if (!(operand <= from && from < k)) {
                        others.add(text.written(operand, k - 1));
                    }
                    operand = k + 1;
                }
            }
        }
        if (!others.isEmpty()) {
            made.condition = Optional.of(String.join(" && ", others));
        }
        made.group = also.size() > 1 ? also : List.of();
        return refused(made, close + 1, text.statementEnd(close + 1), head);
    }

    /** What a branch does that is taken when the variable is missing. */
    private Made refused(Made made, int from, int to, int head) {
        made.reach = reach(text, head);
        if (fails(from, to, text.functionOf(head))) {
            made.words = lastWords(from, to);
            return made.how(How.REQUIRED);
        }
        if (refuses(from, to)) {
            return made.how(How.REFUSED);
        }
        boolean leaves = contains(from, to, "return") || contains(from, to, "continue");
        if (leaves) {
            left.add(new Left(made.name, text.functionOf(head), to));
        }
        return made.how(complains(from, to) ? How.COMPLAINED : How.OPTIONAL);
    }

    /** What is read behind {@code if (!X) return} in the same function is there. */
    private void spare() {
        for (int i = 0; i < uses.size(); i++) {
            EnvUse use = uses.get(i);
            boolean missed = use.how() == How.PLAIN || use.how() == How.DEREFERENCED;
            boolean there = missed
                    && left.stream()
                            .anyMatch(l -> l.name().equals(use.name())
                                    && l.function() == use.reach().function()
                                    && text.span(l.to(), l.to()).compareTo(use.at()) < 0);
            if (there) {
                uses.set(i, use.as(How.OPTIONAL));
            }
        }
    }

    /** A function is left behind a place when a variable is missing. */
    private record Left(String name, int function, int to) {}

    /** Whether a piece only says that something is missing, and goes on. */
    private boolean complains(int from, int to) {
        boolean said = false;
        for (int k = from; k <= to && k < text.size(); k++) {
            if (text.isWord(k, "return") || text.isWord(k, "continue") || text.isWord(k, "break")) {
                return false;
            }
            boolean logs = text.isDot(k - 1)
                    && text.is(k + 1, "(")
                    && (text.isWord(k, "warn") || text.isWord(k, "error") || text.isWord(k, "fatal"));
            said |= logs;
        }
        return said;
    }

    /** What a piece says before it ends the script; empty where that is no text that stands there. */
    private Optional<LastWords> lastWords(int from, int to) {
        for (int k = from; k <= to && k < text.size(); k++) {
            boolean throwing = text.isWord(k, "throw")
                    && text.isWord(k + 1, "new")
                    && text.isWord(k + 2)
                    && ERRORS.contains(text.token(k + 2).text())
                    && text.is(k + 3, "(");
            if (throwing) {
                return said(k + 4, text.token(k + 2).text() + ": ");
            }
            boolean printing = text.isWord(k, "console")
                    && text.isDot(k + 1)
                    && (text.isWord(k + 2, "error") || text.isWord(k + 2, "log") || text.isWord(k + 2, "warn"))
                    && text.is(k + 3, "(");
            if (printing) {
                return said(k + 4, "");
            }
        }
        return Optional.empty();
    }

    private Optional<LastWords> said(int i, String kind) {
        Optional<String> plain = text.string(i);
        if (plain.isPresent()) {
            if (text.is(i + 1, ")")) {
                return Optional.of(new LastWords(kind + plain.get(), Optional.empty(), ""));
            }
            boolean joined = text.is(i + 1, "+")
                    && text.isDot(i + 3)
                    && text.isWord(i + 4, "join")
                    && text.is(i + 5, "(")
                    && text.is(i + 7, ")")
                    && text.is(i + 8, ")");
            return joined
                    ? text.string(i + 6).map(between -> new LastWords(kind + plain.get(), Optional.of(between), ""))
                    : Optional.empty();
        }
        // `Missing: ${missing.join(", ")}`, whose substitution follows it token by token
        boolean joined = text.token(i).kind() == Kind.TEMPLATE
                && text.is(i + 1, "${")
                && text.isWord(i + 2)
                && text.isDot(i + 3)
                && text.isWord(i + 4, "join")
                && text.is(i + 5, "(")
                && text.is(i + 7, ")")
                && text.is(i + 8, "}$")
                && text.is(i + 9, ")");
        if (!joined) {
            return Optional.empty();
        }
        String all = text.file().text();
        String before =
                all.substring(text.token(i).start() + 1, text.token(i + 1).start());
        String after = all.substring(text.token(i + 8).end(), text.token(i).end() - 1);
        boolean plainText = before.indexOf('\\') < 0 && after.indexOf('\\') < 0;
        return text.string(i + 6)
                .filter(between -> plainText)
                .map(between -> new LastWords(kind + before, Optional.of(between), after));
    }

    /** Whether a piece of a function throws, or ends the process with a failure. */
    private boolean fails(int from, int to, int function) {
        for (int k = from; k <= to && k < text.size(); k++) {
            if (text.functionOf(k) != function) {
                continue;
            }
            if (text.isWord(k, "throw")) {
                return true;
            }
            boolean ends = text.isDot(k - 1)
                    && (text.isWord(k - 2, "process") || text.isWord(k - 2, "Deno"))
                    && (text.isWord(k, "exit") || text.isWord(k, "abort"));
            if (ends && !(text.is(k + 1, "(") && text.token(k + 2).text().equals("0"))) {
                return true;
            }
            boolean own = text.isWord(k) && text.is(k + 1, "(") && !text.isDot(k - 1);
            if (own && k + 1 < to && function != -2 && isNamedFailure(k)) {
                return true;
            }
        }
        return false;
    }

    /** {@code fail("…")} where the function of this name in this script throws. */
    private boolean isNamedFailure(int callee) {
        String name = text.token(callee).text();
        List<Part> parts = text.parts();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.function().filter(f -> f.name().equals(name)).isPresent()) {
                for (int k = part.from(); k <= part.to(); k++) {
                    boolean fails = text.isWord(k, "throw") || text.isWord(k, "exit") && text.isWord(k - 2, "process");
                    if (fails && text.functionOf(k) == i && !text.isInBranch(k)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean refuses(int from, int to) {
        for (int k = from; k <= to && k < text.size(); k++) {
            boolean word = text.isWord(k, "reject")
                    || text.isWord(k, "next") && text.is(k + 1, "(")
                    || text.isWord(k, "status")
                    || text.isWord(k, "sendStatus")
                    || text.isWord(k, "Response")
                    || text.isWord(k, "NextResponse")
                    || text.isWord(k, "throw");
            if (word) {
                return true;
            }
        }
        return false;
    }

    /** A value that no operator looks at: kept under a name, or given to something. */
    private Made plain(Made made, int from, int to) {
        boolean alone = text.is(to, ";") || text.is(to, ",") || text.is(to, "}") || text.expressionEnd(from) < to;
        boolean declared = text.is(from - 1, "=") && text.isWord(from - 2) && alone;
        if (declared) {
            int name = from - 2;
            boolean typed = text.is(name - 1, ":") || text.is(name - 1, "|");
            for (int k = name; typed && k > name - 12 && k > 0; k--) {
                if (text.isWord(k - 1, "const") || text.isWord(k - 1, "let")) {
                    name = k;
                    typed = false;
                }
            }
            boolean constant = text.isWord(name - 1, "const")
                    || text.isWord(name - 1, "let")
                    || text.isWord(name - 1, "var")
                    || text.is(name - 1, ",");
            if (constant) {
                made.alias = name;
            }
        }
        made.consumer = consumer(from);
        if (made.origin != Origin.IMPORT_META && isPassedOn(made, from)) {
            made.origin = Origin.MAPPED;
        }
        return made;
    }

    /**
     * Whether a value only becomes a property or an element: {@code {X: process.env.X}}, {@code a.url = process.env.X},
     * {@code [process.env.X]}. What reads it there may do without it, unless the code says that it is there:
     * {@code {url: process.env.X!}}.
     */
    private boolean isPassedOn(Made made, int from) {
        int around = text.around(from);
        boolean property = text.is(from - 1, ":")
                && (text.isWord(from - 2) || text.string(from - 2).isPresent());
        boolean sameName = property
                && (text.isWord(from - 2, made.name)
                        || text.string(from - 2).filter(made.name::equals).isPresent());
        boolean inObject = property && around >= 0 && text.is(around, "{");
        boolean inArray = around >= 0
                && text.is(around, "[")
                && (text.is(from - 1, "[") || text.is(from - 1, ","))
                && !text.isWord(around - 1)
                && !text.is(around - 1, ")");
        boolean assigned = text.is(from - 1, "=") && text.isWord(from - 2) && text.isDot(from - 3);
        return sameName || !made.vouched && (inObject || inArray || assigned);
    }

    private Optional<Consumer> consumer(int from) {
        int open = text.around(from);
        if (open < 0) {
            return Optional.empty();
        }
        String key;
        if (text.is(open, "{")) {
            boolean property = text.is(from - 1, ":")
                    && (text.isWord(from - 2) || text.string(from - 2).isPresent());
            boolean shorthand = text.isWord(from) && (text.is(from - 1, "{") || text.is(from - 1, ","));
            if (!property && !shorthand) {
                return Optional.empty();
            }
            key = text.token(property ? from - 2 : from).text();
            open = text.around(open);
        } else if (text.is(open, "(")) {
            int position = 0;
            for (int k = open + 1; k < from; k++) {
                position += text.around(k) == open && text.is(k, ",") ? 1 : 0;
            }
            key = String.valueOf(position);
        } else {
            return Optional.empty();
        }
        if (open < 0 || !text.is(open, "(") || !text.isWord(open - 1)) {
            return Optional.empty();
        }
        int callee = open - 1;
        int start = callee;
        while (text.isDot(start - 1) && text.isWord(start - 2)) {
            start -= 2;
        }
        String name = start == callee
                ? text.token(callee).text()
                : text.token(start).text() + "." + text.token(callee).text();
        return Optional.of(new Consumer(name, key, text.isWord(start - 1, "new")));
    }

    /**
     * What becomes of a value under the name it is kept in.
     *
     * @return whether that says more than that it is kept
     */
    private boolean named(String variable, String local, int declared, Origin origin, Span at) {
        int function = text.functionOf(declared);
        int last = function < 0 ? text.size() - 1 : text.part(function).to();
        List<Made> found = new ArrayList<>();
        for (int k = declared + 1; k <= last; k++) {
            boolean key = text.is(k + 1, ":") && (text.is(k - 1, "{") || text.is(k - 1, ","));
            if (!text.isWord(k, local) || text.isDot(k - 1) || key || isBound(k)) {
                continue;
            }
            Made made = judge(new Read(variable, k, k + 1, origin, at));
            found.add(made);
        }
        if (found.isEmpty()) {
            return false;
        }
        for (Made made : found) {
            made.alias = -1;
        }
        // Where it has been looked at before, a use behind that is not the first to miss it.
        boolean looked =
                found.stream().anyMatch(m -> m.how == How.OPTIONAL || m.how == How.REFUSED || m.how == How.COMPLAINED);
        found.stream()
                .filter(m -> !(looked && (m.how == How.PLAIN || m.how == How.DEREFERENCED)))
                .forEach(this::add);
        return true;
    }

    /** What becomes of a value that is kept under a name, where that says one thing. */
    private Made kept(Made made, Span at) {
        int before = uses.size();
        boolean said = named(made.name, text.token(made.alias).text(), made.alias, Origin.INDIRECT, at);
        List<EnvUse> found = said ? List.copyOf(uses.subList(before, uses.size())) : List.of();
        while (uses.size() > before) {
            uses.remove(uses.size() - 1);
        }
        boolean spared = !found.isEmpty()
                && found.stream()
                        .noneMatch(u -> u.how() == How.PLAIN
                                || u.how() == How.REQUIRED
                                || u.how() == How.REFUSED
                                || u.how() == How.DEREFERENCED);
        return spared ? made.how(How.OPTIONAL) : made;
    }

    private boolean isBound(int k) {
        return text.isWord(k - 1, "const")
                || text.isWord(k - 1, "let")
                || text.isWord(k - 1, "var")
                || text.isWord(k - 1, "function")
                || text.isWord(k - 1, "import");
    }

    // --- names that are not written where they are looked up -------------------------------------------------------

    /** {@code process.env[name]}: of a list of names, or of the argument of a helper. */
    private void indexed(int i, int bracket, int close) {
        boolean word = close == bracket + 2 && text.isWord(bracket + 1);
        if (!word) {
            if (!contains(bracket, close, "Symbol")) {
                dynamic.add(text.span(i, close));
            }
            return;
        }
        String index = text.token(bracket + 1).text();
        Optional<Integer> list = list(index, bracket + 1);
        if (list.isPresent()) {
            guarded(list.get(), i);
            return;
        }
        boolean parameter = text.parts().stream()
                .anyMatch(p -> p.from() <= i
                        && i <= p.to()
                        && p.function()
                                .filter(f -> f.parameters().contains(index))
                                .isPresent());
        if (!parameter) {
            constant(index)
                    .ifPresentOrElse(
                            name -> classify(new Read(name, i, close + 1, Origin.INDIRECT, text.span(i, close))),
                            () -> dynamic.add(text.span(i, close)));
        }
    }

    /** The text of {@code const x = "…"}. */
    private Optional<String> constant(String name) {
        for (int k = 0; k + 3 < text.size(); k++) {
            if (text.isWord(k, "const") && text.isWord(k + 1, name) && text.is(k + 2, "=")) {
                return text.string(k + 3).filter(EnvUses::isUpper);
            }
        }
        return Optional.empty();
    }

    /** The opening bracket of the list of texts whose elements go by a name, at a token. */
    private Optional<Integer> list(String element, int at) {
        for (int part = text.partOf(at); part >= 0; part = text.part(part).outer()) {
            Part each = text.part(part);
            if (each.kind() == Region.LOOP) {
                int open = each.head() + 1;
                for (int k = open; k < each.from(); k++) {
                    if (text.isWord(k, "of") && text.isWord(k - 1, element)) {
                        return literalList(k + 1);
                    }
                }
            }
            boolean takes = each.function()
                    .filter(f -> f.runs()
                            && !f.parameters().isEmpty()
                            && f.parameters().get(0).equals(element))
                    .isPresent();
            if (takes && text.is(each.head() - 1, "(") && text.isDot(each.head() - 3)) {
                int before = each.head() - 4;
                return text.is(before, "]")
                        ? literalList(text.partner(before))
                        : text.isWord(before) ? literalList(before) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> literalList(int index) {
        int open = index;
        if (text.isWord(index)) {
            open = -1;
            String name = text.token(index).text();
            for (int k = 0; k < text.size() && open < 0; k++) {
                boolean declared = text.isWord(k, name)
                        && (text.isWord(k - 1, "const") || text.isWord(k - 1, "let") || text.isWord(k - 1, "var"));
                if (declared) {
                    int end = Math.min(text.size(), k + 12);
                    for (int m = k + 1; m < end && open < 0; m++) {
                        open = text.is(m, "=") && text.is(m + 1, "[") ? m + 1 : -1;
                    }
                }
            }
        }
        boolean texts = open >= 0
                && text.is(open, "[")
                && text.string(open + 1).filter(EnvUses::isUpper).isPresent();
        return texts ? Optional.of(open) : Optional.empty();
    }

    /** Names that are looked up one by one: what happens when one of them is missing? */
    private void guarded(int list, int i) {
        int function = outside(i);
        int inner = text.functionOf(i);
        boolean fails = false;
        Optional<LastWords> words = Optional.empty();
        int head = i;
        // for (const name of names) { if (!process.env[name]) throw … }
        int test = head(i);
        if (test >= 0) {
            int body = text.partner(test) + 1;
            fails = fails(body, text.statementEnd(body), text.functionOf(test));
            words = lastWords(body, text.statementEnd(body));
            head = test;
        }
        int statement = i;
        for (int part = text.partOf(i);
                part >= 0 && text.part(part).function().isEmpty() == (text.functionOf(i) < 0); ) {
            statement = text.part(part).head();
            break;
        }
        if (!fails) {
            Optional<String> kept = keptAs(i);
            int from = i;
            int scope = function < 0 ? text.size() - 1 : text.part(function).to();
            for (int k = from; k <= scope && !fails; k++) {
                boolean branch = text.isWord(k, "if") && text.is(k + 1, "(") && text.functionOf(k) == function;
                if (!branch) {
                    continue;
                }
                boolean asks = false;
                int close = text.partner(k + 1);
                for (int m = k + 2; m < close; m++) {
                    asks |= kept.isPresent() && text.isWord(m, kept.get());
                }
                if (asks) {
                    fails = fails(close + 1, text.statementEnd(close + 1), function);
                    words = lastWords(close + 1, text.statementEnd(close + 1));
                    head = k;
                }
            }
            int around = enclosingHead(i);
            if (!fails && around >= 0) {
                int body = text.partner(around) + 1;
                fails = fails(body, text.statementEnd(body), text.functionOf(around));
                words = lastWords(body, text.statementEnd(body));
                head = around;
            }
        }
        boolean flows = inner != function;
        Reach at = reach(text, flows && head == i ? statement : head);
        Reach reach =
                new Reach(function, flows && head == i ? at.decided() : text.isInBranch(head) && test < 0, at.caught());
        int close = text.partner(list);
        for (int k = list + 1; k < close; k++) {
            Optional<String> name = text.around(k) == list ? text.string(k).filter(EnvUses::isUpper) : Optional.empty();
            if (name.isPresent()) {
                uses.add(new EnvUse(
                        name.get(),
                        fails ? How.REQUIRED : How.OPTIONAL,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        reach,
                        Optional.empty(),
                        Origin.LISTED,
                        fails ? words : Optional.empty(),
                        text.is(i - 1, "!"),
                        text.span(k, k)));
            }
        }
    }

    /** The function around the callbacks that run where they are written. */
    private int outside(int i) {
        int function = text.functionOf(i);
        while (function >= 0
                && text.part(function).function().filter(Outline.Function::runs).isPresent()
                && text.is(text.part(function).head() - 1, "(")) {
            function = text.functionOf(text.part(function).head() - 1);
        }
        return function;
    }

    /** The name under which the result of a list's method is kept: {@code const missing = names.filter(…)}. */
    private Optional<String> keptAs(int i) {
        int function = text.functionOf(i);
        if (function < 0) {
            return Optional.empty();
        }
        int head = text.part(function).head();
        for (int k = head; k > 0 && k > head - 60; k--) {
            boolean keeps = text.is(k, "=") && text.isWord(k - 1);
            if (keeps && !text.is(k - 2, ":")) {
                return Optional.of(text.token(k - 1).text());
            }
            if (text.is(k, ";") || text.is(k, "=>") && k != head) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The head of the {@code if} around a callback; -1 for none. */
    private int enclosingHead(int i) {
        int open = text.around(i);
        while (open >= 0) {
            if (text.is(open, "(") && text.isWord(open - 1, "if")) {
                return open;
            }
            open = text.around(open);
        }
        return -1;
    }

    /** Functions that look up what they are given the name of. */
    private void findHelpers() {
        List<Part> parts = text.parts();
        Map<Integer, Boolean> found = new HashMap<>();
        for (int i = 0; i < text.size(); i++) {
            int behind = any(i);
            if (behind < 0) {
                continue;
            }
            int bracket = text.is(behind, "?.") ? behind + 1 : behind;
            boolean indexed = text.is(bracket, "[") && text.isWord(bracket + 1) && text.is(bracket + 2, "]");
            if (!indexed) {
                continue;
            }
            String index = text.token(bracket + 1).text();
            for (int p = text.functionOf(i); p >= 0; p = text.part(p).outer()) {
                Optional<Outline.Function> function = parts.get(p).function();
                if (function.filter(f -> !f.name().isEmpty()
                                && !f.parameters().isEmpty()
                                && f.parameters().get(0).equals(index))
                        .isPresent()) {
                    found.put(p, fails(parts.get(p).from(), parts.get(p).to(), p));
                    break;
                }
            }
        }
        found.forEach((p, throwing) -> {
            Outline.Function function = parts.get(p).function().orElseThrow();
            helpers.put(
                    function.name(), new Helper(throwing, function.parameters().size() > 1));
        });
    }

    /** {@code requireEnv("X")}, {@code config.get<string>("X", d)} */
    private void lookup(int open, boolean nest) {
        Optional<String> name = text.string(open + 1).filter(EnvUses::isUpper);
        int callee = open - 1;
        if (text.is(callee, ">")) {
            for (int k = callee; k > callee - 20 && k > 0; k--) {
                if (text.is(k, "<")) {
                    callee = k - 1;
                    break;
                }
            }
        }
        int close = text.partner(open);
        if (name.isEmpty() || !text.isWord(callee) || close < 0 || isKeyword(callee)) {
            return;
        }
        int start = callee;
        while (text.isDot(start - 1) && text.isWord(start - 2)) {
            start -= 2;
        }
        int more = 0;
        Optional<String> fallback = Optional.empty();
        for (int k = open + 1; k < close; k++) {
            if (text.is(k, ",") && text.around(k) == open && k + 1 < close) {
                more++;
                if (more == 1) {
                    fallback = Optional.of(literal(k + 1, text.expressionEnd(k + 1)));
                }
            }
        }
        Span at = text.span(open + 1, open + 1);
        Made made = judge(new Read(name.get(), start, close + 1, Origin.INDIRECT, at));
        if (made.how == How.PLAIN && made.alias >= 0) {
            made = kept(made, at);
        }
        String method = text.token(callee).text();
        if (nest && start < callee && method.equals("getOrThrow")) {
            boolean given = more > 0 && !fallback.orElse("{").startsWith("{");
            add(given ? made.how(How.DEFAULTED).fallback(fallback.orElse("")) : made.how(How.REQUIRED));
        } else if (nest && start < callee && method.equals("get")) {
            boolean given = more > 0 && !fallback.orElse("{").startsWith("{");
            add(given ? made.how(How.DEFAULTED).fallback(fallback.orElse("")) : made);
        } else {
            lookups.add(new Lookup(
                    start == callee ? method : text.token(start).text(), method, made.use(), more, fallback));
        }
    }
}
