package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * node from its command line on (nodejs.org, "Command-line API").
 *
 * <p>It is one class although it is long: options of the command line and of NODE_OPTIONS lead to the same few steps.
 */
public final class NodeLauncher implements Launcher {

    /** Variables that a program asks for, and that may or may not be given: so many are followed both ways. */
    private static final int MOST_RUNS = 16;

    private static final Set<String> REJECTIONS = Set.of("strict", "warn", "none", "throw", "warn-with-error-codes");

    /** Options that start with any sensible value, as those who set it will give one. */
    private static final Set<String> HARMLESS = Set.of(
            "--heapsnapshot-near-heap-limit",
            "--max-heap-size",
            "--max-http-header-size",
            "--max-old-space-size",
            "--max-old-space-size-percentage",
            "--max-semi-space-size",
            "--stack-size",
            "--stack-trace-limit",
            "--title");

    /** The port that debuggers have to themselves (nodejs.org, "Debugger"). */
    private static final Pattern DEBUGGER = Pattern.compile("([\\w.-]+:)?9229");
    /** Packages that read a file, report or map positions when they are loaded, and leave alone how modules are found. */
    static final Set<String> PLAIN =
            Set.of("dotenv/config", "dotenv-flow/config", "reflect-metadata", "source-map-support/register");

