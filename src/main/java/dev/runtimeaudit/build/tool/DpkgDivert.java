package dev.runtimeaudit.build.tool;

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

/**
 * {@code dpkg-divert} (dpkg-divert(1)): with {@code --rename} the file is moved aside, or back; without, the database of dpkg alone
 * changes. The aside is {@code FILE.distrib} unless {@code --divert} names another.
 */
final class DpkgDivert implements Launcher {

    private static final Set<String> VALUED = Set.of("divert", "package", "admindir", "instdir", "root");

    /** They print, and change nothing. */
    private static final Set<String> ASKING = Set.of("list", "listpackage", "truename", "version", "help", "test");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "", VALUED);
        List<String> files = line.texts();
        boolean renames = line.has("rename") && !line.has("no-rename");
        if (line.flags().stream().anyMatch(ASKING::contains) || !renames && !line.unclear()) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        boolean elsewhere = line.value("admindir", "instdir", "root").isPresent();
        if (line.unclear() || elsewhere || files.size() != 1 || !files.get(0).startsWith("/")) {
            job.machine(Effects.anywhere(job.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        ImagePath file = job.path(files.get(0));
        Optional<String> named = line.text("divert");
        ImagePath aside = named.map(job::path).orElse(file.parent().child(file.name() + ".distrib"));
        if (!line.has("remove")) {
            move(job, file, aside);
        } else if (named.isPresent()) {
            move(job, aside, file);
        } else {
            // The database knows where it is.
            job.files(job.files().perhaps(file, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            job.files(job.files().perhaps(aside, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private static void move(Job job, ImagePath from, ImagePath to) {
        Fact<Located> found = job.files().at(from);
        if (found instanceof Fact.Present<Located> there && !(there.value().node() instanceof Node.Directory)) {
            job.files(job.files().with(to, there.value().node()).without(from, job.evidence()));
        } else if (!(found instanceof Fact.Absent<Located>)) {
            job.files(job.files().perhaps(to, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            job.files(job.files().perhaps(from, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }
}
