package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.read.script.Expression;
import dev.runtimeaudit.read.script.ScriptReader;
import dev.runtimeaudit.read.script.Statement;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The function {@code webpack} of a configuration of Next.js (nextjs.org, "Custom Webpack Config"): whether it is proven that, with
 * what it changes, webpack writes nowhere else than to its output. It is when all that the function does is to change settings that
 * are about what is read, and to add well-known loaders and plugins: those that hand on what they made, and those that emit below the
 * output (read in @svgr/webpack 8.1, raw-loader 4.0, graphql-tag 2.12, yaml-loader 0.9, style-loader 4.0, css-loader 7.1, null-loader
 * 4.0, ignore-loader 0.1, source-map-loader 5.0, html-loader 5.1, copy-webpack-plugin 12.0, @prisma/nextjs-monorepo-workaround-plugin
 * 7.10 and webpack 5).
 *
 * <p>It is one class although it is long: what may stand in an expression depends on the setting that it becomes.
 */
final class NextWebpack {

    private static final Set<String> LOADERS = Set.of(
            "@svgr/webpack",
            "css-loader",
            "graphql-tag/loader",
            "html-loader",
            "ignore-loader",
            "null-loader",
            "raw-loader",
            "source-map-loader",
            "style-loader",
            "yaml-loader");

    /** Of webpack itself. */
    private static final Set<String> OWN_PLUGINS = Set.of(
            "BannerPlugin",
            "ContextReplacementPlugin",
            "DefinePlugin",
            "EnvironmentPlugin",
            "IgnorePlugin",
            "NormalModuleReplacementPlugin",
            "ProvidePlugin");

    private static final String COPIES = "copy-webpack-plugin";
    private static final String PRISMA = "@prisma/nextjs-monorepo-workaround-plugin";

    /** Settings of {@code resolve} that are about where modules are looked for. */
    private static final Set<String> RESOLVE = Set.of(
            "alias",
            "conditionNames",
            "extensionAlias",
            "extensions",
            "fallback",
            "mainFields",
            "modules",
            "preferRelative",
            "symlinks");

    private static final Set<String> EXPERIMENTS =
            Set.of("asyncWebAssembly", "layers", "syncWebAssembly", "topLevelAwait");

    /** Those of a rule that say what it is for. */
    private static final Set<String> CONDITIONS = Set.of(
            "dependency",
            "enforce",
            "exclude",
            "include",
            "issuer",
            "resource",
            "resourceQuery",
            "sideEffects",
            "test");

    private static final Set<String> REPORTING =
            Set.of("devtool", "ignoreWarnings", "infrastructureLogging", "parallelism", "performance", "watchOptions");

    /** Methods of lists, texts and patterns that change nothing. */
    private static final Set<String> READING = Set.of(
            "concat",
            "endsWith",
            "every",
            "filter",
            "find",
            "findIndex",
            "flat",
            "flatMap",
            "includes",
            "indexOf",
            "join",
            "map",
            "match",
            "replace",
            "slice",
            "some",
            "split",
            "startsWith",
            "test",
            "toString",
            "trim");

    /** Those of them that call what they are given. */
    private static final Set<String> CALLING =
            Set.of("every", "filter", "find", "findIndex", "flatMap", "map", "replace", "some");

    private static final Set<String> CONVERTING = Set.of("Boolean", "Number", "String");

    /** Names of the language and of node that bring no function to call. */
    private static final Set<String> PLAIN = Set.of(
            "Infinity", "JSON", "NaN", "__dirname", "__filename", "false", "null", "process", "true", "undefined");

    private static final Set<String> LOGICAL = Set.of("&&", "||", "??");

    private static final Set<String> OF_OBJECTS = Set.of("entries", "fromEntries", "keys", "values");

    private final Map<String, String> modules;
    /** Constants of the script that hold no function. */
    private final Set<String> data = new HashSet<>();

