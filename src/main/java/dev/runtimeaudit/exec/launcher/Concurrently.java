package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code concurrently "a" "b"}: each word is a line for a shell (github.com/open-cli-tools/concurrently, "Usage"; measured with 9.2).
 * {@code npm:name} is a script of the package. Its status is 0 where every one ends with 0.
 */
final class Concurrently extends NodeTool {

    private static final Set<String> VALUED = Set.of(
            "-m",
            "--max-processes",
            "-n",
            "--names",
            "--name-separator",
            "--hide",
            "-p",
            "--prefix",
            "-c",
            "--prefix-colors",
            "-l",
            "--prefix-length",
            "-t",
            "--timestamp-format",
            "--default-input-target",
            "--kill-signal",
            "--ks",
            "--kill-timeout",
            "--restart-tries",
            "--restart-after");

    private static final Set<String> BARE = Set.of(
            "-r",
            "--raw",
            "--no-color",
            "-g",
            "--group",
            "--timings",
            "--pad-prefix",
            "-i",
            "--handle-input",
            "-k",
            "--kill-others",
            "--kill-others-on-fail",
            "-kr",
            "-rk",
            "-ki",
            "-kgr");

    private static final List<String> MANAGERS = List.of("npm", "yarn", "pnpm", "bun");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        List<Function<Invocation, List<End>>> commands = new ArrayList<>();
        Invocation child = call.with(shimmed(call.machine()));
        for (int i = 0; i < words.size(); i++) {
            Arg word = words.get(i);
            if (!(word.value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String text = known.text();
            int equals = text.indexOf('=');
            if (!text.startsWith("-")) {
                String line = script(text);
                if (line.isEmpty()) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                commands.add(at -> shell(at, Arg.of(line, word.at()), replay));
            } else if (VALUED.contains(text)) {
                i++;
            } else if (!BARE.contains(text) && !(equals > 0 && VALUED.contains(text.substring(0, equals)))) {
                // --success changes which status it has, --passthrough-arguments what the commands are.
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        return commands.isEmpty()
                ? Chain.lost(call, Reason.PROGRAM_NOT_MODELLED)
                : AtOnce.run(child, commands, replay).stream()
                        .map(end -> PackageScript.back(call, end))
                        .toList();
    }

    /** The line for the shell; empty where it stands for several scripts. */
    private static String script(String text) {
        for (String manager : MANAGERS) {
            if (text.startsWith(manager + ":")) {
                String name = text.substring(manager.length() + 1);
                return name.contains("*") ? "" : manager + " run " + name;
            }
        }
        return text;
    }

    private static List<End> shell(Invocation call, Arg line, Replay replay) {
        List<Arg> words = List.of(Arg.of("/bin/sh", call.at()), Arg.of("-c", call.at()), line);
        return PackageScript.spawned(call, call.with(words), false, replay);
    }
}
