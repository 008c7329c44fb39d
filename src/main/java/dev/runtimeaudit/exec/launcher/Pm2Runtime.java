package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.PathSearch;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Configuration;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code pm2-runtime app.js}, {@code pm2-runtime ecosystem.config.js} and {@code pm2 start app.js --no-daemon} (pm2.io, "Docker integration", "Ecosystem file"; pm2 7, {@code
 * Runtime4Docker.js}, {@code Common.js}): keeps applications running, and runs as long as one of them does. One that fails at once is started
 * 16 times, and ends it with status 2; where the script is not there, it ends with 0 (measured with 7.0). Where it may not write to its home, or is told more than is known here, it is
 * not followed.
 */
final class Pm2Runtime extends NodeTool {

    private static final Set<String> VALUED = Set.of(
            "-i",
            "--instances",
            "-n",
            "--name",
            "--max-memory-restart",
            "--error",
            "--output",
            "--delay",
            "--secret",
            "--public",
            "--machine-name");

    private static final Set<String> BARE = Set.of("--raw", "--json", "--format", "--formatted");

    /** What an ecosystem file may say of an application without changing whether it runs. */
    private static final Set<String> HARMLESS = Set.of(
            "name",
            "instances",
            "exec_mode",
            "max_memory_restart",
            "max_restarts",
            "min_uptime",
            "restart_delay",
            "exp_backoff_restart_delay",
            "kill_timeout",
            "listen_timeout",
            "merge_logs",
            "combine_logs",
            "log_date_format",
            "time",
            "source_map_support",
            "namespace",
            "instance_var");

    /** Files of an application that are opened for writing before it runs. */
    private static final Set<String> LOGS = Set.of("error_file", "out_file", "log_file");

    private static final Set<String> FOLLOWED =
            Set.of("script", "cwd", "args", "env", "interpreter", "autorestart", "watch");

    private static final List<String> SCRIPTS = List.of(".js", ".mjs", ".cjs");

    private static final List<String> CONFIGURATIONS = List.of(".json", ".config.js", ".config.cjs");

    /** Whose variables an ecosystem file gives over those of {@code env}: those of {@code env_production}. */
    private static final String CHOSEN = "--env";

    /** What images bring of yarn 1 is a script of the shell ({@code bin/yarn}). */
    private static final String SHELL_SCRIPT = "yarn";

    /** With it, {@code pm2 start} stays in front. */
    private static final String IN_FRONT = "--no-daemon";

    private final boolean runtime;

    /** @param runtime whether it is {@code pm2-runtime}; {@code pm2} itself otherwise, which goes on when its applications have failed */
    Pm2Runtime(boolean runtime) {
        this.runtime = runtime;
    }

    /** One application: what it runs, and where. */
    private record App(List<Arg> words, Machine machine) {

