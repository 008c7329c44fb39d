package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.PathSearch;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import java.util.ArrayList;
import java.util.List;

/** A tool that is itself a script with {@code #!/usr/bin/env node}: without node on PATH, env speaks for it. */
abstract class NodeTool implements Launcher {

    @Override
    public final List<End> run(Invocation call, Content.Program program, Replay replay) {
        if (Kernel.search("node", call.machine()) instanceof PathSearch.Nowhere) {
            List<Arg> words = new ArrayList<>();
            words.add(Arg.of("/usr/bin/env", call.at()));
            words.add(Arg.of("node", call.at()));
            words.addAll(call.argv());
            return Chain.exec(
                    call.with(words),
                    false,
                    replay,
                    (command, refused) -> new Chain.Words(command + ": not found", 127));
        }
        return runInNode(call, program, replay);
    }

    abstract List<End> runInNode(Invocation call, Content.Program program, Replay replay);

    /** The major version, or a default where the program does not tell. */
    static int major(Content.Program program, int otherwise) {
        String first = program.version().split("\\.")[0];
        return !first.isEmpty() && first.length() < 4 && first.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(first)
                : otherwise;
    }

    /** The version of the node on PATH as far as it is known; empty when it is not. */
    static String nodeVersion(Machine machine) {
        return Kernel.onPath("node", machine)
                .then(path -> machine.files().follow(path.value()))
                .fold(
                        found -> found.value().node() instanceof Node.File file
                                        && file.content() instanceof Content.Program program
                                ? program.version()
                                : "",
                        none -> "",
                        unknown -> "");
    }
}
