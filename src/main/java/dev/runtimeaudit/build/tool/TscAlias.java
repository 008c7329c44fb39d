package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.TsOutputs.Manner;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code tsc-alias}: makes relative paths of the aliases in what {@code tsc} has emitted (github.com/justkey007/tsc-alias). */
final class TscAlias implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "p", Set.of("project", "outDir"));
        ImagePath directory = job.machine().directory();
        ImagePath project = line.text("p", "project").map(directory::resolve).orElse(directory);
        Optional<TsConfig> config = line.unclear() ? Optional.empty() : TsConfig.project(project, job.machine());
        config.ifPresent(found -> {
            Manner manner = new Manner("tsc", Tsc.installed(directory, job), true);
            Map<ImagePath, Content> files =
                    TsOutputs.of(found, manner, job.machine()).files();
            files.forEach((path, content) -> {
                if (content instanceof Content.Emitted
                        && job.files().follow(path) instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.File file
                        && file.content() instanceof Content.Emitted) {
                    job.files(job.files().with(path, new Node.File(file.meta(), content)));
                }
            });
        });
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }
}
