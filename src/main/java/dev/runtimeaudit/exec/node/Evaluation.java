package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.JsonReader;
import dev.runtimeaudit.read.script.CalledNames;
import dev.runtimeaudit.read.script.Expression;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.ScriptReader;
import dev.runtimeaudit.read.script.ScriptText;
import dev.runtimeaudit.read.script.Statement;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a program by node, on one assumption about which variables are given. It follows what it knows, and gives up at
 * the first thing that may do anything else.
 *
 * <p>It is one class although it is long: statements, expressions and modules evaluate one another.
 */
final class Evaluation {

    private static final int MOST_STEPS = 50_000;
    private static final int DEEPEST = 60;

    /** Functions of these modules neither wait nor fail with what they are usually given. */
    private static final Set<String> HARMLESS_MODULES = Set.of(
            "path",
            "path/posix",
            "os",
            "url",
            "util",
            "events",
            "querystring",
            "string_decoder",
            "crypto",
            "perf_hooks",
            "async_hooks",
            "diagnostics_channel",
            "node:sqlite",
            "sqlite",
            "buffer",
            "timers");

    private static final Set<String> SERVING_MODULES = Set.of("http", "https", "http2", "net", "tls");

    private static final Set<String> HARMLESS_GLOBALS = Set.of(
            "Math",
            "JSON",
            "Object",
            "Array",
            "String",
            "Number",
            "Boolean",
            "Date",
            "Symbol",
            "Map",
            "Set",
            "WeakMap",
            "WeakSet",
            "RegExp",
            "Intl",
            "BigInt",
            "parseInt",
            "parseFloat",
            "isNaN",
            "isFinite",
            "encodeURIComponent",
            "Buffer",
            "TextEncoder",
            "TextDecoder",
            "AbortController",
            "globalThis",
            "global",
            "performance",
            "NaN",
            "Infinity",
            "__dirname",
            "__filename",
            "module",
            "exports",
            "URLSearchParams");

    /** In the scope of a module: which file it is. No name of a script has a blank. */
    private static final String SELF = "this file";

    /** A property of a literal. */
    private static final Val PART = new Val.Native("part");

    /** What a script has without asking for it, and that does something. */
    private static final Set<String> GLOBALS = Set.of(
            "process", "console", "setInterval", "setTimeout", "setImmediate", "queueMicrotask", "Promise", "require");

    /** The module that is asked, and the main one where it is another. */
    private static final Val MODULE = new Val.Native("global:module");

    private static final Val MAIN_MODULE = new Val.Native("global:main");

    private static final Set<String> ERRORS =
            Set.of("Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError");

    /** Something is thrown. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Val value;
        private final transient Span at;
        private final transient Cause cause;
        private final transient Evidence evidence;

        Thrown(Val value, Span at, Cause cause, Evidence evidence) {
            super("", null, false, false);
            this.value = value;
            this.at = at;
            this.cause = cause;
            this.evidence = evidence;
        }
    }

    /** It is over: an exit, or something that nobody can follow. */
    private static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Exit exit;

