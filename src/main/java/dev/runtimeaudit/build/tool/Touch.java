package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Set;

/** {@code touch} (POSIX, touch). */
final class Touch implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "drt", Set.of("date", "reference"));
        List<Arg> inside = job.inside(
                line.operands(), path -> job.files(job.files().perhaps(path, Reason.VALUE_NOT_KNOWN, job.evidence())));
        if (Job.isUnclear(inside)) {
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        job.each(inside, (word, path) -> {
            Fact<Located> found = job.files().follow(path);
            if (found instanceof Fact.Present<Located>) {
                return;
            }
            Fact<Located> parent = job.files().follow(path.parent());
            Fact<Node> allowed = job.mayChange(path.parent());
            if (parent instanceof Fact.Absent<Located>) {
                refuse(job, word, Cause.STEP_FAILS, "No such file or directory");
            } else if (allowed instanceof Fact.Absent<Node> && found instanceof Fact.Absent<Located>) {
                refuse(job, word, Cause.USER_CANNOT_WRITE, "Permission denied");
            } else {
                job.doubts(allowed);
                Content empty = found instanceof Fact.Absent<Located>
                        ? new Content.Written(
                                new SourceFile(call.at().path(), "", call.at().line()))
                        : new Content.Opaque(Reason.FILE_CONTENT_NOT_KNOWN);
                job.files(job.files().with(path, new Node.File(job.made(0644), empty)));
            }
        });
        return job.ends();
    }

    private static void refuse(Job job, Arg word, Cause cause, String why) {
        String name = word.shown();
        job.fails(cause, 1, job.words(name + ": " + why, "cannot touch '" + name + "': " + why), word);
    }
}
