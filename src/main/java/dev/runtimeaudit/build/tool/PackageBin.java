package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A command of an installed package that a package manager runs in a {@code RUN}: {@code npx X}, {@code npm exec X}, {@code pnpm exec
 * X}, {@code pnpm X}, {@code yarn X}, {@code bunx X} (pnpm.io, "pnpm exec"; docs.npmjs.com, "npm-exec").
 *
 * <p>Only commands whose effects are known are run; of others the caller says what they may have touched.
 */
final class PackageBin {

    private static final Set<String> WITH_VALUE =
            Set.of("-C", "--dir", "--prefix", "--cwd", "--loglevel", "--reporter", "--cache", "--registry");

    /** What makes it run elsewhere, several times, or in a shell. */
    private static final Set<String> ELSEWHERE = Set.of(
            "-F",
            "--filter",
            "-r",
            "--recursive",
            "-w",
            "--workspace-root",
            "--workspace",
            "-ws",
            "--workspaces",
            "-c",
            "--call",
            "--shell-mode",
            "--package",
            "-p",
            "--parallel");

    /** What the package managers do themselves, as far as it could be the name of a program that is known. */
    private static final Set<String> OWN = Set.of(
            "install",
            "link",
            "patch",
            "env",
            "init",
            "node",
            "npm",
            "pack",
            "test",
            "start",
            "run",
            "create",
            "set",
            "workspace",
            "workspaces",
            "plugin",
            "dlx",
            "up",
            "exec",
            "x",
            "find",
            "node-gyp");

    private final Job job;
    private final Replay replay;
    private boolean downloads;

    PackageBin(Job job, Replay replay) {
        this.job = job;
        this.replay = replay;
    }

    /** {@code pnpm dlx} takes the package from the registry, whatever is installed (pnpm.io, "pnpm dlx"). */
    Optional<List<End>> downloaded() {
        downloads = true;
        return of(1);
    }

    /** {@code npx} and its like as programs of their own. */
    static Launcher alone(Launcher otherwise) {
        return (call, program, replay) -> new PackageBin(new Job(call, program), replay)
                .of(0)
                // Under a version that is told, so that it is not looked up by its name once more.
                .orElseGet(() -> otherwise.run(call, new Program(program.name(), "", program.linkage()), replay));
    }

    /**
     * Runs the command that a line names. Empty when it is none that is known.
     *
     * @param skip words of the package manager's own in front of it: 1 for {@code exec}
     */
    Optional<List<End>> of(int skip) {
        List<Arg> words = job.call().arguments();
        ImagePath directory = job.machine().directory();
        int own = skip;
        for (int i = 0; i < words.size(); i++) {
            Optional<String> word = Line.text(words.get(i));
            if (word.isEmpty()) {
                return Optional.empty();
            }
            String text = word.get();
            int equals = text.indexOf('=');
            String option = equals < 0 ? text : text.substring(0, equals);
            if (ELSEWHERE.contains(option)) {
                return Optional.empty();
            }
            if (text.startsWith("-")) {
                boolean next = WITH_VALUE.contains(option) && equals < 0 && i + 1 < words.size();
                Optional<String> value = equals >= 0
                        ? Optional.of(text.substring(equals + 1))
                        : next ? Line.text(words.get(i + 1)) : Optional.empty();
                if (Set.of("-C", "--dir", "--prefix", "--cwd").contains(option)) {
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    directory = directory.resolve(value.get());
                }
                i += next ? 1 : 0;
            } else if (own > 0) {
                own--;
            } else {
                return run(
                        words.subList(i, words.size()),
                        directory,
                        skip == 0 && job.program().name().endsWith("x"));
            }
        }
        return Optional.empty();
    }

    private Optional<List<End>> run(List<Arg> command, ImagePath directory, boolean download) {
        String named = command.get(0).shown();
        String name = GlobalPackages.name(named);
        boolean known = replay.launcher(name).isPresent() || Effects.isTool(name);
        if (!known || OWN.contains(name) || name.contains("/")) {
            return Optional.empty();
        }
        Invocation call = job.call();
        boolean pnpm = job.program().name().equals("pnpm");
        Machine inside = job.machine()
                .withDirectory(directory)
                .withEnvironment(PackageScript.environment(job.machine(), directory, pnpm, call.at()));
        List<Arg> words = new ArrayList<>(command);
        words.set(0, Arg.of(name, command.get(0).at()));
        Invocation child = new Invocation(words, inside, call.at(), call.input(), call.last());
        Loaded loaded = Kernel.find(child);
        List<End> ends;
        if (downloads) {
            ends = replay.run(child, asked(named, name));
        } else if (loaded instanceof Loaded.Refused && !download) {
            ends = Chain.exec(child, false, replay, this::voice);
        } else if (loaded instanceof Loaded.Runs runs) {
            ends = replay.run(child.with(runs.argv()), runs.program());
        } else {
            ends = replay.run(child, asked(named, name));
        }
        return Optional.of(
                ends.stream().map(end -> PackageScript.back(call, end)).toList());
    }

    /** It is there, or it is downloaded: which version of it is not known, unless it is asked for. */
    private static Program asked(String named, String name) {
        String version = named.substring(name.length()).replaceFirst("^@", "");
        boolean number = !version.isEmpty() && Character.isDigit(version.charAt(0));
        return new Program(name, number ? version : "", Linkage.UNKNOWN);
    }

    private Chain.Words voice(String command, Loaded.Refused refused) {
        return switch (job.program().name()) {
            case "pnpm" ->
                new Chain.Words(
                        "\u2009ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL\u2009 Command \"" + command + "\" not found", 254);
            case "yarn" -> new Chain.Words("error Command \"" + command + "\" not found.", 1);
            default -> new Chain.Words("sh: " + command + ": not found", 127);
        };
    }

    /** Whether the package of the current directory has a script of this name; absent is a proof. */
    static Fact<String> script(Job job, String name) {
        return Manifest.in(job.machine().directory(), job.files())
                .then(known -> known.value().scripts().containsKey(name)
                        ? new Fact.Present<>(name, known.evidence())
                        : Fact.absent(known.evidence()));
    }
}
