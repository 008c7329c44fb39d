package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.NodeTool;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.exec.node.DeclaredPackages;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code nest start} and {@code nest start --watch} at a start: a build, and in a shell node with what it made (nest-cli 7 to 11, {@code
 * actions/start.action.ts}, {@code lib/compiler/compiler.ts}). Builders other than TypeScript's own, workspaces of several projects and
 * arguments for the program are not followed, nor whoever may not write what the build writes. One that watches goes on when its
 * program fails: then nothing is said.
 */
public final class NestStart extends NodeTool {

    private static final Set<String> HARMLESS =
            Set.of("--watchAssets", "--preserveWatchOutput", "--tsc", "--shell", "--type-check");

    private static final Set<String> WATCHES = Set.of("-w", "--watch");

    private static final Set<String> DEBUGS = Set.of("-d", "--debug");

    /** Handed on to the build. */
    private static final Set<String> BUILDS = Set.of("-c", "--config", "-p", "--path", "-b", "--builder");

    @Override
    protected List<End> runInNode(Invocation call, Program program, Replay replay) {
        List<Arg> words = call.arguments();
        List<Arg> build = new ArrayList<>();
        build.add(call.command());
        build.add(Arg.of("build", call.at()));
        boolean watches = false;
        String inspect = "";
        for (int i = 0; i < words.size(); i++) {
            Optional<String> word = Line.text(words.get(i));
            Optional<String> next = i + 1 < words.size() && words.get(i + 1).value() instanceof Value.Known known
                    ? Optional.of(known.text()).filter(text -> !text.startsWith("-"))
                    : Optional.empty();
            if (word.isEmpty() || i == 0 && !word.get().equals("start")) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (WATCHES.contains(word.get())) {
                watches = true;
            } else if (DEBUGS.contains(word.get())) {
                inspect = next.map(host -> "--inspect=" + host + " ").orElse("--inspect ");
                i += next.isPresent() ? 1 : 0;
            } else if (BUILDS.contains(word.get()) && next.isPresent()) {
                build.add(words.get(i));
                build.add(words.get(++i));
            } else if (i > 0 && !HARMLESS.contains(word.get())) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        return words.isEmpty() || replay.world().readOnly()
                ? Chain.lost(call, Reason.PROGRAM_NOT_MODELLED)
                : built(call, call.with(build), program, inspect, watches, replay);
    }

    private static List<End> built(
            Invocation call, Invocation build, Program program, String inspect, boolean watches, Replay replay) {
        Optional<Nest.Plan> plan = Nest.Plan.of(build, new Job(build, program));
        if (plan.isEmpty() || !plan.get().plain() || plan.get().monorepo() || !runsNode(plan.get())) {
            return Chain.lost(call, Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        if (!DeclaredPackages.areInstalled(plan.get().directory(), call.machine())) {
            return Chain.lost(call, Reason.INSTALLED_MODULES_NOT_MODELLED);
        }
        ImagePath out = plan.get().out();
        if (!mayWrite(out, call.machine())) {
            return Chain.lost(call, Reason.PERMISSIONS_NOT_KNOWN);
        }
        Machine after = new Nest().run(build, program, replay).get(0).machine();
        String entry = plan.get().text("entryFile").orElse("main");
        ImagePath deep =
                out.resolve(plan.get().text("sourceRoot").orElse("src")).resolve(entry);
        Fact<Located> found = after.files().follow(deep.parent().child(deep.name() + ".js"));
        // A step in front of it is taken to make no second entry among the sources.
        boolean alone = found instanceof Fact.Unknown<Located> doubt
                && doubt.reason().isOfStep()
                && isBuilt(out.resolve(entry + ".js"), after);
        if (found instanceof Fact.Unknown<Located> unknown && !alone) {
            return Chain.lost(call, unknown.reason(), unknown.evidence());
        }
        ImagePath main = found instanceof Fact.Present<Located> ? deep : out.resolve(entry);
        String command = "node --enable-source-maps " + inspect + PackageScript.quoted(main.value());
        List<Arg> shell = List.of(Arg.of("/bin/sh", call.at()), Arg.of("-c", call.at()), Arg.of(command, call.at()));
        Invocation from = call.with(after);
        List<End> ends = PackageScript.spawned(from, from.with(shell), false, replay);
        boolean open = watches && ends.stream().anyMatch(end -> !(end.exit() instanceof Exit.Never));
        return open ? Chain.lost(from, Reason.PROGRAM_NOT_MODELLED) : ends;
    }

    private static boolean isBuilt(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content() instanceof Content.Emitted;
    }

    private static boolean runsNode(Nest.Plan plan) {
        return !plan.has("exec")
                || plan.text("exec").filter(name -> name.equals("node")).isPresent();
    }

    /** Whether a file, or all that is in a directory, may be replaced, or whether it may be made. */
    static boolean mayWrite(ImagePath out, Machine machine) {
        Machine.Identity who = machine.identity();
        if (who.known() && who.overrides()) {
            return true;
        }
        Fact<Located> found = machine.files().follow(out);
        if (found instanceof Fact.Absent<Located>) {
            return machine.files().follow(out.parent()) instanceof Fact.Present<Located> above
                    && Permissions.of(above.value().node(), Right.WRITE, who) instanceof Fact.Present<Node>;
        }
        return found instanceof Fact.Present<Located> there
                && mayWrite(there.value().node(), who);
    }

    private static boolean mayWrite(Node node, Machine.Identity who) {
        return Permissions.of(node, Right.WRITE, who) instanceof Fact.Present<Node>
                && (!(node instanceof Node.Directory directory)
                        || directory.children().values().stream()
                                .allMatch(
                                        slot -> !(slot instanceof Node.Slot.Here here) || mayWrite(here.node(), who)));
    }
}