        Over(Exit exit) {
            super("", null, false, false);
            this.exit = exit;
        }
    }

    private static final class Returned extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Val value;

        Returned(Val value) {
            super("", null, false, false);
            this.value = value;
        }
    }

    private final Machine machine;
    private final Release node;
    private final List<String> process;
    private final Span started;
    private final Map<String, Boolean> given;
    private final List<Condition> conditions = new ArrayList<>();
    private final Modules modules;
    private final Set<ImagePath> loaded = new HashSet<>();
    private final Deque<Task> later = new ArrayDeque<>();
    private final Map<String, Val> written = new HashMap<>();
    private boolean writesAnything;
    private boolean writesFiles;
    private final Set<String> changed = new HashSet<>();
    private Optional<ImagePath> main = Optional.empty();
    private Optional<Val.Problem> rejected = Optional.empty();
    private boolean alive;
    private boolean handlesErrors;
    private int exitCode;
    private boolean exitCodeIsOpen;
    private final Set<String> listening = new HashSet<>();
    private String said = "";
    private Span rejectedAt;
    private Cause rejectedBy = Cause.STEP_FAILS;
    private Evidence rejectedBecause = Evidence.NONE;
    private int steps;
    private int depth;

    /** How many functions of the script are running. */
    private int inside;

    private Optional<Reason> doubt = Optional.empty();

    /**
     * @param given which variables are taken to be given, of those asked so far
     * @param eitherWay variables that are set, nobody knows to what
     */
    Evaluation(
            Machine machine,
            Release node,
            List<String> process,
            Span started,
            Map<String, Boolean> given,
            Set<String> eitherWay) {
        eitherWay.forEach(name -> written.put(name, new Val.Any()));
        this.machine = machine;
        this.node = node;
        this.process = process;
        this.started = started;
        this.given = new HashMap<>(given);
        this.modules = new Modules(machine, node);
        this.rejectedAt = started;
    }

    /** Asked for a variable on which nothing was assumed yet. */
    static final class Asks extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String variable;

        Asks(String variable) {
            super("", null, false, false);
            this.variable = variable;
        }

        String variable() {
            return variable;
        }
    }

    List<Condition> conditions() {
        return List.copyOf(conditions);
    }

    /** Runs modules one after the other, the last of which is the main file; throws {@link Asks}. */
    Exit run(List<Entry> entries) {
        Exit exit = followed(entries);
        // What may have been changed since is no proof that it ends.
        return doubt.isPresent() && exit instanceof Exit.Code ? lost(doubt.get(), started).exit : exit;
    }

    private Exit followed(List<Entry> entries) {
        main = entries.size() == 1 ? Optional.of(entries.get(0).path()) : Optional.empty();
        try {
            for (Entry entry : entries) {
                enter(entry);
            }
            while (!later.isEmpty()) {
                Task next = later.poll();
                call(next.closure(), next.arguments(), started);
            }
        } catch (Thrown thrown) {
            return uncaught(thrown);
        } catch (Over over) {
            return over.exit;
        } catch (Returned returned) {
            return ended();
        }
        return ended();
    }

    private Exit ended() {
        if (rejected.isPresent()) {
            return uncaught(new Thrown(rejected.get(), rejectedAt, rejectedBy, rejectedBecause));
        }
        if (alive) {
            return new Exit.Never(process, Evidence.of(started, "runs `" + String.join(" ", process) + "`"));
        }
        if (exitCodeIsOpen) {
            return lost(Reason.PROGRAM_NOT_MODELLED, started).exit;
        }
        return exitCode == 0
                ? Exit.success()
                : Exit.failed(new Failure(
                        Cause.MAIN_PROCESS_ENDS,
                        exitCode,
                        said,
                        started,
                        "process.exitCode",
                        Evidence.of(started, "ends with the exit code that it has set")));
    }

    private Exit uncaught(Thrown thrown) {
        if (handlesErrors) {
            return lost(Reason.PROGRAM_NOT_MODELLED, thrown.at).exit;
        }
        String line = thrown.value instanceof Val.Problem problem
                ? problem.shown().flatMap(text -> text.lines().findFirst()).orElse("")
                : "";
        Evidence evidence = Evidence.of(thrown.at, "throws").because(thrown.evidence);
        return Exit.failed(new Failure(thrown.cause, 1, line, thrown.at, subject(thrown, line), evidence));
    }

    private static String subject(Thrown thrown, String line) {
        int quote = line.indexOf('\'');
        int end = quote < 0 ? -1 : line.indexOf('\'', quote + 1);
        boolean named = thrown.cause != Cause.STEP_FAILS && end > 0;
        return named ? line.substring(quote + 1, end) : line;
    }

    private static Over lost(Reason reason, Span at) {
        return new Over(new Exit.Lost(reason, Evidence.of(at, "does something that is not followed")));
    }

    private static Thrown problem(String line, Span at, Cause cause, Evidence evidence) {
        return new Thrown(new Val.Problem(Optional.of(line)), at, cause, evidence);
    }

    // --- modules -------------------------------------------------------------------------------------------------

    /**
     * What node is told to load.
     *
     * @param esm it is loaded by the loader of ES modules, whatever it is
     */
    record Entry(ImagePath path, boolean esm, Span at) {}

    private void enter(Entry entry) {
        Kind kind = kind(entry.path(), entry.at());
        if (kind == Kind.ESM) {
            link(entry.path(), entry.at(), new HashSet<>());
            evaluateEsm(entry.path(), entry.at());
        } else {
            load(entry.path(), entry.at());
        }
    }

    /** A function that is called later, and what it is given. */
    private record Task(Val.Closure closure, List<Val> arguments) {}

    private enum Kind {
        CJS,
        ESM,
        JSON,
        OTHER
    }

    /** How node takes a file (nodejs.org, "Packages", "Determining module system"). */
    private Kind kind(ImagePath path, Span at) {
        String name = path.name();
        if (name.endsWith(".mjs") || name.endsWith(".mts")) {
            return Kind.ESM;
        }
        if (name.endsWith(".cjs") || name.endsWith(".cts")) {
            return Kind.CJS;
        }
        if (name.endsWith(".json")) {
            return Kind.JSON;
        }
        if (name.endsWith(".node") || name.endsWith(".wasm")) {
            return Kind.OTHER;
        }
        boolean typescript = name.endsWith(".ts");
        Optional<String> type = type(path, at);
        if (type.equals(Optional.of("module"))) {
            if (typescript && !node.stripsTypes()) {
                throw problem(
                        "TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension \".ts\" for " + path,
                        at,
                        Cause.STEP_FAILS,
                        Evidence.NONE);
            }
            commonJsInModule(path, at);
            return Kind.ESM;
        }
        ScriptText text = text(path, at);
        if (type.isPresent() || !isModule(text)) {
            return Kind.CJS;
        }
        if (typescript && !node.stripsTypes() && node.detectsModules().orElse(false)) {
            throw problem(
                    "TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension \".ts\" for " + path,
                    at,
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        if (node.detectsModules().isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        return node.detectsModules().get() ? Kind.ESM : Kind.CJS;
    }

    /** The first line that a compiler writes for CommonJS names {@code exports}, which an ES module does not have. */
    private void commonJsInModule(ImagePath path, Span at) {
        if (machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.File file
                && file.content() instanceof Content.Emitted emitted
                && emitted.format() == Content.Format.COMMONJS
                && emitted.source().text() instanceof Fact.Present<SourceFile> source
                && ModuleUses.isModule(source.value())) {
            throw problem(
                    "ReferenceError: exports is not defined in ES module scope",
                    at,
                    Cause.STEP_FAILS,
                    Evidence.of(Span.wholeFile(source.value().path()), "was compiled to CommonJS")
                            .because(here.evidence()));
        }
    }

    private static boolean isModule(ScriptText text) {
        return text.statements().stream()
                .anyMatch(s -> s instanceof Statement.Import || s instanceof Statement.Export || awaits(s));
    }

    /** The {@code type} of the nearest package.json; one that is no JSON stops node. */
    private Optional<String> type(ImagePath path, Span at) {
        for (ImagePath above = path.parent(); ; above = above.parent()) {
            Manifest manifest = Manifest.in(above, machine);
            if (manifest instanceof Manifest.Found found) {
                return found.json().type().filter(t -> t.equals("module") || t.equals("commonjs"));
            }
            if (manifest instanceof Manifest.Unclear unclear) {
                throw new Over(new Exit.Lost(unclear.reason(), unclear.evidence()));
            }
            if (manifest instanceof Manifest.Malformed malformed) {
                ImagePath file = above.child("package.json");
                String line = node.major() >= 22
                        ? "Error: Invalid package config " + file + "."
                        : "SyntaxError: Error parsing " + file + ": "
                                + malformed.rejected().says(node.major());
                Span place = malformed.file().span(malformed.offset(), malformed.offset());
                throw problem(line, place, Cause.STEP_FAILS, Evidence.of(at, "is loaded"));
            }
            if (above.isRoot() || above.name().equals("node_modules")) {
                return Optional.empty();
            }
        }
    }

    private ScriptText text(ImagePath path, Span at) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        if (found instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.File file) {
            Fact<Node> readable = Permissions.of(file, Permissions.Right.READ, machine.identity());
            if (readable instanceof Fact.Absent<Node>) {
                throw problem(
                        "Error: EACCES: permission denied, open '" + path + "'",
                        at,
                        Cause.USER_CANNOT_READ,
                        readable.evidence());
            }
            if (readable instanceof Fact.Unknown<Node> unknown) {
                throw new Over(new Exit.Lost(unknown.reason(), unknown.evidence()));
            }
            if (file.content() instanceof Content.Emitted || file.content() instanceof Content.Bundled) {
                // What it does is not followed; what it loads is.
                throw lost(Reason.PROGRAM_NOT_MODELLED, at);
            }
            Fact<SourceFile> text = file.content().likely().text();
            doubt = doubt.or(file.content()::doubt);
            if (text instanceof Fact.Present<SourceFile> present) {
                boolean stripped = (path.name().endsWith(".ts") || path.name().endsWith(".mts")) && node.stripsTypes();
                ScriptText script = ScriptReader.read(present.value(), stripped);
                if (stripped) {
                    script.statements().forEach(Evaluation::strip);
                    if (script.error().isPresent()) {
                        throw lost(Reason.PROGRAM_NOT_MODELLED, at);
                    }
                }
                if (script.error().isPresent()) {
                    throw problem(
                            "SyntaxError: " + script.error().get().message(),
                            script.error().get().span(),
                            Cause.STEP_FAILS,
                            Evidence.NONE);
                }
                return script;
            }
            if (text instanceof Fact.Absent<SourceFile>) {
                throw problem("SyntaxError: Invalid or unexpected token", at, Cause.STEP_FAILS, found.evidence());
            }
            throw new Over(new Exit.Lost(
                    text instanceof Fact.Unknown<SourceFile> unknown ? unknown.reason() : Reason.FILE_CONTENT_NOT_KNOWN,
                    found.evidence()));
        }
        throw new Over(new Exit.Lost(Reason.FILE_CONTENT_NOT_KNOWN, found.evidence()));
    }

    /** What is more than types cannot be stripped (nodejs.org, "Modules: TypeScript", "TypeScript features"). */
    private static void strip(Statement statement) {
        if (statement instanceof Statement.Unparsed unparsed
                && unparsed.keyword().equals("enum")) {
            throw problem(
                    "SyntaxError [ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX]: TypeScript enum is not supported in strip-only mode",
                    statement.span(),
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
    }

    /** Evaluates a file as CommonJS. */
    private void load(ImagePath path, Span at) {
        if (!loaded.add(path)) {
            return;
        }
        Kind kind = kind(path, at);
        if (kind == Kind.JSON) {
            json(path, at);
            return;
        }
        if (kind == Kind.OTHER) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
        if (kind == Kind.ESM) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
        ScriptText text = text(path, at);
        for (Statement statement : text.statements()) {
            if (statement instanceof Statement.Import || statement instanceof Statement.Export) {
                String message = statement instanceof Statement.Import
                        ? "SyntaxError: Cannot use import statement outside a module"
                        : "SyntaxError: Unexpected token 'export'";
                throw problem(message, statement.span(), Cause.STEP_FAILS, Evidence.NONE);
            }
        }
        if (text.statements().stream().anyMatch(Evaluation::awaits)) {
            throw problem(
                    "SyntaxError: await is only valid in async functions and the top level bodies of modules",
                    at,
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        Map<String, Val> scope = new HashMap<>();
        scope.put(SELF, new Val.Known(path.value()));
        scope.put("require", new Val.Native("require:" + path));
        evaluate(text.statements(), scope);
    }

    /** A file that is no JSON stops who requires it; what V8 says of it depends on its release. */
    private void json(ImagePath path, Span at) {
        Fact<SourceFile> text = Manifest.text(path, machine);
        if (!(text instanceof Fact.Present<SourceFile> present)) {
            return;
        }
        if (JsonReader.read(present.value()) instanceof JsonReader.Result.Rejected rejected) {
            throw problem(
                    "SyntaxError: " + path + ": " + rejected.says(node.major()),
                    present.value().span(rejected.offset(), rejected.offset()),
                    Cause.STEP_FAILS,
                    Evidence.of(at, "is loaded"));
        }
    }

    /** Once the program has written files, nothing is proven to be missing. */
    private Resolution resolve(String specifier, ImagePath from, boolean esm, String asker) {
        Resolution resolution = modules.resolve(specifier, from, esm, asker);
        return resolution instanceof Resolution.Failed failed && writesFiles
                ? new Resolution.Unclear(Reason.PROGRAM_NOT_MODELLED, failed.evidence())
                : resolution;
    }

    private Val require(String specifier, ImagePath from, Span at) {
        Resolution resolution = resolve(specifier, from.parent(), false, from.value());
        if (resolution instanceof Resolution.Builtin builtin) {
            return builtin(builtin);
        }
        if (resolution instanceof Resolution.Failed failed) {
            throw problem(failed.message(), at, failed.cause(), failed.evidence());
        }
        if (resolution instanceof Resolution.Unclear unclear) {
            throw new Over(new Exit.Lost(
                    unclear.reason(),
                    Evidence.of(at, "loads `" + specifier + "`").because(unclear.evidence())));
        }
        ImagePath path = ((Resolution.Found) resolution).path();
        if (kind(path, at) == Kind.ESM) {
            requireEsm(path, from, at);
        } else {
            load(path, at);
        }
        return new Val.Any();
    }

    private static Val.Native builtin(Resolution.Builtin builtin) {
        return new Val.Native(builtin.name().equals("process") ? "process" : "module:" + builtin.name());
    }

    /** {@code require()} of an ES module (nodejs.org, "Loading ECMAScript modules using require()"). */
    private void requireEsm(ImagePath path, ImagePath from, Span at) {
        if (node.requiresEsm().isEmpty()) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
        if (!node.requiresEsm().get()) {
            throw problem(
                    "Error [ERR_REQUIRE_ESM]: require() of ES Module " + path
                            + (path.name().endsWith(".mjs") ? "" : " from " + from) + " not supported.",
                    at,
                    Cause.MODULE_NOT_FOUND,
                    Evidence.NONE);
        }
        link(path, at, new HashSet<>());
        boolean waits = text(path, at).statements().stream().anyMatch(Evaluation::awaits);
        if (waits) {
            throw problem(
                    "Error [ERR_REQUIRE_ASYNC_MODULE]: require() cannot be used on an ESM graph with top-level await. Use"
                            + " import() instead. To see where the top-level await comes from, use"
                            + " --experimental-print-required-tla.",
                    at,
                    Cause.MODULE_NOT_FOUND,
                    Evidence.NONE);
        }
        evaluateEsm(path, at);
    }

    private static boolean awaits(Statement statement) {
        if (statement instanceof Statement.Evaluate evaluate) {
            return evaluate.expression() instanceof Expression.Await;
        }
        return statement instanceof Statement.Declare declare
                && declare.value().filter(v -> v instanceof Expression.Await).isPresent();
    }

    /** Finds what an ES module imports, before anything runs. */
    private void link(ImagePath path, Span at, Set<ImagePath> seen) {
        if (!seen.add(path) || kind(path, at) != Kind.ESM) {
            return;
        }
        for (Statement statement : text(path, at).statements()) {
            Optional<String> specifier = statement instanceof Statement.Import imported
                    ? Optional.of(imported.specifier())
                    : statement instanceof Statement.Export exported ? exported.specifier() : Optional.empty();
            if (specifier.isEmpty()) {
                continue;
            }
            if (statement instanceof Statement.Import imported && imported.attributes()) {
                attributes(path, statement.span());
            }
            Resolution resolution = resolve(specifier.get(), path.parent(), true, path.value());
            if (resolution instanceof Resolution.Failed failed) {
                throw problem(failed.message(), statement.span(), failed.cause(), failed.evidence());
            }
            if (resolution instanceof Resolution.Unclear unclear) {
                throw new Over(new Exit.Lost(unclear.reason(), unclear.evidence()));
            }
            if (resolution instanceof Resolution.Found found) {
                imported(statement, specifier.get(), found.path(), seen);
            }
        }
    }

    /** {@code with { … }} or {@code assert { … }}: each is a syntax error for some releases. */
    private void attributes(ImagePath path, Span at) {
        Set<String> words = CalledNames.words(text(path, at).file());
        boolean old = words.contains("assert");
        if (old && words.contains("with")) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        Optional<Boolean> taken = node.takesAttributes(old ? "assert" : "with");
        if (taken.isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        if (!taken.get()) {
            String line = old ? "SyntaxError: Unexpected identifier 'assert'" : "SyntaxError: Unexpected token 'with'";
            throw problem(line, at, Cause.STEP_FAILS, Evidence.NONE);
        }
    }

    private void imported(Statement statement, String specifier, ImagePath path, Set<ImagePath> seen) {
        known(path, statement.span());
        Kind kind = kind(path, statement.span());
        boolean attributes = statement instanceof Statement.Import imported && imported.attributes();
        if (kind == Kind.JSON && !attributes) {
            String name = node.major() >= 22 ? "ERR_IMPORT_ATTRIBUTE_MISSING" : "ERR_IMPORT_ASSERTION_TYPE_MISSING";
            String type = node.major() >= 22 ? "\"type: json\"" : "type \"json\"";
            throw problem(
                    "TypeError [" + name + "]: Module \"file://" + path + "\" needs an import attribute of " + type,
                    statement.span(),
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        if (kind == Kind.OTHER) {
            throw lost(Reason.MODULES_NOT_RESOLVED, statement.span());
        }
        if (kind == Kind.CJS && statement instanceof Statement.Import names) {
            named(names, specifier, path);
        }
        if (kind != Kind.ESM) {
            return;
        }
        link(path, statement.span(), seen);
        if (statement instanceof Statement.Import names) {
            Optional<Set<String>> exported = exports(text(path, statement.span()));
            for (String name : names.names()) {
                if (exported.isPresent() && !exported.get().contains(name)) {
                    throw problem(
                            "SyntaxError: The requested module '" + specifier + "' does not provide an export named '"
                                    + name + "'",
                            statement.span(),
                            Cause.STEP_FAILS,
                            Evidence.NONE);
                }
            }
        }
    }

    /**
     * What cjs-module-lexer cannot find in a CommonJS file cannot be imported by name: a name that does not occur in it, when
     * it hands on no other module.
     */
    private void named(Statement.Import statement, String specifier, ImagePath path) {
        Set<String> words = CalledNames.words(text(path, statement.span()).file());
        for (String name : statement.names()) {
            boolean handsOn = words.contains("require")
                    && (words.contains("exports") || words.contains("__exportStar") || words.contains("__export"));
            if (!name.equals("default") && !words.contains(name) && !handsOn) {
                throw problem(
                        "SyntaxError: Named export '" + name + "' not found. The requested module '" + specifier
                                + "' is a CommonJS module, which may not support all module.exports as named exports.",
                        statement.span(),
                        Cause.STEP_FAILS,
                        Evidence.NONE);
            }
        }
    }

    /** What an ES module exports; empty when that cannot be told from its text. */
    private static Optional<Set<String>> exports(ScriptText text) {
        Set<String> names = new HashSet<>();
        for (Statement statement : text.statements()) {
            if (statement instanceof Statement.Unparsed) {
                return Optional.empty();
            }
            if (statement instanceof Statement.Export export) {
                if (export.specifier().isPresent() && export.names().isEmpty()) {
                    return Optional.empty();
                }
                names.addAll(export.names());
            }
        }
        return Optional.of(names);
    }

    private void evaluateEsm(ImagePath path, Span at) {
        if (!loaded.add(path)) {
            return;
        }
        ScriptText text = text(path, at);
        Map<String, Val> scope = new HashMap<>();
        scope.put(SELF, new Val.Known(path.value()));
        for (Statement statement : text.statements()) {
            Optional<String> specifier = statement instanceof Statement.Import imported
                    ? Optional.of(imported.specifier())
                    : statement instanceof Statement.Export exported ? exported.specifier() : Optional.empty();
            if (specifier.isPresent()) {
                Resolution resolution = resolve(specifier.get(), path.parent(), true, path.value());
                if (resolution instanceof Resolution.Found found) {
                    if (kind(found.path(), statement.span()) == Kind.ESM) {
                        evaluateEsm(found.path(), statement.span());
                    } else {
                        load(found.path(), statement.span());
                        if (statement instanceof Statement.Import named
                                && named.names().stream().anyMatch(n -> !n.equals("default"))) {
                            throw lost(Reason.MODULES_NOT_RESOLVED, statement.span());
                        }
                    }
                }
                if (statement instanceof Statement.Import imported) {
                    bind(imported, resolution, scope);
                }
            }
        }
        for (String name : List.of("require", "module", "exports", "__dirname", "__filename")) {
            scope.putIfAbsent(name, new Val.Native("missing:" + name));
        }
        if (text.statements().stream().anyMatch(s -> s instanceof Statement.Return)) {
            throw problem("SyntaxError: Illegal return statement", at, Cause.STEP_FAILS, Evidence.NONE);
        }
        evaluate(text.statements(), scope);
    }

    private static void bind(Statement.Import imported, Resolution resolution, Map<String, Val> scope) {
        for (int i = 0; i < imported.locals().size(); i++) {
            String local = imported.locals().get(i);
            boolean whole =
                    i >= imported.names().size() || imported.names().get(i).equals("default");
            Val value = new Val.Any();
            if (resolution instanceof Resolution.Builtin builtin) {
                value = new Val.Native(builtin(builtin).path()
                        + (whole ? "" : "." + imported.names().get(i)));
            }
            scope.put(local, value);
        }
    }

    // --- statements ----------------------------------------------------------------------------------------------

    private void evaluate(List<Statement> statements, Map<String, Val> scope) {
        for (Statement statement : statements) {
            Optional<Expression.Function> function = statement instanceof Statement.Define define
                    ? Optional.of(define.function())
                    : statement instanceof Statement.Export export
                                    && export.declared().orElse(statement) instanceof Statement.Define define
                            ? Optional.of(define.function())
                            : Optional.empty();
            function.ifPresent(f -> scope.put(f.name(), new Val.Closure(f, scope)));
        }
        for (Statement statement : statements) {
            evaluate(statement, scope);
        }
    }

    private void evaluate(Statement statement, Map<String, Val> scope) {
        if (++steps > MOST_STEPS) {
            throw lost(Reason.OVER_BUDGET, statement.span());
        }
        if (statement instanceof Statement.Evaluate evaluate) {
            value(evaluate.expression(), scope);
        } else if (statement instanceof Statement.Declare declare) {
            Val value = declare.value().map(v -> value(v, scope)).orElse(new Val.Undefined());
            for (String name : declare.names()) {
                scope.put(name, declare.pattern() ? part(value, name) : value);
            }
        } else if (statement instanceof Statement.Block block) {
            evaluate(block.statements(), scope);
        } else if (statement instanceof Statement.If branch) {
            if (truth(value(branch.test(), scope), branch.test().span())) {
                evaluate(branch.then(), scope);
            } else if (branch.otherwise().isPresent()) {
                evaluate(branch.otherwise().get(), scope);
            }
        } else if (statement instanceof Statement.Throw thrown) {
            throw new Thrown(value(thrown.value(), scope), statement.span(), Cause.STEP_FAILS, Evidence.NONE);
        } else if (statement instanceof Statement.Return returned) {
            throw new Returned(returned.value().map(v -> value(v, scope)).orElse(new Val.Undefined()));
        } else if (statement instanceof Statement.Try attempt) {
            attempt(attempt, scope);
        } else if (statement instanceof Statement.Export export) {
            export.declared().ifPresent(declared -> evaluate(declared, scope));
        } else if (statement instanceof Statement.Unparsed) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, statement.span());
        } else if (!(statement instanceof Statement.Define
                || statement instanceof Statement.Import
                || statement instanceof Statement.Empty)) {
            throw new AssertionError(statement);
        }
    }

    private static Val part(Val value, String name) {
        if (value instanceof Val.Native nativeValue) {
            return nativeValue.path().startsWith("module:")
                            || nativeValue.path().equals("process")
                    ? new Val.Native(nativeValue.path() + "." + name)
                    : new Val.Any();
        }
        return new Val.Any();
    }

    private void attempt(Statement.Try attempt, Map<String, Val> scope) {
        try {
            evaluate(attempt.body(), scope);
        } catch (Thrown thrown) {
            if (attempt.handler().isEmpty()) {
                throw thrown;
            }
            evaluate(attempt.handler().get(), scope);
        }
        if (attempt.last().isPresent()) {
            evaluate(attempt.last().get(), scope);
        }
    }

    // --- values --------------------------------------------------------------------------------------------------

    private boolean truth(Val value, Span at) {
        if (value instanceof Val.Known known) {
            Object held = known.value();
            return held instanceof String text
                    ? !text.isEmpty()
                    : held instanceof Double number ? number != 0 && !number.isNaN() : (Boolean) held;
        }
        if (value instanceof Val.Undefined) {
            return false;
        }
        if (value instanceof Val.Given variable) {
            Boolean assumed = given.get(variable.name());
            if (assumed == null) {
                throw new Asks(variable.name());
            }
            Condition condition = new Condition(Condition.Kind.VARIABLE_SET, variable.name(), assumed, at);
            if (conditions.stream().noneMatch(c -> c.subject().equals(variable.name()))) {
                conditions.add(condition);
            }
            return assumed;
        }
        if (value instanceof Val.Literal || value.equals(PART)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at); // a template may be empty, a property missing
        }
        if (value instanceof Val.Any || value instanceof Val.Harmless) {
            throw lost(Reason.DEPENDS_ON_A_CONDITION, at);
        }
        return true;
    }

    private Val value(Expression expression, Map<String, Val> scope) {
        if (++steps > MOST_STEPS || depth > DEEPEST) {
            throw lost(Reason.OVER_BUDGET, expression.span());
        }
        depth++;
        Val value = valueOf(expression, scope);
        depth--;
        return value;
    }

    private Val valueOf(Expression expression, Map<String, Val> scope) {
        if (expression instanceof Expression.Text text) {
            return new Val.Known(text.text());
        } else if (expression instanceof Expression.Number number) {
            return new Val.Known(number.value());
        } else if (expression instanceof Expression.Name name) {
            return named(name, scope);
        } else if (expression instanceof Expression.Member member) {
            Val of = value(member.of(), scope);
            Optional<Val> ofModule = ofModule(of, member.name(), scope);
            return ofModule.isPresent() ? ofModule.get() : member(of, member.name(), member.optional(), member.span());
        } else if (expression instanceof Expression.Index index) {
            Val key = value(index.index(), scope);
            Val of = value(index.of(), scope);
            return key instanceof Val.Known known && known.value() instanceof String name
                    ? member(of, name, false, index.span())
                    : of instanceof Val.Undefined ? undefinedMember("", index.span()) : new Val.Any();
        } else if (expression instanceof Expression.Unary unary) {
            return unary(unary, scope);
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary, scope);
        } else if (expression instanceof Expression.Conditional conditional) {
            return truth(value(conditional.test(), scope), conditional.test().span())
                    ? value(conditional.then(), scope)
                    : value(conditional.otherwise(), scope);
        } else if (expression instanceof Expression.Assign assign) {
            return assign(assign, scope);
        } else if (expression instanceof Expression.Function function) {
            return new Val.Closure(function, scope);
        } else if (expression instanceof Expression.Literal literal) {
            literal.parts().forEach(part -> value(part, scope));
            return new Val.Literal();
        } else if (expression instanceof Expression.Await await) {
            Val value = value(await.value(), scope);
            if (value instanceof Val.Promise promise) {
                return settled(promise, await.span());
            }
            if (value instanceof Val.Any) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, await.span());
            }
            return value;
        } else if (expression instanceof Expression.DynamicImport asked) {
            return dynamic(value(asked.specifier(), scope), scope, asked.span());
        } else if (expression instanceof Expression.Call call) {
            return call(call, scope);
        }
        throw new AssertionError(expression);
    }

    /**
     * {@code module.parent} and {@code require.main} (nodejs.org, "Modules: CommonJS modules"), where nothing is loaded in front of
     * the main file.
     */
    private Optional<Val> ofModule(Val of, String name, Map<String, Val> scope) {
        boolean parent = of.equals(MODULE) && name.equals("parent");
        boolean asks = of instanceof Val.Native function
                && function.path().startsWith("require:")
                && scope.get(SELF) instanceof Val.Known self
                && function.path().equals("require:" + self.value())
                && name.equals("main");
        if (!parent && !asks) {
            return Optional.empty();
        }
        if (main.isEmpty() || !(scope.get(SELF) instanceof Val.Known self)) {
            return Optional.of(new Val.Any());
        }
        boolean isMain = self.value().equals(main.get().value());
        boolean inline = main.get().name().equals(Reach.INLINE);
        if (parent) {
            return Optional.of(isMain ? new Val.Undefined() : new Val.Any());
        }
        return Optional.of(inline ? new Val.Undefined() : isMain ? MODULE : MAIN_MODULE);
    }

    private static boolean isModule(Val value) {
        return value.equals(MODULE) || value.equals(MAIN_MODULE);
    }

    private Val assign(Expression.Assign assign, Map<String, Val> scope) {
        Expression target = assign.target();
        String operator = assign.operator();
        Val value;
        if (operator.equals("=")) {
            value = value(assign.value(), scope);
        } else if (Set.of("||=", "&&=", "??=").contains(operator)) {
            value = binary(
                    new Expression.Binary(operator.substring(0, 2), target, assign.value(), assign.span()), scope);
        } else {
            value(assign.value(), scope);
            value = new Val.Any();
        }
        if (target instanceof Expression.Name name) {
            set(name.name(), value, scope);
        } else if (target instanceof Expression.Member member) {
            assign(value(member.of(), scope), Optional.of(member.name()), value, assign.span());
        } else if (target instanceof Expression.Index index) {
            Val key = value(index.index(), scope);
            Optional<String> name = key instanceof Val.Known known && known.value() instanceof String text
                    ? Optional.of(text)
                    : Optional.empty();
            assign(value(index.of(), scope), name, value, assign.span());
        } else {
            throw lost(Reason.PROGRAM_NOT_MODELLED, assign.span()); // a pattern
        }
        return value;
    }

    /** What a function sets may be a name of those around it, too. */
    private void set(String name, Val value, Map<String, Val> scope) {
        scope.put(name, value);
        if (inside > 0) {
            changed.add(name);
        }
    }

    /** @param name of the property; empty when it is not known */
    private void assign(Val of, Optional<String> name, Val value, Span at) {
        if (of instanceof Val.Undefined) {
            throw problem(
                    "TypeError: Cannot set properties of undefined (setting '" + name.orElse("") + "')",
                    at,
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        if (!(of instanceof Val.Native target) || target.equals(PART)) {
            return;
        }
        if (target.path().equals("process.env")) {
            name.ifPresentOrElse(known -> written.put(known, inEnvironment(value)), () -> writesAnything = true);
        } else if (target.path().equals("process") && name.equals(Optional.of("exitCode"))) {
            exitCodeIsOpen = !(value instanceof Val.Known known && known.value() instanceof Double);
            exitCode = exitCodeIsOpen ? 0 : ((Double) ((Val.Known) value).value()).intValue() & 0xff;
        } else if (!isOwn(target.path(), name)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at); // whatever uses it may do something else from here on
        }
    }

    /** What belongs to the program, so that nothing of node's changes with it. */
    private static boolean isOwn(String path, Optional<String> name) {
        boolean exports = path.equals("global:module") && name.equals(Optional.of("exports"))
                || path.startsWith("global:module.exports")
                || path.startsWith("global:exports");
        boolean title = path.equals("process") && name.equals(Optional.of("title"));
        boolean global = (path.equals("global:global") || path.equals("global:globalThis"))
                && name.isPresent()
                && !GLOBALS.contains(name.get())
                && !ERRORS.contains(name.get())
                && !HARMLESS_GLOBALS.contains(name.get());
        return exports || title || global;
    }

    /** What a variable is when something is written into it: a text. */
    private static Val inEnvironment(Val value) {
        boolean text = value instanceof Val.Known known && !(known.value() instanceof Double);
        return text ? new Val.Known(String.valueOf(((Val.Known) value).value())) : new Val.Any();
    }

    /** Whoever is given the variables may set some; not the functions that only read them. */
    private void hands(Val of, List<Val> arguments) {
        Val variables = new Val.Native("process.env");
        boolean assigns = of.equals(new Val.Native("global:Object.assign"));
        boolean reads = of instanceof Val.Native function
                && (function.path().startsWith("console.")
                        || Set.of(
                                        "global:Object.keys",
                                        "global:Object.values",
                                        "global:Object.entries",
                                        "global:JSON.stringify")
                                .contains(function.path()));
        writesAnything |= assigns
                ? !arguments.isEmpty() && arguments.get(0).equals(variables)
                : !reads && arguments.contains(variables);
    }

    /** {@code import()}: what cannot be found or fails rejects its promise. */
    private Val dynamic(Val specifier, Map<String, Val> scope, Span at) {
        if (!(specifier instanceof Val.Known known)
                || !(known.value() instanceof String name)
                || !(scope.get(SELF) instanceof Val.Known self)) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
        ImagePath from = new ImagePath((String) self.value());
        Resolution resolution = resolve(name, from.parent(), true, from.value());
        if (resolution instanceof Resolution.Unclear unclear) {
            throw new Over(new Exit.Lost(
                    unclear.reason(), Evidence.of(at, "loads `" + name + "`").because(unclear.evidence())));
        }
        try {
            if (resolution instanceof Resolution.Failed failed) {
                throw problem(failed.message(), at, failed.cause(), failed.evidence());
            }
            if (resolution instanceof Resolution.Found found) {
                known(found.path(), at);
                Kind kind = kind(found.path(), at);
                if (kind == Kind.JSON || kind == Kind.OTHER) {
                    throw lost(Reason.MODULES_NOT_RESOLVED, at);
                }
                if (kind == Kind.ESM) {
                    link(found.path(), at, new HashSet<>());
                    evaluateEsm(found.path(), at);
                } else {
                    load(found.path(), at);
                }
            }
            return fulfilled(new Val.Any());
        } catch (Thrown thrown) {
            Val.Problem problem = thrown.value instanceof Val.Problem some ? some : new Val.Problem(Optional.empty());
            rejected = Optional.of(problem);
            rejectedAt = thrown.at;
            rejectedBy = thrown.cause;
            rejectedBecause = thrown.evidence;
            return new Val.Promise(false, rejected, new Val.Any());
        }
    }

    /** The loader of ES modules takes files by their extension alone. */
    private void known(ImagePath path, Span at) {
        String name = path.name();
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot);
        boolean typescript = Set.of(".ts", ".mts", ".cts").contains(extension);
        if (typescript && node.isKnown() && !node.stripsTypes()) {
            throw problem(
                    "TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension \"" + extension + "\" for " + path,
                    at,
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        if (!typescript
                && !Set.of("", ".js", ".mjs", ".cjs", ".json", ".node", ".wasm").contains(extension)) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
    }

    private Val settled(Val.Promise promise, Span at) {
        if (promise.problem().isPresent()) {
            rejected = Optional.empty();
            throw new Thrown(promise.problem().get(), rejectedAt, rejectedBy, rejectedBecause);
        }
        if (promise.pending()) {
            if (inside > 0 || !later.isEmpty()) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, at); // others go on while this one waits
            }
            if (alive) {
                throw new Over(new Exit.Never(process, Evidence.of(at, "waits")));
            }
            Failure failure = new Failure(
                    Cause.STEP_FAILS,
                    13,
                    "",
                    at,
                    "await",
                    Evidence.of(at, "waits for something that never happens, and nothing keeps node running"));
            throw new Over(Exit.failed(failure));
        }
        return promise.value();
    }

    private static Val fulfilled(Val value) {
        return value instanceof Val.Promise promise ? promise : new Val.Promise(false, Optional.empty(), value);
    }

    private Val named(Expression.Name name, Map<String, Val> scope) {
        Val local = scope.get(name.name());
        if (local instanceof Val.Native missing && missing.path().startsWith("missing:")) {
            String hint = name.name().equals("require") ? ", you can use import instead" : "";
            throw problem(
                    "ReferenceError: " + name.name() + " is not defined in ES module scope" + hint,
                    name.span(),
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        if (changed.contains(name.name())) {
            return new Val.Any();
        }
        if (local != null) {
            return local;
        }
        if (name.name().equals("__dirname") && scope.get(SELF) instanceof Val.Known self) {
            return new Val.Known(new ImagePath((String) self.value()).parent().value());
        }
        switch (name.name()) {
            case "undefined":
                return new Val.Undefined();
            case "true":
                return new Val.Known(true);
            case "false":
                return new Val.Known(false);
            case "null":
                return new Val.Undefined();
            default:
                if (GLOBALS.contains(name.name())) {
                    return new Val.Native(name.name());
                }
                boolean known = ERRORS.contains(name.name()) || HARMLESS_GLOBALS.contains(name.name());
                return known ? new Val.Native("global:" + name.name()) : new Val.Any();
        }
    }

    private Thrown undefinedProblem(String name, Span at) {
        return problem(
                "TypeError: Cannot read properties of undefined (reading '" + name + "')",
                at,
                Cause.STEP_FAILS,
                Evidence.NONE);
    }

    private Val undefinedMember(String name, Span at) {
        throw undefinedProblem(name, at);
    }

    private Val member(Val of, String name, boolean optional, Span at) {
        if (of instanceof Val.Undefined) {
            return optional ? of : undefinedMember(name, at);
        }
        if (of instanceof Val.Given variable) {
            if (!truth(variable, at)) {
                return optional ? new Val.Undefined() : undefinedMember(name, at);
            }
            return new Val.Native("global:String");
        }
        if (of instanceof Val.Native nativeValue) {
            if (nativeValue.equals(PART)) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, at); // it may be undefined
            }
            if (nativeValue.path().equals("process.env")) {
                return variable(name);
            }
            return new Val.Native(nativeValue.path() + "." + name);
        }
        if (of instanceof Val.Known) {
            return new Val.Native("global:String");
        }
        if (of instanceof Val.Server) {
            return new Val.Native("server." + name);
        }
        if (of instanceof Val.Literal) {
            return PART;
        }
        if (of instanceof Val.Problem problem && name.equals("message")) {
            return problem.shown()
                    .filter(text -> text.contains(": "))
                    .map(text -> (Val) new Val.Known(text.substring(text.indexOf(": ") + 2)))
                    .orElse(new Val.Any());
        }
        if (of instanceof Val.Problem && name.equals("stack")) {
            return of;
        }
        if (of instanceof Val.Harmless && name.equals("emit")) {
            return new Val.Any(); // an error that nobody hears ends the program
        }
        return of instanceof Val.Harmless ? new Val.Native("global:Object") : new Val.Any();
    }

    private Val variable(String name) {
        if (written.containsKey(name) && !writesAnything) {
            return written.get(name);
        }
        if (writesAnything) {
            return new Val.Any();
        }
        Fact<String> value = machine.environment().get(name);
        return value.fold(
                present -> (Val) new Val.Known(present.value()),
                absent -> new Val.Undefined(),
                unknown -> new Val.Given(name));
    }

    private Val unary(Expression.Unary unary, Map<String, Val> scope) {
        if (unary.operator().equals("delete")) {
            Optional<Expression> of = unary.operand() instanceof Expression.Member member
                    ? Optional.of(member.of())
                    : unary.operand() instanceof Expression.Index index ? Optional.of(index.of()) : Optional.empty();
            of.ifPresent(any -> {
                String name = unary.operand() instanceof Expression.Member member ? member.name() : "";
                assign(
                        value(any, scope),
                        Optional.of(name).filter(known -> !known.isEmpty()),
                        new Val.Undefined(),
                        unary.span());
            });
            return new Val.Harmless();
        }
        Val operand = value(unary.operand(), scope);
        if (unary.operand() instanceof Expression.Name counted
                && Set.of("++", "--").contains(unary.operator())) {
            set(counted.name(), new Val.Any(), scope);
        }
        if (unary.operator().equals("!")) {
            return new Val.Known(!truth(operand, unary.span()));
        }
        return new Val.Harmless();
    }

    private Val binary(Expression.Binary binary, Map<String, Val> scope) {
        Val left = value(binary.left(), scope);
        switch (binary.operator()) {
            case "||":
                return isUnknown(left)
                        ? unknownSide(binary, scope)
                        : truth(left, binary.span()) ? left : value(binary.right(), scope);
            case "&&":
                return truth(left, binary.span()) ? value(binary.right(), scope) : left;
            case "??":
                return left instanceof Val.Undefined
                        ? value(binary.right(), scope)
                        : left instanceof Val.Known ? left : unknownSide(binary, scope);
            default:
                Val right = value(binary.right(), scope);
                boolean same =
                        binary.operator().equals("===") || binary.operator().equals("==");
                boolean differ =
                        binary.operator().equals("!==") || binary.operator().equals("!=");
                boolean comparable = (left instanceof Val.Known || left instanceof Val.Undefined)
                        && (right instanceof Val.Known || right instanceof Val.Undefined);
                boolean modules = isModule(left) && isModule(right);
                if ((same || differ) && (comparable || modules)) {
                    return new Val.Known(left.equals(right) == same);
                }
                if (binary.operator().equals("+")
                        && left instanceof Val.Known a
                        && right instanceof Val.Known b
                        && a.value() instanceof String x
                        && b.value() instanceof String y) {
                    return new Val.Known(x + y);
                }
                return new Val.Harmless();
        }
    }

    private static boolean isUnknown(Val value) {
        return value instanceof Val.Given
                || value instanceof Val.Harmless
                || value instanceof Val.Any
                || value instanceof Val.Literal
                || value.equals(PART);
    }

    /** One of two values, both of which do nothing by themselves. */
    private Val unknownSide(Expression.Binary binary, Map<String, Val> scope) {
        boolean plain = binary.right() instanceof Expression.Text || binary.right() instanceof Expression.Number;
        if (!plain) {
            value(binary.right(), scope);
        }
        return new Val.Harmless();
    }

    // --- calls ---------------------------------------------------------------------------------------------------

    private Val call(Expression.Call call, Map<String, Val> scope) {
        Optional<Val> onPromise = promised(call, scope);
        if (onPromise.isPresent()) {
            return onPromise.get();
        }
        Val of = value(call.of(), scope);
        List<Val> arguments = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            arguments.add(value(argument, scope));
        }
        if (of instanceof Val.Undefined && call.optional()) {
            return of;
        }
        hands(of, arguments);
        if (of instanceof Val.Closure closure) {
            return call(closure, List.of(), call.span());
        }
        if (of instanceof Val.Native called) {
            if (called.path().equals("module:module.createRequire")) {
                return createRequire(call, scope);
            }
            return call(called.path(), arguments, call);
        }
        throw lost(Reason.MODULES_NOT_RESOLVED, call.span());
    }

    /** {@code createRequire(import.meta.url)}: {@code require} as in CommonJS, for this file. */
    private static Val createRequire(Expression.Call call, Map<String, Val> scope) {
        boolean own = call.arguments().size() == 1
                && (call.arguments().get(0) instanceof Expression.Name name
                                && name.name().equals("__filename")
                        || call.arguments().get(0) instanceof Expression.Member url
                                && url.name().equals("url")
                                && url.of() instanceof Expression.Member meta
                                && meta.name().equals("meta"));
        return own && scope.get(SELF) instanceof Val.Known self
                ? new Val.Native("require:" + self.value())
                : unknownCall(call.span());
    }

    /** {@code p.then(…)}, {@code p.catch(…)} on a promise whose fate is known. */
    private Optional<Val> promised(Expression.Call call, Map<String, Val> scope) {
        if (!(call.of() instanceof Expression.Member member)
                || !Set.of("then", "catch", "finally").contains(member.name())) {
            return Optional.empty();
        }
        Val of = value(member.of(), scope);
        if (!(of instanceof Val.Promise promise)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, call.span());
        }
        if (member.name().equals("finally") || call.arguments().size() > 1) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, call.span());
        }
        boolean caught = member.name().equals("catch") && promise.problem().isPresent();
        if (caught) {
            rejected = Optional.empty();
        }
        boolean runs = caught
                || member.name().equals("then")
                        && !promise.pending()
                        && promise.problem().isEmpty();
        if (runs && !call.arguments().isEmpty()) {
            Val handler = value(call.arguments().get(0), scope);
            if (!(handler instanceof Val.Closure closure)) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, call.span());
            }
            later.add(new Task(closure, List.of(caught ? promise.problem().get() : promise.value())));
            return Optional.of(new Val.Any()); // what becomes of it is decided later
        }
        return Optional.of(promise);
    }

    /** @param arguments those that matter: the rest is not known inside */
    private Val call(Val.Closure closure, List<Val> arguments, Span at) {
        Expression.Function function = closure.function();
        if (function.body().isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, function.span());
        }
        if (++depth > DEEPEST) {
            throw lost(Reason.OVER_BUDGET, at);
        }
        Map<String, Val> scope = new HashMap<>(closure.scope());
        for (int i = 0; i < function.parameters().size(); i++) {
            scope.put(function.parameters().get(i), i < arguments.size() ? arguments.get(i) : new Val.Any());
        }
        Val result = new Val.Undefined();
        inside++;
        try {
            evaluate(function.body().get(), scope);
        } catch (Returned returned) {
            result = returned.value;
        } catch (Thrown thrown) {
            if (!function.async()) {
                throw thrown;
            }
            Val.Problem problem = thrown.value instanceof Val.Problem known ? known : new Val.Problem(Optional.empty());
            rejected = Optional.of(problem);
            rejectedAt = thrown.at;
            rejectedBy = thrown.cause;
            rejectedBecause = thrown.evidence;
            depth--;
            return new Val.Promise(false, rejected, new Val.Any());
        } finally {
            inside--;
        }
        depth--;
        return function.async() ? fulfilled(result) : result;
    }

    private Val call(String path, List<Val> arguments, Expression.Call call) {
        Span at = call.span();
        if (path.startsWith("require:")) {
            return arguments.size() == 1
                            && arguments.get(0) instanceof Val.Known known
                            && known.value() instanceof String specifier
                    ? require(specifier, new ImagePath(path.substring("require:".length())), at)
                    : unknownCall(at);
        }
        if (path.startsWith("console.")) {
            if (path.equals("console.error") || path.equals("console.warn")) {
                said = shown(arguments);
            }
            return new Val.Undefined();
        }
        if (path.startsWith("server.")) {
            if (path.equals("server.listen")) {
                listen(arguments, at);
            }
            return path.equals("server.close") || path.equals("server.unref") ? unknownCall(at) : new Val.Server();
        }
        if (path.startsWith("global:")) {
            return global(path.substring("global:".length()), arguments, call);
        }
        if (path.startsWith("module:fs.")) {
            return files(path.substring("module:fs.".length()), arguments, at);
        }
        if (path.startsWith("module:")) {
            return ofModule(path.substring("module:".length()), arguments, at);
        }
        switch (path) {
            case "process.exit":
                throw new Over(exit(arguments, at));
            case "process.on", "process.once", "process.addListener":
                boolean errors = !arguments.isEmpty()
                        && arguments.get(0) instanceof Val.Known event
                        && (event.value().equals("uncaughtException")
                                || event.value().equals("unhandledRejection"));
                handlesErrors |= errors;
                return new Val.Native("process");
            case "process.stdout.write", "process.stderr.write":
                return new Val.Harmless();
            case "process.cwd":
                return new Val.Known(machine.directory().value());
            case "process.uptime",
                    "process.hrtime",
                    "process.memoryUsage",
                    "process.getuid",
                    "process.getgid",
                    "process.emitWarning":
                return new Val.Harmless();
            case "setInterval":
                alive = true;
                return new Val.Any();
            case "setTimeout", "setImmediate", "queueMicrotask", "process.nextTick":
                if (!arguments.isEmpty() && arguments.get(0) instanceof Val.Closure closure) {
                    later.add(new Task(closure, List.of()));
                    return new Val.Any();
                }
                return unknownCall(at);
            case "Promise":
                return promise(arguments, at);
            case "Promise.reject":
                Val reason = arguments.isEmpty() ? new Val.Undefined() : arguments.get(0);
                rejected = Optional.of(reason instanceof Val.Problem some ? some : new Val.Problem(Optional.empty()));
                rejectedAt = at;
                rejectedBy = Cause.STEP_FAILS;
                rejectedBecause = Evidence.NONE;
                return new Val.Promise(false, rejected, new Val.Any());
            case "Promise.resolve":
                return fulfilled(arguments.isEmpty() ? new Val.Undefined() : arguments.get(0));
            default:
                return unknownCall(at);
        }
    }

    /** A second server may find its port taken: by the first one, when both are said to have the same. */
    private void listen(List<Val> arguments, Span at) {
        Val port = arguments.isEmpty() ? new Val.Any() : arguments.get(0);
        boolean known = port instanceof Val.Known held && held.value() instanceof Double number && number > 0;
        String name = known ? String.valueOf(((Val.Known) port).value()) : "?";
        if (!listening.isEmpty() && (!known || listening.contains("?") || listening.contains(name))) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        listening.add(name);
        alive = true;
    }

    private static Val unknownCall(Span at) {
        throw lost(Reason.PROGRAM_NOT_MODELLED, at);
    }

    private Exit exit(List<Val> arguments, Span at) {
        if (arguments.isEmpty() || arguments.get(0) instanceof Val.Undefined) {
            alive = false;
            rejected = Optional.empty();
            return ended();
        }
        if (arguments.get(0) instanceof Val.Known known && known.value() instanceof Double code) {
            int status = code.intValue() & 0xff;
            if (status == 0) {
                return Exit.success();
            }
            return Exit.failed(new Failure(
                    Cause.MAIN_PROCESS_ENDS, status, said, at, "process.exit", Evidence.of(at, "ends the process")));
        }
        return lost(Reason.PROGRAM_NOT_MODELLED, at).exit;
    }

    private static String shown(List<Val> arguments) {
        StringBuilder text = new StringBuilder();
        for (Val argument : arguments) {
            Optional<String> said = argument instanceof Val.Problem problem
                    ? problem.shown()
                    : argument instanceof Val.Known known && known.value() instanceof String told
                            ? Optional.of(told)
                            : Optional.empty();
            if (said.isEmpty()) {
                return "";
            }
            String word = said.get();
            text.append(text.isEmpty() ? "" : " ").append(word);
        }
        return text.toString();
    }

    private Val promise(List<Val> arguments, Span at) {
        if (arguments.size() != 1 || !(arguments.get(0) instanceof Val.Closure executor)) {
            return unknownCall(at);
        }
        boolean idle = executor.function().body().map(List::isEmpty).orElse(false);
        return idle ? new Val.Promise(true, Optional.empty(), new Val.Any()) : unknownCall(at);
    }

    private Val global(String path, List<Val> arguments, Expression.Call call) {
        String name = path.split("\\.")[0];
        if (ERRORS.contains(name)) {
            boolean known = !arguments.isEmpty()
                    && arguments.get(0) instanceof Val.Known message
                    && message.value() instanceof String;
            String text = known ? ": " + ((Val.Known) arguments.get(0)).value() : "";
            return new Val.Problem(known || arguments.isEmpty() ? Optional.of(name + text) : Optional.empty());
        }
        if (path.equals("JSON.parse")
                || name.equals("global")
                || name.equals("globalThis")
                || name.equals("module")
                || name.equals("exports")) {
            return unknownCall(call.span());
        }
        boolean callsBack = arguments.stream().anyMatch(a -> a instanceof Val.Closure);
        return callsBack ? unknownCall(call.span()) : new Val.Harmless();
    }

    /** {@code path.join()} and {@code path.resolve()} of known words, where they come to an absolute path. */
    private Optional<Val> joined(String function, List<Val> arguments) {
        boolean join = function.equals("join");
        if (!join && !function.equals("resolve") || arguments.isEmpty()) {
            return Optional.empty();
        }
        Optional<ImagePath> path = join ? Optional.empty() : Optional.of(machine.directory());
        for (Val argument : arguments) {
            if (!(argument instanceof Val.Known known) || !(known.value() instanceof String word)) {
                return Optional.empty();
            }
            if (path.isEmpty()) {
                path = word.startsWith("/") ? Optional.of(ImagePath.ROOT.resolve(word)) : Optional.empty();
                if (path.isEmpty()) {
                    return Optional.empty();
                }
            } else {
                path = Optional.of(path.get().resolve(join ? "./" + word : word));
            }
        }
        return path.map(all -> new Val.Known(all.value()));
    }

    private Val ofModule(String path, List<Val> arguments, Span at) {
        int dot = path.indexOf('.');
        String module = dot < 0 ? path : path.substring(0, dot);
        String function = dot < 0 ? "" : path.substring(dot + 1);
        if (SERVING_MODULES.contains(module)
                && Set.of("createServer", "createSecureServer", "Server").contains(function)) {
            return new Val.Server();
        }
        Optional<Val> joined = module.equals("path") ? joined(function, arguments) : Optional.empty();
        if (joined.isPresent()) {
            return joined.get();
        }
        if (module.equals("os") && function.equals("userInfo")) {
            return userInfo(at);
        }
        boolean callsBack = arguments.stream().anyMatch(a -> a instanceof Val.Closure);
        boolean harmless = HARMLESS_MODULES.contains(module)
                && !callsBack
                && !function.startsWith("setInterval")
                && !function.startsWith("setTimeout");
        return harmless ? new Val.Harmless() : unknownCall(at);
    }

    private Val userInfo(Span at) {
        Machine.Identity who = machine.identity();
        Fact<Account> account = machine.accounts().user(who.uid());
        if (who.known() && account instanceof Fact.Absent<Account>) {
            throw problem(
                    "SystemError [ERR_SYSTEM_ERROR]: A system error occurred: uv_os_get_passwd returned ENOENT (no such file"
                            + " or directory)",
                    at,
                    Cause.STEP_FAILS,
                    account.evidence());
        }
        return account instanceof Fact.Present<Account> ? new Val.Harmless() : unknownCall(at);
    }

    /** The synchronous functions of fs that start scripts use, and what modes and owners make of them. */
    private Val files(String function, List<Val> arguments, Span at) {
        boolean known =
                !arguments.isEmpty() && arguments.get(0) instanceof Val.Known path && path.value() instanceof String;
        if (!known) {
            return unknownCall(at);
        }
        String shown = (String) ((Val.Known) arguments.get(0)).value();
        ImagePath path = machine.directory().resolve(shown);
        Fact<FileSystem.Located> there = machine.files().follow(path);
        Fact<FileSystem.Located> found = writesFiles && there instanceof Fact.Absent<FileSystem.Located>
                ? Fact.unknown(Reason.PROGRAM_NOT_MODELLED, there.evidence())
                : there;
        writesFiles |= function.equals("writeFileSync") || function.equals("appendFileSync");
        switch (function) {
            case "existsSync":
                return found.fold(p -> (Val) new Val.Known(true), a -> new Val.Known(false), u -> new Val.Any());
            case "readFileSync":
                Fact<Node> readable = found.then(
                        here -> Permissions.of(here.value().node(), Permissions.Right.READ, machine.identity()));
                return permitted(found, readable, "open", shown, at, Cause.USER_CANNOT_READ);
            case "writeFileSync", "appendFileSync":
                Fact<Node> writable = found instanceof Fact.Absent<?>
                        ? inParent(path)
                        : found.then(here ->
                                Permissions.of(here.value().node(), Permissions.Right.WRITE, machine.identity()));
                return permitted(writable, writable, "open", shown, at, Cause.USER_CANNOT_WRITE);
            case "mkdirSync":
                if (found instanceof Fact.Absent<?> && arguments.size() == 1) {
                    Fact<Node> allowed = inParent(path);
                    return permitted(allowed, allowed, "mkdir", shown, at, Cause.USER_CANNOT_WRITE);
                }
                return unknownCall(at);
            case "statSync":
                return found instanceof Fact.Present<?> ? new Val.Harmless() : unknownCall(at);
            default:
                return unknownCall(at);
        }
    }

    private Fact<Node> inParent(ImagePath path) {
        return machine.files()
                .follow(path.parent())
                .then(here -> Permissions.of(here.value().node(), Permissions.Right.WRITE, machine.identity()));
    }

    private Val permitted(Fact<?> found, Fact<Node> allowed, String call, String shown, Span at, Cause cause) {
        if (allowed instanceof Fact.Present<Node>) {
            return new Val.Harmless();
        }
        if (allowed instanceof Fact.Unknown<Node> unknown) {
            throw new Over(new Exit.Lost(unknown.reason(), unknown.evidence()));
        }
        boolean missing = found instanceof Fact.Absent<?> && cause == Cause.USER_CANNOT_READ;
        throw problem(
                missing
                        ? "Error: ENOENT: no such file or directory, " + call + " '" + shown + "'"
                        : "Error: EACCES: permission denied, " + call + " '" + shown + "'",
                at,
                missing ? Cause.START_FILE_MISSING : cause,
                allowed.evidence());
    }
}
