package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.node.TypeScriptReach;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * {@code ts-node -r tsconfig-paths/register file} (typestrong.org/ts-node, "Options"): a program of which all that it loads is there is
 * a step that does its work. That it serves is not said: it finds fewer files than tsx does, and checks types first.
 */
final class TsNode extends NodeTool {

    private static final Set<String> BARE =
            Set.of("-T", "--transpile-only", "--files", "--swc", "--pretty", "-s", "--script-mode", "--prefer-ts-exts");

    private static final Set<String> REQUIRES = Set.of("-r", "--require");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        TypeScriptReach reach = new TypeScriptReach(call.machine(), false);
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String text = known.text();
            if (REQUIRES.contains(text) && i + 1 < words.size()) {
                boolean there = words.get(i + 1).value() instanceof Value.Known module
                        && reach.isInstalled(module.text(), call.machine().directory());
                if (!there) {
                    return Chain.lost(call, Reason.MODULES_NOT_RESOLVED);
                }
                i++;
            } else if (!text.startsWith("-")
                    && isTypeorm(text)
                    && reach.isInstalled("typeorm", call.machine().directory())) {
                return new PackageCommand().run(call, program, replay);
            } else if (!text.startsWith("-")) {
                return isModule(call, text)
                        ? Chain.lost(call, Reason.PROGRAM_NOT_MODELLED)
                        : Tsx.main(call, words.get(i), text, replay).stream()
                                .map(end -> isStep(end) ? end : lost(end))
                                .toList();
            } else if (!BARE.contains(text)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** The command of typeorm, as its manual has it run ("Using CLI", "If entities files are in typescript"). */
    private static boolean isTypeorm(String name) {
        return name.endsWith("node_modules/typeorm/cli.js") || name.endsWith("node_modules/typeorm/cli");
    }

    /** As a module of ECMAScript it loads only with a loader. */
    private static boolean isModule(Invocation call, String name) {
        return name.endsWith(".mts")
                || !(Manifest.above(call.machine().directory().resolve(name).parent(), call.machine(), false)
                        instanceof Manifest.Found found)
                || found.json().type().equals(java.util.Optional.of("module"));
    }

    private static boolean isStep(End end) {
        return end.exit() instanceof Exit.Lost lost && lost.step();
    }

    private static End lost(End end) {
        Exit exit = end.exit() instanceof Exit.Lost lost
                ? lost
                : new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, dev.runtimeaudit.source.Evidence.NONE, false);
        return new End(end.machine(), exit, end.output(), end.conditions(), end.tolerated());
    }
}
