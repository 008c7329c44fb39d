package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Setting.Base;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a configuration script exports ({@code next.config.js}, {@code vite.config.ts} and their like), worked out as far as it is
 * written down: object literals, spreads, variables of the script, functions that return them, and wrappers such as
 * {@code withX(config)}, which are taken to keep what they are given. Where the way depends on something that is not known, every
 * way is followed.
 *
 * <p>It is one class although it is long: an expression can hold every other.
 */
public final class Configuration {

    /** Where the wrappers of frameworks' configurations come from, as their names begin. */
    private static final Set<String> PLUGINS = Set.of(
            "@astrojs/",
            "@axiomhq/",
            "@content-collections/",
            "@ducanh2912/next-pwa",
            "@mdx-js/",
            "@next/",
            "@nrwl/",
            "@nx/",
            "@payloadcms/",
            "@sentry/",
            "@serwist/",
            "@vanilla-extract/",
            "contentlayer",
            "fumadocs-",
            "million",
            "next-",
            "next/",
            "nextra",
            "vite",
            "workflow/");

    /** What may stand in front of a parenthesis that calls nothing. */
    private static final Set<String> KEYWORDS =
            Set.of("if", "for", "while", "switch", "catch", "return", "function", "typeof", "in", "of", "await");

    /** The methods of a list that change it. */
    private static final Set<String> CHANGING =
            Set.of("push", "unshift", "splice", "pop", "shift", "fill", "copyWithin", "reverse", "sort");

    /** What gives a name another value that is made of the one before. */
    private static final Set<String> COMPOUND = Set.of("+=", "-=", "*=", "/=", "||=", "&&=", "??=", "++", "--");

    /** Under this name a scope has what {@code module.exports} was where an expression stands; no variable can be called so. */
    private static final String EXPORTS = "module.exports";

    private static final int MOST_STEPS = 20_000;
    private static final int DEEPEST = 40;

    /** Whose functions are told by {@link Setting.Made}: whoever asks knows what they make. */
    private static final Set<String> MAKERS = Set.of(
            "@nrwl/webpack",
            "@nx/webpack",
            "@nx/webpack/app-plugin",
            "@sveltejs/adapter-node",
            "@tailwindcss/vite",
            "@tanstack/nitro-v2-vite-plugin",
            "@tanstack/react-start/plugin/vite",
            "@tanstack/solid-start/plugin/vite",
            "@vitejs/plugin-react",
            "@vitejs/plugin-react-swc",
            "nitro/vite",
            "vite-plugin-solid",
            "vite-tsconfig-paths",
            "webpack-node-externals");

    /** Those of Nx that make one configuration of several functions (@nx/webpack 19.8, {@code utils/config}). */
    private static final Set<String> COMPOSERS = Set.of("composePlugins", "composePluginsSync");

    /** Where functions for paths come from. */
    private static final Set<String> PATHS =
            Set.of("path", "node:path", "path/posix", "node:path/posix", "url", "node:url", "process", "node:process");

    /** Where vite's mergeConfig comes from. */
    private static final Set<String> MERGERS = Set.of("vite", "vitest/config");

    /** The scripts that this one asks for by a relative path. */
    public interface Scripts {

        /** Empty when it is not there, or cannot be told. */
        Optional<SourceFile> get(String specifier);
    }

    /** What is known of the environment in which the script runs. */
    public interface Variables {

        /** {@link Setting.Text}, {@link Setting.None} or {@link Setting.Unclear}. */
        Setting get(String name);
    }

    /** A value while it is worked out. */
    private sealed interface Value {}

    private record Known(Setting setting) implements Value {}

    /** An object literal. */
    private record Members(int brace, Map<String, Set<Value>> scope) implements Value {}

    /** A list literal. */
    private record Listed(int bracket, Map<String, Set<Value>> scope) implements Value {}

    /** A list to which more was added, in front or at the end. */
    private record Extended(Value list, boolean front, List<Set<Value>> more) implements Value {}

    /** What stands behind a name that gets another value. */
    private static final Set<String> SETS = Set.of(
            "=", "+=", "-=", "*=", "/=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>=", ">>>=", "&&=", "||=", "??=", "++",
            "--");

    /** An object to which a member was assigned. */
    private record Assigned(Value object, String name, Set<Value> value, boolean certain) implements Value {}

    /** An object behind a function that may have added to it. */
    private record Wrapped(Value object) implements Value {}

    /** What vite makes of two objects: the members of the second one count, and objects are merged in turn. */
    private record Merged(Set<Value> under, Set<Value> over) implements Value {}

    private record Function(int head, Map<String, Set<Value>> scope) implements Value {}

    /** @param name the token with its name */
    private record Method(int name) implements Value {} // webpack(config) { … }

    /** A name, or names behind dots, that the script itself does not declare. */
    private record Name(String dotted) implements Value {}

    private static final Value NONE = new Known(new Setting.None());
    private static final Value UNCLEAR = new Known(new Setting.Unclear());
    private static final Value SOMETHING = new Known(new Setting.Something());

    /** @param next the token behind the expression */
    private record Result(Set<Value> values, int next) {}

    private static final Token END = new Token(Kind.PUNCTUATOR, "", Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final SourceFile file;
    private final List<Token> tokens;
    private final Variables variables;
    private final Scripts scripts;
    private final Set<String> open = new LinkedHashSet<>();
    private Set<Value> exports = Set.of(UNCLEAR);
    private boolean followsChanges = true;
    private boolean wrappersKeep = true;
    private int steps;
    private int depth;

    private Configuration(SourceFile file, Variables variables, Scripts scripts) {
        this.file = file;
        this.tokens = Tokenizer.tokens(file.text());
        this.variables = variables;
        this.scripts = scripts;
    }

    public static Configuration of(SourceFile file, Variables variables) {
        return new Configuration(file, variables, specifier -> Optional.empty());
    }

    /** One that may take what other scripts of the project export; what those ask for themselves is not followed. */
    public static Configuration of(SourceFile file, Variables variables, Scripts scripts) {
        return new Configuration(file, variables, scripts);
    }

    /** All that a setting may be: at least one. */
    public Set<Setting> all(String... names) {
        Set<Value> values = exported();
        for (String name : names) {
            Set<Value> members = new LinkedHashSet<>();
            for (Value value : values) {
                members.addAll(member(value, name));
            }
            values = members;
        }
        Set<Setting> settings = new LinkedHashSet<>();
        for (Value value : values) {
            boolean plain = value instanceof Known known && !(known.setting() instanceof Setting.Pattern);
            Setting other = value instanceof Method ? new Setting.Unclear() : new Setting.Something();
            settings.add(plain ? ((Known) value).setting() : other);
        }
        return settings;
    }

    /**
     * All functions of the script that a setting may be, none where it is not given; empty when it may be something else, when one of
     * them is not understood, or when somebody may have put another one around it.
     */
    public Optional<List<Expression.Function>> functions(String name) {
        wrappersKeep = false;
        try {
            List<Expression.Function> all = new ArrayList<>();
            for (Value value : exported()) {
                for (Value each : member(value, name)) {
                    int head = each instanceof Function function
                            ? function.head()
                            : each instanceof Method method ? method.name() : -1;
                    Optional<Expression.Function> function = head < 0
                            ? Optional.empty()
                            : ScriptReader.function(file, token(head).start(), true);
                    if (function.isEmpty() && !each.equals(NONE)) {
                        return Optional.empty();
                    }
                    function.ifPresent(all::add);
                }
            }
            return Optional.of(all);
        } finally {
            wrappersKeep = true;
        }
    }

    public SourceFile file() {
        return file;
    }

    /** All that is exported, with lists and objects as far as they are written down. */
    public Setting whole() {
        return deep(exported());
    }

    /**
     * What the calls of a function are given in the first place, with lists and objects as far as they are written down.
     *
     * @param name the function's; it may stand behind the name of an object: {@code build} for {@code esbuild.build({…})}
     */
    public List<Setting> given(String name) {
        List<Setting> all = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean called = word(i, name) && is(i + 1, "(") && !word(i - 1, "function");
            // A method of that name has a body behind its parameters.
            if (called && !is(behind(i + 1), "{")) {
                followsChanges = false; // what is given to it is what is asked for
                try {
                    List<Set<Value>> arguments = arguments(i + 1, Map.of());
                    if (!arguments.isEmpty()) {
                        all.add(deep(arguments.get(0)));
                    }
                } finally {
                    followsChanges = true;
                }
            }
        }
        return all;
    }

