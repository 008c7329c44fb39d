package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.node.TypeScriptReach;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** bun: scripts of the package and files (bun.sh/docs, "bun run"). What a file does in bun is not followed. */
final class Bun implements Launcher {

    private static final Set<String> COMMANDS = Set.of(
            "a",
            "add",
            "build",
            "c",
            "create",
            "exec",
            "i",
            "info",
            "init",
            "install",
            "link",
            "outdated",
            "patch",
            "pm",
            "publish",
            "remove",
            "repl",
            "rm",
            "test",
            "unlink",
            "update",
            "upgrade",
            "why",
            "x",
            "audit");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Optional<Words> words = words(call);
        if (words.isEmpty()
                || words.get().has("watch", "hot", "preload", "r", "config", "c")
                || words.get().has("cwd", "filter", "F") && !replay.guesses()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (words.get().has("version", "v", "help", "h") || call.arguments().isEmpty()) {
            return List.of(End.success(call.machine()));
        }
        String first = words.get().first();
        boolean run = first.equals("run");
        if (first.isEmpty()
                || COMMANDS.contains(first)
                || run && words.get().positional().size() < 2) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Arg name = words.get().positional().get(run ? 1 : 0);
        List<Arg> arguments = words.get().rest(run ? 2 : 1);
        List<ImagePath> directories = directories(call, words.get());
        if (directories.isEmpty()) {
            return selectsNothing(call, words.get())
                    ? Chain.failed(
                            call,
                            new Failure(
                                    Cause.STEP_FAILS,
                                    1,
                                    "error: No packages matched the filter",
                                    call.at(),
                                    words.get().value("filter", "F").orElse(""),
                                    Evidence.of(call.at(), "selects no package of the workspace")))
                    : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        boolean filtered = words.get().has("filter", "F");
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (ImagePath each : directories) {
            boolean has = Manifest.in(each, call.machine()) instanceof Manifest.Found found
                    && found.json().scripts().containsKey(name.shown());
            if (has || !filtered) {
                steps.add(at -> script(at.with(at.machine().withDirectory(each)), name, arguments, replay).stream()
                        .map(end -> PackageScript.back(at, end))
                        .toList());
            }
        }
        return steps.isEmpty()
                ? Chain.lost(call, Reason.PROGRAM_NOT_MODELLED)
                : PackageScript.sequence(call, steps, replay);
    }

    /** What stands behind the name of a script or of a file is for that. */
    private static Optional<Words> words(Invocation call) {
        Set<String> valued = Set.of("cwd", "port", "preload", "r", "config", "c", "env-file", "filter", "F");
        Set<String> bare = Set.of(
                "bun", "b", "watch", "hot", "silent", "smol", "no-install", "if-present", "version", "v", "help", "h");
        Optional<Words> words = Words.of(call, valued, bare, 1);
        boolean run = words.filter(w -> w.first().equals("run")).isPresent();
        return run ? Words.of(call, valued, bare, 2) : words;
    }

    /** Where it runs: in the current directory, in the one that {@code --cwd} names, in the packages that a filter selects. */
    private static List<ImagePath> directories(Invocation call, Words words) {
        ImagePath current = call.machine().directory();
        ImagePath from = words.value("cwd").map(current::resolve).orElse(current);
        if (!words.has("filter", "F")) {
            return List.of(from);
        }
        return Workspaces.around(from, call.machine())
                .filter(all -> words.values("filter", "F").stream().noneMatch(filter -> isScopeLeftOut(filter, all)))
                .flatMap(all -> all.select(words.values("filter", "F"), from).map(all::sorted))
                .orElse(List.of());
    }

    /** Bun wants the whole name: what pnpm finds without the scope, it does not. */
    private static boolean isScopeLeftOut(String filter, Workspaces all) {
        return filter.matches("[\\w.-]+")
                && all.directory(filter).isEmpty()
                && all.packages().values().stream()
                        .anyMatch(json -> json.name().orElse("").endsWith("/" + filter));
    }

    private static boolean selectsNothing(Invocation call, Words words) {
        ImagePath current = call.machine().directory();
        ImagePath from = words.value("cwd").map(current::resolve).orElse(current);
        return Workspaces.around(from, call.machine())
                .filter(all -> all.selectsNothing(words.values("filter", "F"), from, "bun", call.machine()))
                .isPresent();
    }

    private static List<End> script(Invocation call, Arg word, List<Arg> arguments, Replay replay) {
        if (!(word.value() instanceof Value.Known known)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        String name = known.text();
        Manifest manifest = Manifest.above(call.machine().directory(), call.machine(), false);
        boolean file = name.contains("/") || name.matches(".*\\.[cm]?[jt]sx?");
        // Nobody calls a script by the name of a file: what cannot be read somewhere above does not matter then.
        boolean unread = manifest instanceof Manifest.Unclear && !file;
        if (unread || manifest instanceof Manifest.Malformed) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (manifest instanceof Manifest.Found found) {
            Optional<Fragment> line = Optional.ofNullable(found.json().scripts().get(name));
            if (line.isPresent()) {
                String shell = "sh";
                if (Kernel.onPath("bash", call.machine()) instanceof Fact.Present<ImagePath> bash) {
                    shell = bash.value().value();
                } else if (!replay.guesses()
                        && !(Kernel.onPath("bash", call.machine()) instanceof Fact.Absent<ImagePath>)) {
                    return Chain.lost(call, Reason.BASE_IMAGE_PARTLY_KNOWN);
                }
                PackageScript runner = new PackageScript(
                        found.directory(),
                        List.of(shell, "-c"),
                        (command, refused) -> new Chain.Words("error: " + Chain.text(refused), 1));
                List<Function<Invocation, List<End>>> steps = new ArrayList<>();
                for (String each : List.of("pre" + name, name, "post" + name)) {
                    Optional<Fragment> text =
                            Optional.ofNullable(found.json().scripts().get(each));
                    List<Arg> own = each.equals(name) ? arguments : List.of();
                    text.ifPresent(t -> steps.add(at -> runner.run(at, t, own, replay)));
                }
                return PackageScript.sequence(call, steps, replay);
            }
        }
        Fact<FileSystem.Located> found =
                call.machine().files().follow(call.machine().directory().resolve(name));
        if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
            return Chain.lost(call, unknown.reason(), unknown.evidence());
        }
        if (found instanceof Fact.Present<FileSystem.Located> here) {
            if (!(here.value().node() instanceof Node.File)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            TypeScriptReach reach = new TypeScriptReach(call.machine(), true);
            Optional<Failure> missing = reach.missing(here.value().path());
            if (missing.isPresent()) {
                return Chain.failed(call, missing.get());
            }
            boolean serves = replay.world().network() == World.Network.UNKNOWN
                    && replay.world().phase() == World.Phase.START
                    && reach.serves(here.value().path());
            return serves ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (file) {
            Evidence evidence = Evidence.of(word.at(), "runs `" + name + "`").because(found.evidence());
            return Chain.failed(
                    call,
                    new Failure(
                            Cause.START_FILE_MISSING,
                            1,
                            "error: Module not found \"" + name + "\"",
                            word.at(),
                            name,
                            evidence));
        }
        if (!(call.machine().files().follow(call.machine().directory().resolve("node_modules/.bin/" + name))
                instanceof Fact.Absent<FileSystem.Located>)) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Evidence evidence =
                Evidence.of(call.at(), "runs the script `" + name + "`").because(found.evidence());
        if (manifest instanceof Manifest.Found here) {
            evidence = evidence.because(Span.wholeFile(here.json().file().path()), "has no such script");
        }
        return Chain.failed(
                call,
                new Failure(
                        Cause.START_SCRIPT_MISSING,
                        1,
                        "error: Script not found \"" + name + "\"",
                        call.at(),
                        name,
                        evidence));
    }

    /** Its image's entry script: options and what is no command are bun's. */
    static final class Entrypoint implements Launcher {
        @Override
        public List<End> run(Invocation call, Content.Program program, Replay replay) {
            List<Arg> words = new ArrayList<>(call.arguments());
            if (words.isEmpty()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            String first = words.get(0).shown();
            Fact<?> found = first.contains("/")
                    ? call.machine().files().follow(call.machine().directory().resolve(first))
                    : Kernel.onPath(first, call.machine());
            if (found instanceof Fact.Unknown<?>) {
                return Chain.lost(call, Reason.BASE_IMAGE_PARTLY_KNOWN);
            }
            if (first.startsWith("-") || found instanceof Fact.Absent<?>) {
                words.add(0, Arg.of("/usr/local/bin/bun", call.at()));
            }
            return Chain.exec(
                    call.with(words),
                    true,
                    replay,
                    (command, refused) -> new Chain.Words(
                            "/usr/local/bin/docker-entrypoint.sh: exec: " + command + ": " + Chain.text(refused),
                            Chain.isMissing(refused) ? 127 : 126));
        }
    }
}
