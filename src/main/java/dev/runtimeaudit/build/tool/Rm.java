package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/** {@code rm} and {@code rmdir} (POSIX, rm): what is removed stays away until something puts it back. */
final class Rm implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "");
        boolean forced = line.has("f", "force");
        boolean recursive = line.has("r", "R", "recursive") || program.name().equals("rmdir");
        List<Arg> known = line.operands().stream()
                .filter(operand -> !Job.isUnclear(List.of(operand)))
                .toList();
        for (Arg unknown : line.operands()) {
            if (known.contains(unknown)) {
                continue;
            }
            // Whatever it removes, nothing comes to be by it: what was not there is not there now. It may be anything
            // in the current directory, or what a search has found; that it is elsewhere is not assumed.
            job.doubts(Reason.VALUE_NOT_KNOWN);
            Places.of(unknown, job)
                    .ifPresentOrElse(
                            places ->
                                    job.files(places.perhapsGone(job.files(), Reason.VALUE_NOT_KNOWN, job.evidence())),
                            () -> {
                                below(job, job.machine().directory());
                                if (unknown.value() instanceof Value.Unknown what) {
                                    what.found().ifPresent(found -> below(job, job.path(found.top())));
                                }
                            });
        }
        job.each(known, (word, path) -> {
            String name = word.shown();
            Fact<Located> found = job.files().at(path);
            if (found instanceof Fact.Absent<Located>) {
                if (!forced) {
                    job.fails(
                            Cause.STEP_FAILS,
                            1,
                            job.words(
                                    "can't remove '" + name + "': No such file or directory",
                                    "cannot remove '" + name + "': No such file or directory"),
                            word);
                }
                return;
            }
            if (program.name().equals("rmdir")
                    && found instanceof Fact.Present<Located> there
                    && there.value().node() instanceof Node.Directory directory
                    && !(directory.rest() instanceof Node.Rest.Closed
                            && directory.children().isEmpty())) {
                // It removes empty directories only.
                job.doubts(Reason.COMMAND_EFFECT_NOT_MODELLED);
                return;
            }
            if (found instanceof Fact.Present<Located> there
                    && there.value().node() instanceof Node.Directory
                    && !recursive
                    && !line.has("d")) {
                job.fails(
                        Cause.STEP_FAILS,
                        1,
                        job.words("'" + name + "' is a directory", "cannot remove '" + name + "': Is a directory"),
                        word);
                return;
            }
            Fact<Node> allowed = job.mayChange(path.parent());
            if (allowed instanceof Fact.Absent<Node>) {
                job.fails(
                        Cause.USER_CANNOT_WRITE,
                        1,
                        job.words(
                                "can't remove '" + name + "': Permission denied",
                                "cannot remove '" + name + "': Permission denied"),
                        word);
                return;
            }
            job.doubts(allowed);
            if (!forced) {
                job.doubts(found);
            }
            job.files(job.files().without(path, job.evidence()));
        });
        return job.ends();
    }

    /** Every name in a directory may be gone, and every name below it. */
    private static void below(Job job, ImagePath directory) {
        if (!directory.isRoot() && job.files().follow(directory) instanceof Fact.Present<Located> here) {
            job.files(job.files().update(here.value().path(), true, node -> doubtful(node, job)));
        }
    }

    private static Node doubtful(Node node, Job job) {
        return node instanceof Node.Directory directory
                ? directory.mapChildren(slot -> slot instanceof Node.Slot.Here here
                                && !(here.node() instanceof Node.Directory)
                        ? new Node.Slot.Perhaps(Optional.of(here.node()), Reason.VALUE_NOT_KNOWN, job.evidence())
                        : slot)
                : node;
    }
}