    private Setting deep(Set<Value> values) {
        Set<Setting> all = new LinkedHashSet<>();
        for (Value value : values) {
            all.add(deep(value));
        }
        return all.size() == 1 ? all.iterator().next() : new Setting.Unclear();
    }

    private Setting deep(Value value) {
        return within(() -> written(value), Setting.Unclear::new);
    }

    private Setting written(Value value) {
        if (value instanceof Known known) {
            return known.setting();
        }
        if (value instanceof Name name) {
            return settled(name.dotted());
        }
        if (value instanceof Method) {
            return new Setting.Unclear();
        }
        if (value instanceof Listed list) {
            return items(list);
        }
        if (value instanceof Extended extended) {
            return items(extended);
        }
        Set<String> names = new LinkedHashSet<>();
        if (value instanceof Wrapped || value instanceof Function || !names(value, names)) {
            return new Setting.Something();
        }
        Map<String, Setting> members = new LinkedHashMap<>();
        names.forEach(name -> members.put(name, deep(member(value, name))));
        return new Setting.Members(members);
    }

    private Setting items(Listed list) {
        List<Setting> items = new ArrayList<>();
        int close = behind(list.bracket()) - 1;
        int at = list.bracket() + 1;
        while (at < close) {
            boolean spread = is(at, "...");
            Result value = expression(spread ? at + 1 : at, list.scope());
            Setting setting = deep(value.values());
            if (!spread) {
                items.add(setting);
            } else if (setting instanceof Setting.Items more) {
                items.addAll(more.all());
            } else {
                return new Setting.Something();
            }
            at = Math.max(value.next(), at + 1);
            if (at < close && !is(at, ",")) {
                return new Setting.Something();
            }
            at++;
        }
        return new Setting.Items(items);
    }

    private Setting items(Extended extended) {
        if (!(deep(extended.list()) instanceof Setting.Items before)) {
            return new Setting.Something();
        }
        List<Setting> items = new ArrayList<>(before.all());
        List<Setting> more = extended.more().stream().map(this::deep).toList();
        items.addAll(extended.front() ? 0 : items.size(), more);
        return new Setting.Items(items);
    }

    /** The names of an object's members; false when there may be others. */
    private boolean names(Value value, Set<String> names) {
        return within(() -> listed(value, names), () -> false);
    }

    private boolean listed(Value value, Set<String> names) {
        if (value instanceof Assigned assigned) {
            boolean all = names(assigned.object(), names);
            names.add(assigned.name());
            return all;
        }
        if (value instanceof Known known && known.setting() instanceof Setting.Members members) {
            names.addAll(members.all().keySet());
            return true;
        }
        if (value instanceof Merged merged) {
            return union(merged.under(), merged.over()).stream().allMatch(each -> names(each, names));
        }
        if (!(value instanceof Members object)) {
            return value.equals(NONE);
        }
        int at = object.brace() + 1;
        while (at < tokens.size() && !is(at, "}")) {
            if (is(at, "...")) {
                Result spread = expression(at + 1, object.scope());
                for (Value each : settled(spread.values())) {
                    if (!names(each, names)) {
                        return false;
                    }
                }
                at = spread.next();
            } else if (is(at, "[")) {
                return false;
            } else {
                Token key = token(at);
                boolean named = key.kind() == Kind.WORD || key.kind() == Kind.STRING;
                if (named && is(at + 1, ":")) {
                    names.add(key.text());
                    at = expression(at + 2, object.scope()).next();
                } else {
                    int name = at;
                    while (token(name + 1).kind() == Kind.WORD && is(name + 2, "(")) {
                        name++; // async onSuccess() { … }
                    }
                    names.add(token(name).text());
                    at = named && (is(at + 1, ",") || is(at + 1, "}")) ? at + 1 : memberEnd(at);
                }
            }
            at = nextMember(at);
        }
        return at < tokens.size();
    }

    /** What a setting is, where there is only one possibility; else {@link Setting.Unclear}. */
    public Setting at(String... names) {
        Set<Setting> all = all(names);
        return all.size() == 1 ? all.iterator().next() : new Setting.Unclear();
    }

    // --- what is exported ----------------------------------------------------------------------------------------

    /**
     * What is exported in the end: {@code module.exports} may be assigned several times, made of what it was, and given members. Where it
     * is handed on or changed otherwise, it is not known.
     */
    private Set<Value> exported() {
        boolean assigned = false;
        exports = Set.of(UNCLEAR);
        for (int i = 0; i < tokens.size(); i++) {
            if (word(i, "export") && word(i + 1, "default")) {
                exports = called(expression(i + 2, withExports()).values());
                assigned = true;
            } else if (isModuleExports(i) && is(i + 3, "=")) {
                Set<Value> now = called(expression(i + 4, withExports()).values());
                boolean alias = is(i - 1, "=") && !word(i - 2, "exports"); // const config = module.exports = { … }
                exports = alias ? Set.of(UNCLEAR) : !assigned || isTopLevel(i) ? now : union(exports, now);
                assigned = true;
            } else if (isModuleExports(i) && is(i + 3, ".") && is(i + 5, "=")) {
                exports = withMember(token(i + 4).text(), i + 6, isTopLevel(i));
            } else if (isModuleExports(i) && is(i + 3, ".") && (is(i + 5, "??=") || is(i + 5, "||="))) {
                exports = withMember(token(i + 4).text(), i + 6, false);
            } else if (isModuleExports(i) && mayChange(i)) {
                exports = Set.of(UNCLEAR);
            }
        }
        return exports;
    }

    private boolean isModuleExports(int at) {
        return word(at, "module") && is(at + 1, ".") && word(at + 2, "exports") && !is(at - 1, ".");
    }

    /** Whether what is exported gets members that are not read: computed ones, those of a member, of a call, or of another name for it. */
    private boolean mayChange(int at) {
        boolean computed = is(at + 3, "[") && is(behind(at + 3), "=");
        boolean deeper = is(at + 3, ".") && is(at + 5, ".");
        boolean joined = is(at - 1, "(") && word(at - 2, "assign");
        boolean alias = is(at - 1, "=") && !is(at + 3, ".");
        return computed || deeper || joined || alias;
    }

    /** What {@code module.exports} is here: an object literal is read later, when it may be another. */
    private Map<String, Set<Value>> withExports() {
        return Map.of(EXPORTS, exports);
    }

    private Set<Value> withMember(String name, int value, boolean certain) {
        Set<Value> given = expression(value, withExports()).values();
        Set<Value> all = new LinkedHashSet<>();
        exports.forEach(each -> all.add(new Assigned(each, name, given, certain)));
        return all;
    }

    /** A configuration may be a function that returns it. */
    private Set<Value> called(Set<Value> values) {
        Set<Value> all = new LinkedHashSet<>();
        for (Value value : values) {
            if (value instanceof Function function) {
                all.addAll(called(returned(function, List.of())));
            } else if (value instanceof Name) {
                all.add(UNCLEAR);
            } else {
                all.add(value);
            }
        }
        return all;
    }

