package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.node.TsNodeProject;
import dev.runtimeaudit.exec.node.TypeScriptReach;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ts-node -r tsconfig-paths/register --project tsconfig.json file} (typestrong.org/ts-node, "Options"; {@code src/bin.ts}): a
 * program of which all that it loads is there is a step that does its work; that it serves is said of what {@link TsNodeProject} proves.
 */
final class TsNode extends NodeTool {

    /** Options that say how it compiles, and what they are called in a configuration. */
    private static final Map<String, String> SETTINGS = Map.of(
            "-T", "transpileOnly",
            "--transpile-only", "transpileOnly",
            "--transpileOnly", "transpileOnly",
            "--files", "files",
            "--swc", "swc");

    private static final Set<String> BARE =
            Set.of("--pretty", "-s", "--script-mode", "--scriptMode", "--prefer-ts-exts");

    private static final Set<String> REQUIRES = Set.of("-r", "--require");

    private static final Set<String> PROJECTS = Set.of("-P", "--project");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        TypeScriptReach reach = new TypeScriptReach(call.machine(), false);
        List<Arg> words = call.arguments();
        Optional<String> project = Optional.empty();
        Set<String> settings = new HashSet<>();
        List<String> before = new ArrayList<>();
        boolean usual = true;
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String text = known.text();
            String name = text.startsWith("--") && text.contains("=") ? text.substring(0, text.indexOf('=')) : text;
            boolean valued = REQUIRES.contains(name) || PROJECTS.contains(name);
            if (valued) {
                Optional<String> value =
                        name.equals(text) ? known(words, ++i) : Optional.of(text.substring(name.length() + 1));
                boolean required = REQUIRES.contains(name);
                if (value.isEmpty()
                        || required
                                && !reach.isInstalled(
                                        value.get(), call.machine().directory())) {
                    return Chain.lost(call, Reason.MODULES_NOT_RESOLVED);
                }
                if (required) {
                    before.add(value.get());
                } else {
                    project = value;
                }
            } else if (!text.startsWith("-")
                    && isTypeorm(text)
                    && reach.isInstalled("typeorm", call.machine().directory())) {
                return new PackageCommand().run(call, program, replay);
            } else if (!text.startsWith("-")) {
                if (isModule(call, text)) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                ImagePath main = call.machine().directory().resolve(text);
                TsNodeProject.Options options = new TsNodeProject.Options(project, main.parent(), settings, before);
                return usual && serves(main, options, call, replay)
                        ? List.of(End.of(
                                call.machine(),
                                new Exit.Never(
                                        call.shown(),
                                        Evidence.of(words.get(i).at(), "loads only what is there, and listens"))))
                        : step(call, words.get(i), text, replay);
            } else if (SETTINGS.containsKey(text)) {
                settings.add(SETTINGS.get(text));
            } else if (BARE.contains(text)) {
                usual &= !text.equals("--prefer-ts-exts");
            } else {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static Optional<String> known(List<Arg> words, int at) {
        return at < words.size() && words.get(at).value() instanceof Value.Known known
                ? Optional.of(known.text())
                : Optional.empty();
    }

    private static boolean serves(ImagePath main, TsNodeProject.Options options, Invocation call, Replay replay) {
        return replay.world().network() == World.Network.UNKNOWN
                && replay.world().phase() == World.Phase.START
                && TsNodeProject.serves(main, options, call.machine());
    }

    private static List<End> step(Invocation call, Arg word, String name, Replay replay) {
        return Tsx.main(call, word, name, replay).stream()
                .map(end -> isStep(end) ? end : lost(end))
                .toList();
    }

    /** The command of typeorm, as its manual has it run ("Using CLI", "If entities files are in typescript"). */
    private static boolean isTypeorm(String name) {
        return name.endsWith("node_modules/typeorm/cli.js") || name.endsWith("node_modules/typeorm/cli");
    }

    /** As a module of ECMAScript it loads only with a loader. */
    private static boolean isModule(Invocation call, String name) {
        return name.endsWith(".mts")
                || !(Manifest.aboveBehindSteps(
                                call.machine().directory().resolve(name).parent(), call.machine())
                        instanceof Manifest.Found found)
                || found.json().type().equals(Optional.of("module"));
    }

    private static boolean isStep(End end) {
        return end.exit() instanceof Exit.Lost lost && lost.step();
    }

    private static End lost(End end) {
        Exit exit = end.exit() instanceof Exit.Lost lost
                ? lost
                : new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, Evidence.NONE, false);
        return new End(end.machine(), exit, end.output(), end.conditions(), end.tolerated());
    }
}