    private static final Set<String> ORDERS = Set.of("ipv4first", "ipv6first", "verbatim");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        return new Session(call, Release.of(program.version()), replay).run();
    }

    /** One call of node. */
    private static final class Session {
        private final Invocation call;
        private Machine machine;
        private final Release release;
        private final Replay replay;
        private final Modules modules;
        private final List<Arg> requires = new ArrayList<>();
        private final List<Arg> imports = new ArrayList<>();
        private final List<Arg> loaders = new ArrayList<>();
        private boolean watch;
        private boolean prints;

        /** An option changes how modules are found: none is proven to be missing. */
        private boolean redirects;

        private boolean warnsOfRejections;
        /** A package that is loaded first is installed, and what it does is not followed. */
        private Optional<Exit.Lost> unread = Optional.empty();

        /** Such a package may change how modules are found. */
        private boolean hooks;

        /** Variables that a file sets, unless whoever starts it gives others. */
        private final Set<String> eitherWay = new HashSet<>();

        Session(Invocation call, Release release, Replay replay) {
            this.call = call;
            this.machine = call.machine();
            this.release = release;
            this.replay = replay;
            this.modules = new Modules(call.machine(), release);
        }

        List<End> run() {
            Optional<List<End>> refused = environment();
            if (refused.isPresent()) {
                return refused.get();
            }
            List<Arg> words = call.arguments();
            int at = 0;
            while (at < words.size()) {
                if (!(words.get(at).value() instanceof Value.Known known)) {
                    Optional<List<End>> ended = halfKnown(words.get(at));
                    if (ended.isPresent()) {
                        return ended.get();
                    }
                    at++;
                    continue;
                }
                String word = known.text();
                if (word.equals("--")) {
                    at++;
                    break;
                }
                if (!word.startsWith("-") || word.equals("-")) {
                    break;
                }
                Optional<List<End>> ended = option(words, at);
                if (ended.isPresent()) {
                    return ended.get();
                }
                boolean takesNext = NodeOptions.takesValue(NodeOptions.name(word)) && word.indexOf('=') < 0;
                at += takesNext ? 2 : 1;
            }
            boolean dash = at < words.size()
                    && words.get(at).value() instanceof Value.Known known
                    && known.text().equals("-");
            if (at >= words.size() || dash) {
                return interactive();
            }
            return main(words.get(at));
        }

        /** {@code --max-old-space-size=$MEGABYTES}: only the value of the option is not known, and it decides nothing. */
        private Optional<List<End>> halfKnown(Arg word) {
            String begins = word.value().beginning();
            int equals = begins.indexOf('=');
            if (equals < 0 || !begins.startsWith("--")) {
                return Optional.of(Chain.lost(call, Reason.VALUE_NOT_KNOWN));
            }
            String name = begins.substring(0, equals);
            Optional<NodeOptions> options = NodeOptions.of(release.major());
            if (options.isPresent() && !options.get().accepts(name)) {
                return Optional.of(flag(self() + ": bad option: " + word.shown(), name, word.at(), Evidence.NONE));
            }
            return HARMLESS.contains(NodeOptions.name(name))
                    ? Optional.empty()
                    : Optional.of(Chain.lost(call, Reason.VALUE_NOT_KNOWN));
        }

        /** Without a file node reads its program from standard input: nothing is there, unless somebody attaches it. */
        private List<End> interactive() {
            boolean nothingToRead =
                    call.input() instanceof Value.Known input && input.text().isEmpty();
            return nothingToRead ? List.of(End.success(machine)) : Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }

        private Optional<List<End>> environment() {
            Fact<String> given = machine.environment().get("NODE_OPTIONS");
            if (!(given instanceof Fact.Present<String> present)
                    || present.value().isBlank()) {
                return Optional.empty();
            }
            Optional<NodeOptions> options = NodeOptions.of(release.major());
            String[] words = present.value().strip().split("\\s+");
            Span at = present.evidence().steps().isEmpty()
                    ? call.at()
                    : present.evidence().steps().get(0).at();
            for (int i = 0; i < words.length; i++) {
                String word = words[i];
                if (word.contains("\"") || word.contains("\\")) {
                    return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                }
                if (options.isPresent()
                        && word.startsWith("-")
                        && !options.get().acceptsInEnvironment(word)) {
                    String named = word.substring(0, word.indexOf('=') + 1);
                    String line = self() + ": " + (named.isEmpty() ? word : named) + " is not allowed in NODE_OPTIONS";
                    return Optional.of(flag(line, word, at, present.evidence()));
                }
                Optional<List<End>> ended = collect(
                        word, i + 1 < words.length ? Optional.of(Arg.of(words[i + 1], at)) : Optional.empty(), at);
                if (ended.isPresent()) {
                    return ended;
                }
                if (NodeOptions.takesValue(NodeOptions.name(word)) && word.indexOf('=') < 0) {
                    i++;
                }
            }
            return Optional.empty();
        }

        /** node names itself as it was called, without directories when it was found on PATH. */
        private String self() {
            return call.command().shown();
        }

        private List<End> flag(String line, String word, Span at, Evidence because) {
            Evidence evidence = Evidence.of(at, "gives node `" + word + "`").because(because);
            return Chain.failed(
                    call, new Failure(Cause.UNSUPPORTED_RUNTIME_FLAG, 9, line, at, NodeOptions.name(word), evidence));
        }

        private List<End> needsValue(String word, Span at) {
            return flag(self() + ": " + word + " requires an argument", word, at, Evidence.NONE);
        }

        private Optional<List<End>> option(List<Arg> words, int at) {
            String word = words.get(at).shown();
            Span place = words.get(at).at();
            Optional<Arg> next = at + 1 < words.size() ? Optional.of(words.get(at + 1)) : Optional.empty();
            String name = NodeOptions.name(word);
            switch (name) {
                case "-v", "--version", "-h", "--help", "--v8-options":
                    return Optional.of(List.of(End.success(machine)));
                case "-r", "--require", "--import", "-C", "--conditions", "--loader", "--experimental-loader":
                    if (next.isEmpty() && word.indexOf('=') < 0) {
                        return Optional.of(needsValue(word, place));
                    }
                    break;
                case "-e", "--eval", "-p", "--print", "-pe":
                    if (next.isEmpty() && name.startsWith("-e") || next.isEmpty() && name.equals("--eval")) {
                        return Optional.of(needsValue(word, place));
                    }
                    prints = !name.equals("-e") && !name.equals("--eval");
                    return Optional.of(inline(next.orElse(words.get(at))));
                case "-i", "--interactive", "-c", "--check", "--test", "--build-snapshot":
                    return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                default:
                    break;
            }
            Optional<NodeOptions> options = NodeOptions.of(release.major());
            if (options.isPresent() && !options.get().accepts(word)) {
                return Optional.of(flag(self() + ": bad option: " + word, word, place, Evidence.NONE));
            }
            if (name.equals("--run")) {
                return Optional.of(
                        script(word.indexOf('=') < 0 ? next.map(Arg::shown).orElse("") : value(word)));
            }
            return collect(word, next, place);
        }

        private static String value(String word) {
            return word.substring(word.indexOf('=') + 1);
        }

        /** What an option asks node to load in front of the program. */
        private Optional<List<End>> collect(String word, Optional<Arg> next, Span at) {
            String name = NodeOptions.name(word);
            Optional<Arg> value = word.indexOf('=') >= 0 ? Optional.of(Arg.of(value(word), at)) : next;
            switch (name) {
                case "-r", "--require":
                    value.ifPresent(requires::add);
                    break;
                case "--import":
                    value.ifPresent(imports::add);
                    break;
                case "--loader", "--experimental-loader":
                    value.ifPresent(loaders::add);
                    break;
                case "--watch":
                    watch = true;
                    break;
                case "--env-file":
                    return envFile(value, false, at);
                case "--env-file-if-exists":
                    return envFile(value, true, at);
                case "-C",
                        "--conditions",
                        "--experimental-specifier-resolution",
                        "--es-module-specifier-resolution",
                        "--preserve-symlinks",
                        "--preserve-symlinks-main":
                    redirects = true;
                    break;
                case "--max-old-space-size", "--max-heap-size", "--stack-size":
                    break;
                case "--inspect":
                    // A debugger that finds its port taken is left out (measured with 20); whether the program wants
                    // the port is not known.
                    if (word.indexOf('=') < 0 || DEBUGGER.matcher(value(word)).matches()) {
                        break;
                    }
                    return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                case "--permission", "--experimental-permission", "--inspect-brk", "--inspect-port":
                    // what is allowed, and which port is free, is not modelled
                    return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                case "--unhandled-rejections":
                    if (value.map(Arg::shown).filter(REJECTIONS::contains).isEmpty()) {
                        return Optional.of(
                                flag(self() + ": invalid value for --unhandled-rejections", word, at, Evidence.NONE));
                    }
                    warnsOfRejections = value.map(Arg::shown)
                            .filter(Set.of("strict", "throw")::contains)
                            .isEmpty();
                    break;
                case "--dns-result-order":
                    if (value.map(Arg::shown).filter(ORDERS::contains).isEmpty()) {
                        return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                    }
                    break;
                default:
                    break;
            }
            return Optional.empty();
        }

        /** What is set already stays as it is; the last file wins over those before it. */
        private Optional<List<End>> envFile(Optional<Arg> value, boolean mayBeMissing, Span at) {
            if (value.isEmpty()) {
                return Optional.empty();
            }
            Fact<FileSystem.Located> found = machine.files()
                    .follow(machine.directory().resolve(value.get().shown()));
            if (found instanceof Fact.Unknown<FileSystem.Located>
                    && mayBeMissing
                    && machine.environment().isOpen()) {
                // It sets at most what whoever starts the container may set, and what the image unsets.
                machine.environment().names().stream()
                        .filter(name -> machine.environment().get(name) instanceof Fact.Absent<String>)
                        .forEach(eitherWay::add);
                return Optional.empty();
            }
            if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
                return Optional.of(Chain.lost(call, unknown.reason(), unknown.evidence()));
            }
            if (found instanceof Fact.Absent<FileSystem.Located> && mayBeMissing) {
                return Optional.empty();
            }
            if (found instanceof Fact.Absent<FileSystem.Located>) {
                Evidence evidence =
                        Evidence.of(at, "reads `" + value.get().shown() + "`").because(found.evidence());
                return Optional.of(Chain.failed(
                        call,
                        new Failure(
                                Cause.START_FILE_MISSING,
                                9,
                                self() + ": " + value.get().shown() + ": not found",
                                at,
                                value.get().shown(),
                                evidence)));
            }
            if (!(found instanceof Fact.Present<FileSystem.Located> here)
                    || !(here.value().node() instanceof Node.File file)
                    || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
                return Optional.of(Chain.lost(call, Reason.FILE_CONTENT_NOT_KNOWN, found.evidence()));
            }
            for (EnvFile.Assignment each :
                    EnvReader.read(text.value(), EnvDialect.NODE).assignments()) {
                if (each.name().equals("NODE_OPTIONS") || each.name().equals("NODE_PATH")) {
                    return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                }
                Fact<String> given = call.machine().environment().get(each.name());
                if (given instanceof Fact.Absent<String> && each.value().isPresent()) {
                    machine = machine.withEnvironment(machine.environment()
                            .with(each.name(), each.value().get(), Evidence.of(each.at(), "sets it")));
                } else if (!(given instanceof Fact.Present<String>)) {
                    eitherWay.add(each.name());
                }
            }
            return Optional.empty();
        }

        /** {@code node --run}: a script of package.json, without npm. */
        private List<End> script(String name) {
            if (!(Manifest.above(machine.directory(), machine, false) instanceof Manifest.Found found)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            Optional<Fragment> line = Optional.ofNullable(found.json().scripts().get(name));
            if (line.isEmpty()) {
                return Chain.fails(
                        call,
                        Cause.START_SCRIPT_MISSING,
                        1,
                        "Missing script: \"" + name + "\" for "
                                + found.directory().child("package.json"),
                        name);
            }
            return new PackageScript(
                            found.directory(),
                            List.of("/bin/sh", "-c"),
                            (command, refused) -> new Chain.Words(command + ": not found", 127))
                    .run(call, line.get(), List.of(), replay).stream()
                            .map(Session::asOne)
                            .toList();
        }

        /** Whatever its script ends with, {@code node --run} ends with 1 (measured with 22.23). */
        private static End asOne(End end) {
            if (!(end.exit() instanceof Exit.Code code) || code.failure().isEmpty()) {
                return end;
            }
            Failure own = code.failure().get();
            Failure ended = new Failure(own.cause(), 1, own.output(), own.at(), own.subject(), own.evidence());
            return new End(end.machine(), Exit.failed(ended), end.output(), end.conditions(), end.tolerated());
        }

        private List<End> inline(Arg program) {
            if (!(program.value() instanceof Value.Known text) || !imports.isEmpty() || !loaders.isEmpty()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            Content content = new Content.Written(
                    new dev.runtimeaudit.source.SourceFile(program.at().path(), text.text()));
            // The program has a file name of its own for node: [eval], in the current directory.
            ImagePath path = machine.directory().child(Reach.INLINE);
            Machine with = machine.withFiles(machine.files()
                    .with(path, new dev.runtimeaudit.image.Node.File(Meta.root(0644, Evidence.NONE), content)));
            return evaluated(with, List.of(new Evaluation.Entry(path, false, program.at())));
        }

        private List<End> main(Arg word) {
            if (!(word.value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            Optional<List<End>> hooked = hooked(known.text(), word);
            if (hooked.isPresent()) {
                return hooked.get();
            }
            List<Evaluation.Entry> entries = new ArrayList<>();
            for (Arg each : loaders) {
                Optional<List<End>> ended = preload(each, true, entries);
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
            for (Arg each : requires) {
                Optional<List<End>> ended = preload(each, false, entries);
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
            for (Arg each : imports) {
                Optional<List<End>> ended = preload(each, true, entries);
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
            ImagePath path = machine.directory().resolve(known.text());
            Fact<ImagePath> main = modules.load(path, known.text().endsWith("/") && !path.isRoot());
            if (main instanceof Fact.Unknown<ImagePath> unknown) {
                return Chain.lost(
                        call,
                        unknown.reason(),
                        Evidence.of(word.at(), "runs `" + path + "`").because(unknown.evidence()));
            }
            if (watch) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (hooks && !(main instanceof Fact.Present<ImagePath>)) {
                return Chain.lost(call, Reason.MODULES_NOT_RESOLVED, main.evidence());
            }
            if (!(main instanceof Fact.Present<ImagePath> found)) {
                Evidence evidence =
                        Evidence.of(word.at(), "runs `" + path + "`").because(main.evidence());
                String line = modules.notLoaded(path, path.value());
                Optional<ImagePath> elsewhere = FrameworkServer.elsewhere(path, machine);
                return Chain.failed(
                        call,
                        new Failure(
                                elsewhere.isPresent() ? Cause.NEXT_SERVER_PATH : Cause.START_FILE_MISSING,
                                1,
                                line,
                                word.at(),
                                path.value(),
                                elsewhere
                                        .map(at -> evidence.because(Evidence.of(
                                                word.at(), "finds Next.js' server at `" + at + "` instead")))
                                        .orElse(evidence)));
            }
            Optional<FrameworkServer> framework = FrameworkServer.at(found.value(), machine);
            if (framework.isPresent()) {
                List<ImagePath> first =
                        entries.stream().map(Evaluation.Entry::path).toList();
                return new Reach(machine, release).loads(first)
                        ? framework.get().run(call, word, modules, release, replay)
                        : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            Optional<Evidence> trusted = trusted(found.value());
            if (trusted.isPresent()) {
                Evidence why =
                        Evidence.of(word.at(), "runs `" + found.value() + "`").because(trusted.get());
                return List.of(new End(machine, new Exit.Never(call.shown(), why), output(), List.of(), List.of()));
            }
            if (!loaders.isEmpty()) {
                return Chain.lost(call, Reason.MODULES_NOT_RESOLVED);
            }
            Evaluation.Entry own = new Evaluation.Entry(found.value(), false, word.at());
            entries.add(own);
            return unread.isPresent() ? List.of(unfollowed(unread.get(), own, entries)) : evaluated(machine, entries);
        }

        /** A program behind a package that is loaded first: what that sets is not known, so only what it loads is looked at. */
        private End unfollowed(Exit.Lost lost, Evaluation.Entry own, List<Evaluation.Entry> entries) {
            Exit exit = loading(lost, machine, entries);
            if (exit instanceof Exit.Lost && entries.size() == 1 && !redirects && !hooks) {
                exit = new Unfindable(machine, release)
                        .of(own.path())
                        .<Exit>map(Exit::failed)
                        .orElse(exit);
            }
            return new End(call.machine(), exit, output(), List.of(), List.of());
        }

        /** A program that tsx takes to node. */
        private Optional<List<End>> hooked(String name, Arg word) {
            boolean open = replay.world().network() == Network.UNKNOWN
                    && replay.world().phase() == Phase.START;
            if (!open || watch || redirects || !loaders.isEmpty()) {
                return Optional.empty();
            }
            Optional<List<End>> compiled = compiled(name, word);
            if (compiled.isPresent()) {
                return compiled;
            }
            return new TypeScriptHook(machine, release)
                    .run(machine.directory().resolve(name), requires, imports, call.shown(), word)
                    .map(exit -> List.of(new End(call.machine(), exit, output(), List.of(), List.of())));
        }

        /** A program that ts-node takes to node; with {@code --import} node would ask its own loader for it first (measured with 20). */
        private Optional<List<End>> compiled(String name, Arg word) {
            List<String> before = requires.stream().map(Arg::shown).toList();
            Evidence why = Evidence.of(word.at(), "loads only what is there, and listens");
            return TsNodeProject.registered(before, machine)
                    .filter(options -> imports.isEmpty()
                            && eitherWay.isEmpty()
                            && TsNodeProject.serves(machine.directory().resolve(name), options, machine))
                    .map(options -> List.of(new End(
                            call.machine(), new Exit.Never(call.shown(), why), output(), List.of(), List.of())));
        }

        /** A program that the user vouches for: that it serves is part of what they say. */
        private Optional<Evidence> trusted(ImagePath main) {
            return machine.files().follow(main) instanceof Fact.Present<FileSystem.Located> here
                            && here.value().node() instanceof Node.File file
                            && file.content().isVouchedFor()
                    ? Optional.of(file.meta().origin())
                    : Optional.empty();
        }

        private Optional<List<End>> preload(Arg word, boolean esm, List<Evaluation.Entry> entries) {
            String shownDirectory = machine.directory().isRoot() ? "/" : machine.directory() + "/";
            Resolution resolution = modules.resolve(word.shown(), machine.directory(), esm, shownDirectory);
            if (resolution instanceof Resolution.Failed failed) {
                Evidence evidence =
                        Evidence.of(word.at(), "loads `" + word.shown() + "`").because(failed.evidence());
                return Optional.of(
                        redirects
                                ? Chain.lost(call, Reason.MODULES_NOT_RESOLVED, evidence)
                                : Chain.failed(
                                        call,
                                        new Failure(
                                                failed.cause(),
                                                1,
                                                failed.message(),
                                                word.at(),
                                                word.shown(),
                                                evidence)));
            }
            if (resolution instanceof Resolution.Unclear unclear) {
                Exit.Lost lost = new Exit.Lost(unclear.reason(), unclear.evidence());
                boolean generated = Reach.isGenerated(word.shown(), machine.directory(), machine);
                if (generated
                        || isMistaken(word.shown())
                        || !isCode(lost)
                        || !modules.isInstalled(word.shown(), machine.directory())) {
                    return Optional.of(Chain.lost(call, unclear.reason(), unclear.evidence()));
                }
                unread = Optional.of(unread.orElse(lost));
                hooks |= !PLAIN.contains(word.shown());
                return Optional.empty();
            }
            if (resolution instanceof Resolution.Found found) {
                entries.add(new Evaluation.Entry(found.path(), esm, word.at()));
            }
            return Optional.empty();
        }

        /** Another path into a package of which it is known what it offers: whether that is there is not. */
        private static boolean isMistaken(String specifier) {
            String name = specifier.substring(0, Math.max(0, specifier.indexOf('/')));
            return !PLAIN.contains(specifier)
                    && !name.isEmpty()
                    && PLAIN.stream().anyMatch(known -> known.startsWith(name + "/"));
        }

        /** Evaluates the program once for each assumption about the variables that it asks for. */
        private List<End> evaluated(Machine inside, List<Evaluation.Entry> entries) {
            Deque<Assumptions> assumptions = new ArrayDeque<>(List.of(Assumptions.NONE));
            List<End> ends = new ArrayList<>();
            int runs = 0;
            while (!assumptions.isEmpty()) {
                Assumptions assumed = assumptions.poll();
                if (++runs > MOST_RUNS || !replay.step()) {
                    return Chain.lost(call, Reason.OVER_BUDGET);
                }
                Evaluation evaluation = new Evaluation(
                        inside,
                        release,
                        call.shown(),
                        entries.get(entries.size() - 1).at(),
                        assumed,
                        setting());
                try {
                    Exit exit = Children.beside(evaluation.run(entries), call, evaluation, replay);
                    if (redirects && exit instanceof Exit.Code) {
                        exit = new Exit.Lost(
                                Reason.MODULES_NOT_RESOLVED, Evidence.of(call.at(), "finds modules elsewhere"));
                    }
                    if (exit instanceof Exit.Lost lost && isCode(lost) && !evaluation.isDecidedByCommands()) {
                        exit = loading(lost, inside, entries);
                    }
                    if (exit instanceof Exit.Lost && entries.size() == 1 && !redirects) {
                        exit = new Unfindable(inside, release)
                                .of(entries.get(0).path())
                                .<Exit>map(Exit::failed)
                                .orElse(exit);
                    }
                    boolean building = replay.world().phase() == Phase.BUILD;
                    if (building && !evaluation.children().isEmpty()) {
                        // What they leave behind is not followed.
                        exit = new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, Evidence.of(call.at(), "starts others"));
                    }
                    // At a start it is the shell that takes all that node runs to write.
                    Machine after = building ? evaluation.after(call.machine()) : call.machine();
                    ends.add(new End(after, exit, output(), evaluation.conditions(), evaluation.tolerated()));
                } catch (Evaluation.Asks asks) {
                    assumptions.addAll(asks.ways());
                }
            }
            return ends;
        }

        private Evaluation.Setting setting() {
            boolean alone =
                    replay.world().network() == Network.NONE || replay.world().phase() == Phase.BUILD;
            return new Evaluation.Setting(
                    commands(),
                    eitherWay,
                    !warnsOfRejections && release.endsWithRejections(),
                    alone,
                    replay.world().readOnly());
        }

        /** In a build the command that runs node is what is followed. */
        private Optional<Evaluation.Commands> commands() {
            return replay.world().phase() == Phase.START
                    ? Optional.of((command, at, place) -> command.ends(call, at, place, replay))
                    : Optional.empty();
        }

        /**
         * What is not followed is taken to do what it says: a program that listens, and of which everything that it loads is
         * there, serves; one that listens nowhere is a step. Only where a network may be there: without one, what it connects to
         * decides.
         */
        private Exit loading(Exit.Lost lost, Machine inside, List<Evaluation.Entry> entries) {
            Reach reach = new Reach(inside, release);
            if (!reach.loads(entries.stream().map(Evaluation.Entry::path).toList())) {
                return reach.doubt().orElse(lost);
            }
            if (!reach.listens()) {
                return new Exit.Lost(lost.reason(), lost.evidence(), true);
            }
            Evidence why = Evidence.of(call.at(), "loads only what is there, and listens");
            return new Exit.Never(call.shown(), why.because(lost.evidence()));
        }

        private boolean isCode(Exit.Lost lost) {
            boolean code = lost.reason() == Reason.PROGRAM_NOT_MODELLED
                    || lost.reason() == Reason.MODULES_NOT_RESOLVED
                    || lost.reason().isOfInstall()
                    // A package that was there before the step is there behind it.
                    || lost.reason().isOfStep();
            return code
                    && replay.world().network() == Network.UNKNOWN
                    && replay.world().phase() == Phase.START;
        }

        private Value output() {
            return Value.unknown(Reason.PROGRAM_NOT_MODELLED, Evidence.of(call.at(), prints ? "prints it" : "runs it"));
        }
    }
}
