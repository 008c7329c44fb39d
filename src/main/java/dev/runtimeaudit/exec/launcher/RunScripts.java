package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.PackageJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code run-s}, {@code run-p} and {@code npm-run-all}: several scripts of the package, one after the other or at once
 * (npm-run-all, "run-s", "run-p").
 */
final class RunScripts extends NodeTool {

    private static final Set<String> AT_ONCE = Set.of("-p", "--parallel", "-r", "--race");

    private static final Set<String> PLAIN = Set.of(
            "-s",
            "--sequential",
            "--serial",
            "-l",
            "--print-label",
            "-n",
            "--print-name",
            "-c",
            "--continue-on-error",
            "--silent",
            "--aggregate-output",
            "-p",
            "--parallel");

    private final boolean parallel;

    RunScripts(boolean parallel) {
        this.parallel = parallel;
    }

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        Manifest manifest = Manifest.above(call.machine().directory(), call.machine(), false);
        Optional<Launcher> npm = replay.launcher("npm");
        boolean together = parallel;
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        if (!(manifest instanceof Manifest.Found found) || npm.isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        for (Arg word : call.arguments()) {
            String text = word.shown();
            together |= AT_ONCE.contains(text);
            if (text.startsWith("-")) {
                if (!PLAIN.contains(text)) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                continue;
            }
            List<String> names = names(found.json(), text);
            if (names.isEmpty()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            for (String name : names) {
                steps.add(at -> npm
                        .get()
                        .run(
                                at.with(List.of(
                                        Arg.of("npm", word.at()), Arg.of("run", word.at()), Arg.of(name, word.at()))),
                                new Content.Program("npm", "", program.linkage()),
                                replay)
                        .stream()
                        .map(end -> PackageScript.back(at, end))
                        .toList());
            }
        }
        return together ? AtOnce.run(call, steps, replay) : PackageScript.sequence(call, steps, replay);
    }

    /** {@code build:*} means the scripts with one more part in their names; a colon parts them as a slash does paths. */
    private static List<String> names(PackageJson json, String pattern) {
        String name = pattern.split(" ", 2)[0];
        if (!name.contains("*")) {
            return json.scripts().containsKey(name) && !pattern.contains(" ") ? List.of(name) : List.of();
        }
        Patterns wanted = Patterns.of(name.replace(':', '/'));
        return json.scripts().keySet().stream()
                .filter(each -> wanted.matches(each.replace(':', '/')))
                .toList();
    }
}
