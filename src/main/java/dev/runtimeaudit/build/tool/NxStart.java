package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.NodeTool;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * nx at a start: one target of one project that is a script of its package. It is run by the package manager of the workspace, in a
 * shell, with what lies in files of variables; whatever it fails with, nx ends with 1 (github.com/nrwl/nx, {@code
 * run-script.impl}; measured with 14.5). What may come from a cache is not followed.
 */
public final class NxStart extends NodeTool {

    /** What the presets of nx keep in its cache. */
    private static final Set<String> PRESET = Set.of("build", "e2e", "lint", "test");

    /** Files of variables that nx reads at the root and in the project (nx.dev, "Define Environment Variables"; nx 22.7, {@code task-env-paths}). */
    private static final List<String> ENVIRONMENTS = List.of(".env", ".local.env", ".env.local");

    /** The same for a target, a configuration, or a configuration of a target. */
    private static final List<String> ENVIRONMENTS_OF = List.of(".env.%s.local", ".env.%s", ".%s.local.env", ".%s.env");

    private static final String READS = "runs nx, which reads files of variables";

    @Override
    protected List<End> runInNode(Invocation call, Program program, Replay replay) {
        Optional<NxTasks.Plan> plan = NxTasks.Plan.of(call);
        if (plan.isEmpty() || plan.get().others() || plan.get().tasks().size() != 1) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        ImagePath root = plan.get().root();
        NxTasks.Task task = plan.get().tasks().get(0);
        Optional<NxTasks.Definition> script = NxTasks.Definition.of(
                        task, call.machine(), plan.get().settings())
                .filter(NxTasks.Definition::isScript)
                .filter(what -> !what.cached()
                        && !plan.get().settings().plugins().mayInfer(task, call.machine())
                        && !mayBeCached(task, plan.get().settings()));
        if (script.isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        String command = NxTasks.manager(root, call.machine()) + " run "
                + PackageScript.quoted(script.get().text("script").orElse(task.target()));
        Machine machine = shimmed(call.machine()).withDirectory(task.project());
        Invocation child = call.with(told(machine, Evidence.of(call.at(), READS)))
                .with(List.of(Arg.of("/bin/sh", call.at()), Arg.of("-c", call.at()), Arg.of(command, call.at())));
        boolean told = readsVariables(task, root, call.machine());
        return PackageScript.spawned(call, child, false, replay).stream()
                .map(NxStart::failing)
                .map(end -> told ? unlessTold(call, end) : end)
                .toList();
    }

    /** Whether a file of variables may lie where nx reads it for a task. */
    static boolean readsVariables(NxTasks.Task task, ImagePath root, Machine machine) {
        return Stream.of(root, task.project())
                .anyMatch(directory -> !(machine.files().follow(directory) instanceof Fact.Present<Located> here
                                && here.value().node() instanceof Directory known)
                        || ENVIRONMENTS.stream().anyMatch(name -> !(known.slot(name) instanceof Slot.Gone))
                        || known.children().entrySet().stream()
                                .anyMatch(child ->
                                        !(child.getValue() instanceof Slot.Gone) && isOf(child.getKey(), task)));
    }

    private static boolean isOf(String file, NxTasks.Task task) {
        // The usual configuration counts, too, whatever its name.
        return ENVIRONMENTS_OF.stream()
                .anyMatch(form -> file.equals(form.formatted(task.target()))
                        || !task.configuration().isEmpty() && file.equals(form.formatted(task.configuration()))
                        || file.matches(form.replace(".", "\\.").formatted("\\Q" + task.target() + "\\E\\.[^.]+")));
    }

    /** Variables that are not set may be. */
    static Machine told(Machine machine, Evidence evidence) {
        return machine.withEnvironment(machine.environment().open(Reason.FILE_CONTENT_NOT_KNOWN, evidence));
    }

    /** What fails for want of a variable need not, where a file of variables may give it. */
    private static End unlessTold(Invocation call, End end) {
        boolean fails = end.exit() instanceof Exit.Code code && code.code() != 0;
        return fails && !end.conditions().isEmpty()
                ? End.of(call.machine(), new Exit.Lost(Reason.VALUE_NOT_KNOWN, Evidence.of(call.at(), READS)))
                : end;
    }

    private static End failing(End end) {
        return end.exit() instanceof Exit.Code code && code.code() != 0
                ? new End(
                        end.machine(),
                        new Exit.Code(1, code.failure().map(NxStart::ended)),
                        end.output(),
                        end.conditions(),
                        end.tolerated())
                : end;
    }

    private static Failure ended(Failure inner) {
        return new Failure(inner.cause(), 1, inner.output(), inner.at(), inner.subject(), inner.evidence());
    }

    /** "cacheableOperations" of older versions and their presets, "cache" of newer ones (nx.dev, "Cache Task Results"). */
    private static boolean mayBeCached(NxTasks.Task task, NxSettings settings) {
        if (PRESET.contains(task.target())) {
            return true;
        }
        Optional<Json> runners = settings.json().member("tasksRunnerOptions");
        return runners.isPresent()
                && runners.get() instanceof Json.Members all
                && all.all().values().stream()
                        .flatMap(each -> each.member("options").flatMap(o -> o.member("cacheableOperations")).stream())
                        .anyMatch(list -> !(list instanceof Json.Elements elements)
                                || elements.all().stream()
                                        .anyMatch(each -> !(each instanceof Json.Text text)
                                                || text.text().text().equals(task.target())));
    }
}
