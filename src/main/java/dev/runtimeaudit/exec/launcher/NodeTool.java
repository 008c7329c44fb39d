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
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;

/** A tool that is itself a script with {@code #!/usr/bin/env node}: without node on PATH, env speaks for it. */
public abstract class NodeTool implements Launcher {

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

    /**
     * What a command of a package hands on to the program that it starts: the scripts that pnpm writes into {@code
     * node_modules/.bin} set NODE_PATH to its store (pnpm.io, "extend-node-path").
     */
    protected static Machine shimmed(Machine machine) {
        for (ImagePath above = machine.directory(); ; above = above.parent()) {
            if (!(machine.files().follow(above.resolve("node_modules/.pnpm"))
                    instanceof Fact.Absent<FileSystem.Located>)) {
                return machine.withEnvironment(machine.environment()
                        .with("NODE_PATH", Fact.unknown(Reason.INSTALLED_MODULES_NOT_MODELLED, Evidence.NONE)));
            }
            if (above.isRoot()) {
                return machine;
            }
        }
    }

    protected abstract List<End> runInNode(Invocation call, Content.Program program, Replay replay);

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
