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
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code mktemp} (GNU coreutils, "mktemp invocation"). Its name is made up: all that matters of it is that nothing else has it,
 * so that a later {@code rm -r "$dir"} removes this and nothing more.
 */
final class Mktemp implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "p", Set.of("suffix"));
        boolean usual = !line.unclear()
                && line.operands().size() <= 1
                && !line.has("u", "dry-run")
                && line.value("suffix").isEmpty();
        Optional<ImagePath> made = usual ? path(job, line) : Optional.empty();
        if (made.isEmpty() || !job.isDirectory(made.get().parent())) {
            return job.ends(Value.unknown(Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        Content empty = new Content.Written(
                new SourceFile(call.at().path(), "", call.at().line()));
        Node node = line.has("d", "directory")
                ? Directory.empty(job.made(0700), new Rest.Closed(job.evidence()))
                : new Node.File(job.made(0600), empty);
        job.files(job.files().with(made.get(), node));
        return job.ends(Value.of(made.get() + "\n"));
    }

    private static Optional<ImagePath> path(Job job, Line line) {
        List<String> operands = line.texts();
        String template = operands.isEmpty() ? "tmp.XXXXXXXXXX" : operands.get(0);
        boolean below = operands.isEmpty()
                || line.has("t", "tmpdir")
                || line.value("p", "tmpdir").isPresent();
        Fact<String> variable = job.machine().environment().get("TMPDIR");
        String directory = line.text("p", "tmpdir")
                .orElse(
                        variable instanceof Fact.Present<String> set
                                        && !set.value().isEmpty()
                                ? set.value()
                                : "/tmp");
        if (!template.endsWith("XXX")
                || line.value("p", "tmpdir").isPresent()
                        && line.text("p", "tmpdir").isEmpty()) {
            return Optional.empty();
        }
        ImagePath path = below ? job.path(directory).resolve(template) : job.path(template);
        String stem = path.name().substring(0, path.name().length() - 3);
        for (int i = 0; i < 100; i++) {
            ImagePath candidate = path.parent().child(stem + "XX" + (char) ('A' + i % 26) + (i < 26 ? "" : i / 26));
            if (!(job.files().at(candidate) instanceof Fact.Present<Located>)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
