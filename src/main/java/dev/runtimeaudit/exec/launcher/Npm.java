package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * npm at start: its scripts, and what it says when there are none (docs.npmjs.com, "npm-run-script").
 *
 * <p>It is one class although it is long: half of it is the list of npm's commands.
 */
final class Npm extends NodeTool {

    static final Set<String> VALUED = Set.of(
            "prefix",
            "C",
            "workspace",
            "w",
            "loglevel",
            "script-shell",
            "userconfig",
            "cache",
            "p",
            "package",
            "c",
            "call");

    static final Set<String> BARE = Set.of(
            "silent",
            "s",
            "q",
            "quiet",
            "d",
            "dd",
            "verbose",
            "if-present",
            "production",
            "offline",
            "prefer-offline",
            "ignore-scripts",
            "y",
            "yes",
            "no",
            "no-install",
            "no-audit",
            "no-fund",
            "no-update-notifier",
            "foreground-scripts",
            "legacy-peer-deps",
            "unsafe-perm",
            "force",
            "f",
            "workspaces",
            "ws",
            "include-workspace-root",
            "iwr",
            "no-progress",
            "no-color",
            "timing");

    /** docs.npmjs.com, "CLI commands": what is no script of the package and no typing error. */
    private static final Set<String> COMMANDS = Set.of(
            "access",
            "add",
            "adduser",
            "audit",
            "author",
            "bin",
            "bugs",
            "c",
            "cache",
            "ci",
            "clean-install",
            "completion",
            "config",
            "create",
            "ddp",
            "dedupe",
            "deprecate",
            "diff",
            "dist-tag",
            "dist-tags",
            "docs",
            "doctor",
            "edit",
            "exec",
            "explain",
            "explore",
            "find",
            "find-dupes",
            "fund",
            "get",
            "help",
            "help-search",
            "home",
            "hook",
            "i",
            "ic",
            "info",
            "init",
            "innit",
            "in",
            "ins",
            "inst",
            "insta",
            "instal",
            "install",
            "install-ci-test",
            "install-test",
            "issues",
            "it",
            "cit",
            "la",
            "link",
            "list",
            "ll",
            "ln",
            "login",
            "logout",
            "ls",
            "org",
            "ogr",
            "outdated",
            "owner",
            "pack",
            "ping",
            "pkg",
            "prefix",
            "profile",
            "prune",
            "publish",
            "query",
            "r",
            "rb",
            "rebuild",
            "remove",
            "repo",
            "rm",
            "root",
            "run",
            "run-script",
            "rum",
            "urn",
            "s",
            "sbom",
            "se",
            "search",
            "set",
            "show",
            "shrinkwrap",
            "star",
            "stars",
            "start",
            "stop",
            "restart",
            "t",
            "team",
            "test",
            "tst",
            "token",
            "un",
            "undeprecate",
            "uninstall",
            "unlink",
            "unpublish",
            "unstar",
            "up",
            "update",
            "upgrade",
            "v",
            "verison",
            "version",
            "view",
            "whoami",
            "why",
            "x",
            "sit",
            "isntall",
            "isnt",
            "isntal");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        Optional<Words> words = Words.of(call, VALUED, BARE, Integer.MAX_VALUE);
        if (call.arguments().size() == 1
                && Set.of("--version", "-v").contains(call.arguments().get(0).shown())) {
            return List.of(End.success(call.machine()));
        }
        if (words.isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        return new Session(call, words.get(), prefix(program), replay).run();
    }

    /** From 10.6 on npm says "error", before it said "ERR!". */
    static String prefix(Content.Program program) {
        return major(program, 10) >= 10 ? "npm error" : "npm ERR!";
    }

    /** One call of npm. */
    private static final class Session {
        private final Invocation call;
        private final Words words;
        private final String prefix;
        private final Replay replay;

        Session(Invocation call, Words words, String prefix, Replay replay) {
            this.call = call;
            this.words = words;
            this.prefix = prefix;
            this.replay = replay;
        }

