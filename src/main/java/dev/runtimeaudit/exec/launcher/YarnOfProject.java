package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The later yarn that a project brings with it at a start: yarn 1 hands over to the file that {@code yarnPath} names
 * (yarnpkg/yarn, {@code rc.js} and {@code cli/index.js}), and that runs the script of the package with a shell of its own
 * (yarnpkg.com, "yarn run"). Followed where the file, its plugins and the lockfile are there, and the script is nothing but
 * commands one behind the other, which every shell takes alike. That it fails is not proven.
 */
final class YarnOfProject {

    private static final Pattern VERSION = Pattern.compile("yarn-([2-9])\\.[0-9.]+\\.cjs");

    /** Commands of plain words, with {@code &&} between them. */
    private static final Pattern PLAIN = Pattern.compile("[\\w./:=@+, -]+(&&[\\w./:=@+, -]+)*");

    /** yarn 4 needs 18.12 (yarnpkg.com, "Installation"). */
    private static final int LEAST_NODE = 20;

    private YarnOfProject() {}

    /** Whether the directory says that a yarn of its own is to run. */
    static boolean isThere(Machine machine) {
        return settings(machine)
                .filter(text -> value(text, "yarnPath:").isPresent())
                .isPresent();
    }

    /** Empty where something that it needs is not known to be there. */
    static Optional<List<End>> run(Invocation call, Words words, Set<String> commands, Replay replay) {
        Machine machine = call.machine();
        boolean script = !words.positional().isEmpty() && words.flags().isEmpty();
        boolean run = script && words.first().equals("run");
        if (!script
                || !run && commands.contains(words.first())
                || words.positional().size() < (run ? 2 : 1)) {
            return Optional.empty();
        }
        if (!isWhole(machine) || !(Manifest.in(machine.directory(), machine) instanceof Manifest.Found found)) {
            return Optional.empty();
        }
        Optional<Fragment> line = Optional.ofNullable(found.json()
                        .scripts()
                        .get(words.positional().get(run ? 1 : 0).shown()))
                .filter(each -> PLAIN.matcher(each.text()).matches());
        if (line.isEmpty()) {
            return Optional.empty();
        }
        List<Arg> arguments = words.rest(run ? 2 : 1);
        PackageScript runner = new PackageScript(
                found.directory(),
                List.of("/bin/sh", "-c"),
                (command, refused) -> new Chain.Words("command not found: " + command, 127));
        return Optional.of(runner.run(call, line.get(), arguments, replay).stream()
                .map(YarnOfProject::unproven)
                .toList());
    }

    /** Whether all that it needs to run a script is there. */
    private static boolean isWhole(Machine machine) {
        Optional<String> text = settings(machine);
        Optional<String> path = text.flatMap(all -> value(all, "yarnPath:"));
        Matcher version =
                VERSION.matcher(path.map(p -> ImagePath.of("/" + p).name()).orElse(""));
        String node = NodeTool.nodeVersion(machine).split("\\.", -1)[0];
        return version.matches()
                && node.matches("[0-9]{2}")
                && Integer.parseInt(node) >= LEAST_NODE
                && machine.files().holdsFile(machine.directory().resolve(path.orElseThrow()))
                && machine.files().holdsFile(machine.directory().resolve("yarn.lock"))
                && text.orElseThrow()
                        .lines()
                        .map(String::strip)
                        .map(each -> each.startsWith("- ") ? each.substring(2).strip() : each)
                        .filter(each -> each.startsWith("path:"))
                        .allMatch(each -> machine.files()
                                .holdsFile(machine.directory().resolve(unquoted(each.substring("path:".length())))));
    }

    private static Optional<String> settings(Machine machine) {
        return Manifest.text(machine.directory().child(".yarnrc.yml"), machine) instanceof Fact.Present<SourceFile> file
                ? Optional.of(file.value().text())
                : Optional.empty();
    }

    private static Optional<String> value(String text, String key) {
        return text.lines()
                .filter(each -> each.startsWith(key))
                .map(each -> unquoted(each.substring(key.length())))
                .findFirst();
    }

    private static String unquoted(String value) {
        return value.strip().replaceAll("^[\"']|[\"']$", "");
    }

    private static End unproven(End end) {
        if (!(end.exit() instanceof Exit.Code code) || code.failure().isEmpty()) {
            return end;
        }
        Exit exit = new Exit.Unknown(
                Reason.PROGRAM_NOT_MODELLED, code.failure().get().evidence());
        return new End(end.machine(), exit, end.output(), end.conditions(), end.tolerated());
    }
}