    private final String config;
    /** What is handed in behind the configuration. */
    private final Set<String> handed;
    /** What is declared inside. */
    private final Set<String> locals = new HashSet<>();
    /** What is declared by a statement, in whichever block. */
    private final Set<String> declared = new HashSet<>();
    /** Those that are a function which has been read. */
    private final Set<String> functions = new HashSet<>();
    /** Those that may hold a function which has not been read. */
    private final Set<String> doubtful = new HashSet<>();
    /** Those that are a part of the configuration. */
    private final Set<String> parts = new HashSet<>();
    /** Those that are the path of a file or a directory. */
    private final Set<String> places = new HashSet<>();

    private NextWebpack(SourceFile script, List<String> parameters) {
        List<Statement> statements = ScriptReader.read(script, true).statements();
        this.modules = imports(statements);
        this.config = parameters.get(0);
        this.handed = Set.copyOf(parameters.subList(1, parameters.size()));
        for (Statement each : statements) {
            if (each instanceof Statement.Declare declare
                    && declare.how() == Statement.Declared.CONST
                    && !declare.pattern()
                    && declare.value().filter(value -> isData(value, false)).isPresent()) {
                data.addAll(declare.names());
            }
        }
    }

    /** Whether webpack is proven to write to its output only, behind a function of a configuration script. */
    static boolean keepsToOutput(Expression.Function function, SourceFile script) {
        List<String> parameters = function.parameters();
        if (function.body().isEmpty()
                || parameters.isEmpty()
                || parameters.get(0).isEmpty()) {
            return false;
        }
        List<Statement> body = function.body().get();
        boolean unique = Set.copyOf(parameters).size() == parameters.size();
        if (!unique || body.isEmpty()) {
            return false;
        }
        NextWebpack all = new NextWebpack(script, parameters);
        return all.body(body, true) && all.isConfig(last(body));
    }

    /** What the names that modules are bound to stand for. */
    private static Map<String, String> imports(List<Statement> statements) {
        Map<String, String> modules = new HashMap<>();
        for (Statement each : statements) {
            if (each instanceof Statement.Import from) {
                from.locals().forEach(local -> modules.put(local, from.specifier()));
            }
            if (each instanceof Statement.Declare declare && declare.how() == Statement.Declared.CONST) {
                Optional<String> specifier = declare.value().flatMap(NextWebpack::required);
                specifier.ifPresent(from -> declare.names().forEach(name -> modules.put(name, from)));
            }
        }
        return modules;
    }

    /** {@code require("x")} */
    private static Optional<String> required(Expression value) {
        return value instanceof Expression.Call call && isName(call.of(), "require") && !call.isNew()
                ? onlyText(call)
                : Optional.empty();
    }

    private static Optional<String> onlyText(Expression.Call call) {
        return call.arguments().size() == 1 && call.arguments().get(0) instanceof Expression.Text text
                ? Optional.of(text.text())
                : Optional.empty();
    }

    private static Optional<Expression> last(List<Statement> body) {
        return body.get(body.size() - 1) instanceof Statement.Return value ? value.value() : Optional.empty();
    }

    // --- statements ----------------------------------------------------------------------------------------------

    /** @param own whether it is the function itself, not one inside it */
    private boolean body(List<Statement> statements, boolean own) {
        return statements.stream().allMatch(each -> statement(each, own));
    }

    private boolean statement(Statement statement, boolean own) {
        if (statement instanceof Statement.Evaluate evaluate) {
            return effect(evaluate.expression());
        }
        if (statement instanceof Statement.Declare declare) {
            return declare(declare);
        }
        if (statement instanceof Statement.Declarations declarations) {
            return declarations.all().stream().allMatch(this::declare);
        }
        if (statement instanceof Statement.Block block) {
            return body(block.statements(), own);
        }
        if (statement instanceof Statement.If branch) {
            return reads(branch.test())
                    && statement(branch.then(), own)
                    && branch.otherwise().map(other -> statement(other, own)).orElse(true);
        }
        if (statement instanceof Statement.Return result) {
            return own
                    ? isConfig(result.value())
                    : result.value().map(this::reads).orElse(true);
        }
        return statement instanceof Statement.Empty;
    }