        List<End> run() {
            String command = words.first();
            switch (command) {
                case "start", "stop", "restart", "test", "t", "tst":
                    return script(command.startsWith("t") ? "test" : command, words.rest(1));
                case "run", "run-script", "rum", "urn":
                    if (words.positional().size() < 2) {
                        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                    }
                    return script(words.positional().get(1).shown(), words.rest(2));
                case "exec", "x":
                    return new Npx().exec(call, words.rest(1), words, prefix, replay);
                case "ci", "clean-install", "ic":
                    return cleanInstall();
                case "install", "i", "add":
                    return install();
                default:
                    if (command.isEmpty()) {
                        return Chain.fails(call, Cause.UNKNOWN_SUBCOMMAND, 1, "npm <command>", "npm");
                    }
                    if (!COMMANDS.contains(command)) {
                        String line = "Unknown command: \"" + command + "\"";
                        return Chain.fails(call, Cause.UNKNOWN_SUBCOMMAND, 1, line, command);
                    }
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }

        private Manifest manifest() {
            Machine machine = call.machine();
            Optional<String> given = words.value("prefix", "C");
            return given.isPresent()
                    ? Manifest.in(directory(), machine)
                    : Manifest.above(machine.directory(), machine, true);
        }

        private ImagePath directory() {
            Machine machine = call.machine();
            return words.value("prefix", "C").map(machine.directory()::resolve).orElse(machine.directory());
        }

        private List<End> script(String name, List<Arg> arguments) {
            Manifest manifest = manifest();
            if (words.has("w", "workspace", "ws", "workspaces")) {
                boolean none = manifest instanceof Manifest.Found found
                        && !found.json().hasWorkspaces()
                        && Workspaces.around(directory(), call.machine()).isEmpty();
                if (none) {
                    return Chain.fails(
                            call, Cause.START_SCRIPT_MISSING, 1, prefix + " No workspaces found:", "workspaces");
                }
                List<Manifest> selected = selected();
                if (selected.isEmpty() || selected.size() > 1 && !replay.guesses()) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                if (selected.size() > 1) {
                    List<Function<Invocation, List<End>>> steps = new ArrayList<>();
                    selected.forEach(each ->
                            steps.add(at -> new Session(at, words, prefix, replay).script(name, arguments, each)));
                    return PackageScript.sequence(call.inTheMiddle(), steps, replay);
                }
                manifest = selected.get(0);
            }
            return script(name, arguments, manifest);
        }

        private List<End> script(String name, List<Arg> arguments, Manifest manifest) {
            if (!(manifest instanceof Manifest.Found found)) {
                return noManifest(manifest);
            }
            PackageJson json = found.json();
            Map<String, Fragment> scripts = json.scripts();
            PackageScript runner = new PackageScript(
                    found.directory(),
                    List.of(shell(found.directory()), "-c"),
                    (command, refused) -> new Chain.Words(prefix + " code " + refused.errno(), 254));
            Function<Invocation, List<End>> main;
            if (scripts.containsKey(name)) {
                main = at -> runner.run(at, scripts.get(name), arguments, replay);
            } else if (name.equals("start") && !scripts.containsKey("start")) {
                Fact<FileSystem.Located> server =
                        call.machine().files().follow(found.directory().child("server.js"));
                if (server instanceof Fact.Unknown<FileSystem.Located> unknown) {
                    return Chain.lost(call, unknown.reason(), unknown.evidence());
                }
                if (server instanceof Fact.Absent<FileSystem.Located>) {
                    return missing(name, json);
                }
                main = at -> runner.run(at, Arg.of("node server.js", at.at()), arguments, replay);
            } else if (words.has("if-present")) {
                return List.of(End.success(call.machine()));
            } else {
                return missing(name, json);
            }
            List<Function<Invocation, List<End>>> steps = new ArrayList<>();
            boolean hooks = !words.has("ignore-scripts");
            Optional.ofNullable(scripts.get("pre" + name))
                    .filter(before -> hooks)
                    .ifPresent(before -> steps.add(at -> runner.run(at.inTheMiddle(), before, List.of(), replay)));
            boolean post = hooks && scripts.containsKey("post" + name);
            steps.add(at -> main.apply(post ? at.inTheMiddle() : at));
            Optional.ofNullable(scripts.get("post" + name))
                    .filter(after -> hooks)
                    .ifPresent(after -> steps.add(at -> runner.run(at, after, List.of(), replay)));
            return PackageScript.sequence(call, steps, replay);
        }

        /** The packages that {@code -w} names, by their names or their directories; empty where one is not known. */
        private List<Manifest> selected() {
            Optional<Workspaces> workspaces = Workspaces.around(directory(), call.machine());
            List<String> given = words.values("w", "workspace");
            if (workspaces.isEmpty() || given.contains("")) {
                return List.of();
            }
            List<ImagePath> directories = new ArrayList<>();
            if (words.has("ws", "workspaces")) {
                directories.addAll(workspaces.get().packages().keySet());
            }
            for (String each : given) {
                ImagePath path = directory().resolve(each);
                Optional<ImagePath> found = workspaces
                        .get()
                        .directory(each)
                        .or(() -> Optional.of(path).filter(workspaces.get().packages()::containsKey));
                if (found.isEmpty()) {
                    return List.of();
                }
                directories.add(found.get());
            }
            return directories.stream()
                    .map(in -> Manifest.in(in, call.machine()))
                    .toList();
        }

        /** npm runs scripts in {@code sh}, unless its configuration names another shell. */
        private String shell(ImagePath directory) {
            Optional<String> given = words.value("script-shell");
            if (given.isPresent()) {
                return given.get();
            }
            if (Manifest.text(directory.child(".npmrc"), call.machine()) instanceof Fact.Present<SourceFile> npmrc) {
                for (String line : npmrc.value().text().split("\n")) {
                    int equals = line.indexOf('=');
                    if (equals > 0 && line.substring(0, equals).strip().equals("script-shell")) {
                        return line.substring(equals + 1).strip();
                    }
                }
            }
            return "sh";
        }

        private List<End> missing(String name, PackageJson json) {
            Evidence evidence = Evidence.of(call.at(), "runs the script `" + name + "`")
                    .because(Span.wholeFile(json.file().path()), "has no such script");
            return Chain.failed(
                    call,
                    new Failure(
                            Cause.START_SCRIPT_MISSING,
                            1,
                            prefix + " Missing script: \"" + name + "\"",
                            call.at(),
                            name,
                            evidence));
        }

        private List<End> noManifest(Manifest manifest) {
            if (manifest instanceof Manifest.Unclear unclear) {
                return Chain.lost(call, unclear.reason(), unclear.evidence());
            }
            if (manifest instanceof Manifest.Malformed) {
                return Chain.fails(call, Cause.STEP_FAILS, 1, prefix + " code EJSONPARSE", "package.json");
            }
            Evidence evidence = Evidence.of(call.at(), "needs a `package.json` at `" + directory() + "`")
                    .because(((Manifest.None) manifest).evidence());
            return Chain.failed(
                    call,
                    new Failure(
                            Cause.START_SCRIPT_MISSING,
                            254,
                            prefix + " code ENOENT",
                            call.at(),
                            directory().child("package.json").value(),
                            evidence));
        }

        private List<End> cleanInstall() {
            Manifest manifest = manifest();
            if (!(manifest instanceof Manifest.Found found)) {
                return noManifest(manifest);
            }
            for (String lock : List.of("package-lock.json", "npm-shrinkwrap.json")) {
                if (!(call.machine().files().follow(found.directory().child(lock)) instanceof Fact.Absent<?>)) {
                    return unreachable(found);
                }
            }
            return Chain.fails(call, Cause.INSTALL_CANNOT_SUCCEED, 1, prefix + " code EUSAGE", "package-lock.json");
        }

        private List<End> install() {
            Manifest manifest = manifest();
            return manifest instanceof Manifest.Found found ? unreachable(found) : noManifest(manifest);
        }

        /** What is not installed would have to come from a registry. */
        private List<End> unreachable(Manifest.Found found) {
            boolean closed =
                    replay.world().network() == Network.NONE && replay.world().phase() == Phase.START;
            boolean allMissing = !found.json().dependencies().isEmpty()
                    && call.machine().files().follow(found.directory().child("node_modules")) instanceof Fact.Absent<?>;
            if (closed && allMissing && words.rest(1).isEmpty()) {
                return Chain.fails(call, Cause.INSTALL_CANNOT_SUCCEED, 1, prefix + " code EAI_AGAIN", "registry");
            }
            return Chain.lost(call, Reason.DOWNLOADED);
        }
    }
}
