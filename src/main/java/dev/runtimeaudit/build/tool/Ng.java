package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ng build}, {@code ng run} (angular.io, "CLI Overview"): one target of one project of {@code angular.json}, and nothing that it
 * depends on. Only what a builder of Nx makes for node is told.
 */
final class Ng implements Launcher {

    private static final Set<String> VALUES = Set.of("configuration");

    private final Launcher otherwise;

    /** @param otherwise what is done about every other target */
    Ng(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Machine before = call.machine();
        Line line = Line.of(call.arguments(), "c", VALUES);
        Optional<ImagePath> root = root(before);
        List<Nx.Task> tasks = root.map(at -> Nx.tasks(line, at, before)).orElse(List.of());
        Optional<Nx.Task> task = tasks.size() == 1 ? Optional.of(tasks.get(0)) : Optional.empty();
        Optional<Nx.Project> project = task.flatMap(one -> Optional.ofNullable(
                        Nx.projects(root.orElseThrow(), before).get(one.project())))
                .filter(found -> found.isForNode(task.orElseThrow().target()));
        if (project.isEmpty()) {
            return otherwise.run(call, program, replay);
        }
        Nx.build(task.orElseThrow(), project.get(), root.orElseThrow(), before, job);
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static Optional<ImagePath> root(Machine machine) {
        for (ImagePath at = machine.directory(); ; at = at.parent()) {
            if (machine.files().follow(at.child("angular.json")) instanceof Fact.Present<Located>) {
                return Optional.of(at);
            }
            if (at.isRoot()) {
                return Optional.empty();
            }
        }
    }
}