    private boolean declare(Statement.Declare declare) {
        boolean shadows = declare.names().stream().anyMatch(name -> name.equals(config) || handed.contains(name));
        // What a name stands for in one block says nothing of another.
        boolean again = !declare.names().stream().allMatch(declared::add);
        if (declare.value().isEmpty() || shadows || again) {
            return false;
        }
        Expression value = declare.value().get();
        boolean known = reads(value);
        boolean constant = declare.how() == Statement.Declared.CONST && !declare.pattern();
        if (constant && value instanceof Expression.Function) {
            functions.addAll(declare.names());
        }
        if (!isData(value, true)) {
            doubtful.addAll(declare.names());
        }
        if (constant && isPlace(value)) {
            places.addAll(declare.names());
        }
        if (known && isPart(value)) {
            parts.addAll(declare.names());
        }
        locals.addAll(declare.names());
        return known;
    }

    private boolean isConfig(Optional<Expression> value) {
        return value.isPresent() && isName(value.get(), config);
    }

    // --- what changes something ------------------------------------------------------------------------------------

    private boolean effect(Expression expression) {
        if (expression instanceof Expression.Assign assign) {
            return assigned(assign);
        }
        if (expression instanceof Expression.Binary binary && binary.operator().equals("&&")) {
            return reads(binary.left()) && effect(binary.right());
        }
        if (expression instanceof Expression.Chain chain) {
            return effect(chain.links());
        }
        if (!(expression instanceof Expression.Call call)
                || call.isNew()
                || !(call.of() instanceof Expression.Member method)) {
            return false;
        }
        List<Expression> arguments = call.arguments();
        if (isName(method.of(), "console") && isGlobal("console")) {
            return arguments.stream().allMatch(this::reads);
        }
        boolean assigns = isName(method.of(), "Object")
                && isGlobal("Object")
                && method.name().equals("assign");
        if (assigns && !arguments.isEmpty()) {
            Optional<List<String>> to = path(arguments.get(0));
            return to.isPresent()
                    && isObjectOfPaths(to.get())
                    && arguments.subList(1, arguments.size()).stream().allMatch(this::reads);
        }
        Optional<List<String>> of = path(method.of());
        if (of.isEmpty()) {
            return false;
        }
        if (method.name().equals("forEach")) {
            return of.get().get(0).equals("module") && isLoop(arguments);
        }
        boolean adds = method.name().equals("push") || method.name().equals("unshift");
        return adds && arguments.stream().allMatch(each -> isElement(of.get(), each));
    }

    private boolean isObjectOfPaths(List<String> path) {
        return path.size() == 2
                && path.get(0).equals("resolve")
                && Set.of("alias", "fallback").contains(path.get(1));
    }

    /** Each rule that is there is handed to a function. */
    private boolean isLoop(List<Expression> arguments) {
        if (arguments.size() != 1 || !(arguments.get(0) instanceof Expression.Function function)) {
            return false;
        }
        List<String> added = function.parameters().stream().filter(parts::add).toList();
        boolean known = inside(function, true);
        added.forEach(parts::remove);
        return known;
    }

    /** Whether something may become an element of a list of the configuration. */
    private boolean isElement(List<String> list, Expression element) {
        if (list.equals(List.of("plugins"))) {
            return isPlugin(element);
        }
        if (list.equals(List.of("module", "rules"))) {
            return isRule(element);
        }
        boolean called = list.equals(List.of("externals")) || list.equals(List.of("ignoreWarnings"));
        boolean plain =
                list.size() == 2 && list.get(0).equals("resolve") && RESOLVE.contains(list.get(1)) && reads(element);
        return called && hands(element) || plain;
    }