    private Set<Value> member(Value value, String name) {
        if (value instanceof Members object) {
            return inObject(object, name);
        }
        if (value instanceof Assigned assigned) {
            if (!assigned.name().equals(name)) {
                return member(assigned.object(), name);
            }
            return assigned.certain()
                    ? settled(assigned.value())
                    : union(settled(assigned.value()), member(assigned.object(), name));
        }
        if (value instanceof Wrapped && !wrappersKeep) {
            return Set.of(UNCLEAR);
        }
        if (value instanceof Wrapped wrapped) {
            Set<Value> all = new LinkedHashSet<>();
            member(wrapped.object(), name).forEach(each -> all.add(each.equals(NONE) ? UNCLEAR : each));
            return all;
        }
        if (value instanceof Merged merged) {
            return inMerged(merged, name);
        }
        if (value instanceof Known known && known.setting() instanceof Setting.Members members) {
            return Set.of(new Known(members.member(name)));
        }
        return value.equals(NONE) ? Set.of(NONE) : Set.of(UNCLEAR);
    }

    /** vite's mergeConfig (vite.dev, "JavaScript API"; its source, 6.4): lists are joined, a null counts as nothing. */
    private Set<Value> inMerged(Merged merged, String name) {
        Set<Value> under = new LinkedHashSet<>();
        merged.under().forEach(each -> under.addAll(member(each, name)));
        Set<Value> all = new LinkedHashSet<>();
        for (Value value : merged.over()) {
            for (Value over : member(value, name)) {
                if (over.equals(NONE)) {
                    all.addAll(under);
                } else {
                    under.forEach(each -> all.add(merged(each, over)));
                }
            }
        }
        return all;
    }

    private static Value merged(Value under, Value over) {
        if (under.equals(NONE)) {
            return over;
        }
        if (isMap(under) && isMap(over)) {
            return new Merged(Set.of(under), Set.of(over));
        }
        boolean plain = isScalar(under) || isMap(under);
        return plain && isScalar(over) || isScalar(under) && isMap(over) ? over : UNCLEAR;
    }

    private static boolean isMap(Value value) {
        return isLiteral(value) || value instanceof Known known && known.setting() instanceof Setting.Members;
    }

    private static boolean isScalar(Value value) {
        return value instanceof Known known
                && (known.setting() instanceof Setting.Text
                        || known.setting() instanceof Setting.Flag
                        || known.setting() instanceof Setting.Path);
    }

    private Set<Value> inObject(Members object, String name) {
        return within(() -> inLiteral(object, name), () -> Set.of(UNCLEAR));
    }

    private Set<Value> inLiteral(Members object, String name) {
        Set<Value> found = Set.of(NONE);
        int at = object.brace() + 1;
        while (at < tokens.size() && !is(at, "}")) {
            if (is(at, "...")) {
                Result spread = expression(at + 1, object.scope());
                found = spreadOver(found, spread.values(), name);
                at = spread.next();
            } else {
                Token key = token(at);
                boolean named = key.kind() == Kind.WORD || key.kind() == Kind.STRING;
                if (named && is(at + 1, ":")) {
                    Result value = expression(at + 2, object.scope());
                    if (key.text().equals(name)) {
                        found = settled(value.values());
                    }
                    at = value.next();
                } else if (named && (is(at + 1, ",") || is(at + 1, "}"))) {
                    if (key.text().equals(name)) {
                        found = settled(named(name, object.scope()));
                    }
                    at++;
                } else {
                    found = method(at, found, name);
                    at = memberEnd(at);
                }
            }
            at = nextMember(at);
        }
        return at < tokens.size() ? found : Set.of(UNCLEAR);
    }

    /** {@code async headers() { … }}, {@code get x() { … }}, {@code [name]: …}. */
    private Set<Value> method(int from, Set<Value> found, String name) {
        if (is(from, "[")) {
            return union(found, Set.of(UNCLEAR));
        }
        for (int at = from; token(at).kind() == Kind.WORD || token(at).kind() == Kind.STRING; at++) {
            if (token(at).text().equals(name) && is(at + 1, "(")) {
                return Set.of(at == from ? new Method(at) : UNCLEAR);
            }
        }
        return found;
    }

    private Set<Value> spreadOver(Set<Value> before, Set<Value> spread, String name) {
        Set<Value> all = new LinkedHashSet<>();
        for (Value value : spread) {
            boolean taken = value instanceof Known known && known.setting() instanceof Setting.Members;
            if (taken || isLiteral(value) || value instanceof Wrapped) {
                for (Value each : member(value, name)) {
                    all.addAll(each.equals(NONE) ? before : Set.of(each));
                }
            } else if (truth(value).equals(Optional.of(false))) {
                all.addAll(before);
            } else {
                all.addAll(before);
                all.add(UNCLEAR);
            }
        }
        return all;
    }

    /** The comma behind a member, or the brace that ends the object. */
    private int memberEnd(int from) {
        int at = from;
        while (at < tokens.size() && !is(at, ",") && !is(at, "}")) {
            at = opens(at) ? behind(at) : at + 1;
        }
        return at;
    }

    /** Behind the comma that ends a member, or the brace that ends the object. */
    private int nextMember(int from) {
        int end = memberEnd(from);
        return is(end, ",") ? end + 1 : end;
    }

    // --- expressions ---------------------------------------------------------------------------------------------

    private Result expression(int at, Map<String, Set<Value>> scope) {
        return within(
                () -> isFunction(at) ? function(at, scope) : conditional(at, scope),
                () -> new Result(Set.of(UNCLEAR), end(at)));
    }

    /** What is asked inside another question, unless there are too many of them, or too many one inside the other. */
    private <T> T within(Supplier<T> question, Supplier<T> otherwise) {
        if (++steps > MOST_STEPS || depth > DEEPEST) {
            return otherwise.get();
        }
        depth++;
        try {
            return question.get();
        } finally {
            depth--;
        }
    }

    private Result conditional(int at, Map<String, Set<Value>> scope) {
        Result test = either(at, scope);
        if (!is(test.next(), "?")) {
            return test;
        }
        Result then = expression(test.next() + 1, scope);
        if (!is(then.next(), ":")) {
            return new Result(Set.of(UNCLEAR), end(then.next()));
        }
        Result otherwise = expression(then.next() + 1, scope);
        Set<Value> all = new LinkedHashSet<>();
        for (Value each : settled(test.values())) {
            Optional<Boolean> truth = truth(each);
            if (!truth.equals(Optional.of(false))) {
                all.addAll(then.values());
            }
            if (!truth.equals(Optional.of(true))) {
                all.addAll(otherwise.values());
            }
        }
        return new Result(all, otherwise.next());
    }

    private Result either(int at, Map<String, Set<Value>> scope) {
        Result left = both(at, scope);
        while (is(left.next(), "||") || is(left.next(), "??")) {
            boolean nullish = is(left.next(), "??");
            Result right = both(left.next() + 1, scope);
            Set<Value> all = new LinkedHashSet<>();
            for (Value each : settled(left.values())) {
                Optional<Boolean> taken = nullish
                        ? each.equals(UNCLEAR) ? Optional.empty() : Optional.of(!each.equals(NONE))
                        : truth(each);
                if (!taken.equals(Optional.of(false))) {
                    all.add(each);
                }
                if (!taken.equals(Optional.of(true))) {
                    all.addAll(right.values());
                }
            }
            left = new Result(all, right.next());
        }
        return left;
    }

