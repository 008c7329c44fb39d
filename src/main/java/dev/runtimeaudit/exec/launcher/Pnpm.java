package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** pnpm at start: its scripts and the commands of {@code node_modules/.bin} (pnpm.io, "pnpm run", "pnpm exec"). */
final class Pnpm extends NodeTool {

    private static final Set<String> VALUED = Set.of("dir", "C", "prefix", "loglevel", "reporter");
    private static final Set<String> BARE =
            Set.of("silent", "s", "if-present", "offline", "prefer-offline", "color", "no-color");

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

    @Override
    List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        if (call.arguments().size() == 1
                && Set.of("--version", "-v").contains(call.arguments().get(0).shown())) {
            return List.of(End.success(call.machine()));
        }
        Optional<Words> words = Words.of(call, VALUED, BARE, 2);
        if (words.isEmpty()
                || words.get().positional().isEmpty()
                || COMMANDS.contains(words.get().first())) {
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
        if (first.equals("exec")) {
            return bin(call, from, words.get().positional().get(1), words.get().rest(2), replay);
        }
        Arg name = words.get().positional().get(run ? 1 : 0);
        return script(
                call,
                from,
                name,
                words.get().rest(run ? 2 : 1),
                !run,
                words.get().has("if-present"),
                replay);
    }

    private static List<End> script(
            Invocation call,
            ImagePath from,
            Arg word,
            List<Arg> arguments,
            boolean orCommand,
            boolean ifPresent,
            Replay replay) {
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
            // pre and post scripts run only where the configuration asks for them.
            return runner.run(call, scripts.get(name), arguments, replay);
        }
        if (name.equals("start")) {
            Fact<FileSystem.Located> server = call.machine().files().follow(from.child("server.js"));
            if (server instanceof Fact.Unknown<FileSystem.Located> unknown) {
                return Chain.lost(call, unknown.reason(), unknown.evidence());
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
        if (ifPresent) {
            return List.of(End.success(call.machine()));
        }
        if (orCommand && !name.equals("test") && !name.equals("stop")) {
            return bin(call, from, word, arguments, replay);
        }
        return missing(call, found, name, CODE.formatted("ERR_PNPM_NO_SCRIPT", "Missing script: " + name));
    }

    private static PackageScript runner(ImagePath from) {
        return new PackageScript(
                from,
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
                .withEnvironment(PackageScript.environment(call.machine(), from, call.at()));
        List<Arg> words = new java.util.ArrayList<>(List.of(command));
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