    private boolean assigned(Expression.Assign assign) {
        Expression value = assign.value();
        Optional<List<String>> path = path(assign.target());
        if (path.isEmpty()) {
            // rule.exclude = /x/, and what is asked of a module that is replaced
            return assign.target() instanceof Expression.Member member
                    && root(member).filter(parts::contains).isPresent()
                    && CONDITIONS.contains(member.name())
                    && hands(value);
        }
        List<String> to = path.get();
        String first = to.get(0);
        String second = to.size() > 1 ? to.get(1) : "";
        boolean lists = to.equals(List.of("plugins")) || to.equals(List.of("module", "rules"));
        if (lists) {
            return value instanceof Expression.Array array
                    && array.parts().stream().allMatch(each -> isSpreadOf(to, each) || isElement(to, each));
        }
        if (first.equals("resolve") || first.equals("experiments")) {
            Set<String> names = first.equals("resolve") ? RESOLVE : EXPERIMENTS;
            return to.size() > 1
                    ? names.contains(second) && reads(value)
                    : value instanceof Expression.ObjectLiteral object && isOf(names, object, to);
        }
        if (first.equals("cache")) {
            return to.size() == 1 && isName(value, "false");
        }
        if (first.equals("module")) {
            boolean condition = to.size() > 2 && second.equals("rules") && CONDITIONS.contains(to.get(to.size() - 1));
            return condition && hands(value);
        }
        return (REPORTING.contains(first) || first.equals("externals")) && hands(value);
    }

    /** An object of these settings alone, and of what stood there. */
    private boolean isOf(Set<String> names, Expression.ObjectLiteral object, List<String> path) {
        return !object.accessors()
                && object.properties().stream()
                        .allMatch(each -> each.name().isPresent()
                                ? names.contains(each.name().get()) && reads(each.value())
                                : each.key().isEmpty() && path(each.value()).equals(Optional.of(path)));
    }

    private boolean isSpreadOf(List<String> path, Expression part) {
        return part instanceof Expression.Unary unary
                && unary.operator().equals("...")
                && path(unary.operand()).equals(Optional.of(path));
    }

    // --- plugins and loaders -----------------------------------------------------------------------------------------

    private boolean isPlugin(Expression element) {
        if (!(element instanceof Expression.Call call) || !call.isNew()) {
            return false;
        }
        if (call.of() instanceof Expression.Member member) {
            boolean own = isName(member.of(), "webpack")
                    && !locals.contains("webpack")
                    && (handed.contains("webpack") || "webpack".equals(modules.get("webpack")));
            boolean option = member.of() instanceof Expression.Member of
                    && of.name().equals("webpack")
                    && of.of() instanceof Expression.Name options
                    && handed.contains(options.name());
            return (own || option)
                    && OWN_PLUGINS.contains(member.name())
                    && call.arguments().stream().allMatch(this::hands);
        }
        if (!(call.of() instanceof Expression.Name name)) {
            return false;
        }
        String module = module(name.name());
        if (module.equals(PRISMA)) {
            return name.name().equals("PrismaPlugin")
                    && call.arguments().stream().allMatch(this::hands);
        }
        return module.equals(COPIES)
                && call.arguments().size() == 1
                && call.arguments().get(0) instanceof Expression.ObjectLiteral options
                && copies(options);
    }

    /** What is copied keeps its name below {@code to}, where nothing moves it. */
    private boolean copies(Expression.ObjectLiteral options) {
        if (options.accessors() || options.properties().size() != 1) {
            return false;
        }
        Expression.Property only = options.properties().get(0);
        return only.name().equals(Optional.of("patterns"))
                && only.value() instanceof Expression.Array patterns
                && patterns.parts().stream().allMatch(this::isPattern);
    }

    private boolean isPattern(Expression pattern) {
        if (!(pattern instanceof Expression.ObjectLiteral object) || object.accessors()) {
            return false;
        }
        boolean inside = false;
        for (Expression.Property each : object.properties()) {
            String name = each.name().orElse("");
            boolean known = Set.of("noErrorOnMissing", "force").contains(name) && reads(each.value());
            boolean from = name.equals("from") && isPlace(each.value());
            boolean to = name.equals("to") && staysBelow(each.value());
            inside |= from;
            if (!known && !from && !to) {
                return false;
            }
        }
        return inside;
    }

