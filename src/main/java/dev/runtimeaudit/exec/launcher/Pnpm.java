package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * pnpm at start: its scripts and the commands of {@code node_modules/.bin} (pnpm.io, "pnpm run", "pnpm exec").
 *
 * <p>It is one class although it is long: most of it are the words of its command line.
 */
final class Pnpm extends NodeTool {

    private static final Set<String> VALUED = Set.of(
            "dir",
            "C",
            "prefix",
            "loglevel",
            "reporter",
            "filter",
            "F",
            "filter-prod",
            "workspace-concurrency",
            "resume-from",
            "test-pattern",
            "changed-files-ignore-pattern");
    private static final Set<String> BARE = Set.of(
            "silent",
            "s",
            "if-present",
            "offline",
            "prefer-offline",
            "color",
            "no-color",
            "w",
            "workspace-root",
            "r",
            "recursive",
            "include-workspace-root",
            "stream",
            "parallel",
            "sequential",
            "aggregate-output",
            "bail",
            "no-bail",
            "sort",
            "no-sort",
            "reverse",
            "fail-if-no-match",
            "report-summary",
            "reporter-hide-prefix",
            "ignore-workspace-root-check");

    /** What makes it run in the packages of the workspace instead of this one. */
    private static final String[] SELECTING = {
        "filter", "F", "filter-prod", "w", "workspace-root", "r", "recursive", "parallel"
    };

    /** Programs whose effects are known whichever version of them is downloaded. */
    private static final Set<String> DOWNLOADED = Set.of("prisma");

    /** From here on {@code enable-pre-post-scripts} is true unless somebody says otherwise (pnpm.io, "pnpm run"). */
    private static final int RUNS_HOOKS = 9;

    /** What is taken where the version is not known: what a registry gives to those who name none. */
    private static final int NEWEST = 10;

    /** pnpm writes thin spaces around its codes. */
    private static final String CODE = "\u2009%s\u2009 %s";

    /** What pnpm does by itself; every other first word is a script or a command. */
    private static final Set<String> COMMANDS = Set.of(
            "add",
            "approve-builds",
            "audit",
            "bin",
            "cache",
            "cat-file",
            "cat-index",
            "config",
            "create",
            "dedupe",
            "deploy",
            "dlx",
            "doctor",
            "env",
            "fetch",
            "find-hash",
            "help",
            "i",
            "import",
            "init",
            "install",
            "install-test",
            "it",
            "la",
            "licenses",
            "link",
            "list",
            "ll",
            "ln",
            "ls",
            "outdated",
            "pack",
            "patch",
            "patch-commit",
            "prune",
            "publish",
            "rb",
            "rebuild",
            "recursive",
            "remove",
            "rm",
            "root",
            "self-update",
            "server",
            "setup",
            "store",
            "un",
            "uninstall",
            "unlink",
            "up",
            "update",
            "upgrade",
            "why");

    /** What it hands to npm, also where a script is called so (pnpm up to 10; later ones do it themselves). */
    private static final Set<String> OF_NPM = Set.of(
            "access",
            "adduser",
            "bugs",
            "deprecate",
            "dist-tag",
            "docs",
            "edit",
            "find",
            "home",
            "info",
            "issues",
            "login",
            "logout",
            "owner",
            "ping",
            "prefix",
            "profile",
            "pkg",
            "repo",
            "s",
            "se",
            "search",
            "set-script",
            "show",
            "star",
            "stars",
            "team",
            "token",
            "unpublish",
            "unstar",
            "v",
            "version",
            "view",
            "whoami",
            "xmas");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        if (call.arguments().size() == 1
                && Set.of("--version", "-v").contains(call.arguments().get(0).shown())) {
            return List.of(End.success(call.machine()));
        }
        String begins =
                call.arguments().isEmpty() ? "" : call.arguments().get(0).shown();
        Optional<Failure> refusal =
                ManagerDemand.of(call, program, begins.equals("exec")).refusal();
        if (refusal.isPresent() && !begins.equals("dlx")) {
            return Chain.failed(call, refusal.get());
        }
        if (begins.equals("dlx")) {
            return downloaded(call, replay);
        }
        Optional<Words> words = words(call);
        if (words.isEmpty()
                || words.get().positional().isEmpty()
                || COMMANDS.contains(words.get().first())
                || OF_NPM.contains(words.get().first())) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        String first = words.get().first();
        if (Set.of("run", "run-script", "exec", "test", "t").contains(first)
                && words.get().positional().size() < 2
                && !first.startsWith("t")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Machine machine = call.machine();
        ImagePath from = words.get()
                .value("dir", "C", "prefix")
                .map(machine.directory()::resolve)
                .orElse(machine.directory());
        boolean run = first.startsWith("run");
        boolean exec = first.equals("exec");
        Asked asked = new Asked(
                words.get().positional().get(run || exec ? 1 : 0),
                words.get().rest(run || exec ? 2 : 1),
                !run,
                words.get().has("if-present"),
                major(program, NEWEST) >= RUNS_HOOKS);
        if (words.get().has(SELECTING)) {
            List<ImagePath> selected = selected(words.get(), from, machine, major(program, NEWEST));
            Optional<End> none = selected.isEmpty() ? nothing(call, words.get(), from) : Optional.empty();
            if (none.isPresent()) {
                return List.of(none.get());
            }
            boolean parallel = words.get().has("parallel") && !words.get().has("w", "workspace-root");
            if (selected.isEmpty() || selected.size() > 1 && !replay.guesses() && !parallel) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (selected.size() > 1) {
                List<Function<Invocation, List<End>>> steps = steps(selected, asked, exec, call.machine(), replay);
                return steps.isEmpty()
                        ? Chain.lost(call, Reason.PROGRAM_NOT_MODELLED)
                        : replay.guesses()
                                ? PackageScript.sequence(call.inTheMiddle(), steps, replay)
                                : sideBySide(call, steps, replay);
            }
            from = selected.get(0);
        }
        return exec ? bin(call, from, asked.word(), asked.arguments(), replay) : script(call, from, asked, replay);
    }