    private Result both(int at, Map<String, Set<Value>> scope) {
        Result left = compared(at, scope);
        while (is(left.next(), "&&")) {
            Result right = compared(left.next() + 1, scope);
            Set<Value> all = new LinkedHashSet<>();
            for (Value each : settled(left.values())) {
                Optional<Boolean> truth = truth(each);
                if (!truth.equals(Optional.of(true))) {
                    all.add(truth.isPresent() ? each : NONE);
                }
                if (!truth.equals(Optional.of(false))) {
                    all.addAll(right.values());
                }
            }
            left = new Result(all, right.next());
        }
        return left;
    }

    private Result compared(int at, Map<String, Set<Value>> scope) {
        Result left = unary(at, scope);
        while (Set.of("===", "!==", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%")
                        .contains(token(left.next()).text())
                && token(left.next()).kind() == Kind.PUNCTUATOR) {
            String operator = token(left.next()).text();
            Result right = unary(left.next() + 1, scope);
            Set<Value> all = new LinkedHashSet<>();
            for (Value one : settled(left.values())) {
                for (Value other : settled(right.values())) {
                    all.add(operated(operator, one, other));
                }
            }
            left = new Result(all, right.next());
        }
        return left;
    }

    private static Value operated(String operator, Value one, Value other) {
        boolean known = isPlain(one) && isPlain(other);
        if (!known) {
            return UNCLEAR;
        }
        if (operator.equals("===") || operator.equals("==")) {
            return flag(one.equals(other));
        }
        if (operator.equals("!==") || operator.equals("!=")) {
            return flag(!one.equals(other));
        }
        boolean texts =
                operator.equals("+") && text(one).isPresent() && text(other).isPresent();
        return texts
                ? new Known(
                        new Setting.Text(text(one).orElseThrow() + text(other).orElseThrow()))
                : UNCLEAR;
    }

    private static boolean isPlain(Value value) {
        return value instanceof Known known
                && (known.setting() instanceof Setting.Text
                        || known.setting() instanceof Setting.Flag
                        || known.setting() instanceof Setting.None);
    }

    private static Value flag(boolean holds) {
        return new Known(new Setting.Flag(holds));
    }

    private static Optional<String> text(Value value) {
        return value instanceof Known known && known.setting() instanceof Setting.Text text
                ? Optional.of(text.text())
                : Optional.empty();
    }

    private Result unary(int at, Map<String, Set<Value>> scope) {
        if (is(at, "!")) {
            Result of = unary(at + 1, scope);
            Set<Value> all = new LinkedHashSet<>();
            for (Value each : settled(of.values())) {
                all.add(truth(each).map(holds -> flag(!holds)).orElse(UNCLEAR));
            }
            return new Result(all, of.next());
        }
        if (word(at, "await")) {
            return unary(at + 1, scope);
        }
        if (is(at, "-") || is(at, "+") || word(at, "typeof") || word(at, "void") || word(at, "delete")) {
            return new Result(Set.of(UNCLEAR), unary(at + 1, scope).next());
        }
        boolean made = word(at, "new");
        return behindName(made ? at + 1 : at, scope);
    }

    /** A name or a literal, and what stands behind it: members, calls, types. */
    private Result behindName(int from, Map<String, Set<Value>> scope) {
        Result first = primary(from, scope);
        boolean before = isModuleExports(from) && first.values().equals(Set.of(new Name("module")));
        Set<Value> values = before ? scope.getOrDefault(EXPORTS, exports) : first.values();
        int at = before ? from + 3 : first.next();
        String last = token(from).kind() == Kind.WORD ? token(from).text() : "";
        while (true) {
            if ((is(at, ".") || is(at, "?.")) && token(at + 1).kind() == Kind.WORD) {
                last = token(at + 1).text();
                Set<Value> members = new LinkedHashSet<>();
                for (Value value : values) {
                    members.addAll(
                            value instanceof Name name
                                    ? Set.of(new Name(name.dotted() + "." + last))
                                    : member(value, last));
                }
                values = members;
                at += 2;
            } else if (is(at, "[")) {
                boolean text = token(at + 1).kind() == Kind.STRING && is(at + 2, "]");
                String name = text ? token(at + 1).text() : "";
                Set<Value> members = new LinkedHashSet<>();
                for (Value value : values) {
                    members.addAll(
                            text && value instanceof Name of
                                    ? Set.of(new Name(of.dotted() + "." + name))
                                    : text ? member(value, name) : Set.of(UNCLEAR));
                }
                values = members;
                at = behind(at);
            } else if (is(at, "(")) {
                values = call(last, values, at, scope);
                at = behind(at);
            } else if (is(at, "!")) {
                at++;
            } else if (word(at, "as") || word(at, "satisfies")) {
                at = behindType(at + 1);
            } else {
                return new Result(values, at);
            }
        }
    }

    private int behindType(int from) {
        int at = from;
        while (at < tokens.size()) {
            if (is(at, "{") || is(at, "[") || is(at, "(")) {
                at = behind(at);
            } else if (token(at).kind() == Kind.WORD && !word(at, "export") && !word(at, "const") && !word(at, "module")
                    || word(at, "const") && at == from
                    || is(at, ".")
                    || is(at, "<")
                    || is(at, ">")
                    || is(at, "|")
                    || is(at, "&")
                    || token(at).kind() == Kind.STRING) {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }

    private Result primary(int at, Map<String, Set<Value>> scope) {
        Token token = token(at);
        switch (token.kind()) {
            case STRING:
                return new Result(Set.of(new Known(new Setting.Text(token.text()))), at + 1);
            case NUMBER:
                return new Result(Set.of(SOMETHING), at + 1);
            case REGEX:
                return new Result(Set.of(new Known(new Setting.Pattern(token.text()))), at + 1);
            case TEMPLATE:
                return new Result(Set.of(UNCLEAR), at + 1);
            case WORD:
                return word(at, scope);
            default:
                break;
        }
        if (token.is("{")) {
            return new Result(Set.of(new Members(at, scope)), behind(at));
        }
        if (token.is("[")) {
            return new Result(Set.of(new Listed(at, scope)), behind(at));
        }
        if (token.is("(")) {
            Result inside = expression(at + 1, scope);
            return new Result(is(inside.next(), ")") ? inside.values() : Set.of(UNCLEAR), behind(at));
        }
        return new Result(Set.of(UNCLEAR), at + 1);
    }

    private Result word(int at, Map<String, Set<Value>> scope) {
        switch (token(at).text()) {
            case "true":
                return new Result(Set.of(flag(true)), at + 1);
            case "false":
                return new Result(Set.of(flag(false)), at + 1);
            case "undefined", "null":
                return new Result(Set.of(NONE), at + 1);
            default:
                return new Result(named(token(at).text(), scope), at + 1);
        }
    }

    // --- names ---------------------------------------------------------------------------------------------------

    private Set<Value> named(String name, Map<String, Set<Value>> scope) {
        if (scope.containsKey(name)) {
            return scope.getOrDefault(name, Set.of(UNCLEAR));
        }
        Optional<Integer> declared = declaration(name);
        if (declared.isEmpty()) {
            return Set.of(new Name(name));
        }
        if (declared.get() < 0 || !open.add(name)) {
            return Set.of(UNCLEAR);
        }
        try {
            Set<Value> values = expression(declared.get(), scope).values();
            return assigned(name, values, scope);
        } finally {
            open.remove(name);
        }
    }

    /** Where the value of a name that is declared begins; negative when it is declared more than once, or without one. */
    private Optional<Integer> declaration(String name) {
        Optional<Integer> found = Optional.empty();
        for (int i = 0; i < tokens.size(); i++) {
            if (!word(i + 1, name)) {
                continue;
            }
            int value = -1;
            if (word(i, "const") || word(i, "let") || word(i, "var")) {
                int at = i + 2;
                if (is(at, ":")) {
                    while (at < tokens.size() && !is(at, "=") && !is(at, ";")) {
                        at = opens(at) ? behind(at) : at + 1;
                    }
                }
                value = is(at, "=") ? at + 1 : -1;
            } else if (word(i, "function")) {
                value = word(i - 1, "async") ? i - 1 : i;
            } else {
                continue;
            }
            found = Optional.of(found.isPresent() ? -1 : value);
        }
        return found;
    }

    /** What becomes of a name when it, or a member of it, is assigned anew. */
    private Set<Value> assigned(String name, Set<Value> declared, Map<String, Set<Value>> scope) {
        Set<Value> values = declared;
        for (int i = 0; i < tokens.size(); i++) {
            boolean declares = word(i - 1, "const") || word(i - 1, "let") || word(i - 1, "var") || is(i - 1, ".");
            if (!word(i, name) || declares) {
                continue;
            }
            boolean certain = isTopLevel(i);
            boolean literal = values.stream().anyMatch(each -> isLiteral(each) || isList(each));
            if (followsChanges && literal && !isParameter(i, name)) {
                values = values.stream().anyMatch(Configuration::isList)
                        ? changedList(i, changed(i, values), scope)
                        : changed(i, values);
            }
            if (is(i + 1, "=")) {
                Map<String, Set<Value>> inside = new HashMap<>(scope);
                inside.put(name, values);
                Set<Value> now = expression(i + 2, inside).values();
                values = certain ? now : union(values, now);
            } else if (COMPOUND.stream().anyMatch(token(i + 1)::is) || is(i - 1, "++") || is(i - 1, "--")) {
                values = union(values, Set.of(UNCLEAR));
            } else if (is(i + 1, ".") && token(i + 2).kind() == Kind.WORD) {
                boolean direct = is(i + 3, "=") || is(i + 3, "||=") || is(i + 3, "??=");
                boolean deeper = is(i + 3, ".") && is(i + 5, "=");
                if (direct || deeper) {
                    Set<Value> value = is(i + 3, "=") ? expression(i + 4, scope).values() : Set.of(UNCLEAR);
                    Set<Value> with = new LinkedHashSet<>();
                    for (Value each : values) {
                        with.add(new Assigned(each, token(i + 2).text(), value, certain));
                    }
                    values = with;
                } else if (is(i + 3, ".") && CHANGING.contains(token(i + 4).text()) && !isParameter(i, name)) {
                    Set<Value> with = new LinkedHashSet<>();
                    for (Value each : values) {
                        with.add(new Assigned(each, token(i + 2).text(), Set.of(UNCLEAR), certain));
                    }
                    values = with;
                }
            }
        }
        return values;
    }

    private static boolean isList(Value value) {
        return value instanceof Listed || value instanceof Extended;
    }

    /** What a list is behind one of its methods. */
    private Set<Value> changedList(int at, Set<Value> values, Map<String, Set<Value>> scope) {
        boolean method = is(at + 1, ".") && token(at + 2).kind() == Kind.WORD && is(at + 3, "(");
        if (!method || !CHANGING.contains(token(at + 2).text())) {
            return values;
        }
        boolean front = word(at + 2, "unshift");
        Optional<Boolean> runs = runs(at);
        if (runs.equals(Optional.of(false))) {
            return values;
        }
        if (!front && !word(at + 2, "push")) {
            return Set.of(UNCLEAR);
        }
        List<Set<Value>> more = arguments(at + 3, scope);
        Set<Value> all = new LinkedHashSet<>(runs.isEmpty() ? values : Set.of());
        values.forEach(each -> all.add(isList(each) ? new Extended(each, front, more) : each));
        return all;
    }

    /** Whether a statement of the script is reached: only {@code if} and {@code else} are looked into. */
    private Optional<Boolean> runs(int at) {
        int before = at - 1;
        boolean begins = is(before, ";") || is(before, "}") || is(before, "{") || before < 0;
        // Without a semicolon the statement before it ends in a bracket or a word.
        boolean statement = begins || is(before, "]") || token(before).kind() == Kind.STRING || isBehindCall(before);
        int brace = around(at);
        if (!statement || brace >= 0 && !is(brace, "{")) {
            return Optional.empty();
        }
        return brace < 0 ? Optional.of(true) : taken(brace);
    }

    /** {@code plugins.push(x)} in front of a statement; not {@code if (x)}, and what else has a parenthesis before what it rules. */
    private boolean isBehindCall(int at) {
        return is(at, ")") && !KEYWORDS.contains(token(around(at) - 1).text());
    }

    /** Whether the block of an {@code if} or an {@code else} is run. */
    private Optional<Boolean> taken(int brace) {
        Optional<Boolean> outer;
        Optional<Boolean> here;
        if (is(brace - 1, ")") && word(around(brace - 1) - 1, "if")) {
            int parenthesis = around(brace - 1);
            here = holds(parenthesis);
            outer = word(parenthesis - 2, "else") ? otherwise(parenthesis - 2) : runs(parenthesis - 1);
        } else if (word(brace - 1, "else")) {
            here = Optional.of(true);
            outer = otherwise(brace - 1);
        } else {
            return Optional.empty();
        }
        boolean never = here.equals(Optional.of(false)) || outer.equals(Optional.of(false));
        return never ? Optional.of(false) : here.isPresent() && outer.isPresent() ? here : Optional.empty();
    }

    /** Whether what stands behind an {@code else} comes to be asked. */
    private Optional<Boolean> otherwise(int at) {
        int brace = is(at - 1, "}") ? around(at - 1) : -1;
        if (brace < 0 || !is(brace - 1, ")") || !word(around(brace - 1) - 1, "if")) {
            return Optional.empty();
        }
        int parenthesis = around(brace - 1);
        Optional<Boolean> before = holds(parenthesis);
        Optional<Boolean> outer = word(parenthesis - 2, "else") ? otherwise(parenthesis - 2) : runs(parenthesis - 1);
        if (before.equals(Optional.of(true)) || outer.equals(Optional.of(false))) {
            return Optional.of(false);
        }
        return before.isPresent() && outer.isPresent() ? Optional.of(true) : Optional.empty();
    }

    /** What the expression in a parenthesis comes to, as far as that is one thing. */
    private Optional<Boolean> holds(int parenthesis) {
        Result test = expression(parenthesis + 1, Map.of());
        if (test.next() != behind(parenthesis) - 1) {
            return Optional.empty();
        }
        Set<Optional<Boolean>> all = new LinkedHashSet<>();
        settled(test.values()).forEach(each -> all.add(truth(each)));
        return all.size() == 1 ? all.iterator().next() : Optional.empty();
    }

    private static boolean isLiteral(Value value) {
        return value instanceof Members || value instanceof Assigned || value instanceof Merged;
    }

    /** What is left of an object that a function is given, or whose members are set under names that are worked out. */
    private Set<Value> changed(int at, Set<Value> values) {
        boolean indexed = is(at + 1, "[") && is(behind(at + 1), "=");
        if (indexed || word(at - 1, "delete")) {
            return Set.of(UNCLEAR);
        }
        boolean argument = (is(at - 1, "(") || is(at - 1, ",")) && (is(at + 1, ")") || is(at + 1, ","));
        int parenthesis = argument ? around(at) : -1;
        int callee = parenthesis - 1;
        while (is(callee, ")")) {
            callee = around(callee) - 1;
        }
        boolean called = parenthesis > 0
                && is(parenthesis, "(")
                && token(callee).kind() == Kind.WORD
                && !KEYWORDS.contains(token(callee).text())
                && !is(behind(parenthesis), "{")
                && !is(behind(parenthesis), "=>");
        if (!called) {
            return values;
        }
        String name = token(callee).text();
        int start = callee;
        while (is(start - 1, ".") || is(start - 1, "?.")) {
            start -= 2;
        }
        String root = token(start).text();
        boolean reads = root.equals("console")
                || root.equals("JSON")
                || root.equals("Object") && !name.startsWith("assign") && !name.startsWith("define")
                || root.equals("Object") && !is(at - 1, "(");
        if (reads || keeps(name)) {
            return values;
        }
        boolean used = isUsed(start - 1) && !root.equals("Object");
        return used ? wrapped(values) : Set.of(UNCLEAR);
    }

    /** Whether something is done with the value of an expression, as told by what stands in front of it. */
    private boolean isUsed(int before) {
        int at = before;
        while (word(at, "await") || word(at, "new")) {
            at--;
        }
        return word(at, "return")
                || word(at, "default")
                || List.of("=", "(", "[", ",", ":", "?", "=>", "...", "??").stream()
                        .anyMatch(token(at)::is);
    }

    /** Whether a name is that of a parameter of a function around it. */
    private boolean isParameter(int index, String name) {
        for (int brace = around(index); brace > 0; brace = around(brace)) {
            int head = is(brace, "{") ? brace - 1 : -1;
            head = is(head, "=>") ? head - 1 : head;
            boolean single = is(head + 1, "=>") && word(head, name);
            int open = is(head, ")") ? around(head) : head;
            for (int at = open + 1; at < head; at++) {
                single |= word(at, name);
            }
            boolean function = is(head + 1, "=>")
                    || word(open - 1, "function")
                    || !KEYWORDS.contains(token(open - 1).text());
            if (single && function) {
                return true;
            }
        }
        return false;
    }

    /** The bracket that is open at a token, that of a closing bracket among them; negative when there is none. */
    private int around(int index) {
        int closed = 0;
        for (int at = index - 1; at >= 0; at--) {
            if (is(at, ")") || is(at, "]") || is(at, "}")) {
                closed++;
            } else if (opens(at) && --closed < 0) {
                return at;
            }
        }
        return -1;
    }

    private boolean isTopLevel(int index) {
        int braces = 0;
        for (int i = 0; i < index; i++) {
            braces += is(i, "{") || is(i, "(") ? 1 : is(i, "}") || is(i, ")") ? -1 : 0;
        }
        return braces == 0 && !is(index - 1, ")") && !is(index - 1, "&&") && !word(index - 1, "else");
    }

    /** What stands for itself: names of the environment and of the script's own place become values. */
    private Set<Value> settled(Collection<Value> values) {
        Set<Value> all = new LinkedHashSet<>();
        for (Value value : values) {
            if (value instanceof Name name) {
                all.add(new Known(settled(name.dotted())));
            } else {
                all.add(value);
            }
        }
        return all;
    }

    private Setting settled(String dotted) {
        if (dotted.startsWith("process.env.")) {
            return variables.get(dotted.substring("process.env.".length()));
        }
        if (dotted.equals("__dirname") || dotted.equals("import.meta.dirname")) {
            return new Setting.Path(Base.FILE, "");
        }
        // As a file beside which one goes on: its name is taken off by dirname, or by the URL.
        return dotted.equals("import.meta.url") || dotted.equals("__filename")
                ? new Setting.Path(Base.FILE, "*")
                : new Setting.Unclear();
    }

    // --- functions -----------------------------------------------------------------------------------------------

    private boolean isFunction(int from) {
        int at = word(from, "async") && !is(from + 1, "=>") ? from + 1 : from;
        if (word(at, "function")) {
            return true;
        }
        if (token(at).kind() == Kind.WORD && is(at + 1, "=>")) {
            return true;
        }
        return is(at, "(") && arrow(at) > 0;
    }

    /** The arrow behind a parameter list; negative when it is none. */
    private int arrow(int parenthesis) {
        int at = behind(parenthesis);
        if (is(at, "=>")) {
            return at;
        }
        if (!is(at, ":")) {
            return -1;
        }
        // A return type: words, dots, angle brackets.
        for (at++; at < tokens.size(); at++) {
            if (is(at, "=>")) {
                return at;
            }
            boolean type = token(at).kind() == Kind.WORD || is(at, ".") || is(at, "<") || is(at, ">") || is(at, "|");
            if (!type) {
                return -1;
            }
        }
        return -1;
    }

    private Result function(int from, Map<String, Set<Value>> scope) {
        return new Result(Set.of(new Function(from, scope)), body(from).next());
    }

    /**
     * @param start the first token of the body
     * @param block it is in braces
     * @param next behind it
     */
    private record Body(List<String> parameters, int start, boolean block, int next) {}

    private Body body(int from) {
        int at = word(from, "async") ? from + 1 : from;
        if (word(at, "function")) {
            while (at < tokens.size() && !is(at, "(")) {
                at++;
            }
            List<String> parameters = parameters(at);
            at = behind(at);
            while (at < tokens.size() && !is(at, "{")) {
                at++;
            }
            return new Body(parameters, at, true, behind(at));
        }
        List<String> parameters =
                is(at, "(") ? parameters(at) : List.of(token(at).text());
        int start = (is(at, "(") ? arrow(at) : at + 1) + 1;
        boolean block = is(start, "{");
        return new Body(parameters, start, block, block ? behind(start) : end(start));
    }

    private List<String> parameters(int parenthesis) {
        List<String> names = new ArrayList<>();
        boolean first = true;
        for (int at = parenthesis + 1; at < behind(parenthesis) - 1; at = opens(at) ? behind(at) : at + 1) {
            if (first) {
                names.add(token(at).kind() == Kind.WORD ? token(at).text() : "");
            }
            first = is(at, ",");
        }
        return names;
    }

    /** Whether a function gives one of its parameters another value: {@code dir = path.dirname(dir)}, {@code n++}. */
    private boolean isChanged(String parameter, Body body) {
        for (int i = body.start(); i < body.next(); i++) {
            boolean sets = SETS.contains(token(i + 1).text()) || is(i - 1, "++") || is(i - 1, "--");
            if (word(i, parameter) && !is(i - 1, ".") && sets) {
                return true;
            }
        }
        return false;
    }

    private Set<Value> returned(Function function, List<Set<Value>> arguments) {
        Body body = body(function.head());
        Map<String, Set<Value>> scope = new HashMap<>(function.scope());
        for (int i = 0; i < body.parameters().size(); i++) {
            String name = body.parameters().get(i);
            boolean given = i < arguments.size() && !isChanged(name, body);
            scope.put(name, given ? arguments.get(i) : Set.of(UNCLEAR));
        }
        if (depth > DEEPEST || ++steps > MOST_STEPS) {
            return Set.of(UNCLEAR);
        }
        if (!body.block()) {
            return expression(body.start(), scope).values();
        }
        Set<Value> all = new LinkedHashSet<>();
        int at = body.start() + 1;
        while (at < body.next() - 1) {
            boolean starts =
                    token(at).kind() == Kind.WORD && word(at, "function") || is(at + 1, "=>") || isArrowHead(at);
            if (starts) {
                at = Math.max(at + 1, body(at).next());
            } else if (word(at, "return")) {
                Result value = expression(at + 1, scope);
                all.addAll(value.values());
                at = Math.max(at + 1, value.next());
            } else {
                at++;
            }
        }
        if (all.isEmpty() || !returnsAnyway(body)) {
            all.add(NONE);
        }
        return all;
    }

    /** Whether a body is never passed to its end: it returns or throws somewhere where nothing decides about that. */
    private boolean returnsAnyway(Body body) {
        int end = body.next() - 1;
        for (int at = body.start() + 1; at < end; at = opens(at) ? behind(at) : at + 1) {
            boolean ruled = is(at - 1, ")")
                    && KEYWORDS.contains(token(around(at - 1) - 1).text());
            boolean returns = word(at, "return") || word(at, "throw");
            if (returns && !ruled && !word(at - 1, "else") && !is(at - 1, ".")) {
                return true;
            }
        }
        return false;
    }

    private boolean isArrowHead(int at) {
        return is(at, "(") && is(behind(at), "=>");
    }

    private List<Set<Value>> arguments(int parenthesis, Map<String, Set<Value>> scope) {
        List<Set<Value>> all = new ArrayList<>();
        int at = parenthesis + 1;
        int close = behind(parenthesis) - 1;
        while (at < close) {
            boolean spread = is(at, "...");
            Result value = expression(spread ? at + 1 : at, scope);
            all.add(spread ? Set.of(UNCLEAR) : value.values());
            at = Math.max(value.next(), at + 1);
            while (at < close && !is(at, ",")) {
                at = opens(at) ? behind(at) : at + 1;
            }
            at++;
        }
        return all;
    }

    private Set<Value> call(String name, Set<Value> callee, int parenthesis, Map<String, Set<Value>> scope) {
        List<Set<Value>> arguments = arguments(parenthesis, scope);
        Optional<Set<Value>> path = isOfNode(name, parenthesis) ? path(name, arguments) : Optional.empty();
        if (path.isPresent()) {
            return path.get();
        }
        if (name.equals("Boolean") && arguments.size() == 1) {
            Set<Value> all = new LinkedHashSet<>();
            settled(arguments.get(0))
                    .forEach(
                            each -> all.add(truth(each).map(Configuration::flag).orElse(UNCLEAR)));
            return all;
        }
        if (callee.size() == 1 && callee.iterator().next() instanceof Function function && !name.isEmpty()) {
            return returned(function, arguments);
        }
        if (name.equals("require")) {
            return arguments.size() == 1 ? required(arguments.get(0)) : Set.of(UNCLEAR);
        }
        Optional<String> maker = origin(name, 0).filter(MAKERS::contains);
        if (maker.isPresent() && COMPOSERS.contains(imported(name))) {
            return composed(maker.get(), arguments);
        }
        if (maker.isPresent()) {
            Setting argument = arguments.isEmpty() ? new Setting.None() : deep(arguments.get(0));
            return Set.of(new Known(new Setting.Made(maker.get(), imported(name), argument)));
        }
        boolean merges = imported(name).equals("mergeConfig")
                && origin(name, 0).filter(MERGERS::contains).isPresent();
        if (merges) {
            return arguments.size() == 2
                    ? Set.of(new Merged(settled(arguments.get(0)), settled(arguments.get(1))))
                    : Set.of(UNCLEAR);
        }
        // deepmerge(one, other), Object.assign(one, other): which one's members count is not known.
        boolean joins = name.startsWith("merge") || imported(name).startsWith("merge") || !isPublished(name);
        if (joins && arguments.stream().filter(Configuration::mayHoldMembers).count() > 1) {
            return Set.of(UNCLEAR);
        }
        // withX(config), defineConfig(config), plugins.reduce((all, next) => next(all), config)
        boolean reduce = name.equals("reduce") && arguments.size() == 2;
        for (Set<Value> argument : reduce ? arguments.subList(1, 2) : arguments) {
            if (name.equals("defineConfig") && argument.stream().anyMatch(Configuration::isList)) {
                return argument;
            }
            if (argument.stream().anyMatch(Configuration::isObject)) {
                return keeps(name) ? argument : wrapped(argument);
            }
            // withSentryConfig(base, { silent: true }): the options behind a configuration that is not known are not
            // one.
            if (mayHoldMembers(argument)) {
                return Set.of(UNCLEAR);
            }
        }
        return Set.of(UNCLEAR);
    }

    /**
     * What Nx composes ({@code composePlugins(withNx(), config => config)}): the configuration that one of its functions makes, where
     * all the others give back what they are given.
     */
    private Set<Value> composed(String module, List<Set<Value>> functions) {
        List<Setting> made = new ArrayList<>();
        for (Set<Value> each : functions) {
            Value only = each.size() == 1 ? each.iterator().next() : UNCLEAR;
            if (only instanceof Known known
                    && known.setting() instanceof Setting.Made one
                    && one.module().equals(module)) {
                made.add(one);
            } else if (!(only instanceof Function function) || !isIdentity(function)) {
                return Set.of(UNCLEAR);
            }
        }
        return made.size() == 1
                ? Set.of(new Known(new Setting.Members(Map.of("plugins", new Setting.Items(made)))))
                : Set.of(UNCLEAR);
    }

    /** {@code config => config}, {@code (config) => { return config; }} */
    private boolean isIdentity(Function function) {
        Body body = body(function.head());
        if (body.parameters().isEmpty() || body.parameters().get(0).isEmpty()) {
            return false;
        }
        int at = body.block() ? body.start() + 1 : body.start();
        boolean returns = !body.block() || word(at++, "return");
        boolean ends = body.block() ? is(at + 1, "}") || is(at + 1, ";") && is(at + 2, "}") : body.next() == at + 1;
        return returns && ends && word(at, body.parameters().get(0));
    }

    /** What another script exports, with its paths seen from here. */
    private Set<Value> required(Set<Value> argument) {
        Optional<String> specifier =
                argument.size() == 1 ? text(argument.iterator().next()) : Optional.empty();
        Optional<SourceFile> file =
                specifier.filter(text -> text.startsWith(".")).flatMap(scripts::get);
        if (file.isEmpty()) {
            return Set.of(UNCLEAR);
        }
        String written = specifier.get();
        String directory = written.substring(0, written.lastIndexOf('/') + 1);
        return Set.of(new Known(moved(Configuration.of(file.get(), variables).whole(), directory)));
    }

    private static Setting moved(Setting setting, String directory) {
        if (setting instanceof Setting.Path path && path.from() == Base.FILE) {
            return new Setting.Path(Base.FILE, directory + path.text());
        }
        if (setting instanceof Setting.Items items) {
            return new Setting.Items(
                    items.all().stream().map(each -> moved(each, directory)).toList());
        }
        if (setting instanceof Setting.Members members) {
            Map<String, Setting> all = new LinkedHashMap<>();
            members.all().forEach((name, each) -> all.put(name, moved(each, directory)));
            return new Setting.Members(all);
        }
        return setting instanceof Setting.Made made
                ? new Setting.Made(made.module(), made.name(), moved(made.argument(), directory))
                : setting;
    }

    private Set<Value> wrapped(Set<Value> values) {
        Set<Value> all = new LinkedHashSet<>();
        for (Value value : values) {
            if (value instanceof Function function) {
                all.addAll(wrapped(called(returned(function, List.of()))));
            } else {
                all.add(isLiteral(value) ? new Wrapped(value) : value);
            }
        }
        return all;
    }

    private static boolean isObject(Value value) {
        return isLiteral(value) || value instanceof Wrapped || value instanceof Function;
    }

    /** Whether a function comes from a published plugin, which adds what its documentation says and nothing else. */
    private boolean keeps(String name) {
        return name.startsWith("define") && name.endsWith("Config") || isPublished(name);
    }

    private boolean isPublished(String name) {
        return origin(name, 0)
                .filter(from -> PLUGINS.stream().anyMatch(from::startsWith))
                .isPresent();
    }

    /** What is taken to be an object, or may turn out to be one. */
    private static boolean mayHoldMembers(Set<Value> argument) {
        return argument.stream()
                .anyMatch(each -> isMap(each)
                        || each instanceof Wrapped
                        || each instanceof Name
                        || each.equals(UNCLEAR)
                        || each.equals(SOMETHING));
    }

    /** What a function is called where it comes from: {@code import { mergeConfig as merge }}, {@code const { mergeConfig: merge }}. */
    private String imported(String name) {
        for (int i = 2; i < tokens.size(); i++) {
            boolean renamed = word(i, name)
                    && (word(i - 1, "as") || is(i - 1, ":"))
                    && (is(i + 1, ",") || is(i + 1, "}"))
                    && isImported(i);
            if (renamed && token(i - 2).kind() == Kind.WORD) {
                return token(i - 2).text();
            }
        }
        return name;
    }

    /** Whether a name stands between the braces of an import, or of what is taken from {@code require}. */
    private boolean isImported(int at) {
        int open = at;
        while (open > 0 && !is(open, "{") && !is(open, ";") && !is(open, "(")) {
            open--;
        }
        int close = is(open, "{") ? behind(open) : 0;
        return close > at && (word(close, "from") || is(close, "=") && word(close + 1, "require"));
    }

    /** The module that a function was taken or made from. */
    private Optional<String> origin(String name, int links) {
        for (int i = 0; i < tokens.size(); i++) {
            if (word(i, "import") && !is(i + 1, "(") && !is(i + 1, ".")) {
                boolean binds = false;
                for (i++; i < tokens.size() && token(i).kind() != Kind.STRING; i++) {
                    binds |= word(i, name);
                }
                if (binds) {
                    return Optional.of(token(i).text());
                }
            }
            boolean declares = word(i, "const") || word(i, "let") || word(i, "var");
            if (!declares) {
                continue;
            }
            int value = i + 1;
            boolean binds = false;
            while (value < tokens.size() && !is(value, "=") && !is(value, ";")) {
                binds |= word(value++, name);
            }
            if (binds && word(value + 1, "require") && is(value + 2, "(")) {
                return Optional.of(token(value + 3).text());
            }
            boolean taken = is(value + 2, "(") || is(value + 2, ";") || is(value + 2, ".");
            if (binds && token(value + 1).kind() == Kind.WORD && taken && links < 3) {
                return origin(token(value + 1).text(), links + 1);
            }
        }
        return Optional.empty();
    }

    /** Whether a function may be one of node's that deal with paths: not a method of something else, as {@code parts.join("/")}. */
    private boolean isOfNode(String name, int parenthesis) {
        int receiver = parenthesis - 3;
        if (!is(parenthesis - 2, ".") && !is(parenthesis - 2, "?.")) {
            return origin(name, 0).map(PATHS::contains).orElse(declaration(name).isEmpty());
        }
        String of = token(receiver).kind() == Kind.WORD ? token(receiver).text() : "";
        return of.equals("process")
                || of.equals("posix")
                || is(receiver, ")") && word(around(receiver) - 1, "require")
                || !is(receiver - 1, ".")
                        && origin(of, 0)
                                .map(PATHS::contains)
                                .orElse(of.equals("path") && declaration(of).isEmpty());
    }

    /** {@code path.join}, {@code path.resolve}, {@code new URL("..", import.meta.url)} and what goes with them. */
    private Optional<Set<Value>> path(String name, List<Set<Value>> arguments) {
        List<Value> words = new ArrayList<>();
        for (Set<Value> argument : arguments) {
            Set<Value> settled = settled(argument);
            words.add(settled.size() == 1 ? settled.iterator().next() : UNCLEAR);
        }
        switch (name) {
            case "cwd":
                return Optional.of(Set.of(new Known(new Setting.Path(Base.CURRENT, ""))));
            case "fileURLToPath", "normalize":
                return words.isEmpty() ? Optional.empty() : Optional.of(Set.of(words.get(0)));
            case "dirname":
                return words.size() == 1
                                && words.get(0) instanceof Known known
                                && known.setting() instanceof Setting.Path p
                        ? Optional.of(Set.of(
                                new Known(new Setting.Path(p.from(), p.text().equals("*") ? "" : p.text() + "/.."))))
                        : Optional.of(Set.of(UNCLEAR));
            case "URL":
                return words.size() == 2
                                && text(words.get(0)).isPresent()
                                && words.get(1) instanceof Known known
                                && known.setting() instanceof Setting.Path p
                        ? Optional.of(Set.of(new Known(
                                new Setting.Path(p.from(), text(words.get(0)).orElseThrow()))))
                        : Optional.of(Set.of(UNCLEAR));
            case "join", "resolve":
                return Optional.of(Set.of(joined(words, name.equals("resolve"))));
            default:
                return Optional.empty();
        }
    }

    /** @param resolves a word with a slash in front stands for itself, not for what lies below those before it */
    private static Value joined(List<Value> words, boolean resolves) {
        Base base = Base.CURRENT;
        boolean based = false;
        boolean absolute = false;
        StringBuilder text = new StringBuilder();
        for (Value word : words) {
            if (word instanceof Known known && known.setting() instanceof Setting.Path path && text.isEmpty()) {
                base = path.from();
                based = true;
                text.append(path.text());
            } else if (text(word).isPresent()) {
                String more = text(word).orElseThrow();
                if (more.startsWith("/") && (resolves || text.isEmpty() && !based)) {
                    absolute = true;
                    text.setLength(0);
                }
                text.append(text.isEmpty() && !based ? "" : "/").append(more);
            } else {
                return UNCLEAR;
            }
        }
        if (absolute) {
            return new Known(new Setting.Text(normalised(text.toString())));
        }
        return words.isEmpty() ? UNCLEAR : new Known(new Setting.Path(base, text.toString()));
    }

    /** An absolute path without {@code .}, {@code ..} and slashes that stand twice (nodejs.org, "path.normalize()"). */
    private static String normalised(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    // --- tokens --------------------------------------------------------------------------------------------------

    private static Optional<Boolean> truth(Value value) {
        if (!(value instanceof Known known)) {
            return value instanceof Name ? Optional.empty() : Optional.of(true);
        }
        if (known.setting() instanceof Setting.Text text) {
            return Optional.of(!text.text().isEmpty());
        }
        if (known.setting() instanceof Setting.Flag flag) {
            return Optional.of(flag.holds());
        }
        if (known.setting() instanceof Setting.None) {
            return Optional.of(false);
        }
        return known.setting() instanceof Setting.Path ? Optional.of(true) : Optional.empty();
    }

    private static Set<Value> union(Set<Value> one, Set<Value> other) {
        Set<Value> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }

    private Token token(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : END;
    }

    private boolean is(int index, String punctuator) {
        return token(index).is(punctuator);
    }

    private boolean word(int index, String word) {
        return token(index).isWord(word);
    }

    private boolean opens(int at) {
        return is(at, "(") || is(at, "[") || is(at, "{");
    }

    /** Behind the bracket that closes the one that opens here. */
    private int behind(int from) {
        int open = 0;
        for (int at = from; at < tokens.size(); at++) {
            if (opens(at)) {
                open++;
            } else if (is(at, ")") || is(at, "]") || is(at, "}")) {
                open--;
            }
            if (open <= 0) {
                return at + 1;
            }
        }
        return tokens.size();
    }

    /** Where an expression that is not read ends: at a comma, a semicolon or a closing bracket. */
    private int end(int from) {
        int at = from;
        while (at < tokens.size() && !is(at, ",") && !is(at, ";") && !is(at, ")") && !is(at, "]") && !is(at, "}")) {
            at = opens(at) ? behind(at) : at + 1;
        }
        return at;
    }
}