    /**
     * Whether it is one file or one directory. What a pattern finds is copied under its name as seen from the project: it may lie
     * above.
     */
    private boolean isPlace(Expression path) {
        if (path instanceof Expression.Name name) {
            return places.contains(name.name()) || name.name().equals("__dirname") && isGlobal("__dirname");
        }
        if (path instanceof Expression.Text text) {
            return text.text().chars().noneMatch(each -> "*?{}[]()!|\\".indexOf(each) >= 0);
        }
        boolean paths = path instanceof Expression.Call call
                && !call.isNew()
                && (resolved(call).isPresent()
                        || call.of() instanceof Expression.Member method
                                && method.of() instanceof Expression.Name of
                                && isPaths(of.name()));
        return paths && ((Expression.Call) path).arguments().stream().allMatch(this::isPlace);
    }

    private boolean isPaths(String name) {
        return module(name).equals("path") || module(name).equals("node:path");
    }

    /** What a name stands for that is imported. */
    private String module(String name) {
        return locals.contains(name) || handed.contains(name) ? "" : modules.getOrDefault(name, "");
    }

    private static boolean staysBelow(Expression path) {
        return path instanceof Expression.Text text
                && !text.text().startsWith("/")
                && !text.text().contains("\\")
                && !text.text().contains("[")
                && List.of(text.text().split("/")).stream().noneMatch(".."::equals);
    }

    private boolean isRule(Expression rule) {
        if (!(rule instanceof Expression.ObjectLiteral object) || object.accessors()) {
            return false;
        }
        return object.properties().stream().allMatch(this::isPartOfRule);
    }

    private boolean isPartOfRule(Expression.Property property) {
        Expression value = property.value();
        if (property.name().isEmpty()) {
            // { ...rule, test: /x/ }: one that was there.
            return property.key().isEmpty() && isPart(value) && reads(value);
        }
        switch (property.name().get()) {
            case "use":
                return value instanceof Expression.Array array
                        ? array.parts().stream().allMatch(this::isUse)
                        : isUse(value);
            case "loader":
                return isLoader(value);
            case "oneOf", "rules":
                return value instanceof Expression.Array array
                        && array.parts().stream().allMatch(this::isRule);
            case "options":
                return hands(value);
            case "type":
                return value instanceof Expression.Text;
            case "resolve":
                return value instanceof Expression.ObjectLiteral object && isOf(RESOLVE, object, List.of());
            default:
                return CONDITIONS.contains(property.name().get()) && hands(value);
        }
    }

    private boolean isUse(Expression use) {
        if (!(use instanceof Expression.ObjectLiteral object)) {
            return isLoader(use);
        }
        return !object.accessors()
                && object.properties().stream()
                        .allMatch(each -> each.name().equals(Optional.of("loader")) && isLoader(each.value())
                                || each.name().equals(Optional.of("options")) && hands(each.value()));
    }

    private boolean isLoader(Expression loader) {
        if (loader instanceof Expression.Text text) {
            return LOADERS.contains(text.text());
        }
        return loader instanceof Expression.Call call
                && resolved(call).filter(LOADERS::contains).isPresent();
    }

    /** {@code require.resolve("x")} */
    private Optional<String> resolved(Expression.Call call) {
        boolean resolves = !call.isNew()
                && call.of() instanceof Expression.Member member
                && isName(member.of(), "require")
                && member.name().equals("resolve")
                && isGlobal("require");
        return resolves ? onlyText(call) : Optional.empty();
    }

    // --- what changes nothing --------------------------------------------------------------------------------------

