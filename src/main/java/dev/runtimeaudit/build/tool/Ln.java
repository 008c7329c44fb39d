package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code ln} (POSIX, ln). A hard link is taken for a copy. */
final class Ln implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "tS", Set.of("target-directory", "suffix"));
        List<Arg> operands = line.operands();
        Optional<Arg> directory = line.value("t", "target-directory");
        if (operands.isEmpty()) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        Arg last = directory.orElse(operands.get(operands.size() - 1));
        boolean all = directory.isPresent() || operands.size() == 1;
        List<Arg> targets = all ? operands : operands.subList(0, operands.size() - 1);
        Optional<String> where = all && directory.isEmpty() ? Optional.of(".") : Line.text(last);
        if (where.isEmpty()) {
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
            return job.unknown(Reason.VALUE_NOT_KNOWN);
        }
        ImagePath to = job.path(where.get());
        boolean into = directory.isPresent()
                || !line.has("T", "n", "no-dereference") && job.isDirectory(to)
                || job.files().at(to) instanceof Fact.Present<Located> at
                        && at.value().node() instanceof Node.Directory;
        for (Arg target : targets) {
            Optional<String> text = Line.text(target);
            if (text.isEmpty()) {
                job.doubts(Reason.VALUE_NOT_KNOWN);
                continue;
            }
            ImagePath path = into ? to.child(ImagePath.of("/" + text.get()).name()) : to;
            Fact<Located> there = job.files().at(path);
            if (there instanceof Fact.Present<Located> && !line.has("f", "force")) {
                String name = last.shown();
                String kind = line.has("s", "symbolic") ? "symbolic link" : "hard link";
                job.fails(
                        Cause.STEP_FAILS,
                        1,
                        job.words(name + ": File exists", "failed to create " + kind + " '" + name + "': File exists"),
                        last);
                continue;
            }
            job.doubts(line.has("f", "force") ? Fact.present("") : there);
            if (line.has("s", "symbolic")) {
                job.files(job.files().with(path, new Node.Link(job.made(0777), text.get())));
            } else if (job.files().follow(job.path(text.get())) instanceof Fact.Present<Located> file) {
                job.files(job.files().with(path, file.value().node()));
            } else {
                job.doubts(Reason.COMMAND_EFFECT_NOT_MODELLED);
                job.files(job.files().perhaps(path, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
        return job.ends();
    }
}
