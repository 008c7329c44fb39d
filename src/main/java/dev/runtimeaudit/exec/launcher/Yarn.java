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
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * yarn 1, "classic": its scripts and the commands of {@code node_modules/.bin} (classic.yarnpkg.com, "yarn run"). Of later ones,
 * which come with the project, the scripts are followed in a {@code RUN} (yarnpkg.com, "yarn run"): they know no pre and post.
 *
 * <p>It is one class although it is long: most of it are the words of its command line.
 */
final class Yarn extends NodeTool {

    private static final Set<String> VALUED = Set.of("cwd", "modules-folder", "cache-folder");
    private static final Set<String> BARE = Set.of(
            "silent", "s", "offline", "prefer-offline", "verbose", "ignore-engines", "non-interactive", "no-progress");

    /** What yarn does by itself; every other first word is a script or a command. */
    private static final Set<String> COMMANDS = Set.of(
            "access",
            "add",
            "audit",
            "autoclean",
            "bin",
            "cache",
            "check",
            "config",
            "create",
            "exec",
            "generate-lock-entry",
            "global",
            "help",
            "import",
            "info",
            "init",
            "install",
            "licenses",
            "link",
            "list",
            "login",
            "logout",
            "node",
            "outdated",
            "owner",
            "pack",
            "policies",
            "publish",
            "remove",
            "tag",
            "team",
            "unlink",
            "unplug",
            "upgrade",
            "upgrade-interactive",
            "version",
            "versions",
            "why",
            "workspace",
            "workspaces");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        boolean later = major(program, 1) != 1;
        if (!replay.guesses() && (later || YarnOfProject.isThere(call.machine()))) {
            return words(call)
                    .flatMap(words -> YarnOfProject.run(call, words, COMMANDS, replay))
                    .orElseGet(() -> Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
        }
        if (call.arguments().size() == 1
                && Set.of("--version", "-v").contains(call.arguments().get(0).shown())) {
            return List.of(End.success(call.machine()));
        }
        Optional<Words> words = words(call);
        if (words.isEmpty() || words.get().positional().isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (words.get().first().equals("workspace") && words.get().positional().size() == 2) {
            return workspace(call, words.get(), program, replay);
        }
        if (words.get().first().equals("workspaces")
                && words.get().positional().size() == 2
                && words.get().positional().get(1).shown().equals("run")
                && replay.guesses()
                && !later) {
            return everywhere(call, words.get(), program, replay);
        }
        boolean run = words.get().first().equals("run");
        if (COMMANDS.contains(words.get().first())
                || run && words.get().positional().size() < 2) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        String name = words.get().positional().get(run ? 1 : 0).shown();
        return script(call, program, words.get(), name, words.get().rest(run ? 2 : 1), later, replay);
    }

    /** What stands behind the name of a script or of a command is for that. */
    private static Optional<Words> words(Invocation call) {
        Optional<Words> words = Words.of(call, VALUED, BARE, 1);
        boolean own = words.filter(w -> Set.of("run", "workspace", "workspaces").contains(w.first()))
                .isPresent();
        return own ? Words.of(call, VALUED, BARE, 2) : words;
    }

    /** {@code yarn workspaces run <command>}: in one package after the other, in the order in which they are listed. */
    private List<End> everywhere(Invocation call, Words words, Content.Program program, Replay replay) {
        Optional<Workspaces> workspaces = Workspaces.around(call.machine().directory(), call.machine());
        List<Arg> inner = new ArrayList<>(List.of(call.command()));
        inner.addAll(words.rest(2));
        if (workspaces.isEmpty()
                || inner.size() < 2
                || workspaces.get().packages().isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (ImagePath each : workspaces.get().packages().keySet()) {
            steps.add(at -> runInNode(
                            new Invocation(inner, at.machine().withDirectory(each), at.at(), at.input(), false),
                            program,
                            replay)
                    .stream()
                    .map(end -> PackageScript.back(at, end))
                    .toList());
        }
        return PackageScript.sequence(call, steps, replay);
    }

    /** {@code yarn workspace <name> <command>}: the command, in the directory of that package. */
    private List<End> workspace(Invocation call, Words words, Content.Program program, Replay replay) {
        String name = words.positional().get(1).shown();
        Optional<ImagePath> directory =
                Workspaces.around(call.machine().directory(), call.machine()).flatMap(all -> all.directory(name));
        if (directory.isEmpty() || words.rest(2).isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<Arg> inner = new ArrayList<>(List.of(call.command()));
        inner.addAll(words.rest(2));
        Invocation there = new Invocation(
                inner, call.machine().withDirectory(directory.get()), call.at(), call.input(), call.last());
        return runInNode(there, program, replay).stream()
                .map(end -> PackageScript.back(call, end))
                .toList();
    }

    private static List<End> script(
            Invocation call,
            Content.Program program,
            Words words,
            String name,
            List<Arg> arguments,
            boolean given,
            Replay replay) {
        Machine machine = call.machine();
        ImagePath from = words.value("cwd").map(machine.directory()::resolve).orElse(machine.directory());
        Manifest manifest = Manifest.above(from, machine, false);
        if (manifest instanceof Manifest.Unclear unclear) {
            return Chain.lost(call, unclear.reason(), unclear.evidence());
        }
        if (manifest instanceof Manifest.Malformed) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (!(manifest instanceof Manifest.Found found)) {
            String line = "error Couldn't find a package.json file in \"" + from + "\"";
            return Chain.fails(
                    call,
                    Cause.START_SCRIPT_MISSING,
                    1,
                    line,
                    from.child("package.json").value());
        }
        PackageJson json = found.json();
        boolean later = given || replay.guesses() && handsOver(json, machine);
        Optional<List<End>> refused = later ? Optional.empty() : refused(call, program, json, words, replay);
        if (refused.isPresent()) {
            return refused.get();
        }
        PackageScript runner = new PackageScript(
                found.directory(),
                List.of("/bin/sh", "-c"),
                (command, no) -> new Chain.Words("error Command failed with exit code 127.", 127));
        Map<String, Fragment> scripts = json.scripts();
        if (!scripts.containsKey(name)) {
            return later ? elsewhere(call, name, arguments, replay) : bin(call, found, name, arguments, runner, replay);
        }
        if (later) {
            return runner.run(call, Objects.requireNonNull(scripts.get(name)), arguments, replay);
        }
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (String each : List.of("pre" + name, name, "post" + name)) {
            if (scripts.containsKey(each)) {
                List<Arg> own = each.equals(name) ? arguments : List.of();
                boolean last = each.startsWith("post") && !each.equals(name) || !scripts.containsKey("post" + name);
                steps.add(at -> runner.run(
                        new Invocation(at.argv(), at.machine(), at.at(), at.input(), at.last() && last),
                        scripts.get(each),
                        own,
                        replay));
            }
        }
        return PackageScript.sequence(call, steps, replay);
    }

    /** Whether a later yarn, that of the project, is what runs. */
    private static boolean handsOver(PackageJson json, Machine machine) {
        return json.packageManager()
                        .filter(named -> !named.matches("yarn@[01]\\..*"))
                        .isPresent()
                || mayHandOver(machine);
    }

    /** A later yarn runs a script with a colon in its name wherever the one package that has it is called from. */
    private static List<End> elsewhere(Invocation call, String name, List<Arg> arguments, Replay replay) {
        Optional<Workspaces> workspaces = Workspaces.around(call.machine().directory(), call.machine());
        List<Map.Entry<ImagePath, PackageJson>> owners = workspaces.stream()
                .flatMap(all -> all.packages().entrySet().stream())
                .filter(each -> each.getValue().scripts().containsKey(name))
                .toList();
        if (owners.size() != 1 || !name.contains(":")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Map.Entry<ImagePath, PackageJson> owner = owners.get(0);
        return new PackageScript(
                        owner.getKey(),
                        List.of("/bin/sh", "-c"),
                        (command, no) -> new Chain.Words("command not found: " + command, 127))
                .run(call, Objects.requireNonNull(owner.getValue().scripts().get(name)), arguments, replay);
    }

    /** A {@code .yarnrc} or {@code .yarnrc.yml} here or above may name the yarn of the project ({@code yarnPath}), which then runs. */
    private static boolean mayHandOver(Machine machine) {
        ImagePath at = machine.directory();
        while (true) {
            for (String name : List.of(".yarnrc.yml", ".yarnrc")) {
                if (!(machine.files().follow(at.child(name)) instanceof Fact.Absent<FileSystem.Located>)) {
                    return true;
                }
            }
            if (at.isRoot()) {
                return false;
            }
            at = at.parent();
        }
    }

    /** What yarn checks before it runs anything; what it looks at and nobody knows ends the replay of a start. */
    private static Optional<List<End>> refused(
            Invocation call, Content.Program program, PackageJson json, Words words, Replay replay) {
        ManagerDemand demand = ManagerDemand.of(call, program, words.has("ignore-engines"));
        if (demand.refusal().isPresent()) {
            return Optional.of(Chain.failed(call, demand.refusal().get()));
        }
        boolean other = json.packageManager()
                .filter(manager -> !manager.matches("yarn@[01]\\..*"))
                .isPresent();
        // A build is followed as it goes when all goes well.
        boolean goesOn = demand.clear() || replay.guesses() && !(other && mayHandOver(call.machine()));
        return goesOn ? Optional.empty() : Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
    }

    private static List<End> bin(
            Invocation call,
            Manifest.Found found,
            String name,
            List<Arg> arguments,
            PackageScript runner,
            Replay replay) {
        ImagePath path = found.directory().resolve("node_modules/.bin").child(name);
        Fact<FileSystem.Located> bin = call.machine().files().follow(path);
        if (bin instanceof Fact.Unknown<FileSystem.Located> unknown) {
            return Chain.lost(call, unknown.reason(), unknown.evidence());
        }
        if (bin instanceof Fact.Present<FileSystem.Located>) {
            return runner.run(call, Arg.of(PackageScript.quoted(path.value()), call.at()), arguments, replay);
        }
        Evidence evidence = Evidence.of(call.at(), "runs the script `" + name + "`")
                .because(Span.wholeFile(found.json().file().path()), "has no such script");
        return Chain.failed(
                call,
                new Failure(
                        Cause.START_SCRIPT_MISSING,
                        1,
                        "error Command \"" + name + "\" not found.",
                        call.at(),
                        name,
                        evidence.because(bin.evidence())));
    }
}