    /** Whether an expression is understood, and changes nothing. */
    private boolean reads(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return !name.name().equals(config);
        }
        if (expression instanceof Expression.Text
                || expression instanceof Expression.Number
                || expression instanceof Expression.Opaque) {
            return true;
        }
        if (expression instanceof Expression.Template template) {
            return template.values().stream().allMatch(this::reads);
        }
        if (expression instanceof Expression.Member member) {
            return isName(member.of(), config) || reads(member.of());
        }
        if (expression instanceof Expression.Index index) {
            return (isName(index.of(), config) || reads(index.of())) && reads(index.index());
        }
        if (expression instanceof Expression.Chain chain) {
            return reads(chain.links());
        }
        if (expression instanceof Expression.Unary unary) {
            return Set.of("!", "-", "+", "typeof", "void", "...").contains(unary.operator()) && reads(unary.operand());
        }
        if (expression instanceof Expression.Binary binary) {
            return reads(binary.left()) && reads(binary.right());
        }
        if (expression instanceof Expression.Conditional either) {
            return reads(either.test()) && reads(either.then()) && reads(either.otherwise());
        }
        if (expression instanceof Expression.Array array) {
            return array.parts().stream().allMatch(this::reads);
        }
        if (expression instanceof Expression.ObjectLiteral object) {
            return !object.accessors()
                    && object.properties().stream()
                            .allMatch(each -> each.key().map(this::reads).orElse(true) && reads(each.value()));
        }
        if (expression instanceof Expression.Function function) {
            return inside(function, false);
        }
        return expression instanceof Expression.Call call && isReading(call);
    }

    /** @param loop whether what it is given are parts of the configuration */
    private boolean inside(Expression.Function function, boolean loop) {
        boolean shadows = function.parameters().stream()
                .anyMatch(name -> name.equals(config)
                        || handed.contains(name)
                        || places.contains(name)
                        || functions.contains(name)
                        || !loop && parts.contains(name));
        if (function.body().isEmpty() || shadows) {
            return false;
        }
        locals.addAll(function.parameters());
        return body(function.body().get(), false);
    }

    private boolean isReading(Expression.Call call) {
        if (!call.arguments().stream().allMatch(this::reads)) {
            return false;
        }
        if (call.of() instanceof Expression.Name name) {
            boolean pattern = name.name().equals("RegExp");
            boolean converts =
                    !call.isNew() && Set.of("String", "Boolean", "Number").contains(name.name());
            return (pattern || converts) && isGlobal(name.name());
        }
        if (call.isNew() || !(call.of() instanceof Expression.Member method)) {
            return false;
        }
        if (resolved(call).isPresent()) {
            return true;
        }
        if (method.of() instanceof Expression.Name of
                && isGlobal(of.name())
                && of.name().equals("Object")) {
            return OF_OBJECTS.contains(method.name());
        }
        if (method.of() instanceof Expression.Name of
                && isGlobal(of.name())
                && of.name().equals("Array")) {
            return method.name().equals("isArray");
        }
        if (method.of() instanceof Expression.Name of && isPaths(of.name())) {
            return true;
        }
        boolean own = method.of() instanceof Expression.Text
                || method.of() instanceof Expression.Opaque
                || method.of() instanceof Expression.Array
                || method.of() instanceof Expression.Call
                || root(method.of())
                        .filter(root -> root.equals(config) || locals.contains(root) || handed.contains(root))
                        .filter(root -> !doubtful.contains(root))
                        .isPresent();
        return own && READING.contains(method.name()) && callsWhatIsRead(method.name(), call) && reads(method.of());
    }

    /** Whether a function that a method of a list or a text is given has been read, too. */
    private boolean callsWhatIsRead(String method, Expression.Call call) {
        List<Expression> arguments = call.arguments();
        int at = method.equals("replace") ? 1 : 0;
        if (!CALLING.contains(method) || arguments.size() <= at) {
            return true;
        }
        boolean spread = arguments.stream()
                .anyMatch(each -> each instanceof Expression.Unary unary
                        && unary.operator().equals("..."));
        Expression given = arguments.get(at);
        boolean text = given instanceof Expression.Text || given instanceof Expression.Template;
        boolean named = given instanceof Expression.Name name
                && (functions.contains(name.name()) || CONVERTING.contains(name.name()) && isGlobal(name.name()));
        return !spread && (text || named || given instanceof Expression.Function);
    }

    /** Whether an expression is understood, and gives webpack no function that has not been read. */
    private boolean hands(Expression expression) {
        return reads(expression) && isData(expression, true);
    }

    /**
     * Whether the value of an expression holds no function but those that have been read.
     *
     * @param read whether the functions and the calls in it have been
     */
    private boolean isData(Expression expression, boolean read) {
        if (expression instanceof Expression.Name
                || expression instanceof Expression.Member
                || expression instanceof Expression.Index) {
            return root(expression)
                    .map(this::isDataName)
                    .orElseGet(() -> read && !(expression instanceof Expression.Name));
        }
        if (expression instanceof Expression.Chain chain) {
            return isData(chain.links(), read);
        }
        if (expression instanceof Expression.Unary unary) {
            return !unary.operator().equals("...") || isData(unary.operand(), read);
        }
        if (expression instanceof Expression.Binary binary) {
            return !LOGICAL.contains(binary.operator()) || isData(binary.left(), read) && isData(binary.right(), read);
        }
        if (expression instanceof Expression.Conditional either) {
            return isData(either.then(), read) && isData(either.otherwise(), read);
        }
        if (expression instanceof Expression.Array array) {
            return array.parts().stream().allMatch(each -> isData(each, read));
        }
        if (expression instanceof Expression.ObjectLiteral object) {
            return !object.accessors() && object.properties().stream().allMatch(each -> isData(each.value(), read));
        }
        if (expression instanceof Expression.Call call) {
            return isDataCall(call, read);
        }
        return expression instanceof Expression.Text
                || expression instanceof Expression.Number
                || expression instanceof Expression.Opaque
                || expression instanceof Expression.Template
                || read && expression instanceof Expression.Function;
    }

    private boolean isDataCall(Expression.Call call, boolean read) {
        boolean path = resolved(call).isPresent()
                || call.of() instanceof Expression.Member method
                        && method.of() instanceof Expression.Name of
                        && isPaths(of.name());
        if (path || !read) {
            return path;
        }
        return call.arguments().stream().allMatch(each -> isData(each, true))
                && (call.of() instanceof Expression.Name
                        || call.of() instanceof Expression.Member of && isOfData(of.of()));
    }

    /** {@code Object.keys(a)}, {@code a.map(b)} */
    private boolean isOfData(Expression of) {
        return isName(of, "Object") || isName(of, "Array") || isData(of, true);
    }

    private boolean isDataName(String name) {
        if (name.equals(config) || locals.contains(name) || handed.contains(name)) {
            return !doubtful.contains(name);
        }
        String module = modules.getOrDefault(name, "");
        return module.isEmpty()
                ? data.contains(name) || PLAIN.contains(name)
                : module.endsWith(".json") || isPaths(name);
    }

    /** Whether a name is neither declared inside nor imported. */
    private boolean isGlobal(String name) {
        return !locals.contains(name) && !handed.contains(name) && !modules.containsKey(name);
    }

    /** Whether it is a part of the configuration, or found in one. */
    private boolean isPart(Expression expression) {
        if (expression instanceof Expression.Chain chain) {
            return isPart(chain.links());
        }
        if (expression instanceof Expression.Call call && call.of() instanceof Expression.Member method) {
            return method.name().equals("find") && isPart(method.of());
        }
        return root(expression)
                .filter(root -> root.equals(config) || parts.contains(root))
                .isPresent();
    }

    private static boolean isName(Expression expression, String name) {
        return expression instanceof Expression.Name of && of.name().equals(name);
    }

    /** The name with which a row of members begins. */
    private static Optional<String> root(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return Optional.of(name.name());
        }
        if (expression instanceof Expression.Member member) {
            return root(member.of());
        }
        if (expression instanceof Expression.Index index) {
            return root(index.of());
        }
        return expression instanceof Expression.Chain chain ? root(chain.links()) : Optional.empty();
    }

    /** The names behind that of the configuration; an index has the name {@code []}. */
    private Optional<List<String>> path(Expression expression) {
        if (expression instanceof Expression.Chain chain) {
            return path(chain.links());
        }
        Optional<Expression> of = expression instanceof Expression.Member member
                ? Optional.of(member.of())
                : expression instanceof Expression.Index index && reads(index.index())
                        ? Optional.of(index.of())
                        : Optional.empty();
        if (of.isEmpty()) {
            return Optional.empty();
        }
        String name = expression instanceof Expression.Member member ? member.name() : "[]";
        if (isName(of.get(), config)) {
            return Optional.of(List.of(name));
        }
        return path(of.get()).map(before -> {
            List<String> all = new ArrayList<>(before);
            all.add(name);
            return List.copyOf(all);
        });
    }
}
