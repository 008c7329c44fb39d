package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
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
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tools that read and print, unless they are told to write: {@code sort -o}, {@code uniq in out}, {@code yq -i}, an {@code awk}
 * program with {@code print > file}, {@code gzip file}.
 */
final class MayWrite implements Launcher {

    private final Launcher prints;

    /** @param prints what the tool does when it only prints */
    MayWrite(Launcher prints) {
        this.prints = prints;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        boolean writes = switch (program.name()) {
            case "awk", "gawk", "mawk" -> awk(job);
            case "gzip", "gunzip", "bzip2", "bunzip2", "xz", "unxz", "zstd", "unzstd" -> compresses(job);
            case "sort" ->
                output(job, Line.of(call.arguments(), "oktTS", Set.of("output")).value("o", "output"));
            case "uniq" -> second(job, Line.of(call.arguments(), "fsw"));
            case "xxd" -> second(job, Line.of(call.arguments(), "lcsgo"));
            case "yq" -> edits(job);
            default -> throw new AssertionError(program.name());
        };
        return writes ? job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED) : prints.run(call, program, replay);
    }

    private static boolean second(Job job, Line line) {
        return line.operands().size() > 1
                && output(job, Optional.of(line.operands().get(1)));
    }

    private static boolean output(Job job, Optional<Arg> file) {
        file.ifPresent(word -> job.each(List.of(word), (name, path) -> written(job, path)));
        return file.isPresent();
    }

    /** There is a file afterwards, with what nobody knows in it. */
    private static void written(Job job, ImagePath path) {
        Node.File file = new Node.File(job.made(0644), new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED));
        if (job.files().follow(path) instanceof Fact.Present<Located> there) {
            job.files(job.files()
                    .with(
                            there.value().path(),
                            file.withMeta(there.value().node().meta())));
        } else if (job.isDirectory(path.parent())) {
            job.files(job.files().with(path, file));
        } else {
            job.files(job.files().perhaps(path, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }

    private static boolean edits(Job job) {
        Line line = Line.of(job.call().arguments(), "poIP", Set.of());
        boolean inPlace = line.has("i", "inplace", "in-place");
        if (inPlace) {
            job.each(line.operands(), (word, path) -> {
                if (job.files().follow(path) instanceof Fact.Present<Located> there
                        && there.value().node() instanceof Node.File) {
                    written(job, path);
                }
            });
        }
        return inPlace;
    }

    /** POSIX, awk: a program writes by redirecting {@code print} and by {@code system}; gawk also edits in place. */
    private static boolean awk(Job job) {
        boolean writes = job.call().arguments().stream()
                .map(Arg::value)
                .anyMatch(value -> !(value instanceof Value.Known known) || mayWrite(known.text()));
        if (writes) {
            job.machine(Effects.local(job.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            job.files(Effects.doubt(
                    job.files(),
                    job.machine().directory(),
                    Effects.SCRIPTS,
                    Reason.COMMAND_EFFECT_NOT_MODELLED,
                    job.evidence()));
            for (Arg word : job.call().arguments()) {
                for (String text : word.shown().split("\"", -1)) {
                    boolean path = text.startsWith("/") && text.length() > 1 && text.indexOf('\n') < 0;
                    if (path) {
                        job.files(job.files()
                                .doubt(
                                        job.path(text),
                                        Effects.TEXTS,
                                        Reason.COMMAND_EFFECT_NOT_MODELLED,
                                        job.evidence()));
                    }
                }
            }
        }
        return writes;
    }

    private static boolean mayWrite(String word) {
        boolean prints = word.contains("print") && word.indexOf('>') >= 0;
        return prints
                || word.contains("system(")
                || word.contains("| \"")
                || word.startsWith("-f")
                || word.startsWith("-i")
                || word.startsWith("--file")
                || word.startsWith("--include");
    }

    /** {@code x} becomes {@code x.gz}, or the other way round. */
    private static boolean compresses(Job job) {
        Line line = Line.of(job.call().arguments(), "SbBM", Set.of("suffix"));
        boolean prints = line.has("c", "stdout", "to-stdout", "t", "test", "l", "list", "V", "version", "h", "help");
        if (prints || line.operands().isEmpty()) {
            return false;
        }
        job.each(line.operands(), (word, path) -> {
            job.files(job.files().perhaps(path, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            job.files(
                    Effects.openNames(job.files(), path.parent(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        });
        return true;
    }
}
