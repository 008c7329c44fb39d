package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.node.TypeScriptReach;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Set;

/**
 * {@code tsx file}: node with TypeScript (tsx.is; measured with 4.20): a program of which all that it loads is there, and that
 * listens, or repeats something for ever, serves; any other is a step. That a module is missing is not proven: paths of a {@code tsconfig.json} count.
 */
final class Tsx extends NodeTool {

    private static final Set<String> BARE =
            Set.of("--no-cache", "--enable-source-maps", "--no-warnings", "--no-deprecation", "--trace-warnings");

    private static final List<String> TYPED = List.of(".ts", ".tsx", ".mts", ".cts");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        for (Arg word : call.arguments()) {
            if (!(word.value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String text = known.text();
            boolean harmless = BARE.contains(text) || text.startsWith("--env-file-if-exists=");
            if (text.equals("watch") || text.startsWith("-") && !harmless) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (!text.startsWith("-")) {
                return main(call, word, text, replay);
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    static List<End> main(Invocation call, Arg word, String name, Replay replay) {
        ImagePath path = call.machine().directory().resolve(name);
        Fact<Located> found = call.machine().files().follow(path);
        Evidence runs = Evidence.of(word.at(), "runs `" + path + "`").because(found.evidence());
        if (found instanceof Fact.Unknown<Located> unknown) {
            return Chain.lost(call, unknown.reason(), runs);
        }
        if (found instanceof Fact.Absent<Located> && TYPED.stream().anyMatch(name::endsWith)) {
            String directory =
                    call.machine().directory().isRoot() ? "/" : call.machine().directory() + "/";
            String line = "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '" + path + "' imported from " + directory;
            return Chain.failed(call, new Failure(Cause.START_FILE_MISSING, 1, line, word.at(), path.value(), runs));
        }
        boolean open = replay.world().network() == World.Network.UNKNOWN
                && replay.world().phase() == World.Phase.START;
        if (!open
                || !(found instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Node.File)) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        TypeScriptReach reach = new TypeScriptReach(call.machine(), false);
        if (!reach.loads(here.value().path())) {
            return Chain.lost(call, Reason.MODULES_NOT_RESOLVED, runs);
        }
        Exit exit = reach.keepsRunning()
                .<Exit>map(why -> new Exit.Never(call.shown(), Evidence.of(call.at(), why)))
                .orElseGet(() -> new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, runs, true));
        return List.of(End.of(call.machine(), exit));
    }
}
