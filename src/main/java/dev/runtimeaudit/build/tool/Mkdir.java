package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.Modes;
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
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** {@code mkdir} (POSIX, mkdir). */
final class Mkdir implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "mZ", Set.of("mode"));
        boolean parents = line.has("p", "parents");
        Optional<Modes> mode = line.text("m", "mode").flatMap(Modes::parse);
        List<Arg> inside = job.inside(
                line.operands(), path -> job.files(job.files().perhaps(path, Reason.VALUE_NOT_KNOWN, job.evidence())));
        if (Job.isUnclear(inside)) {
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        job.each(inside, (word, path) -> {
            Fact<Located> found = job.files().follow(path);
            if (found instanceof Fact.Present<Located> there) {
                boolean directory = there.value().node() instanceof Node.Directory;
                if (!parents || !directory) {
                    refuse(job, word, "File exists");
                }
                return;
            }
            if (!parents && found instanceof Fact.Unknown<Located>) {
                job.doubts(found);
            }
            if (!parents && job.files().follow(path.parent()) instanceof Fact.Absent<Located>) {
                refuse(job, word, "No such file or directory");
                return;
            }
            Fact<Node> allowed = job.mayChange(nearest(job, path));
            if (allowed instanceof Fact.Absent<Node> && isMissing(job, path)) {
                refuse(job, word, "Permission denied");
                return;
            }
            // What may be there already need not be made.
            job.doubts(
                    allowed instanceof Fact.Absent<Node>
                            ? Fact.unknown(Reason.PERMISSIONS_NOT_KNOWN, allowed.evidence())
                            : allowed);
            Meta meta = job.made(0755);
            job.files(job.files().mkdirs(path, meta));
            mode.ifPresent(m -> {
                OptionalInt bits = m.apply(OptionalInt.of(0755), true);
                job.files(job.files()
                        .update(path, false, node -> node.withMeta(node.meta().withMode(bits.orElse(0755)))));
            });
        });
        return job.ends();
    }

    /** Whether all that has to be made is known not to be there. */
    private static boolean isMissing(Job job, ImagePath path) {
        ImagePath at = path;
        while (!at.isRoot() && job.files().follow(at) instanceof Fact.Absent<Located>) {
            at = at.parent();
        }
        return job.files().follow(at) instanceof Fact.Present<Located>;
    }

    /** The lowest directory above a path that is known to be there. */
    private static ImagePath nearest(Job job, ImagePath path) {
        ImagePath at = path.parent();
        while (!at.isRoot() && !(job.files().follow(at) instanceof Fact.Present<Located>)) {
            at = at.parent();
        }
        return at;
    }

    private static void refuse(Job job, Arg word, String why) {
        String name = word.shown();
        job.fails(
                why.startsWith("Perm") ? Cause.USER_CANNOT_WRITE : Cause.STEP_FAILS,
                1,
                job.words(
                        "can't create directory '" + name + "': " + why,
                        "cannot create directory '" + name + "': " + why),
                word);
    }
}
