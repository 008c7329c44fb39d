package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One run of a program by node, on one assumption about which variables are given. It follows what it knows, and gives up at
 * the first thing that may do anything else.
 *
 * <p>It is one class although it is long: statements, expressions and modules evaluate one another.
 */
final class Evaluation {

    /** Why the status of a command is not known that the same variables may decide as the program. */
    private static final Set<Reason> DECIDED = Set.of(Reason.VALUE_NOT_KNOWN, Reason.DEPENDS_ON_A_CONDITION);

    /** From here on a shell says that a signal has ended what it ran (POSIX, 2.8.2). */
    private static final int SIGNALLED = 128;

    private static final int MOST_STEPS = 50_000;
    private static final int DEEPEST = 60;

    /** Comparisons of variables with texts that are followed both ways. */
    private static final int MOST_VALUES = 3;

    /** Commands that a program waits for, and the ways in which one of them can end. */
    private static final int MOST_COMMANDS = 8;

    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,5}");

    private static final Set<Val> ENCODINGS =
            Set.of(new Val.Known("utf8"), new Val.Known("utf-8"), new Val.Known("ascii"), new Val.Known("latin1"));

    private static final Set<String> SERVING_MODULES = Set.of("http", "http2", "net");

    /** In the scope of a module: which file it is. No name of a script has a blank. */
    private static final String SELF = "this file";

    /** In the scope of an ES module: {@code import}, as in {@code import.meta}. */
    private static final String META = "import";

    private static final Val PROCESS = new Val.Native("process");

    private static final Val ENVIRONMENT = new Val.Native("process.env");

    private static final String MODULE = "module";

    private static final String MAIN = "main";

    /** Events of a server that need somebody who asks. */
    private static final Set<String> LATER_EVENTS = Set.of(
            "request", "connection", "error", "close", "upgrade", "clientError", "connect", "checkContinue", "timeout");

    /** Settings of a server that fail with nothing. */
    private static final Set<String> SERVER_SETTINGS = Set.of(
            "timeout", "keepAliveTimeout", "headersTimeout", "requestTimeout", "maxConnections", "maxHeadersCount");

    private static final Set<String> SERVER_METHODS =
            Set.of("listen", "on", "once", "addListener", "setTimeout", "ref");

    private static final Set<String> TIMER_METHODS = Set.of("ref", "unref");

    private static final Set<String> REACTIONS = Set.of("then", "catch", "finally");

    private static final Set<String> LISTENERS = Set.of(
            "process.on",
            "process.once",
            "process.addListener",
            "process.prependListener",
            "process.prependOnceListener");

    private static final Set<String> SIGNALS =
            Set.of("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2", "SIGBREAK", "disconnect", "message");

    /** Addresses that every container has. */
    private static final Set<String> OWN_ADDRESSES = Set.of("0.0.0.0", "127.0.0.1", "localhost", "::");

    /** Variables that the engine and node's images set. */
    private static final Set<String> SURROUNDING = Set.of("HOSTNAME", "NODE_VERSION", "YARN_VERSION");

    /** What every object has from its prototype (ECMA-262, 20.1.3). */
    private static final Set<String> INHERITED = Set.of(
            "constructor",
            "hasOwnProperty",
            "isPrototypeOf",
            "propertyIsEnumerable",
            "toLocaleString",
            "toString",
            "valueOf",
            "__proto__",
            "__defineGetter__",
            "__defineSetter__",
            "__lookupGetter__",
            "__lookupSetter__");

    private static final Set<String> ERRORS =
            Set.of("Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError");

    /** Something is thrown. */
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Val value;
        private final transient Span at;
        private final transient Cause cause;
        private final transient Evidence evidence;

        /** How a command has ended that the program waited for. */
        private transient Optional<Exit> command = Optional.empty();

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

    private Machine machine;
    private final Release node;
    private final List<String> process;
    private final Span started;
    private Assumptions assumed;
    private final Setting setting;
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Failure> tolerated = new ArrayList<>();
    private Modules modules;
    private final Set<ImagePath> loaded = new HashSet<>();
    private final EventLoop loop = new EventLoop();
    private final Map<ImagePath, Val.Obj> commonJs = new HashMap<>();
    private final Map<ImagePath, Scope> esModules = new HashMap<>();
    private final Set<ImagePath> broken = new HashSet<>();
    private final Scope globals = Scope.root();
    private ImagePath directory;
    private final Map<String, Val> written = new HashMap<>();
    private boolean writesAnything;
    private boolean writesFiles;
    private final Set<ImagePath> overwritten = new HashSet<>();
    private Optional<ImagePath> main = Optional.empty();
    private boolean alive;
    private boolean handlesErrors;
    private boolean handlesExit;
    private int exitCode;
    private final Set<String> listening = new HashSet<>();
    private final List<Val.Child> children = new ArrayList<>();
    private String said = "";
    private int steps;

    /** How often others had their turn. */
    private int turn;

    private int depth;

    /** What is set, started or asked for: a tick of an interval that does none of it does the same each time. */
    private int effects;

    /** How many functions of the script are running. */
    private int inside;

    /** Nothing of the program comes before what is behind an {@code await} here. */
    private boolean mayWait;

    /** What is being evaluated is the last thing of all that has begun. */
    private boolean nothingBehind;

    /** How many awaits go on when what they wait for is settled. */
    private int waiting;

    /** Nothing but the module that is loaded, and what imports it last, is left to evaluate. */
    private boolean alone;

    /** The call that is evaluated is what an {@code await} waits for. */
    private boolean awaited;

    /** How many commands it has waited for. */
    private int commandsRun;

    /** One of them has failed, which the program may have heard, or takes a variable to be what the program does not. */
    private boolean commandsDecide;

    /** Variables that commands have asked for: what they take them to be is not what the program does. */
    private final Set<String> askedByCommands = new HashSet<>();

    /** What is not known is followed both ways: a function of the script that has no effect is run for what it gives back. */
    private boolean bothWays;

    private Optional<Reason> doubt = Optional.empty();

    /** How a command ends that the program waits for. */
    interface Commands {
        List<End> run(Command command, Machine machine, Span at);
    }

    /**
     * What does not depend on the program.
     *
     * @param commands empty where they are not followed
     * @param eitherWay variables that are set, nobody knows to what
     * @param rejectionsEnd a promise that fails and that nobody handles ends the program
     * @param mountsAreKnown nothing can lie in the container that the image does not have
     * @param readOnly nothing can be written but what is mounted
     */
    record Setting(
            Optional<Commands> commands,
            Set<String> eitherWay,
            boolean rejectionsEnd,
            boolean mountsAreKnown,
            boolean readOnly) {
        Setting {
            eitherWay = Set.copyOf(eitherWay);
        }
    }

    Evaluation(
            Machine machine, Release node, List<String> process, Span started, Assumptions assumed, Setting setting) {
        setting.eitherWay().forEach(name -> written.put(name, new Val.Any(Reason.DEPENDS_ON_A_CONDITION)));
        this.assumed = assumed;
        this.setting = setting;
        this.directory = machine.directory();
        this.machine = machine;
        this.node = node;
        this.process = process;
        this.started = started;
        this.modules = new Modules(machine, node);
    }

    /** Asked for something on which nothing was assumed yet. */
    static final class Asks extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<Assumptions> ways;

        Asks(List<Assumptions> ways) {
            super("", null, false, false);
            this.ways = List.copyOf(ways);
        }

        List<Assumptions> ways() {
            return ways;
        }
    }

    List<Condition> conditions() {
        return List.copyOf(conditions);
    }

    /** What failed in commands that did not. */
    List<Failure> tolerated() {
        return List.copyOf(tolerated);
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
                nothingBehind = entry == entries.get(entries.size() - 1);
                alone = entries.size() == 1;
                enter(entry);
            }
            alone = false;
            nothingBehind = true;
            unheard();
            while (loop.hasNext(isAlive()) && !rests()) {
                next();
                unheard();
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

    /** One step of the event loop; what nobody catches in it ends the program. */
    private void next() {
        boolean waited = mayWait;
        boolean behind = nothingBehind;
        turn++;
        mayWait = false;
        nothingBehind = waiting == 0;
        try {
            if (!loop.next(() -> effects)) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, started);
            }
        } catch (Thrown thrown) {
            throw new Over(uncaught(thrown));
        } finally {
            mayWait = waited;
            nothingBehind = behind;
        }
        if (++steps > MOST_STEPS) {
            throw lost(Reason.OVER_BUDGET, started);
        }
    }

    /** It runs, and does nothing for a long time. */
    private boolean rests() {
        return alive && loop.rests();
    }

    private boolean isAlive() {
        return alive || loop.keepsRunning();
    }

    /** A rejection that nobody handles by the time that all promises have been told. */
    private void unheard() {
        if (loop.isIdle()) {
            loop.unheard().ifPresent(promise -> {
                if (!setting.rejectionsEnd()) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, started);
                }
                throw new Over(uncaught(promise.rejected.orElseThrow()));
            });
        }
    }

    private Exit ended() {
        if (isAlive()) {
            return new Exit.Never(process, Evidence.of(started, "runs `" + String.join(" ", process) + "`"));
        }
        return ends();
    }

    /** Nothing is left to do, or it exits with the code that it has set. */
    private Exit ends() {
        if (handlesExit) {
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
        if (handlesErrors || handlesExit) {
            return lost(Reason.PROGRAM_NOT_MODELLED, thrown.at).exit;
        }
        if (thrown.command.orElse(null) instanceof Exit.Unknown unknown) {
            return unknown;
        }
        String line = thrown.value instanceof Val.Problem problem
                ? problem.shown().flatMap(text -> text.lines().findFirst()).orElse("")
                : "";
        Evidence evidence = Evidence.of(thrown.at, "throws").because(thrown.evidence);
        String subject = thrown.command.orElse(null) instanceof Exit.Code code
                ? code.failure().map(Failure::subject).orElse(line)
                : subject(thrown, line);
        return Exit.failed(new Failure(thrown.cause, 1, line, thrown.at, subject, evidence));
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
        return new Thrown(new Val.Problem(Optional.of(line), false), at, cause, evidence);
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
        effects++;
        unwritten(path, at);
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
        Scope scope = globals.function();
        Val.Obj module = new Val.Obj(true, true, false);
        Val.Obj exports = new Val.Obj(false, true, false);
        module.guarded = true;
        module.properties.put("exports", exports);
        commonJs.put(path, module);
        scope.declare(SELF, new Val.Known(path.value()));
        scope.declare("require", new Val.Native("require:" + path));
        scope.declare(MODULE, module);
        scope.declare("exports", exports);
        scope.declare("__filename", new Val.Known(path.value()));
        scope.declare("__dirname", new Val.Known(path.parent().value()));
        // What an await waits for in it goes on when all that loads it is done.
        boolean waited = mayWait;
        mayWait = false;
        try {
            evaluate(text.statements(), scope);
        } catch (Returned returned) {
            // a module may end early
        } catch (Thrown thrown) {
            loaded.remove(path);
            commonJs.remove(path);
            throw thrown;
        } finally {
            mayWait = waited;
        }
    }

    /** What the program has written itself is not what lay there. */
    private void unwritten(ImagePath path, Span at) {
        if (overwritten.contains(path)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
    }

    /** A file that is no JSON stops who requires it; what V8 says of it depends on its release. */
    private void json(ImagePath path, Span at) {
        Fact<SourceFile> text = Manifest.text(path, machine);
        if (!(text instanceof Fact.Present<SourceFile> present)) {
            return;
        }
        boolean object = present.value().text().strip().startsWith("{");
        Val.Obj module = new Val.Obj(true, true, false);
        module.properties.put("exports", object ? Val.Obj.opaque() : Val.ANY);
        commonJs.put(path, module);
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
            return Val.Obj.opaque();
        }
        load(path, at);
        return exported(path);
    }

    /** What a CommonJS module has put into {@code module.exports}, up to now. */
    private Val exported(ImagePath path) {
        Val.Obj module = commonJs.get(path);
        return module == null ? Val.ANY : Objects.requireNonNull(module.properties.get("exports"));
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
            Optional<String> specifier = specifier(statement);
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

    private static Optional<String> specifier(Statement statement) {
        return statement instanceof Statement.Import imported
                ? Optional.of(imported.specifier())
                : statement instanceof Statement.Export exported ? exported.specifier() : Optional.empty();
    }

    /** Whether a module asks for no other file behind this one. */
    private boolean isLast(Statement statement, ScriptText text, ImagePath path) {
        List<Statement> all = text.statements();
        return all.subList(all.indexOf(statement) + 1, all.size()).stream()
                .flatMap(behind -> specifier(behind).stream())
                .noneMatch(name -> resolve(name, path.parent(), true, path.value()) instanceof Resolution.Found);
    }

    private void evaluateEsm(ImagePath path, Span at) {
        if (!loaded.add(path)) {
            if (broken.contains(path)) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, at);
            }
            return;
        }
        effects++;
        ScriptText text = text(path, at);
        unwritten(path, at);
        Scope scope = globals.function();
        scope.declare(SELF, new Val.Known(path.value()));
        scope.declare(META, new Val.Native("import"));
        boolean only = alone;
        for (Statement statement : text.statements()) {
            Optional<String> specifier = specifier(statement);
            if (specifier.isPresent()) {
                alone = only && isLast(statement, text, path);
                Resolution resolution = resolve(specifier.get(), path.parent(), true, path.value());
                if (resolution instanceof Resolution.Found found) {
                    boolean behind = nothingBehind;
                    nothingBehind = false;
                    if (kind(found.path(), statement.span()) == Kind.ESM) {
                        evaluateEsm(found.path(), statement.span());
                    } else {
                        load(found.path(), statement.span());
                        if (statement instanceof Statement.Import named
                                && named.names().stream().anyMatch(n -> !n.equals("default"))) {
                            throw lost(Reason.MODULES_NOT_RESOLVED, statement.span());
                        }
                    }
                    nothingBehind = behind;
                }
                if (statement instanceof Statement.Import imported) {
                    bind(imported, resolution, scope);
                }
            }
        }
        Set<String> declared = new HashSet<>();
        text.statements().forEach(statement -> declared.addAll(declared(statement)));
        alone = only;
        for (String name : List.of("require", "module", "exports", "__dirname", "__filename")) {
            if (!scope.has(name) && !declared.contains(name)) {
                scope.declare(name, new Val.Native("missing:" + name));
            }
        }
        if (text.statements().stream().anyMatch(s -> s instanceof Statement.Return)) {
            throw problem("SyntaxError: Illegal return statement", at, Cause.STEP_FAILS, Evidence.NONE);
        }
        boolean waited = mayWait;
        mayWait = only;
        try {
            evaluate(text.statements(), scope);
            esModules.put(path, scope);
        } finally {
            mayWait = waited;
        }
    }

    private void bind(Statement.Import imported, Resolution resolution, Scope scope) {
        for (int i = 0; i < imported.locals().size(); i++) {
            String local = imported.locals().get(i);
            Optional<String> name =
                    i < imported.names().size() ? Optional.of(imported.names().get(i)) : Optional.empty();
            if (resolution instanceof Resolution.Builtin builtin) {
                Val.Native whole = builtin(builtin);
                boolean part = name.isPresent() && !name.get().equals("default");
                Val value = part ? member(whole, name.get(), imported.span()) : whole;
                if (part && value instanceof Val.Any) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, imported.span()); // it may not be exported
                }
                scope.declare(local, value);
            } else if (resolution instanceof Resolution.Found found && commonJs.containsKey(found.path())) {
                scope.declare(local, name.isEmpty() ? Val.Obj.opaque() : exported(found.path()));
            } else if (resolution instanceof Resolution.Found found && esModules.containsKey(found.path())) {
                Scope exporting = Objects.requireNonNull(esModules.get(found.path()));
                if (name.isEmpty()) {
                    scope.declare(local, Val.Obj.opaque());
                } else if (isDeclared(name.get(), found.path(), imported.span())) {
                    scope.share(local, exporting.hoist(name.get()));
                } else {
                    scope.declare(local, new Val.Any(Reason.DEPENDS_ON_A_CONDITION));
                }
            } else {
                scope.declare(local, new Val.Any(Reason.DEPENDS_ON_A_CONDITION));
            }
        }
    }

    /** Whether a module exports a name as it declares it: {@code export const a = 1}. */
    private boolean isDeclared(String name, ImagePath path, Span at) {
        return text(path, at).statements().stream()
                .anyMatch(s -> s instanceof Statement.Export export
                        && export.declared()
                                .filter(d -> declared(d).contains(name))
                                .isPresent());
    }

    // --- statements ----------------------------------------------------------------------------------------------

    /** The names that a statement declares itself, in the block that it stands in. */
    private static List<String> declared(Statement statement) {
        if (statement instanceof Statement.Export export && export.declared().isPresent()) {
            return declared(export.declared().get());
        }
        if (statement instanceof Statement.Declare declare) {
            return declare.names();
        }
        if (statement instanceof Statement.Declarations several) {
            return several.all().stream().flatMap(each -> each.names().stream()).toList();
        }
        return statement instanceof Statement.Define define
                ? List.of(define.function().name())
                : List.of();
    }

    private void evaluate(List<Statement> statements, Scope scope) {
        once(statements);
        statements.forEach(statement -> hoist(statement, scope));
        boolean behind = nothingBehind;
        try {
            for (int i = 0; i < statements.size(); i++) {
                nothingBehind = behind && i == statements.size() - 1;
                evaluate(statements.get(i), scope);
            }
        } finally {
            nothingBehind = behind;
        }
    }

    /** A name that is declared twice stops V8 before anything runs, unless both are variables or functions. */
    private static void once(List<Statement> statements) {
        Set<String> seen = new HashSet<>();
        Set<String> fixed = new HashSet<>();
        for (Statement statement : statements) {
            Statement plain = statement instanceof Statement.Export export
                    ? export.declared().orElse(statement)
                    : statement;
            boolean fixes = plain instanceof Statement.Declare declare && declare.how() != Statement.Declared.VAR
                    || plain instanceof Statement.Declarations several
                            && several.all().get(0).how() != Statement.Declared.VAR;
            for (String name : declared(plain)) {
                boolean twice = fixes ? !seen.add(name) : fixed.contains(name);
                if (twice) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, statement.span());
                }
                seen.add(name);
                if (fixes) {
                    fixed.add(name);
                }
            }
        }
    }

    /** Names exist in all of their block or function, with or without a value (ECMA-262, 10.2.11 and 14.2.3). */
    private void hoist(Statement statement, Scope scope) {
        if (statement instanceof Statement.Export export && export.declared().isPresent()) {
            hoist(export.declared().get(), scope);
        } else if (statement instanceof Statement.Define define) {
            scope.declare(define.function().name(), new Val.Closure(define.function(), scope));
        } else if (statement instanceof Statement.Declare declare && declare.how() != Statement.Declared.VAR) {
            for (String name : declare.names()) {
                scope.hoist(name).value = Optional.empty();
            }
        } else if (statement instanceof Statement.Declarations several) {
            several.all().forEach(each -> hoist(each, scope));
        }
        variables(statement, scope.ofFunction(), false);
    }

    private static void variables(Statement statement, Scope function, boolean nested) {
        List<Statement> inner = new ArrayList<>();
        if (statement instanceof Statement.Declare declare && declare.how() == Statement.Declared.VAR) {
            declare.names().forEach(name -> undefined(name, function));
        } else if (statement instanceof Statement.Declarations several) {
            inner.addAll(several.all());
        } else if (statement instanceof Statement.Unparsed unparsed) {
            unparsed.variables().forEach(name -> undefined(name, function));
        } else if (statement instanceof Statement.Define define
                && nested
                && !function.has(define.function().name())) {
            function.declare(define.function().name(), Val.ANY); // set when its block is entered
        } else if (statement instanceof Statement.Block block) {
            inner.addAll(block.statements());
        } else if (statement instanceof Statement.If branch) {
            inner.add(branch.then());
            branch.otherwise().ifPresent(inner::add);
        } else if (statement instanceof Statement.Try attempt) {
            inner.add(attempt.body());
            attempt.handler().ifPresent(inner::add);
            attempt.last().ifPresent(inner::add);
        }
        inner.forEach(each -> variables(each, function, true));
    }

    private static void undefined(String name, Scope function) {
        if (!function.has(name)) {
            function.declare(name, Val.UNDEFINED);
        }
    }

    private void evaluate(Statement statement, Scope scope) {
        if (++steps > MOST_STEPS) {
            throw lost(Reason.OVER_BUDGET, statement.span());
        }
        if (statement instanceof Statement.Evaluate evaluate) {
            last(evaluate.expression(), scope);
        } else if (statement instanceof Statement.Declare declare) {
            declare(declare, scope);
        } else if (statement instanceof Statement.Block block) {
            evaluate(block.statements(), scope.block());
        } else if (statement instanceof Statement.Declarations several) {
            several.all().forEach(each -> declare(each, scope));
        } else if (statement instanceof Statement.If branch) {
            if (truth(value(branch.test(), scope), branch.test().span())) {
                evaluate(List.of(branch.then()), scope.block());
            } else if (branch.otherwise().isPresent()) {
                evaluate(List.of(branch.otherwise().get()), scope.block());
            }
        } else if (statement instanceof Statement.Throw thrown) {
            throw new Thrown(value(thrown.value(), scope), statement.span(), Cause.STEP_FAILS, Evidence.NONE);
        } else if (statement instanceof Statement.Return returned) {
            throw new Returned(returned.value().map(v -> last(v, scope)).orElse(Val.UNDEFINED));
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

    private void declare(Statement.Declare declare, Scope scope) {
        boolean variable = declare.how() == Statement.Declared.VAR;
        if (variable && declare.value().isEmpty()) {
            return; // it keeps what it has
        }
        Val value = declare.value().map(v -> value(v, scope)).orElse(Val.UNDEFINED);
        if (declare.pattern() && declare.fields().isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, declare.span());
        }
        List<Statement.Field> fields = declare.pattern()
                ? declare.fields()
                : List.of(new Statement.Field("", declare.names().get(0)));
        for (Statement.Field field : fields) {
            Val part = declare.pattern() ? part(value, field.property(), declare) : value;
            Scope.Cell cell = variable ? scope.find(field.name()).orElseThrow() : scope.hoist(field.name());
            cell.value = Optional.of(part);
            cell.constant = declare.how() == Statement.Declared.CONST;
        }
    }

    private Val part(Val value, String name, Statement.Declare declare) {
        Span at = declare.span();
        boolean element = Character.isDigit(name.charAt(0));
        boolean array = value instanceof Val.Obj object && object.array;
        if (element && !array) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at); // its iterator may be anything
        }
        if (Operators.isNullish(value)) {
            String which = value instanceof Val.Null ? "null" : "undefined";
            boolean parameter = declare.value().orElse(null) instanceof Expression.Name own
                    && own.name().indexOf(' ') >= 0;
            String shown = parameter
                    ? value instanceof Val.Null ? "object null" : which
                    : declare.value().flatMap(Evaluation::shown).orElse("(intermediate value)");
            throw problem(
                    "TypeError: Cannot destructure property '" + name + "' of '" + shown + "' as it is " + which + ".",
                    at,
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        return member(value, name, at);
    }

    /** How V8 names what was taken apart (measured with node 20); a parameter has no name for it. */
    private static Optional<String> shown(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return Optional.of(name.name());
        }
        if (expression instanceof Expression.Member member) {
            return shown(member.of()).map(of -> of + "." + member.name());
        }
        return expression instanceof Expression.Call call ? shown(call.of()).map(of -> of + "(...)") : Optional.empty();
    }

    private void attempt(Statement.Try attempt, Scope scope) {
        int before = depth;
        try {
            try {
                evaluate(attempt.body().statements(), scope.block());
            } catch (Thrown thrown) {
                depth = before;
                if (attempt.handler().isEmpty()) {
                    throw thrown;
                }
                Scope handler = scope.block();
                attempt.parameter().ifPresent(name -> handler.declare(name, thrown.value));
                evaluate(attempt.handler().get().statements(), handler.block());
            }
        } catch (Thrown | Returned leaves) {
            depth = before;
            if (attempt.last().isPresent()) {
                evaluate(attempt.last().get().statements(), scope.block());
            }
            throw leaves;
        }
        if (attempt.last().isPresent()) {
            evaluate(attempt.last().get().statements(), scope.block());
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
        if (Operators.isNullish(value)) {
            return false;
        }
        if (value instanceof Val.Given variable) {
            return isGiven(variable, at);
        }
        if (value instanceof Val.Any any) {
            throw lost(any.reason(), at);
        }
        if (value instanceof Val.Plain plain && mayAsk(plain)) {
            Val.Comparison asks = plain.asks().orElseThrow();
            return isEqual(asks, at) == asks.equal();
        }
        if (value instanceof Val.Plain plain && !isTrue(plain)) {
            throw lost(Reason.DEPENDS_ON_A_CONDITION, at);
        }
        return true;
    }

    /** So many variables are followed with a certain value and with others. */
    private boolean mayAsk(Val.Plain plain) {
        return plain.asks()
                .filter(asks -> isLeftToOthers(asks.variable().name()))
                .filter(asks -> assumed.values().size() < MOST_VALUES
                        || assumed.isEqual(asks).isPresent())
                .isPresent();
    }

    /** Whether nothing is said of a variable but that whoever starts the container may give it any value: a file may have one. */
    private boolean isLeftToOthers(String name) {
        return !machine.environment().names().contains(name)
                && machine.environment().others() instanceof Fact.Unknown<String> open
                && open.reason() == Reason.VALUE_NOT_KNOWN;
    }

    private boolean isEqual(Val.Comparison asks, Span at) {
        if (askedByCommands.contains(asks.variable().name())) {
            throw contradicted(at);
        }
        Optional<Boolean> equal = assumed.isEqual(asks);
        if (equal.isEmpty()) {
            // First what is so where nobody gives it.
            throw new Asks(List.of(assumed.with(asks, false), assumed.with(asks, true)));
        }
        if (assumed.values().containsKey(asks.positive())) {
            String subject = asks.variable().name() + "=" + asks.text();
            assume(new Condition(Condition.Kind.VARIABLE_VALUE, subject, equal.get(), at));
        }
        return equal.get();
    }

    private void assume(Condition condition) {
        boolean known = conditions.stream()
                .anyMatch(each -> each.kind() == condition.kind()
                        && each.subject().equals(condition.subject())
                        && (each.kind() != Condition.Kind.COMMAND_SUCCEEDS
                                || each.at().equals(condition.at())));
        if (!known) {
            conditions.add(condition);
        }
    }

    private boolean isGiven(Val.Given variable, Span at) {
        if (askedByCommands.contains(variable.name())) {
            throw contradicted(at);
        }
        Optional<Boolean> given = assumed.isGiven(variable.name());
        if (given.isEmpty()) {
            throw new Asks(List.of(assumed.with(variable.name(), true), assumed.with(variable.name(), false)));
        }
        if (assumed.given().containsKey(variable.name())) {
            assume(new Condition(Condition.Kind.VARIABLE_SET, variable.name(), given.get(), at));
        }
        return given.get();
    }

    /** What runs nothing of the program's own when it is turned into a text or a number. */
    private static void quiet(Val value, Span at) {
        if (!Operators.isQuiet(value)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
    }

    /** The value of an expression behind which nothing is left to do in its statement. */
    private Val last(Expression expression, Scope scope) {
        boolean behind = nothingBehind;
        nothingBehind = behind && endsWithCall(expression);
        try {
            return evaluated(expression, scope);
        } finally {
            nothingBehind = behind;
        }
    }

    /** {@code main()}, {@code main().catch(…)}: behind the call, only what does nothing by itself is evaluated. */
    private static boolean endsWithCall(Expression expression) {
        if (!(expression instanceof Expression.Call call) || call.isNew()) {
            return false;
        }
        boolean reacts = call.of() instanceof Expression.Member member
                && REACTIONS.contains(member.name())
                && member.of() instanceof Expression.Call;
        return !reacts
                || endsWithCall(((Expression.Member) call.of()).of())
                        && call.arguments().stream()
                                .allMatch(each -> each instanceof Expression.Function
                                        || each instanceof Expression.Name
                                        || each instanceof Expression.Member path
                                                && path.of() instanceof Expression.Name);
    }

    private Val value(Expression expression, Scope scope) {
        boolean behind = nothingBehind;
        nothingBehind = false;
        try {
            return evaluated(expression, scope);
        } finally {
            nothingBehind = behind;
        }
    }

    private Val evaluated(Expression expression, Scope scope) {
        if (++steps > MOST_STEPS || depth > DEEPEST) {
            throw lost(Reason.OVER_BUDGET, expression.span());
        }
        depth++;
        Val value = valueOf(expression, scope);
        depth--;
        return value;
    }

    private Val valueOf(Expression expression, Scope scope) {
        if (expression instanceof Expression.Text text) {
            return new Val.Known(text.text());
        } else if (expression instanceof Expression.Number number) {
            return new Val.Known(number.value());
        } else if (expression instanceof Expression.Opaque opaque) {
            return opaque.type().equals("object") ? Val.Obj.opaque() : new Val.Plain(opaque.type());
        } else if (expression instanceof Expression.Template template) {
            return template(template, scope);
        } else if (expression instanceof Expression.Name name) {
            return named(name, scope);
        } else if (expression instanceof Expression.Chain chain) {
            try {
                return evaluated(chain.links(), scope);
            } catch (Skipped skipped) {
                depth = skipped.depth;
                return Val.UNDEFINED;
            }
        } else if (expression instanceof Expression.Member member) {
            Val of = link(value(member.of(), scope), member.optional(), member.span());
            Optional<Val> ofModule = ofModule(of, member.name(), scope);
            return ofModule.isPresent() ? ofModule.get() : member(of, member.name(), member.span());
        } else if (expression instanceof Expression.Index index) {
            Val of = link(value(index.of(), scope), index.optional(), index.span());
            return element(of, value(index.index(), scope), index.span());
        } else if (expression instanceof Expression.Unary unary) {
            return unary(unary, scope);
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary, scope);
        } else if (expression instanceof Expression.Conditional conditional) {
            Val test = value(conditional.test(), scope);
            if (isEitherWay(test)) {
                return Operators.either(value(conditional.then(), scope), value(conditional.otherwise(), scope));
            }
            return truth(test, conditional.test().span())
                    ? evaluated(conditional.then(), scope)
                    : evaluated(conditional.otherwise(), scope);
        } else if (expression instanceof Expression.Assign assign) {
            return assign(assign, scope);
        } else if (expression instanceof Expression.Function function) {
            return closure(function, scope);
        } else if (expression instanceof Expression.Array array) {
            return array(array, scope);
        } else if (expression instanceof Expression.ObjectLiteral object) {
            return object(object, scope);
        } else if (expression instanceof Expression.ClassLiteral type) {
            return type(type, scope);
        } else if (expression instanceof Expression.Await await) {
            return await(await, scope);
        } else if (expression instanceof Expression.DynamicImport asked) {
            return dynamic(value(asked.specifier(), scope), scope, asked.span());
        } else if (expression instanceof Expression.Call call) {
            return call(call, scope);
        }
        throw new AssertionError(expression);
    }

    /** A link of a chain is missing. */
    private static final class Skipped extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int depth;

        Skipped(int depth) {
            super("", null, false, false);
            this.depth = depth;
        }
    }

    private Val link(Val of, boolean optional, Span at) {
        if (optional && of instanceof Val.Given variable && !isGiven(variable, at)
                || optional && Operators.isNullish(of)) {
            throw new Skipped(depth);
        }
        return of;
    }

    private Val element(Val of, Val key, Span at) {
        if (key instanceof Val.Known known) {
            return Operators.text(known).map(name -> member(of, name, at)).orElse(Val.ANY);
        }
        quiet(key, at);
        member(of, "", at);
        return Val.ANY;
    }

    private Val template(Expression.Template template, Scope scope) {
        Optional<StringBuilder> text =
                Optional.of(new StringBuilder(template.texts().get(0)));
        for (int i = 0; i < template.values().size(); i++) {
            Val value = value(template.values().get(i), scope);
            quiet(value, template.values().get(i).span());
            String behind = template.texts().get(i + 1);
            text = text.flatMap(before ->
                    Operators.text(value).map(word -> before.append(word).append(behind)));
        }
        return text.<Val>map(all -> new Val.Known(all.toString())).orElse(new Val.Plain("string"));
    }

    private static Val.Closure closure(Expression.Function function, Scope scope) {
        if (function.name().isEmpty()) {
            return new Val.Closure(function, scope);
        }
        Scope own = scope.block();
        Val.Closure closure = new Val.Closure(function, own);
        own.declare(function.name(), closure);
        return closure;
    }

    private Val array(Expression.Array array, Scope scope) {
        boolean quiet = true;
        boolean listed = true;
        List<Val> elements = new ArrayList<>();
        for (Expression part : array.parts()) {
            if (part instanceof Expression.Unary spread && spread.operator().equals("...")) {
                listed = false;
                Val list = value(spread.operand(), scope);
                if (!Operators.isText(list) && !(list instanceof Val.Obj object && object.array)) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, part.span());
                }
                quiet &= Operators.isQuiet(list);
            } else {
                Val element = value(part, scope);
                elements.add(element);
                quiet &= Operators.isQuiet(element);
            }
        }
        Val.Obj made = new Val.Obj(true, quiet, true);
        made.elements = listed ? Optional.of(List.copyOf(elements)) : Optional.empty();
        return made;
    }

    private Val object(Expression.ObjectLiteral literal, Scope scope) {
        Map<String, Val> properties = new java.util.LinkedHashMap<>();
        boolean open = false;
        boolean quiet = true;
        for (Expression.Property property : literal.properties()) {
            if (property.key().isPresent()) {
                quiet(value(property.key().get(), scope), property.key().get().span());
            }
            Val value = value(property.value(), scope);
            if (property.name().isPresent()) {
                properties.put(property.name().get(), value);
                quiet &= !isConversion(property.name().get());
            } else if (property.key().isEmpty() && value instanceof Val.Obj spread && !spread.open) {
                properties.putAll(spread.properties);
                quiet &= spread.quiet;
            } else if (property.key().isPresent() || value instanceof Val.Obj || value.equals(ENVIRONMENT)) {
                open = true;
                quiet &= property.key().isEmpty() && Operators.isQuiet(value) || value.equals(ENVIRONMENT);
                properties.clear();
            } else if (!Operators.isPrimitive(value)) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, property.value().span()); // its getters run
            }
        }
        if (literal.accessors()) {
            return Val.ANY; // whoever looks at it runs something
        }
        Val.Obj object = new Val.Obj(open, quiet, false);
        object.properties.putAll(properties);
        return object;
    }

    /** What runs when an object is turned into something else. */
    private static boolean isConversion(String name) {
        return Set.of("toString", "valueOf", "toJSON", "then").contains(name);
    }

    private Val type(Expression.ClassLiteral type, Scope scope) {
        if (type.parent().isPresent()) {
            Val parent = value(type.parent().get(), scope);
            boolean extensible = parent instanceof Val.Native known
                            && (known.path().startsWith("global:")
                                    || known.path().startsWith("module:"))
                    || parent instanceof Val.Obj object && object.open && !object.array && !object.quiet;
            if (!extensible) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, type.span());
            }
        }
        return new Val.Obj(true, false, false);
    }

    private Val await(Expression.Await await, Scope scope) {
        awaited = mayWait;
        Val value = value(await.value(), scope);
        awaited = false;
        if (!mayWait || !loop.isIdle() || isThenable(value)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, await.span()); // others go on while this one waits
        }
        turn++;
        return value instanceof Val.Promise promise ? settled(promise, await.span()) : value;
    }

    /**
     * {@code module.parent} and {@code require.main} (nodejs.org, "Modules: CommonJS modules"), where nothing is loaded in front of
     * the main file.
     */
    private Optional<Val> ofModule(Val of, String name, Scope scope) {
        Optional<Val> self = scope.find(SELF).flatMap(cell -> cell.value);
        boolean parent = name.equals("parent") && of instanceof Val.Obj module && commonJs.containsValue(module);
        boolean asks = name.equals(MAIN)
                && of instanceof Val.Native function
                && function.path().startsWith("require:")
                && self.filter(path -> path instanceof Val.Known known
                                && function.path().equals("require:" + known.value()))
                        .isPresent();
        if (!parent && !asks) {
            return Optional.empty();
        }
        if (main.isEmpty() || self.isEmpty()) {
            return Optional.of(Val.ANY);
        }
        boolean isMain = self.get().equals(new Val.Known(main.get().value()));
        if (parent) {
            return Optional.of(isMain ? new Val.Null() : Val.ANY);
        }
        boolean inline = main.get().name().equals(Reach.INLINE);
        Val.Obj module = commonJs.get(main.get());
        return Optional.of(inline || module == null ? Val.UNDEFINED : module);
    }

    private Val assign(Expression.Assign assign, Scope scope) {
        Expression target = assign.target();
        String operator = assign.operator();
        if (Set.of("||=", "&&=", "??=").contains(operator)) {
            if (!isPath(target) && !(target instanceof Expression.Index index && isPath(index.of()))) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, assign.span());
            }
            Val left = value(target, scope);
            boolean sets = operator.equals("??=")
                    ? isMissing(left, target.span())
                    : truth(left, target.span()) == operator.equals("&&=");
            return sets ? assign(new Expression.Assign(target, "=", assign.value(), assign.span()), scope) : left;
        }
        Optional<Val> of = target instanceof Expression.Member member
                ? Optional.of(value(member.of(), scope))
                : target instanceof Expression.Index index ? Optional.of(value(index.of(), scope)) : Optional.empty();
        Optional<Val> key = target instanceof Expression.Index index
                ? Optional.of(value(index.index(), scope))
                : target instanceof Expression.Member member
                        ? Optional.of(new Val.Known(member.name()))
                        : Optional.empty();
        Val value = operator.equals("=")
                ? value(assign.value(), scope)
                : arithmetic(
                        operator.substring(0, operator.length() - 1),
                        of.isPresent() && key.isPresent()
                                ? element(of.get(), key.get(), target.span())
                                : value(target, scope),
                        value(assign.value(), scope),
                        assign.span());
        if (target instanceof Expression.Name name) {
            set(name, value, scope);
        } else if (of.isPresent() && key.isPresent()) {
            quiet(key.get(), assign.span());
            assign(of.get(), Operators.text(key.get()), value, assign.span());
        } else {
            throw lost(Reason.PROGRAM_NOT_MODELLED, assign.span()); // a pattern
        }
        return value;
    }

    private boolean isMissing(Val value, Span at) {
        if (value instanceof Val.Given variable) {
            return !isGiven(variable, at);
        }
        if (value instanceof Val.Any any) {
            throw lost(any.reason(), at);
        }
        return Operators.isNullish(value);
    }

    private void set(Expression.Name name, Val value, Scope scope) {
        Optional<Scope.Cell> cell = scope.find(name.name());
        if (cell.isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, name.span()); // strict code fails, other code makes a global one
        }
        if (cell.get().value.isEmpty()) {
            throw uninitialized(name);
        }
        if (cell.get().constant) {
            throw problem("TypeError: Assignment to constant variable.", name.span(), Cause.STEP_FAILS, Evidence.NONE);
        }
        effects++;
        cell.get().value = Optional.of(value);
    }

    private static Thrown uninitialized(Expression.Name name) {
        return problem(
                "ReferenceError: Cannot access '" + name.name() + "' before initialization",
                name.span(),
                Cause.STEP_FAILS,
                Evidence.NONE);
    }

    /** @param name of the property; empty when it is not known */
    private void assign(Val of, Optional<String> name, Val value, Span at) {
        effects++;
        if (Operators.isNullish(of)) {
            throw problem(
                    "TypeError: Cannot set properties of " + (of instanceof Val.Null ? "null" : "undefined")
                            + " (setting '" + name.orElse("") + "')",
                    at,
                    Cause.STEP_FAILS,
                    Evidence.NONE);
        }
        boolean exports =
                of instanceof Val.Obj module && commonJs.containsValue(module) && name.equals(Optional.of("exports"));
        if (of instanceof Val.Obj object
                && (!object.guarded || exports)
                && name.filter(n -> !n.equals("__proto__")).isPresent()) {
            object.properties.put(name.get(), value);
            object.quiet &= !isConversion(name.get());
        } else if (of.equals(ENVIRONMENT)) {
            quiet(value, at);
            name.ifPresentOrElse(known -> written.put(known, inEnvironment(value)), () -> writesAnything = true);
        } else if (of.equals(PROCESS) && name.equals(Optional.of("exitCode"))) {
            Optional<Integer> code = code(value);
            if (code.isEmpty()) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, at); // releases from 20 on take only whole numbers
            }
            exitCode = code.get();
        } else if (of.equals(PROCESS) && name.equals(Optional.of("title")) && Operators.isText(value)) {
            return;
        } else if (isGlobal(of) && name.filter(known -> isFree(known)).isPresent()) {
            globals.declare(name.get(), value);
        } else if (!(of instanceof Val.Server
                && name.filter(SERVER_SETTINGS::contains).isPresent())) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at); // whatever uses it may do something else from here on
        }
    }

    private static boolean isGlobal(Val of) {
        return of.equals(new Val.Native("global:global")) || of.equals(new Val.Native("global:globalThis"));
    }

    /** A name that nothing of node's has: it may be set. */
    private static boolean isFree(String name) {
        return !Natives.isGlobal(name)
                && !Set.of("process", "console", "undefined", "crypto", "navigator", "localStorage")
                        .contains(name);
    }

    /** {@code process.exitCode}, where every release takes it for the same. */
    private static Optional<Integer> code(Val value) {
        if (value instanceof Val.Undefined) {
            return Optional.of(0);
        }
        return value instanceof Val.Known known
                        && known.value() instanceof Double number
                        && number == Math.rint(number)
                        && Math.abs(number) < Integer.MAX_VALUE
                ? Optional.of(number.intValue() & 0xff)
                : Optional.empty();
    }

    /** What a variable is when something is written into it: a text. */
    private static Val inEnvironment(Val value) {
        Optional<String> text = Operators.text(value);
        return text.isPresent() ? new Val.Known(text.get()) : new Val.Plain("string");
    }

    /** {@code import()}: what cannot be found or fails rejects its promise. */
    private Val dynamic(Val specifier, Scope scope, Span at) {
        Optional<Val> self = scope.find(SELF).flatMap(cell -> cell.value);
        if (!(specifier instanceof Val.Known known)
                || !(known.value() instanceof String name)
                || !(self.orElse(Val.ANY) instanceof Val.Known path)) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
        ImagePath from = new ImagePath((String) path.value());
        Val.Promise promise = new Val.Promise();
        effects++;
        loop.load(() -> imported(name, from, promise, at));
        return promise;
    }

    private void imported(String name, ImagePath from, Val.Promise promise, Span at) {
        try {
            Resolution resolution = resolve(name, from.parent(), true, from.value());
            if (resolution instanceof Resolution.Unclear unclear) {
                throw new Over(new Exit.Lost(
                        unclear.reason(),
                        Evidence.of(at, "loads `" + name + "`").because(unclear.evidence())));
            }
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
            fulfil(promise, Val.Obj.opaque());
        } catch (Thrown thrown) {
            broken.addAll(loaded); // each of them fails again as it did, or not at all
            reject(promise, thrown);
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

    /** What an {@code await} comes to, after all that is done meanwhile. */
    private Val settled(Val.Promise promise, Span at) {
        promise.handled = true;
        waiting++;
        while (promise.isPending() && loop.hasNext(isAlive()) && !rests()) {
            next();
            if (promise.isPending()) {
                unheard();
            }
        }
        waiting--;
        if (!loop.isIdle()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at); // others may come first
        }
        if (promise.rejected.isPresent()) {
            throw promise.rejected.get();
        }
        if (promise.value.isPresent()) {
            return promise.value.get();
        }
        if (isAlive()) {
            throw new Over(new Exit.Never(process, Evidence.of(at, "waits")));
        }
        if (inside > 0 || handlesExit) {
            throw new Over(ends());
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

    /** It may have a {@code then} of its own, which would be called. */
    private static boolean isThenable(Val value) {
        return value instanceof Val.Any
                || value instanceof Val.Obj object
                        && (object.open && !object.quiet || object.properties.containsKey("then"));
    }

    private void fulfil(Val.Promise promise, Val value) {
        if (!promise.isPending()) {
            return;
        }
        if (isThenable(value)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, started);
        }
        if (value instanceof Val.Promise other) {
            // Its then() is called by a job of its own (ECMA-262, 27.2.2.2)
            promise.resolved = true;
            loop.job(() -> react(other, () -> {
                if (other.rejected.isPresent()) {
                    reject(promise, other.rejected.get());
                } else {
                    fulfil(promise, other.value.orElseThrow());
                }
            }));
            return;
        }
        promise.value = Optional.of(value);
        tell(promise);
    }

    private void reject(Val.Promise promise, Thrown thrown) {
        if (promise.isPending()) {
            effects++;
            promise.rejected = Optional.of(thrown);
            loop.reject(promise);
            tell(promise);
        }
    }

    private void tell(Val.Promise promise) {
        promise.reactions.forEach(loop::job);
        promise.reactions.clear();
    }

    private void react(Val.Promise promise, Runnable reaction) {
        promise.handled = true;
        if (promise.isPending()) {
            promise.reactions.add(reaction);
        } else {
            loop.job(reaction);
        }
    }

    private Val.Promise fulfilled(Val value) {
        if (value instanceof Val.Promise promise) {
            return promise;
        }
        Val.Promise promise = new Val.Promise();
        fulfil(promise, value);
        return promise;
    }

    private Val named(Expression.Name name, Scope scope) {
        Optional<Scope.Cell> cell = scope.find(name.name());
        if (cell.isPresent()) {
            Val value = cell.get().value.orElseThrow(() -> uninitialized(name));
            if (isMissing(value)) {
                String hint = name.name().equals("require") ? ", you can use import instead" : "";
                throw problem(
                        "ReferenceError: " + name.name() + " is not defined in ES module scope" + hint,
                        name.span(),
                        Cause.STEP_FAILS,
                        Evidence.NONE);
            }
            return value;
        }
        return free(name.name()).orElseThrow(() -> lost(Reason.PROGRAM_NOT_MODELLED, name.span()));
    }

    /** What CommonJS gives to a module, in an ES module. */
    private static boolean isMissing(Val value) {
        return value instanceof Val.Native missing && missing.path().startsWith("missing:");
    }

    /** A name that is declared nowhere; empty when it may not be there. */
    private static Optional<Val> free(String name) {
        switch (name) {
            case "undefined":
                return Optional.of(Val.UNDEFINED);
            case "null":
                return Optional.of(new Val.Null());
            case "true":
                return Optional.of(new Val.Known(true));
            case "false":
                return Optional.of(new Val.Known(false));
            case "NaN":
                return Optional.of(new Val.Known(Double.NaN));
            case "Infinity":
                return Optional.of(new Val.Known(Double.POSITIVE_INFINITY));
            case "process", "console":
                return Optional.of(new Val.Native(name));
            case "this", "arguments":
                return Optional.of(Val.ANY);
            default:
                return Natives.isGlobal(name) ? Optional.of(new Val.Native("global:" + name)) : Optional.empty();
        }
    }

    private static Thrown undefinedProblem(Val of, String name, Span at) {
        return problem(
                "TypeError: Cannot read properties of " + (of instanceof Val.Null ? "null" : "undefined")
                        + " (reading '" + name + "')",
                at,
                Cause.STEP_FAILS,
                Evidence.NONE);
    }

    private Val member(Val of, String name, Span at) {
        if (Operators.isNullish(of)) {
            throw undefinedProblem(of, name, at);
        }
        if (of instanceof Val.Any any) {
            throw lost(any.reason(), at); // it may be undefined
        }
        if (of instanceof Val.Given variable) {
            if (!isGiven(variable, at)) {
                throw undefinedProblem(Val.UNDEFINED, name, at);
            }
            return ofText(of, name);
        }
        if (Operators.isText(of)) {
            return ofText(of, name);
        }
        if (Operators.isNumber(of) && Natives.isOfNumber(name)) {
            return new Val.Method(of, name);
        }
        if (of instanceof Val.Native known) {
            return ofNative(known, name);
        }
        if (of instanceof Val.Obj object) {
            if (object.array && object.quiet && name.equals("join") || Lists.has(object, name)) {
                return new Val.Method(object, name);
            }
            if (object.elements.isPresent()
                    && object.properties.isEmpty()
                    && INDEX.matcher(name).matches()) {
                int index = Integer.parseInt(name);
                List<Val> elements = object.elements.get();
                return index < elements.size() ? elements.get(index) : Val.UNDEFINED;
            }
            Val property = object.properties.get(name);
            boolean known = !object.open && !INHERITED.contains(name);
            return property != null
                    ? property
                    : known ? Val.UNDEFINED : object.array && name.equals("length") ? new Val.Plain("number") : Val.ANY;
        }
        if (of instanceof Val.Server && SERVER_METHODS.contains(name)
                || of instanceof Val.Timer && TIMER_METHODS.contains(name)
                || of instanceof Val.Promise && REACTIONS.contains(name)) {
            return new Val.Method(of, name);
        }
        if (of instanceof Val.Bytes && name.equals("toString")) {
            return new Val.Method(of, name);
        }
        if (of instanceof Val.Child child) {
            return Children.member(child, name);
        }
        if (of instanceof Val.Printed stream) {
            return Children.member(stream, name);
        }
        if (of instanceof Val.Problem problem && name.equals("message")) {
            Optional<String> says = problem.shown()
                    .filter(text -> text.contains(": "))
                    .map(text -> text.substring(text.indexOf(": ") + 2));
            return says.isPresent() && problem.own()
                    ? new Val.Known(says.get())
                    : new Val.Plain("string", says.filter(text -> !text.isEmpty()));
        }
        return of instanceof Val.Problem problem && name.equals("stack")
                ? new Val.Plain("string", problem.shown())
                : Val.ANY;
    }

    private static Val ofText(Val text, String name) {
        if (!name.equals("length")) {
            return Natives.isOfText(name) ? new Val.Method(text, name) : Val.ANY;
        }
        return Operators.text(text)
                .<Val>map(known -> new Val.Known((double) known.length()))
                .orElse(new Val.Plain("number"));
    }

    private Val ofNative(Val.Native of, String name) {
        if (of.equals(ENVIRONMENT)) {
            return variable(name);
        }
        if (isGlobal(of)) {
            return globals.find(name)
                    .flatMap(cell -> cell.value)
                    .or(() -> free(name).filter(v -> v instanceof Val.Native))
                    .orElse(Val.ANY);
        }
        if (of.path().equals("import.meta") && name.equals("url")) {
            return new Val.Native("import.meta.url");
        }
        return of.path().equals("import") && name.equals("meta")
                ? new Val.Native("import.meta")
                : Natives.member(of.path(), name);
    }

    private Val variable(String name) {
        if (INHERITED.contains(name) || writesAnything) {
            return new Val.Any(Reason.DEPENDS_ON_A_CONDITION);
        }
        if (written.containsKey(name)) {
            return written.get(name);
        }
        Fact<String> value = machine.environment().get(name);
        return value.fold(
                present -> (Val) new Val.Known(present.value()),
                absent -> Val.UNDEFINED,
                unknown -> isSurrounding(name)
                        ? new Val.Any(Reason.DEPENDS_ON_A_CONDITION)
                        : assumed.text(name).<Val>map(Val.Known::new).orElse(new Val.Given(name)));
    }

    /** What is set without anybody giving it: by the engine, by node's images, by the manager that runs a script. */
    private boolean isSurrounding(String name) {
        return SURROUNDING.contains(name)
                || name.startsWith("npm_") && machine.environment().names().contains(PackageScript.EVENT);
    }

    private Val unary(Expression.Unary unary, Scope scope) {
        Expression operand = unary.operand();
        switch (unary.operator()) {
            case "delete":
                delete(operand, scope, unary.span());
                return new Val.Plain("boolean");
            case "++", "--":
                // What is subtracted makes a number of a text, too.
                double less = unary.operator().equals("++") ? -1 : 1;
                assign(
                        new Expression.Assign(operand, "-=", new Expression.Number(less, unary.span()), unary.span()),
                        scope);
                return new Val.Plain("number");
            case "!":
                return new Val.Known(!truth(value(operand, scope), unary.span()));
            case "typeof":
                if (operand instanceof Expression.Name of
                        && scope.find(of.name())
                                .flatMap(cell -> cell.value)
                                .filter(Evaluation::isMissing)
                                .isPresent()) {
                    return new Val.Known("undefined");
                }
                boolean undeclared = operand instanceof Expression.Name name
                        && scope.find(name.name()).isEmpty()
                        && free(name.name()).isEmpty();
                Optional<String> type = undeclared ? Optional.empty() : Operators.typeOf(value(operand, scope));
                return type.<Val>map(Val.Known::new).orElse(new Val.Plain("string"));
            case "void":
                value(operand, scope);
                return Val.UNDEFINED;
            case "-", "+":
                Val value = value(operand, scope);
                quiet(value, unary.span());
                double sign = unary.operator().equals("-") ? -1 : 1;
                return Operators.number(value)
                        .<Val>map(number -> new Val.Known(sign * number))
                        .orElse(new Val.Plain("number"));
            case "~":
                quiet(value(operand, scope), unary.span());
                return new Val.Plain("number");
            default:
                throw lost(Reason.PROGRAM_NOT_MODELLED, unary.span());
        }
    }

    private void delete(Expression operand, Scope scope, Span at) {
        effects++;
        Val of;
        Optional<String> name;
        if (operand instanceof Expression.Member member) {
            of = value(member.of(), scope);
            name = Optional.of(member.name());
        } else if (operand instanceof Expression.Index index) {
            of = value(index.of(), scope);
            Val key = value(index.index(), scope);
            quiet(key, at);
            name = Operators.text(key);
        } else {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        if (of.equals(ENVIRONMENT)) {
            name.ifPresentOrElse(known -> written.put(known, Val.UNDEFINED), () -> writesAnything = true);
        } else if (of instanceof Val.Obj object && !object.open && !object.guarded && name.isPresent()) {
            object.properties.remove(name.get());
        } else {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
    }

    private Val binary(Expression.Binary binary, Scope scope) {
        Val left = value(binary.left(), scope);
        switch (binary.operator()) {
            case ",":
                return evaluated(binary.right(), scope);
            case "||", "&&":
                if (isEitherWay(left)) {
                    return Operators.either(left, value(binary.right(), scope));
                }
                if (binary.operator().equals("&&")) {
                    return truth(left, binary.span()) ? evaluated(binary.right(), scope) : left;
                }
                return isUnknown(left)
                        ? either(left, binary, scope)
                        : truth(left, binary.span()) ? left : evaluated(binary.right(), scope);
            case "??":
                return Operators.isNullish(left)
                        ? evaluated(binary.right(), scope)
                        : left instanceof Val.Given || left instanceof Val.Any ? either(left, binary, scope) : left;
            default:
                return arithmetic(binary.operator(), left, value(binary.right(), scope), binary.span());
        }
    }

    private Val arithmetic(String operator, Val left, Val right, Span at) {
        boolean compares = Set.of("===", "!==", "==", "!=").contains(operator);
        Optional<Val> asked = compares ? Operators.asked(left, right, !operator.startsWith("!")) : Optional.empty();
        if (asked.isPresent()) {
            return asked.get();
        }
        switch (operator) {
            case "===", "!==":
                return compared(Operators.same(left, right), operator);
            case "==", "!=":
                if (!Operators.isNullish(left) && !Operators.isNullish(right)) {
                    quiet(left, at);
                    quiet(right, at);
                }
                return compared(Operators.alike(left, right), operator);
            case "in":
                return isIn(left, right, at);
            case "instanceof":
                boolean type = right instanceof Val.Native known && known.path().startsWith("global:")
                        || right instanceof Val.Closure;
                if (!type) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, at);
                }
                boolean none = Operators.isPrimitive(left);
                return none ? new Val.Known(false) : new Val.Plain("boolean");
            default:
                boolean adds = operator.equals("+");
                if (adds) {
                    quiet(left, at);
                    quiet(right, at);
                } else if (!Operators.isPrimitive(left) || !Operators.isPrimitive(right)) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, at);
                }
                return Operators.combined(operator, left, right);
        }
    }

    private static Val compared(Optional<Boolean> same, String operator) {
        return same.<Val>map(is -> new Val.Known(is != operator.startsWith("!")))
                .orElse(new Val.Plain("boolean"));
    }

    private Val isIn(Val key, Val object, Span at) {
        quiet(key, at);
        Optional<String> name = Operators.text(key);
        if (object.equals(ENVIRONMENT) && name.isPresent()) {
            Val variable = variable(name.get());
            return variable instanceof Val.Known || variable instanceof Val.Undefined
                    ? new Val.Known(variable instanceof Val.Known)
                    : new Val.Plain("boolean");
        }
        boolean is = object instanceof Val.Obj || object instanceof Val.Native;
        if (!is) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        boolean known = object instanceof Val.Obj of
                && !of.open
                && name.filter(n -> !INHERITED.contains(n)).isPresent();
        return known ? new Val.Known(((Val.Obj) object).properties.containsKey(name.get())) : new Val.Plain("boolean");
    }

    private static boolean isTrue(Val.Plain plain) {
        return plain.type().equals("symbol") || plain.shown().isPresent();
    }

    private boolean isUnknown(Val value) {
        return value instanceof Val.Given
                || value instanceof Val.Any
                || value instanceof Val.Plain plain && !isTrue(plain) && !mayAsk(plain);
    }

    private boolean isEitherWay(Val value) {
        return bothWays && value instanceof Val.Plain && isUnknown(value);
    }

    /** One of two values; the second one is evaluated only where it does nothing by itself. */
    private Val either(Val left, Expression.Binary binary, Scope scope) {
        boolean constant = binary.right() instanceof Expression.Text
                || binary.right() instanceof Expression.Number
                || binary.right() instanceof Expression.Member member && isPath(member)
                || binary.right() instanceof Expression.Name
                || binary.right() instanceof Expression.Binary other
                        && Set.of("||", "??").contains(other.operator())
                        && isPath(other.left())
                || binary.right() instanceof Expression.ObjectLiteral object
                        && object.properties().isEmpty()
                || binary.right() instanceof Expression.Array array
                        && array.parts().isEmpty();
        if (!constant) {
            if (left instanceof Val.Given) {
                return truth(left, binary.span()) ? left : evaluated(binary.right(), scope);
            }
            throw lost(left instanceof Val.Any any ? any.reason() : Reason.DEPENDS_ON_A_CONDITION, binary.span());
        }
        int before = depth;
        Val right;
        try {
            right = value(binary.right(), scope);
        } catch (Thrown fails) {
            depth = before;
            if (left instanceof Val.Given variable && isGiven(variable, binary.span())) {
                return left;
            }
            if (left instanceof Val.Given) {
                throw fails;
            }
            throw lost(left instanceof Val.Any any ? any.reason() : Reason.DEPENDS_ON_A_CONDITION, binary.span());
        }
        boolean text = (left instanceof Val.Given || Operators.isText(left)) && Operators.isText(right);
        boolean filled = text
                && right instanceof Val.Known known
                && !((String) known.value()).isEmpty()
                && binary.operator().equals("||");
        if (filled && left instanceof Val.Given) {
            return new Val.Plain("string");
        }
        boolean primitive = Operators.isPrimitive(left) && Operators.isPrimitive(right);
        return text
                ? new Val.Plain("string")
                : new Val.Any(
                        primitive || left instanceof Val.Given
                                ? Reason.DEPENDS_ON_A_CONDITION
                                : Reason.PROGRAM_NOT_MODELLED);
    }

    /** {@code a.b.c}: it can be evaluated twice. */
    private static boolean isPath(Expression expression) {
        return expression instanceof Expression.Name
                || expression instanceof Expression.Member member && isPath(member.of());
    }

    // --- calls ---------------------------------------------------------------------------------------------------

    private Val call(Expression.Call call, Scope scope) {
        boolean waits = awaited;
        awaited = false;
        boolean behind = nothingBehind;
        Val of = call.of() instanceof Expression.Member member && behind && endsWithCall(call)
                ? ofLast(member, scope)
                : value(call.of(), scope);
        of = link(of, call.optional(), call.span());
        List<Val> arguments = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            if (argument instanceof Expression.Unary spread && spread.operator().equals("...")) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, argument.span());
            }
            arguments.add(value(argument, scope));
        }
        nothingBehind = behind;
        if (call.isNew()) {
            return made(of, arguments, call.span());
        }
        if (of instanceof Val.Closure closure) {
            return call(closure, arguments, waits, call.span());
        }
        if (of.equals(new Val.Native("module:module.createRequire"))) {
            return createRequire(arguments, scope, call.span());
        }
        return call(of, arguments, call.span());
    }

    /** The function of {@code main().catch(…)}: the first call is the last thing that does something. */
    private Val ofLast(Expression.Member member, Scope scope) {
        return member.of() instanceof Expression.Call
                ? member(
                        link(evaluated(member.of(), scope), member.optional(), member.span()),
                        member.name(),
                        member.span())
                : value(member, scope);
    }

    /** Calls something that may be a function of the script or of node's. */
    private Val call(Val of, List<Val> arguments, Span at) {
        if (of instanceof Val.Closure closure) {
            return call(closure, arguments, false, at);
        }
        if (of instanceof Val.Settler settler) {
            effects++;
            Val value = arguments.isEmpty() ? Val.UNDEFINED : arguments.get(0);
            if (settler.promise().resolved) {
                return Val.UNDEFINED;
            }
            if (settler.rejects()) {
                reject(settler.promise(), new Thrown(value, at, Cause.STEP_FAILS, Evidence.NONE));
            } else {
                fulfil(settler.promise(), value);
            }
            return Val.UNDEFINED;
        }
        if (of instanceof Val.Method method) {
            return method(method, arguments, at);
        }
        if (of instanceof Val.Native called) {
            return call(called.path(), arguments, at);
        }
        throw lost(Reason.MODULES_NOT_RESOLVED, at);
    }

    private Val made(Val of, List<Val> arguments, Span at) {
        if (!(of instanceof Val.Native type)) {
            throw lost(Reason.MODULES_NOT_RESOLVED, at);
        }
        String name = type.path().substring(type.path().indexOf(':') + 1);
        if (type.path().startsWith("global:") && ERRORS.contains(name)) {
            return error(name, arguments, at);
        }
        if (type.path().equals("global:Promise")) {
            return promise(arguments, at);
        }
        Optional<Val> server = server(type.path(), arguments);
        return server.or(() -> Natives.call(type.path(), arguments, true))
                .orElseThrow(() -> lost(Reason.PROGRAM_NOT_MODELLED, at));
    }

    private static Val error(String name, List<Val> arguments, Span at) {
        Val message = arguments.isEmpty() ? Val.UNDEFINED : arguments.get(0);
        quiet(message, at);
        if (message instanceof Val.Undefined) {
            return new Val.Problem(Optional.of(name), true);
        }
        return new Val.Problem(Operators.text(message).map(text -> text.isEmpty() ? name : name + ": " + text), true);
    }

    /** {@code createRequire(import.meta.url)}: {@code require} as in CommonJS, for this file. */
    private static Val createRequire(List<Val> arguments, Scope scope, Span at) {
        Val self = scope.find(SELF).flatMap(cell -> cell.value).orElse(Val.ANY);
        boolean own = arguments.size() == 1
                && self instanceof Val.Known
                && (arguments.get(0).equals(self) || arguments.get(0).equals(new Val.Native("import.meta.url")));
        return own ? new Val.Native("require:" + ((Val.Known) self).value()) : unknownCall(at);
    }

    /** {@code p.then(…)}, {@code p.catch(…)}, {@code p.finally(…)}. */
    private Val.Promise reaction(Val.Promise promise, String name, List<Val> arguments, Span at) {
        Val first = arguments.isEmpty() ? Val.UNDEFINED : arguments.get(0);
        Val second = arguments.size() < 2 ? Val.UNDEFINED : arguments.get(1);
        Val onValue = name.equals("catch") ? Val.UNDEFINED : first;
        Val onProblem = name.equals("then") ? second : first;
        boolean last = name.equals("finally");
        for (Val handler : List.of(onValue, onProblem)) {
            if (handler instanceof Val.Any) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, at);
            }
        }
        effects++;
        Val.Promise then = new Val.Promise();
        react(promise, () -> {
            try {
                Val handler = promise.rejected.isPresent() ? onProblem : onValue;
                boolean handles = isFunction(handler);
                Val settled =
                        promise.rejected.<Val>map(thrown -> thrown.value).orElseGet(() -> promise.value.orElseThrow());
                Val result = handles ? call(handler, last ? List.of() : List.of(settled), at) : settled;
                if (last && handles && result instanceof Val.Promise) {
                    throw lost(Reason.PROGRAM_NOT_MODELLED, at);
                }
                if (promise.rejected.isPresent() && (last || !handles)) {
                    reject(then, promise.rejected.get());
                } else {
                    fulfil(then, last ? settled : result);
                }
            } catch (Thrown thrown) {
                reject(then, thrown);
            }
        });
        return then;
    }

    private static boolean isFunction(Val value) {
        return value instanceof Val.Closure
                || value instanceof Val.Native
                || value instanceof Val.Settler
                || value instanceof Val.Method;
    }

    /** @param waits its end is awaited at once */
    private Val call(Val.Closure closure, List<Val> arguments, boolean waits, Span at) {
        Expression.Function function = closure.function();
        if (function.body().isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, function.span());
        }
        int before = depth;
        if (++depth > DEEPEST) {
            throw lost(Reason.OVER_BUDGET, at);
        }
        Scope scope = closure.scope().function();
        for (int i = 0; i < function.parameters().size(); i++) {
            scope.declare(function.parameters().get(i), i < arguments.size() ? arguments.get(i) : Val.UNDEFINED);
        }
        boolean waited = mayWait;
        boolean behind = nothingBehind;
        mayWait = function.async() && (waits || nothingBehind);
        nothingBehind &= !waits;
        inside++;
        Val result = Val.UNDEFINED;
        try {
            evaluate(function.body().get(), scope);
        } catch (Returned returned) {
            result = returned.value;
        } catch (Thrown thrown) {
            if (!function.async()) {
                throw thrown;
            }
            Val.Promise promise = new Val.Promise();
            reject(promise, thrown);
            return promise;
        } finally {
            depth = before;
            inside--;
            mayWait = waited;
            nothingBehind = behind;
        }
        if (!function.async()) {
            return result;
        }
        Val.Promise promise = new Val.Promise();
        fulfil(promise, result);
        return promise;
    }

    private Val method(Val.Method method, List<Val> arguments, Span at) {
        if (method.of() instanceof Val.Promise promise) {
            return reaction(promise, method.name(), arguments, at);
        }
        if (Operators.isPrimitive(method.of())) {
            return Natives.method(method.of(), method.name(), arguments).orElseGet(() -> unknownCall(at));
        }
        if (method.of() instanceof Val.Timer timer) {
            timer.unref = method.name().equals("unref");
            effects++;
            return timer;
        }
        if (method.of() instanceof Val.Server server) {
            return server(server, method.name(), arguments, at);
        }
        if (method.of() instanceof Val.Child || method.of() instanceof Val.Printed) {
            return Children.call(method.of(), method.name(), arguments).orElseGet(() -> unknownCall(at));
        }
        if (method.of() instanceof Val.Bytes) {
            return arguments.stream().allMatch(ENCODINGS::contains) ? new Val.Plain("string") : unknownCall(at);
        }
        if (method.of() instanceof Val.Obj list && Lists.has(list, method.name())) {
            return Lists.call(list, method.name(), arguments, (function, given) -> pure(function, given, at))
                    .orElseGet(() -> unknownCall(at));
        }
        return arguments.stream().allMatch(Operators::isText) ? new Val.Plain("string") : unknownCall(at); // join
    }

    /** What a function gives back for values that stand for others, where it neither fails nor has an effect. */
    private Val pure(Val function, List<Val> arguments, Span at) {
        int before = effects;
        String heard = said;
        boolean both = bothWays;
        boolean waited = mayWait;
        boolean behind = nothingBehind;
        bothWays = true;
        mayWait = false;
        nothingBehind = false;
        Val result;
        try {
            result = call(function, arguments, at);
        } catch (Thrown fails) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        } catch (Over over) {
            throw over.exit instanceof Exit.Lost ? over : lost(Reason.PROGRAM_NOT_MODELLED, at);
        } finally {
            bothWays = both;
            mayWait = waited;
            nothingBehind = behind;
        }
        if (effects != before || !Operators.isQuiet(result) || result instanceof Val.Promise) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        said = said.equals(heard) ? said : "";
        return result;
    }

    private Val server(Val.Server server, String name, List<Val> arguments, Span at) {
        switch (name) {
            case "listen":
                listen(server, arguments, at);
                return server;
            case "on", "once", "addListener":
                String event = arguments.size() == 2 && arguments.get(0) instanceof Val.Known known
                        ? String.valueOf(known.value())
                        : "";
                if (event.equals("listening")) {
                    heard(server, arguments.get(1), at);
                } else if (!LATER_EVENTS.contains(event)) {
                    return unknownCall(at);
                }
                return isFunction(arguments.get(1)) ? server : unknownCall(at);
            case "setTimeout":
                return arguments.size() == 1 && arguments.get(0) instanceof Val.Known ? server : unknownCall(at);
            case "ref":
                return server;
            default:
                return unknownCall(at);
        }
    }

    private Val call(String path, List<Val> arguments, Span at) {
        if (path.startsWith("require:")) {
            return arguments.size() == 1
                            && arguments.get(0) instanceof Val.Known known
                            && known.value() instanceof String specifier
                            && !specifier.isEmpty()
                    ? require(specifier, new ImagePath(path.substring("require:".length())), at)
                    : unknownCall(at);
        }
        if (path.startsWith("console.")) {
            return console(path.substring("console.".length()), arguments, at);
        }
        if (path.startsWith("module:fs.")) {
            return files(path.substring("module:fs.".length()), arguments, at);
        }
        if (path.startsWith("module:timers.")) {
            return call("global:" + path.substring("module:timers.".length()), arguments, at);
        }
        if (LISTENERS.contains(path)) {
            return on(arguments, at);
        }
        if (path.startsWith("global:") && ERRORS.contains(path.substring("global:".length()))) {
            return error(path.substring("global:".length()), arguments, at);
        }
        Optional<Val> exact = exact(path, arguments, at).or(() -> server(path, arguments));
        if (exact.isPresent()) {
            return exact.get();
        }
        return Natives.call(path, arguments, false).orElseGet(() -> unknownCall(at));
    }

    /** Those functions of node's that have an effect, or a value that can be told. */
    private Optional<Val> exact(String path, List<Val> arguments, Span at) {
        Val first = arguments.isEmpty() ? Val.UNDEFINED : arguments.get(0);
        switch (path) {
            case "process.exit":
                throw new Over(exit(first, at));
            case "process.cwd":
                return Optional.of(new Val.Known(directory.value()));
            case "process.chdir":
                changeDirectory(first, at);
                return Optional.of(Val.UNDEFINED);
            case "process.nextTick", "global:queueMicrotask":
                if (!isFunction(first)) {
                    return Optional.empty();
                }
                effects++;
                List<Val> rest = path.equals("process.nextTick") ? arguments.subList(1, arguments.size()) : List.of();
                Runnable work = () -> call(first, rest, at);
                if (path.equals("process.nextTick")) {
                    loop.tick(work);
                } else {
                    loop.job(work);
                }
                return Optional.of(Val.UNDEFINED);
            case "global:setTimeout", "global:setInterval", "global:setImmediate":
                return timer(path, arguments, at);
            case "global:clearTimeout", "global:clearInterval", "global:clearImmediate":
                if (first instanceof Val.Timer timer) {
                    effects++;
                    loop.clear(timer);
                }
                return first instanceof Val.Timer || Operators.isNullish(first)
                        ? Optional.of(Val.UNDEFINED)
                        : Optional.empty();
            case "global:Promise.reject":
                Val.Promise failed = new Val.Promise();
                reject(failed, new Thrown(first, at, Cause.STEP_FAILS, Evidence.NONE));
                return Optional.of(failed);
            case "global:Promise.resolve":
                return Optional.of(fulfilled(first));
            case "global:Object.assign":
                return assigned(arguments, at);
            case "global:Object.freeze", "global:Object.seal":
                if (first instanceof Val.Obj object && arguments.size() == 1) {
                    effects++;
                    object.guarded = true;
                    return Optional.of(object);
                }
                return Optional.empty();
            case "module:url.fileURLToPath":
                return first.equals(new Val.Native("import.meta.url"))
                        ? Optional.of(new Val.Native("import.meta.filename"))
                        : Optional.empty();
            case "module:path.join", "module:path.resolve", "module:path.dirname":
                return joined(path.substring("module:path.".length()), arguments);
            case "module:os.userInfo":
                return Optional.of(userInfo(at));
            case "module:child_process.spawn":
                return spawn(arguments, at);
            case "module:child_process.execSync", "module:child_process.execFileSync", "module:child_process.spawnSync":
                return waited(path.substring("module:child_process.".length()), arguments, at);
            default:
                return Optional.empty();
        }
    }

    /** A process gets the environment and the files as the program has left them. */
    private Optional<Val> spawn(List<Val> arguments, Span at) {
        Optional<Command> command = writesAnything ? Optional.empty() : Command.of("spawn", arguments, ENVIRONMENT);
        return command.map(words -> {
            Val.Child child = new Val.Child(words.words(), words.piped(), at, machineOfOthers());
            effects++;
            alive = true;
            children.add(child);
            // It makes and removes files meanwhile.
            writesFiles = true;
            return child;
        });
    }

    /** The machine as another process finds it. */
    private Machine machineOfOthers() {
        Environment environment = machine.environment();
        Evidence sets = Evidence.of(started, "sets it");
        for (var variable : written.entrySet()) {
            Fact<String> value = variable.getValue() instanceof Val.Undefined
                    ? Fact.absent(sets)
                    : Operators.text(variable.getValue())
                            .<Fact<String>>map(text -> new Fact.Present<>(text, sets))
                            .orElse(Fact.unknown(Reason.DEPENDS_ON_A_CONDITION, sets));
            environment = environment.with(variable.getKey(), value);
        }
        boolean inline = main.filter(path -> path.name().equals(Reach.INLINE)).isPresent();
        FileSystem files = inline ? machine.files().without(main.orElseThrow(), Evidence.NONE) : machine.files();
        return machine.withDirectory(directory).withEnvironment(environment).withFiles(files);
    }

    /**
     * {@code execSync}, {@code execFileSync}, {@code spawnSync}. What cannot be followed is a step as it is to a shell: where nobody knows
     * that it is one, the program is lost sight of.
     */
    private Optional<Val> waited(String function, List<Val> arguments, Span at) {
        Optional<Command> command = setting.commands().isEmpty() || writesAnything
                ? Optional.empty()
                : Command.of(function, arguments, ENVIRONMENT);
        if (command.isEmpty() || command.get().leavesOthers() || commandsRun >= MOST_COMMANDS) {
            return Optional.empty();
        }
        End end = end(command.get(), at);
        asks(end.conditions(), at);
        effects++;
        writesFiles = true;
        end.conditions().forEach(this::assume);
        end.tolerated().stream().filter(each -> !tolerated.contains(each)).forEach(tolerated::add);
        machine = machine.withFiles(end.machine().files())
                .withAccounts(end.machine().accounts());
        modules = new Modules(machine, node);
        if (end.exit() instanceof Exit.Never) {
            throw new Over(end.exit());
        }
        if (end.exit() instanceof Exit.Lost lost) {
            Evidence runs = Evidence.of(at, "runs `" + command.get().line() + "`");
            throw new Over(new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, runs.because(lost.evidence())));
        }
        Val printed = !command.get().piped()
                ? new Val.Null()
                : command.get().text() ? new Val.Plain("string") : new Val.Bytes();
        if (function.equals("spawnSync")) {
            commandsDecide |= !end.exit().isSuccess();
            return Optional.of(result(end.exit(), printed));
        }
        if (!end.exit().isSuccess()) {
            throw failed(command.get(), end.exit(), at);
        }
        return Optional.of(printed);
    }

    /** What a command takes a variable to be is not what the program, or another command, takes it to be. */
    private void asks(List<Condition> conditions, Span at) {
        Set<String> names = new HashSet<>();
        for (Condition condition : conditions) {
            if (condition.kind() == Condition.Kind.VARIABLE_SET || condition.kind() == Condition.Kind.VARIABLE_VALUE) {
                names.add(condition.subject().split("=", 2)[0]);
            }
        }
        if (names.stream().anyMatch(name -> assumed.asks(name) || askedByCommands.contains(name))) {
            throw contradicted(at);
        }
        askedByCommands.addAll(names);
    }

    private Over contradicted(Span at) {
        commandsDecide = true;
        return lost(Reason.DEPENDS_ON_A_CONDITION, at);
    }

    /** Whether it is commands that decide what the program does: that one has failed, or what it takes a variable to be. */
    boolean isDecidedByCommands() {
        return commandsDecide;
    }

    /** How the next command ends that the program waits for: one way after the other. */
    private End end(Command command, Span at) {
        if (commandsRun == assumed.commands().size()) {
            List<Assumptions> ways = new ArrayList<>();
            for (End end : setting.commands().orElseThrow().run(command, machineOfOthers(), at)) {
                if (end.exit() instanceof Exit.Unknown unknown && DECIDED.contains(unknown.reason())) {
                    throw contradicted(at);
                }
                boolean open = end.exit() instanceof Exit.Unknown unknown && !unknown.fails()
                        || end.exit() instanceof Exit.Lost lost && lost.step();
                if (open) {
                    ways.add(assumed.with(taken(end, true, command, at)));
                    ways.add(assumed.with(taken(end, false, command, at)));
                } else {
                    ways.add(assumed.with(end));
                }
            }
            if (ways.size() > MOST_COMMANDS) {
                throw lost(Reason.PROGRAM_NOT_MODELLED, at);
            }
            if (ways.size() > 1) {
                throw new Asks(ways);
            }
            assumed = ways.get(0);
        }
        return assumed.commands().get(commandsRun++);
    }

    /** A command of which nobody knows the status, where it is taken to succeed or to fail. */
    private static End taken(End end, boolean succeeds, Command command, Span at) {
        Evidence why = end.exit() instanceof Exit.Lost lost ? lost.evidence() : ((Exit.Unknown) end.exit()).evidence();
        Reason reason = end.exit() instanceof Exit.Lost lost ? lost.reason() : ((Exit.Unknown) end.exit()).reason();
        List<Condition> conditions = new ArrayList<>(end.conditions());
        conditions.add(new Condition(Condition.Kind.COMMAND_SUCCEEDS, command.line(), succeeds, at));
        Exit exit = succeeds ? Exit.success() : new Exit.Unknown(reason, why, true);
        return new End(end.machine(), exit, end.output(), conditions, end.tolerated());
    }

    private static Val result(Exit exit, Val printed) {
        Val.Obj result = new Val.Obj(true, true, false);
        Optional<Failure> failure = Command.refused(exit);
        boolean refused = failure.isPresent();
        result.properties.put("stdout", refused ? new Val.Null() : printed);
        result.properties.put("stderr", refused ? new Val.Null() : printed);
        // A signal may have ended it, a shell says so with 128 and more.
        boolean plain = refused || exit instanceof Exit.Code code && code.code() < SIGNALLED;
        result.properties.put("signal", plain ? new Val.Null() : Val.ANY);
        result.properties.put("error", refused ? new Val.Problem(failure.map(Failure::output), true) : Val.UNDEFINED);
        result.properties.put(
                "status",
                refused ? new Val.Null() : plain ? new Val.Known((double) ((Exit.Code) exit).code()) : Val.ANY);
        return result;
    }

    /** What is thrown where a command fails (measured with node 20). */
    private Thrown failed(Command command, Exit exit, Span at) {
        commandsDecide = true;
        Optional<Failure> why = exit instanceof Exit.Code code ? code.failure() : Optional.empty();
        String line = Command.refused(exit).map(Failure::output).orElse("Error: Command failed: " + command.line());
        Evidence evidence = Evidence.of(at, "runs `" + command.line() + "`")
                .because(why.map(Failure::evidence).orElse(Evidence.NONE));
        Thrown thrown = new Thrown(
                new Val.Problem(Optional.of(line), false),
                at,
                why.map(Failure::cause).orElse(Cause.STEP_FAILS),
                evidence);
        thrown.command = Optional.of(exit);
        return thrown;
    }

    /** Something of the program runs where it would end. */
    boolean handlesEnds() {
        return handlesErrors || handlesExit;
    }

    /** A machine behind it: what it has written may be there, with whatever text. */
    Machine after(Machine before) {
        FileSystem files = before.files();
        for (ImagePath path : overwritten) {
            files = files.perhaps(path, Reason.PROGRAM_NOT_MODELLED, Evidence.of(started, "writes `" + path + "`"));
        }
        return overwritten.isEmpty() ? before : before.withFiles(files);
    }

    /** The processes that it has started. */
    List<Val.Child> children() {
        return List.copyOf(children);
    }

    private Val console(String function, List<Val> arguments, Span at) {
        if (!Set.of("log", "error", "warn", "info", "debug", "trace").contains(function)) {
            return unknownCall(at);
        }
        for (Val argument : arguments) {
            if (argument instanceof Val.Obj) {
                quiet(argument, at);
            }
        }
        if (function.equals("error") || function.equals("warn")) {
            said = shown(arguments);
        }
        return Val.UNDEFINED;
    }

    private Val on(List<Val> arguments, Span at) {
        String event = arguments.size() == 2 && arguments.get(0) instanceof Val.Known known
                ? String.valueOf(known.value())
                : "";
        boolean errors = event.equals("uncaughtException") || event.equals("unhandledRejection");
        boolean ends = event.equals("exit") || event.equals("beforeExit");
        if (!errors && !ends && !SIGNALS.contains(event)) {
            return unknownCall(at);
        }
        effects++;
        handlesErrors |= errors;
        handlesExit |= ends;
        return PROCESS;
    }

    private Optional<Val> timer(String path, List<Val> arguments, Span at) {
        boolean immediate = path.endsWith("setImmediate");
        Val after = arguments.size() < 2 || immediate ? new Val.Known(1.0) : arguments.get(1);
        Optional<Double> delay = after instanceof Val.Known ? Operators.number(after) : Optional.empty();
        if (arguments.isEmpty() || !isFunction(arguments.get(0)) || delay.isEmpty()) {
            return Optional.empty();
        }
        effects++;
        List<Val> rest = arguments.subList(Math.min(arguments.size(), immediate ? 1 : 2), arguments.size());
        boolean taken = delay.get() >= 1 && delay.get() <= Integer.MAX_VALUE;
        Val.Timer timer = new Val.Timer(
                taken ? Math.floor(delay.get()) : 1,
                path.endsWith("setInterval"),
                () -> call(arguments.get(0), rest, at));
        if (immediate) {
            loop.immediately(timer);
        } else {
            loop.start(timer);
        }
        return Optional.of(timer);
    }

    /** What is set of an object, one after the other; the variables of the environment are set by name. */
    private Optional<Val> assigned(List<Val> arguments, Span at) {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        for (Val source : arguments.subList(1, arguments.size())) {
            if (Operators.isNullish(source)) {
                continue;
            }
            if (!(source instanceof Val.Obj object) || object.open) {
                return Optional.empty();
            }
            object.properties.forEach((name, value) -> assign(arguments.get(0), Optional.of(name), value, at));
        }
        return Optional.of(arguments.get(0)).filter(target -> target instanceof Val.Obj || target.equals(ENVIRONMENT));
    }

    /** A second server may find its port taken: by the first one, when both are said to have the same. */
    private void listen(Val.Server server, List<Val> arguments, Span at) {
        List<Val> words = new ArrayList<>(arguments);
        if (!words.isEmpty() && isFunction(words.get(words.size() - 1))) {
            server.onListening.add(words.remove(words.size() - 1));
        }
        Val port = words.isEmpty() ? new Val.Known(0.0) : words.get(0);
        boolean possible = port instanceof Val.Given
                || port instanceof Val.Plain plain && !plain.type().equals("boolean")
                || port instanceof Val.Any
                || port instanceof Val.Undefined
                || port instanceof Val.Known
                        && Operators.number(port)
                                .filter(number -> number >= 0 && number < 65_536 && number == Math.rint(number))
                                .isPresent()
                || words.size() == 1 && isSocket(port);
        for (Val word : words.subList(Math.min(1, words.size()), words.size())) {
            possible &= word instanceof Val.Plain
                    || word instanceof Val.Given
                    || word instanceof Val.Undefined
                    || word instanceof Val.Known host && OWN_ADDRESSES.contains(String.valueOf(host.value()));
        }
        if (!possible || words.size() > 2) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        boolean known = port instanceof Val.Known held && held.value() instanceof Double number && number > 0;
        String name = known ? String.valueOf(((Val.Known) port).value()) : "?";
        if (!listening.isEmpty() && (!known || listening.contains("?") || listening.contains(name))) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        listening.add(name);
        alive = true;
        effects++;
        server.listensSince = turn;
        if (!server.onListening.isEmpty()) {
            tells(server, at);
        }
    }

    /** Who asks for the event is told once the port is open, however early that was asked (nodejs.org, "server.listen()"). */
    private void heard(Val.Server server, Val listener, Span at) {
        boolean late = server.listensSince >= 0 && server.listensSince != turn && !server.tells;
        if (late || server.listensSince < 0 && server.told) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at); // it may be too late
        }
        server.onListening.add(listener);
        if (server.listensSince >= 0 && !server.tells) {
            tells(server, at);
        }
    }

    private void tells(Val.Server server, Span at) {
        server.tells = true;
        loop.listening(() -> {
            List<Val> listeners = List.copyOf(server.onListening);
            server.onListening.clear();
            server.tells = false;
            server.told = true;
            server.listensSince = -1;
            boolean behind = nothingBehind;
            for (int i = 0; i < listeners.size(); i++) {
                nothingBehind = behind && i == listeners.size() - 1;
                call(listeners.get(i), List.of(), at);
            }
        });
    }

    /** What is no number is the path of a socket, which can be made there. */
    private boolean isSocket(Val port) {
        if (!(port instanceof Val.Known known)
                || !(known.value() instanceof String text)
                || !text.matches("[a-z][a-z./_-]*")) {
            return false;
        }
        ImagePath path = directory.resolve(text);
        return there(path) instanceof Fact.Absent<FileSystem.Located> && inParent(path) instanceof Fact.Present<Node>;
    }

    private static Val unknownCall(Span at) {
        throw lost(Reason.PROGRAM_NOT_MODELLED, at);
    }

    private Exit exit(Val code, Span at) {
        if (code instanceof Val.Undefined) {
            return ends();
        }
        Optional<Integer> status = code(code);
        if (status.isEmpty() || handlesExit) {
            return lost(Reason.PROGRAM_NOT_MODELLED, at).exit;
        }
        return status.get() == 0
                ? Exit.success()
                : Exit.failed(new Failure(
                        Cause.MAIN_PROCESS_ENDS,
                        status.get(),
                        said,
                        at,
                        "process.exit",
                        Evidence.of(at, "ends the process")));
    }

    private static String shown(List<Val> arguments) {
        StringBuilder text = new StringBuilder();
        for (Val argument : arguments) {
            Optional<String> said = argument instanceof Val.Problem problem
                    ? problem.shown()
                    : argument instanceof Val.Known known && known.value() instanceof String told
                            ? Optional.of(told)
                            : argument instanceof Val.Plain plain ? plain.shown() : Optional.empty();
            if (said.isEmpty()) {
                return "";
            }
            String word = said.get();
            text.append(text.isEmpty() ? "" : " ").append(word);
        }
        return text.toString();
    }

    private Val promise(List<Val> arguments, Span at) {
        if (arguments.size() != 1 || !isFunction(arguments.get(0))) {
            return unknownCall(at);
        }
        Val.Promise promise = new Val.Promise();
        try {
            call(arguments.get(0), List.of(new Val.Settler(promise, false), new Val.Settler(promise, true)), at);
        } catch (Thrown thrown) {
            reject(promise, thrown);
        }
        return promise;
    }

    /** {@code path.join()} and its like of known words, where they come to an absolute path. */
    private Optional<Val> joined(String function, List<Val> arguments) {
        List<String> words = new ArrayList<>();
        for (Val argument : arguments) {
            if (!(argument instanceof Val.Known known) || !(known.value() instanceof String word)) {
                return Optional.empty();
            }
            words.add(word);
        }
        boolean absolute = !words.isEmpty() && words.get(0).startsWith("/");
        if (function.equals("dirname")) {
            return absolute && words.size() == 1
                    ? Optional.of(new Val.Known(
                            ImagePath.ROOT.resolve(words.get(0)).parent().value()))
                    : Optional.empty();
        }
        boolean join = function.equals("join");
        if (words.isEmpty() || join && (!absolute || words.get(words.size() - 1).endsWith("/") || words.contains(""))) {
            return Optional.empty();
        }
        ImagePath path = join ? ImagePath.ROOT : directory;
        for (String word : words) {
            path = path.resolve(join ? "./" + word : word);
        }
        return Optional.of(new Val.Known(path.value()));
    }

    private static Optional<Val> server(String path, List<Val> arguments) {
        int dot = path.indexOf('.');
        boolean serves = dot > 0
                && path.startsWith("module:")
                && SERVING_MODULES.contains(path.substring("module:".length(), dot))
                && Set.of("createServer", "Server").contains(path.substring(dot + 1));
        boolean taken = arguments.stream()
                .allMatch(each -> each instanceof Val.Closure
                        || each instanceof Val.Undefined
                        || each instanceof Val.Native
                        || each instanceof Val.Obj object && !object.open && object.properties.isEmpty());
        return serves && taken ? Optional.of(new Val.Server()) : Optional.empty();
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
        return account instanceof Fact.Present<Account> ? Val.Obj.opaque() : unknownCall(at);
    }

    private void changeDirectory(Val to, Span at) {
        if (!(to instanceof Val.Known known) || !(known.value() instanceof String shown) || shown.isEmpty()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        ImagePath path = directory.resolve(shown);
        Fact<FileSystem.Located> found = there(path);
        boolean there = found instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.Directory
                && here.value().path().equals(path);
        if (!there && !(found instanceof Fact.Absent<FileSystem.Located>)) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
        if (!there) {
            throw problem(
                    "Error: ENOENT: no such file or directory, chdir '" + directory + "' -> '" + shown + "'",
                    at,
                    Cause.START_FILE_MISSING,
                    found.evidence());
        }
        directory = path;
        effects++;
    }

    /** Once the program has written files, nothing is proven to be missing. */
    private Fact<FileSystem.Located> there(ImagePath path) {
        Fact<FileSystem.Located> there = machine.files().follow(path);
        return writesFiles && there instanceof Fact.Absent<FileSystem.Located>
                ? Fact.unknown(Reason.PROGRAM_NOT_MODELLED, there.evidence())
                : there;
    }

    /** The synchronous functions of fs that start scripts use, and what modes and owners make of them. */
    private Val files(String function, List<Val> arguments, Span at) {
        boolean known =
                !arguments.isEmpty() && arguments.get(0) instanceof Val.Known path && path.value() instanceof String;
        if (!known) {
            return unknownCall(at);
        }
        String shown = (String) ((Val.Known) arguments.get(0)).value();
        if (shown.isEmpty() || shown.endsWith("/")) {
            return unknownCall(at);
        }
        ImagePath path = directory.resolve(shown);
        Fact<FileSystem.Located> found = there(path);
        switch (function) {
            case "existsSync":
                Val unknown = new Val.Any(Reason.DEPENDS_ON_A_CONDITION);
                return found.fold(
                        p -> children.isEmpty() ? new Val.Known(true) : unknown,
                        a -> setting.mountsAreKnown() ? new Val.Known(false) : unknown,
                        u -> unknown);
            case "readFileSync":
                Optional<Boolean> text = readsText(arguments);
                boolean directory = found instanceof Fact.Present<FileSystem.Located> here
                        && here.value().node() instanceof Node.Directory;
                if (text.isEmpty() || directory) {
                    return unknownCall(at);
                }
                Fact<Node> readable = found.then(
                        here -> Permissions.of(here.value().node(), Permissions.Right.READ, machine.identity()));
                permitted(found, readable, "open", shown, at, Cause.USER_CANNOT_READ);
                return text.get() ? new Val.Plain("string") : Val.Obj.opaque();
            case "writeFileSync", "appendFileSync":
                if (arguments.size() != 2 || !Operators.isText(arguments.get(1))) {
                    return unknownCall(at);
                }
                Fact<Node> writable = writable(path, found);
                boolean overFile = !(found instanceof Fact.Present<FileSystem.Located> over)
                        || over.value().node() instanceof Node.File;
                if (!overFile) {
                    return unknownCall(at);
                }
                writes(writable, "open", shown, at);
                wrote(path);
                holds(path, found, Evidence.of(at, "writes `" + shown + "`"));
                return Val.UNDEFINED;
            case "rmSync", "unlinkSync":
                return removed(path, shown, removesOnly(function, arguments), at);
            case "mkdirSync":
                if (found instanceof Fact.Absent<?> && arguments.size() == 1) {
                    writes(inParent(path), "mkdir", shown, at);
                    wrote(path);
                    machine = machine.withFiles(machine.files()
                            .mkdirs(path, made(0755, Evidence.of(at, "makes `" + shown + "`"))));
                    modules = new Modules(machine, node);
                    return Val.UNDEFINED;
                }
                return unknownCall(at);
            case "statSync":
                return found instanceof Fact.Present<?> && arguments.size() == 1 ? stats() : unknownCall(at);
            default:
                return unknownCall(at);
        }
    }

    /** Whether a file can be written, or be made. */
    private Fact<Node> writable(ImagePath path, Fact<FileSystem.Located> found) {
        Machine.Identity who = machine.identity();
        boolean all = who.known() && who.overrides();
        // Where nobody knows whether a step has made it, it is no directory, as for a shell.
        boolean made = found instanceof Fact.Unknown<FileSystem.Located> open
                && (open.reason().isOfStep() || open.reason().isOfInstall());
        return found instanceof Fact.Absent<?> || all && made
                ? inParent(path)
                : found.then(here -> Permissions.of(here.value().node(), Permissions.Right.WRITE, who));
    }

    /** A file has a text of which nothing is known. */
    private void holds(ImagePath path, Fact<FileSystem.Located> before, Evidence writes) {
        Content text = new Content.Opaque(Reason.PROGRAM_NOT_MODELLED);
        FileSystem files = machine.files();
        if (before instanceof Fact.Present<FileSystem.Located> here) {
            files = files.with(
                    here.value().path(), new Node.File(here.value().node().meta(), text));
        } else if (files.follow(path.parent()) instanceof Fact.Present<FileSystem.Located> above
                && !(files.at(path) instanceof Fact.Present<FileSystem.Located>)) {
            Meta meta = before instanceof Fact.Absent<FileSystem.Located> ? made(0644, writes) : Meta.unknown(writes);
            files = files.with(above.value().path().child(path.name()), new Node.File(meta, text));
        }
        machine = machine.withFiles(files);
        modules = new Modules(machine, node);
    }

    private static boolean removesOnly(String function, List<Val> arguments) {
        return arguments.size() == 1
                || function.equals("rmSync")
                        && arguments.size() == 2
                        && arguments.get(1) instanceof Val.Obj options
                        && !options.open
                        && Set.of("force", "recursive").containsAll(options.properties.keySet())
                        && options.properties.values().stream()
                                .allMatch(
                                        value -> value instanceof Val.Known known && known.value() instanceof Boolean);
    }

    private Meta made(int mode, Evidence makes) {
        Machine.Identity who = machine.identity();
        return who.known()
                ? new Meta(OptionalInt.of(mode), Optional.of(new Meta.Owner(who.uid(), who.gid())), makes)
                : Meta.unknown(makes);
    }

    /** Goes on where the user may write, and something can be written at all. */
    private void writes(Fact<Node> allowed, String call, String shown, Span at) {
        permitted(allowed, allowed, call, shown, at, Cause.USER_CANNOT_WRITE);
        if (setting.readOnly()) {
            throw lost(Reason.PROGRAM_NOT_MODELLED, at);
        }
    }

    /** A file is removed by who may write into its directory, and in one that is sticky by who it belongs to (unlink(2)). */
    private Val removed(ImagePath path, String shown, boolean plain, Span at) {
        Fact<FileSystem.Located> found = machine.files().at(path);
        if (!plain
                || !(found instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.File)) {
            return unknownCall(at);
        }
        Fact<Node> allowed = inParent(path);
        writes(allowed, "unlink", shown, at);
        boolean sticky = !(allowed instanceof Fact.Present<Node> directory)
                || (directory.value().meta().mode().orElse(01000) & 01000) != 0;
        Machine.Identity who = machine.identity();
        boolean own = here.value()
                .node()
                .meta()
                .owner()
                .filter(owner -> who.known() && owner.uid() == who.uid())
                .isPresent();
        if (sticky && !own && !(who.known() && who.overrides())) {
            return unknownCall(at);
        }
        wrote(path);
        machine = machine.withFiles(
                machine.files().without(here.value().path(), Evidence.of(at, "removes `" + shown + "`")));
        modules = new Modules(machine, node);
        return Val.UNDEFINED;
    }

    private static Val stats() {
        Val.Obj stats = Val.Obj.opaque();
        for (String name : List.of("uid", "gid", "mode", "size", "mtimeMs", "ctimeMs", "birthtimeMs")) {
            stats.properties.put(name, new Val.Plain("number"));
        }
        return stats;
    }

    private void wrote(ImagePath path) {
        effects++;
        writesFiles = true;
        overwritten.add(path);
        if (machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> here) {
            overwritten.add(here.value().path());
        }
    }

    /** Whether a file is read as a text; empty when it is read in a way that is not known. */
    private static Optional<Boolean> readsText(List<Val> arguments) {
        if (arguments.size() == 1 || arguments.size() == 2 && arguments.get(1) instanceof Val.Undefined) {
            return Optional.of(false);
        }
        Val options = arguments.get(1);
        Val encoding = options instanceof Val.Obj object
                        && !object.open
                        && object.properties.keySet().equals(Set.of("encoding"))
                ? Objects.requireNonNull(object.properties.get("encoding"))
                : options;
        boolean known = encoding instanceof Val.Known text
                && Set.of("utf8", "utf-8", "UTF-8", "ascii", "latin1").contains(text.value());
        return arguments.size() == 2 && known ? Optional.of(true) : Optional.empty();
    }

    private Fact<Node> inParent(ImagePath path) {
        return machine.files()
                .follow(path.parent())
                .then(here -> Permissions.of(here.value().node(), Permissions.Right.WRITE, machine.identity()));
    }

    private Val permitted(Fact<?> found, Fact<Node> allowed, String call, String shown, Span at, Cause cause) {
        if (allowed instanceof Fact.Present<Node>) {
            return Val.UNDEFINED;
        }
        if (allowed instanceof Fact.Unknown<Node> unknown) {
            throw new Over(new Exit.Lost(unknown.reason(), unknown.evidence()));
        }
        boolean nowhere = machine.files().follow(directory.resolve(shown).parent()) instanceof Fact.Absent<?>;
        boolean missing = found instanceof Fact.Absent<?> && cause == Cause.USER_CANNOT_READ || nowhere;
        throw problem(
                missing
                        ? "Error: ENOENT: no such file or directory, " + call + " '" + shown + "'"
                        : "Error: EACCES: permission denied, " + call + " '" + shown + "'",
                at,
                missing ? Cause.START_FILE_MISSING : cause,
                allowed.evidence());
    }
}