    /**
     * {@code pnpm dlx prisma@6 db push} (pnpm.io, "pnpm dlx"): a program that is known changes what it changes, whichever version comes, and fails at
     * what it fails at. That it can be downloaded, and that it serves or ends well, is not said.
     */
    private static List<End> downloaded(Invocation call, Replay replay) {
        List<Arg> words = call.arguments().subList(1, call.arguments().size());
        if (words.isEmpty() || !(words.get(0).value() instanceof Value.Known first)) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        int at = first.text().indexOf('@', 1);
        String name = at < 0 ? first.text() : first.text().substring(0, at);
        String version = at < 0 ? "" : first.text().substring(at + 1);
        if (!DOWNLOADED.contains(name) || replay.launcher(name).isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<Arg> command = new ArrayList<>(words);
        command.set(0, Arg.of(name, words.get(0).at()));
        boolean number = !version.isEmpty() && Character.isDigit(version.charAt(0));
        Content.Program program = new Content.Program(name, number ? version : "", Content.Linkage.UNKNOWN);
        return replay.run(call.with(command), program).stream()
                .map(end -> end.exit() instanceof Exit.Code code
                                && code.failure().isPresent()
                        ? end
                        : new End(
                                end.machine(),
                                new Exit.Unknown(Reason.DOWNLOADED, Evidence.of(call.at(), "downloads `" + name + "`")),
                                end.output(),
                                end.conditions(),
                                end.tolerated()))
                .map(end -> PackageScript.back(call, end))
                .toList();
    }

    /** What stands behind the name of a script or of a command is for that. */
    private static Optional<Words> words(Invocation call) {
        Optional<Words> words = Words.of(call, VALUED, BARE, 1);
        boolean own = words.filter(w -> Set.of("run", "run-script", "exec").contains(w.first()))
                .isPresent();
        return own ? Words.of(call, VALUED, BARE, 2) : words;
    }

    /** The same in several packages, those that others depend on first; of a script in those that have it. */
    private static List<Function<Invocation, List<End>>> steps(
            List<ImagePath> directories, Asked asked, boolean exec, Machine machine, Replay replay) {
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (ImagePath each : directories) {
            boolean has = Manifest.in(each, machine) instanceof Manifest.Found found
                    && !chosen(found.json().scripts(), asked.word().shown()).isEmpty();
            if (exec) {
                steps.add(at -> bin(at, each, asked.word(), asked.arguments(), replay));
            } else if (has) {
                steps.add(at -> script(at, each, asked, replay));
            }
        }
        return steps;
    }

    /**
     * {@code pnpm run --parallel} at a start (pnpm.io, "pnpm recursive", "--parallel"): all that it runs ends well, or all of it keeps
     * running. Where several would start the daemon of pm2 at the same time, nothing is said.
     */
    private static List<End> sideBySide(Invocation call, List<Function<Invocation, List<End>>> steps, Replay replay) {
        Machine machine = call.machine();
        for (Function<Invocation, List<End>> step : steps) {
            List<End> ends = step.apply(call.inTheMiddle().with(machine));
            if (ends.size() != 1 || !ends.get(0).exit().isSuccess()) {
                return AtOnce.run(call, steps, replay);
            }
            machine = ends.get(0).machine();
        }
        boolean races = steps.size() > 1 && Pm2Daemon.isUp(machine) && !Pm2Daemon.isUp(call.machine());
        return races ? Chain.lost(call, Reason.PROGRAM_NOT_MODELLED) : List.of(End.success(machine));
    }

    /** The scripts that a name means; {@code /^build:.*$/} means those that match. */
    private static List<String> chosen(Map<String, Fragment> scripts, String name) {
        if (name.length() < 3 || !name.startsWith("/") || !name.endsWith("/")) {
            return scripts.containsKey(name) ? List.of(name) : List.of();
        }
        try {
            Pattern pattern = Pattern.compile(name.substring(1, name.length() - 1));
            return scripts.keySet().stream()
                    .filter(each -> pattern.matcher(each).find())
                    .toList();
        } catch (PatternSyntaxException notOfJava) {
            return List.of();
        }
    }

    /**
     * What is to run.
     *
     * @param orCommand without {@code run} it may be a command of {@code node_modules/.bin}
     * @param hooks scripts called pre… and post… run as well
     */
    private record Asked(Arg word, List<Arg> arguments, boolean orCommand, boolean ifPresent, boolean hooks) {}

    /** The packages that options select, in the order of their dependencies; empty where they are none, or not all known. */
    private static List<ImagePath> selected(Words words, ImagePath from, Machine machine, int major) {
        Optional<Workspaces> workspaces = Workspaces.around(from, machine);
        if (workspaces.isEmpty()) {
            return List.of();
        }
        if (words.has("w", "workspace-root")) {
            return List.of(workspaces.get().root());
        }
        List<String> filters = words.values("filter", "F", "filter-prod").stream()
                .map(filter -> major >= 9 ? heeded(filter) : filter)
                .toList();
        Optional<Set<ImagePath>> chosen = filters.isEmpty()
                ? Optional.of(workspaces.get().packages().keySet())
                : workspaces.get().select(filters, from);
        List<ImagePath> sorted = chosen.map(workspaces.get()::sorted).orElse(List.of());
        if (words.has("reverse")) {
            sorted = new ArrayList<>(sorted);
            Collections.reverse(sorted);
        }
        return sorted;
    }

    /**
     * What pnpm says and does where its filters select no package: nothing, and that is no failure (pnpm.io, "Filtering",
     * {@code --fail-if-no-match}; observed with pnpm 8, 9 and 10). Empty where they may select one.
     */
    private static Optional<End> nothing(Invocation call, Words words, ImagePath from) {
        Machine machine = call.machine();
        List<String> filters = words.values("filter", "F", "filter-prod");
        Optional<Workspaces> workspaces = Workspaces.around(from, machine)
                .filter(all -> !words.has("w", "workspace-root", "include-workspace-root"))
                .filter(all -> all.selectsNothing(filters, from, "pnpm", machine))
                .filter(all ->
                        !(machine.environment().get("NPM_CONFIG_WORKSPACE_DIR") instanceof Fact.Present<String>));
        if (workspaces.isEmpty()) {
            return Optional.empty();
        }
        String says = "No projects matched the filters in \""
                + workspaces.get().root().value() + "\"";
        Evidence why = Evidence.of(call.at(), "selects no package of the workspace");
        return Optional.of(
                words.has("fail-if-no-match")
                        ? End.failed(machine, new Failure(Cause.STEP_FAILS, 1, says, call.at(), filters.get(0), why))
                        : End.success(leftAsIs(
                                        machine, workspaces.get().packages().keySet(), why))
                                .printing(Value.of(says + "\n")));
    }

    /** The same machine: whoever misses something in a package is told why nothing was made there. */
    private static Machine leftAsIs(Machine machine, Set<ImagePath> packages, Evidence why) {
        FileSystem files = machine.files();
        for (ImagePath each : packages) {
            files = files.update(
                    each,
                    false,
                    node -> node instanceof Node.Directory directory
                                    && directory.rest() instanceof Node.Rest.Closed closed
                            ? directory.withRest(new Node.Rest.Closed(why.because(closed.evidence())))
                            : node);
        }
        return machine.withFiles(files);
    }

    /** Of a place that is written without braces, what stands behind it is not heeded ({@code parseProjectSelector} of pnpm 9 and later). */
    private static String heeded(String filter) {
        boolean place = filter.startsWith("./") || filter.startsWith("../");
        return place && filter.endsWith("...") ? filter.substring(0, filter.length() - 3) : filter;
    }

    private static List<End> script(Invocation call, ImagePath from, Asked asked, Replay replay) {
        Arg word = asked.word();
        List<Arg> arguments = asked.arguments();
        String name = word.shown().equals("t") ? "test" : word.shown();
        Manifest manifest = Manifest.in(from, call.machine());
        if (manifest instanceof Manifest.Unclear unclear) {
            return Chain.lost(call, unclear.reason(), unclear.evidence());
        }
        if (manifest instanceof Manifest.Malformed) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (!(manifest instanceof Manifest.Found found)) {
            String line = CODE.formatted(
                    "ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND",
                    "No package.json (or package.yaml, or package.json5) was found in \"" + from + "\".");
            return Chain.fails(
                    call,
                    Cause.START_SCRIPT_MISSING,
                    1,
                    line,
                    from.child("package.json").value());
        }
        Map<String, Fragment> scripts = found.json().scripts();
        PackageScript runner = runner(from);
        if (scripts.containsKey(name)) {
            return hooked(call, scripts, name, asked, runner, replay);
        }
        List<String> chosen = chosen(scripts, name);
        if (!chosen.isEmpty() || name.startsWith("/")) {
            List<Function<Invocation, List<End>>> steps = new ArrayList<>();
            chosen.forEach(each -> steps.add(at -> hooked(at, scripts, each, asked, runner, replay)));
            return replay.guesses() && !steps.isEmpty()
                    ? PackageScript.sequence(call.inTheMiddle(), steps, replay)
                    : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (name.equals("start")) {
            Fact<FileSystem.Located> server = call.machine().files().follow(from.child("server.js"));
            if (server instanceof Fact.Unknown<FileSystem.Located> unknown) {
                return Chain.lost(call, unknown.reason(), unknown.evidence());
            }
            if (server instanceof Fact.Present<FileSystem.Located>
                    && asked.hooks()
                    && scripts.containsKey("prestart")) {
                // It looks for the name of the hook in the text of the script that is not there.
                return missing(
                        call,
                        found,
                        name,
                        "\u2009ERROR\u2009 Cannot read properties of undefined (reading 'includes')");
            }
            if (server instanceof Fact.Present<FileSystem.Located>) {
                return runner.run(call, Arg.of("node server.js", call.at()), arguments, replay);
            }
            return missing(
                    call,
                    found,
                    name,
                    CODE.formatted("ERR_PNPM_NO_SCRIPT_OR_SERVER", "Missing script start or file server.js"));
        }
        if (asked.ifPresent()) {
            return List.of(End.success(call.machine()));
        }
        if (asked.orCommand() && !name.equals("test") && !name.equals("stop")) {
            return bin(call, from, word, arguments, replay);
        }
        return missing(call, found, name, CODE.formatted("ERR_PNPM_NO_SCRIPT", "Missing script: " + name));
    }

    /** A script with what is to run in front of it and behind it; a script that runs its hook itself is left alone. */
    private static List<End> hooked(
            Invocation call,
            Map<String, Fragment> scripts,
            String name,
            Asked asked,
            PackageScript runner,
            Replay replay) {
        Fragment script = Objects.requireNonNull(scripts.get(name));
        String text = script.text();
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        Optional<Fragment> before = hook(scripts, "pre" + name, text, asked);
        Optional<Fragment> after = hook(scripts, "post" + name, text, asked);
        before.ifPresent(line -> steps.add(at -> runner.run(at.inTheMiddle(), line, List.of(), replay)));
        steps.add(at -> runner.run(after.isPresent() ? at.inTheMiddle() : at, script, asked.arguments(), replay));
        after.ifPresent(line -> steps.add(at -> runner.run(at, line, List.of(), replay)));
        return PackageScript.sequence(call, steps, replay);
    }

    private static Optional<Fragment> hook(Map<String, Fragment> scripts, String hook, String text, Asked asked) {
        return Optional.ofNullable(scripts.get(hook)).filter(line -> asked.hooks() && !text.contains(hook));
    }

    private static PackageScript runner(ImagePath from) {
        return new PackageScript(
                from,
                true,
                List.of("sh", "-c"),
                (command, refused) -> new Chain.Words(CODE.formatted("ELIFECYCLE", "Command failed with ENOENT"), 1));
    }

    private static List<End> missing(Invocation call, Manifest.Found found, String name, String line) {
        Evidence evidence = Evidence.of(call.at(), "runs the script `" + name + "`")
                .because(Span.wholeFile(found.json().file().path()), "has no such script");
        return Chain.failed(call, new Failure(Cause.START_SCRIPT_MISSING, 1, line, call.at(), name, evidence));
    }

    private static List<End> bin(Invocation call, ImagePath from, Arg command, List<Arg> arguments, Replay replay) {
        Machine inside = call.machine()
                .withDirectory(from)
                .withEnvironment(PackageScript.environment(call.machine(), from, true, call.at()));
        List<Arg> words = new ArrayList<>(List.of(command));
        words.addAll(arguments);
        Invocation child = new Invocation(words, inside, call.at(), call.input(), call.last());
        return Chain.exec(
                        child,
                        false,
                        replay,
                        (name, refused) -> new Chain.Words(
                                CODE.formatted(
                                        "ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL", "Command \"" + name + "\" not found"),
                                254))
                .stream()
                .map(end -> PackageScript.back(call, end))
                .toList();
    }
}
