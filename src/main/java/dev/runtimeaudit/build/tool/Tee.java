package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;

/** {@code tee} (POSIX, tee) and {@code sponge} of moreutils: what they read, in files. */
final class Tee implements Launcher {

    private final boolean prints;

    Tee(boolean prints) {
        this.prints = prints;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "");
        boolean append = line.has("a", "append");
        if (Job.isUnclear(line.operands())) {
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        job.each(line.operands(), (word, path) -> {
            boolean there = job.files().follow(path) instanceof Fact.Present<Located>;
            Meta meta = job.files().follow(path) instanceof Fact.Present<Located> old
                    ? old.value().node().meta().because(job.evidence())
                    : job.made(0644);
            Content content = call.input() instanceof Value.Known text && !(append && there)
                    ? new Content.Written(new SourceFile(
                            call.at().path(), text.text(), call.at().line()))
                    : new Content.Opaque(Reason.VALUE_NOT_KNOWN);
            job.files(job.files().with(path, new Node.File(meta, content)));
        });
        return job.ends(prints || line.operands().isEmpty() ? call.input() : Value.of(""));
    }
}
