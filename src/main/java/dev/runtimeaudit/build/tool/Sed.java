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
import java.util.Optional;
import java.util.Set;

/**
 * {@code sed} and {@code dos2unix}: a file that is edited in place is no longer what it was. Taking carriage returns off is the
 * one edit that is followed: it decides whether a script starts.
 */
final class Sed implements Launcher {

    private static final Set<String> TAKES_RETURNS_OFF =
            Set.of("s/\\r$//", "s/\\r$//g", "s/\\r//", "s/\\r//g", "s/^M$//", "s/\\x0D$//");

    private final boolean dos2unix;

    Sed(boolean dos2unix) {
        this.dos2unix = dos2unix;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        // -i may have a suffix in the same word, never in the next.
        Line line = Line.of(call.arguments(), "efl", Set.of("expression", "file"));
        boolean inPlace =
                dos2unix || line.has("i", "in-place") || line.value("in-place").isPresent();
        if (!inPlace) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        Optional<Arg> script = line.value("e", "expression", "f", "file");
        boolean scriptIsOperand = !dos2unix && script.isEmpty();
        if (scriptIsOperand && line.operands().isEmpty()) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        List<Arg> files =
                scriptIsOperand ? line.operands().subList(1, line.operands().size()) : line.operands();
        Optional<String> text = dos2unix
                ? Optional.of("s/\\r$//")
                : Line.text(scriptIsOperand ? line.operands().get(0) : script.orElseThrow());
        boolean returns = text.filter(TAKES_RETURNS_OFF::contains).isPresent()
                && line.value("f", "file").isEmpty();
        if (Job.isUnclear(files)) {
            job.anyFile(file ->
                    new Node.File(file.meta(), returns && !hasReturns(file) ? file.content() : edited(file.content())));
        }
        job.each(files, (word, path) -> {
            Fact<Located> found = job.files().follow(path);
            job.doubts(found);
            if (found instanceof Fact.Absent<Located> && !dos2unix) {
                String name = word.shown();
                job.fails(
                        Cause.STEP_FAILS,
                        job.isBusybox() ? 1 : 2,
                        job.words(
                                name + ": No such file or directory",
                                "can't read " + name + ": No such file or directory"),
                        word);
            } else if (found instanceof Fact.Present<Located> there
                    && there.value().node() instanceof Node.File file) {
                Content content = returns ? withoutReturns(file.content()) : edited(file.content());
                job.files(job.files()
                        .with(there.value().path(), new Node.File(file.meta().because(job.evidence()), content)));
            }
        });
        return job.ends();
    }

    private static boolean hasReturns(Node.File file) {
        return !(file.content().text() instanceof Fact.Present<SourceFile> text)
                || text.value().text().contains("\r\n");
    }

    private static Content edited(Content content) {
        return content instanceof Content.Program ? content : new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private static Content withoutReturns(Content content) {
        if (content.text() instanceof Fact.Present<SourceFile> text) {
            SourceFile file = text.value();
            return new Content.Written(new SourceFile(file.path(), file.text().replace("\r\n", "\n")));
        }
        return content;
    }
}