        /** "Script not found": then it ends, and with 0. */
        boolean isMissing() {
            String first = words.get(0).shown();
            return first.equals("node")
                    ? machine.files()
                                    .follow(machine.directory()
                                            .resolve(words.get(1).shown()))
                            instanceof Fact.Absent<Located>
                    : Kernel.search(first, machine) instanceof PathSearch.Nowhere;
        }
    }

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>();
        List<Arg> passed = List.of();
        boolean stays = runtime;
        String chosen = "";
        for (int i = 0; i < call.arguments().size(); i++) {
            Arg word = call.arguments().get(i);
            if (!(word.value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String text = known.text();
            if (text.equals("--")) {
                passed = call.arguments().subList(i + 1, call.arguments().size());
                break;
            }
            String name = text.contains("=") ? text.substring(0, text.indexOf('=')) : text;
            stays |= text.equals(IN_FRONT);
            if (name.equals(CHOSEN)) {
                boolean apart = name.equals(text);
                Optional<Arg> value =
                        apart ? call.arguments().stream().skip(i + 1L).findFirst() : Optional.of(word);
                if (value.isEmpty() || !(value.get().value() instanceof Value.Known named)) {
                    return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
                }
                chosen = apart ? named.text() : named.text().substring(name.length() + 1);
                i += apart ? 1 : 0;
            } else if (VALUED.contains(name)) {
                i += name.equals(text) ? 1 : 0;
            } else if (text.startsWith("-") && !BARE.contains(text) && (runtime || !text.equals(IN_FRONT))) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            } else if (!text.startsWith("-")) {
                words.add(word);
            }
        }
        boolean starts = words.size() == 2 && words.get(0).shown().equals("start");
        boolean known = starts || runtime && words.size() == 1;
        Arg word = words.isEmpty() ? call.command() : words.get(words.size() - 1);
        boolean leaves = !stays && starts && Pm2Daemon.takes(word.shown(), call.machine(), replay);
        if (!stays && !leaves || !known || !mayWrite(call.machine())) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Optional<List<App>> apps = CONFIGURATIONS.stream().anyMatch(word.shown()::endsWith)
                ? apps(word, chosen, call)
                : app(word, passed, call.machine()).map(List::of);
        if (apps.isEmpty() || apps.get().isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (apps.get().stream().anyMatch(App::isMissing)) {
            return apps.get().size() == 1
                    ? missing(call, apps.get().get(0))
                    : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (App app : apps.get()) {
            steps.add(at -> PackageScript.spawned(call, at.with(app.machine()).with(app.words()), false, replay));
        }
        List<End> ends = steps.size() == 1 ? steps.get(0).apply(call) : AtOnce.run(call, steps, replay);
        return ends.stream()
                .map(end -> kept(call, end))
                .map(end -> leaves ? Pm2Daemon.left(word, call, end) : end)
                .toList();
    }

    private List<End> missing(Invocation call, App app) {
        if (runtime) {
            return List.of(End.success(call.machine()));
        }
        if (!app.words().get(0).shown().equals("node")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        String path =
                app.machine().directory().resolve(app.words().get(1).shown()).value();
        return Chain.fails(call, Cause.START_FILE_MISSING, 1, "[PM2][ERROR] Script not found: " + path, path);
    }

    /** What is left of an application that ends: one that fails is started again until that is too much. */
    private End kept(Invocation call, End end) {
        if (end.exit() instanceof Exit.Never) {
            return end;
        }
        if (runtime && end.exit() instanceof Exit.Code code && code.failure().isPresent()) {
            Failure own = code.failure().get();
            Failure ended = new Failure(own.cause(), 2, own.output(), own.at(), own.subject(), own.evidence());
            return new End(end.machine(), Exit.failed(ended), end.output(), end.conditions(), end.tolerated());
        }
        Exit lost = end.exit() instanceof Exit.Lost known
                ? new Exit.Lost(known.reason(), known.evidence())
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED).get(0).exit();
        return new End(end.machine(), lost, end.output(), end.conditions(), end.tolerated());
    }

    /** It keeps what it knows of its applications in a directory of its own. */
    private static boolean mayWrite(Machine machine) {
        boolean moved = machine.environment().names().contains("PM2_HOME");
        ImagePath home = Pm2Daemon.home(machine);
        return !moved
                && machine.files().follow(home) instanceof Fact.Present<Located> there
                && Permissions.of(there.value().node(), Permissions.Right.WRITE, machine.identity())
                        instanceof Fact.Present<Node>;
    }

    /** A script of node's, or a command on PATH. */
    private static Optional<App> app(Arg word, List<Arg> arguments, Machine machine) {
        List<Arg> words = new ArrayList<>();
        if (SCRIPTS.stream().anyMatch(word.shown()::endsWith)) {
            words.add(Arg.of("node", word.at()));
        } else if (word.shown().contains("/")
                || word.shown().contains(".")
                || word.shown().contains(" ")
                || mayLie(word.shown(), machine)
                || isScriptOfOthers(word.shown(), machine)) {
            return Optional.empty();
        }
        words.add(word);
        words.addAll(arguments);
        return Optional.of(new App(words, machine));
    }

    /** Whether a file of the name of a command may lie here; a step that is not followed makes none. */
    private static boolean mayLie(String name, Machine machine) {
        Fact<Located> found = machine.files().follow(machine.directory().resolve(name));
        boolean none = found instanceof Fact.Absent<Located>
                || found instanceof Fact.Unknown<Located> unknown
                        && unknown.reason().isOfStep();
        return !none;
    }

    /**
     * Whether a command is, or may be, a script that is not node's: what is no binary is given to node, whatever its first line says
     * ({@code resolveInterpreter}; measured with 7.0).
     */
    private static boolean isScriptOfOthers(String command, Machine machine) {
        return Kernel.search(command, machine) instanceof PathSearch.Found found
                && machine.files().follow(found.path()) instanceof Fact.Present<Located> there
                && there.value().node() instanceof Node.File file
                && !(file.content() instanceof Content.Program program
                        && !program.name().equals(SHELL_SCRIPT))
                && !(Manifest.text(found.path(), machine) instanceof Fact.Present<SourceFile> script
                        && script.value().text().lines().findFirst().orElse("").matches("#!.*\\bnode\\b.*"));
    }

    /** What an ecosystem file names. */
    private static Optional<List<App>> apps(Arg word, String chosen, Invocation call) {
        Fact<SourceFile> text = Manifest.text(call.machine().directory().resolve(word.shown()), call.machine());
        if (!(text instanceof Fact.Present<SourceFile> file)
                || !isRequired(file.value(), word.shown(), call.machine())) {
            return Optional.empty();
        }
        SourceFile script = word.shown().endsWith(".json")
                ? new SourceFile(
                        file.value().path(), "module.exports = " + file.value().text())
                : file.value();
        Setting whole =
                Configuration.of(script, name -> variable(name, call.machine())).whole();
        Setting all = whole instanceof Setting.Items ? whole : whole.member("apps");
        List<App> apps = new ArrayList<>();
        for (Setting each : all instanceof Setting.Items items ? items.all() : List.of(all)) {
            Optional<App> app = app(each, chosen, word.at(), call.machine());
            if (app.isEmpty()) {
                return Optional.empty();
            }
            apps.add(app.get());
        }
        return Optional.of(apps);
    }

    /** It is loaded with {@code require}: of a module of ECMAScript nothing is left that it knows (measured with 7.0). */
    private static boolean isRequired(SourceFile file, String name, Machine machine) {
        ImagePath directory = machine.directory().resolve(name).parent();
        Manifest nearest = Manifest.above(directory, machine, true);
        boolean plain = nearest instanceof Manifest.None
                || nearest instanceof Manifest.Found found
                        && !found.json().type().equals(Optional.of("module"));
        return name.endsWith(".json") || (plain || name.endsWith(".cjs")) && !ModuleUses.isModule(file);
    }

    private static Optional<App> app(Setting setting, String chosen, Span at, Machine machine) {
        if (!(setting instanceof Setting.Members members)
                || !(setting.member("script") instanceof Setting.Text script)
                || !members.all().keySet().stream()
                        .allMatch(name -> HARMLESS.contains(name)
                                || FOLLOWED.contains(name)
                                || LOGS.contains(name)
                                || name.startsWith("env_"))) {
            return Optional.empty();
        }
        Setting interpreter = setting.member("interpreter");
        Setting restarts = setting.member("autorestart");
        Setting watches = setting.member("watch");
        boolean usual = (interpreter instanceof Setting.None || interpreter.equals(new Setting.Text("node")))
                && (restarts instanceof Setting.None || restarts.equals(new Setting.Flag(true)))
                && (watches instanceof Setting.None || watches.equals(new Setting.Flag(false)));
        Optional<Environment> environment = environment(setting.member("env"), machine.environment())
                .flatMap(given ->
                        chosen.isEmpty() ? Optional.of(given) : environment(setting.member("env_" + chosen), given));
        Optional<List<String>> arguments = setting.member("args") instanceof Setting.None
                ? Optional.of(List.of())
                : setting.member("args").texts().map(Pm2Runtime::parted);
        Setting directory = setting.member("cwd");
        if (!usual
                || environment.isEmpty()
                || arguments.isEmpty()
                || !(directory instanceof Setting.None || directory instanceof Setting.Text)) {
            return Optional.empty();
        }
        Machine given = machine.withEnvironment(environment.get());
        Machine inside = directory instanceof Setting.Text text
                ? given.withDirectory(machine.directory().resolve(text.text()))
                : given;
        return LOGS.stream().map(setting::member).allMatch(log -> mayLog(log, inside))
                ? app(
                        Arg.of(script.text(), at),
                        arguments.get().stream().map(each -> Arg.of(each, at)).toList(),
                        inside)
                : Optional.empty();
    }

    /** A directory that is not there is made first: whoever may not do that gets nothing started. */
    private static boolean mayLog(Setting log, Machine machine) {
        if (log instanceof Setting.None
                || machine.identity().known() && machine.identity().overrides()) {
            return true;
        }
        return log instanceof Setting.Text text
                && (text.text().startsWith("/dev/")
                        || machine.files()
                                                .follow(machine.directory()
                                                        .resolve(text.text())
                                                        .parent())
                                        instanceof Fact.Present<Located> above
                                && Permissions.of(above.value().node(), Permissions.Right.WRITE, machine.identity())
                                        instanceof Fact.Present<Node>);
    }

    /** One text is parted at its blanks. */
    private static List<String> parted(List<String> texts) {
        return texts.size() == 1 ? List.of(texts.get(0).strip().split("\\s+")) : texts;
    }

    private static Optional<Environment> environment(Setting setting, Environment given) {
        if (setting instanceof Setting.None) {
            return Optional.of(given);
        }
        if (!(setting instanceof Setting.Members members)) {
            return Optional.empty();
        }
        Environment environment = given;
        for (Map.Entry<String, Setting> each : members.all().entrySet()) {
            environment = environment.with(
                    each.getKey(),
                    each.getValue() instanceof Setting.Text text
                            ? Fact.present(text.text())
                            : Fact.unknown(Reason.VALUE_NOT_KNOWN, Evidence.NONE));
        }
        return Optional.of(environment);
    }

    private static Setting variable(String name, Machine machine) {
        return machine.environment()
                .get(name)
                .fold(
                        set -> (Setting) new Setting.Text(set.value()),
                        none -> new Setting.None(),
                        unknown -> new Setting.Unclear());
    }
}
