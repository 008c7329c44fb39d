package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.Modes;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code chmod} (POSIX, chmod). */
final class Chmod implements Launcher {

    private static final String REFERENCE = "--reference=";

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        boolean recursive = false;
        Optional<String> reference = Optional.empty();
        List<Arg> operands = new ArrayList<>();
        for (Arg word : call.arguments()) {
            String text = word.value() instanceof Value.Known known ? known.text() : "";
            // "-x" is a mode, "-R" an option.
            boolean option = text.startsWith("--") || text.startsWith("-") && text.matches("-[Rvcf]+");
            recursive |= option && (text.startsWith("--") ? text.equals("--recursive") : text.contains("R"));
            if (text.startsWith(REFERENCE)) {
                reference = Optional.of(text.substring(REFERENCE.length()));
            }
            if (!option) {
                operands.add(word);
            }
        }
        if (operands.size() < (reference.isPresent() ? 1 : 2)) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        Optional<Modes> modes = reference.isPresent()
                ? mode(job, reference.get())
                : Line.text(operands.get(0)).flatMap(Modes::parse);
        boolean below = recursive;
        List<Arg> files = job.insideOrMissing(
                reference.isPresent() ? operands : operands.subList(1, operands.size()),
                path -> job.files(job.files()
                        .update(
                                path,
                                below,
                                node -> node.withMeta(
                                        node.meta().because(job.evidence()).withUnknownMode()))));
        if (Job.isUnclear(files)) {
            // One that it would leave as it is, is as it was, whether or not it is named.
            job.anyFile(file -> ((Node.File) changed(file, modes, job))
                            .meta()
                            .mode()
                            .equals(file.meta().mode())
                    ? file
                    : file.withMeta(file.meta().because(job.evidence()).withUnknownMode()));
        }
        job.each(files, (word, path) -> {
            Fact<Located> found = job.files().follow(path);
            job.doubts(found);
            if (found instanceof Fact.Absent<Located>) {
                missing(job, word);
            } else if (found instanceof Fact.Present<Located> there) {
                if (!owns(job, there.value().node().meta())) {
                    job.fails(
                            Cause.STEP_FAILS,
                            1,
                            job.words(
                                    word.shown() + ": Operation not permitted",
                                    "changing permissions of '" + word.shown() + "': Operation not permitted"),
                            word);
                    return;
                }
                job.files(job.files().update(there.value().path(), below, node -> changed(node, modes, job)));
            }
        });
        return job.ends();
    }

    /** The mode of the file that {@code --reference} names, where it is certain. */
    private static Optional<Modes> mode(Job job, String file) {
        return job.files().follow(job.path(file)) instanceof Fact.Present<Located> there
                        && there.value().node().meta().settled()
                        && there.value().node().meta().mode().isPresent()
                ? Modes.parse(
                        Integer.toOctalString(there.value().node().meta().mode().getAsInt()))
                : Optional.empty();
    }

    private static Node changed(Node node, Optional<Modes> modes, Job job) {
        if (node instanceof Node.Link) {
            return node;
        }
        Meta meta = node.meta().because(job.evidence());
        OptionalInt bits = modes.map(m -> m.apply(meta.mode(), node instanceof Node.Directory))
                .orElse(OptionalInt.empty());
        return node.withMeta(bits.isPresent() ? meta.withMode(bits.getAsInt()) : meta.withUnknownMode());
    }

    /** Only an owner and root may (chmod(2)); where either is not known, nothing is proven. */
    static boolean owns(Job job, Meta meta) {
        Identity who = job.machine().identity();
        return !who.known()
                || who.uid() == 0
                || meta.owner().isEmpty()
                || meta.owner().get().uid() == who.uid();
    }

    static void missing(Job job, Arg word) {
        String name = word.shown();
        job.fails(
                Cause.STEP_FAILS,
                1,
                job.words(
                        name + ": No such file or directory",
                        "cannot access '" + name + "': No such file or directory"),
                word);
    }
}
