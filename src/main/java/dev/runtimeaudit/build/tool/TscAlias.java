package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.TsOutputs.Manner;
import dev.runtimeaudit.build.tool.TsOutputs.Specifiers;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code tsc-alias}: makes relative paths of the aliases in what {@code tsc} has emitted (github.com/justkey007/tsc-alias). From 1.9
 * on those name a file; with {@code resolveFullPaths} all relative paths do (1.8.10 to 1.9.10, measured).
 */
final class TscAlias implements Launcher {

    private static final Set<String> KNOWN = Set.of("p", "project");

    private static final Set<String> HARMLESS =
            Set.of("f", "resolve-full-paths", "s", "silent", "v", "verbose", "debug");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "p", Set.of("project", "outDir", "dir"));
        ImagePath directory = job.machine().directory();
        ImagePath project = line.text("p", "project").map(directory::resolve).orElse(directory);
        Optional<TsConfig> config = line.unclear() ? Optional.empty() : TsConfig.project(project, job.machine());
        config.ifPresent(found -> {
            Optional<Boolean> full = line.has("f", "resolve-full-paths") ? Optional.of(true) : full(found, job);
            boolean newer = program.version().matches("(1\\.(9|\\d\\d)|[2-9]|\\d\\d)\\b.*");
            boolean sure = full.isPresent()
                    && (full.get() || !program.version().isEmpty())
                    && HARMLESS.containsAll(line.flags())
                    && KNOWN.containsAll(line.values().keySet());
            Specifiers specifiers = full.orElse(false)
                    ? Specifiers.ALL_IN_FULL
                    : newer ? Specifiers.ALIASES_IN_FULL : Specifiers.ALIASES;
            Manner manner = new Manner("tsc", Tsc.installed(directory, job), specifiers);
            Map<ImagePath, Content> files =
                    TsOutputs.of(found, manner, job.machine()).files();
            files.forEach((path, content) -> {
                if (content instanceof Content.Emitted
                        && job.files().follow(path) instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.File file
                        && file.content() instanceof Content.Emitted) {
                    Content after = sure ? content : new Content.Likely(content, Reason.BUILD_OUTPUT_NOT_MODELLED);
                    job.files(job.files().with(path, new Node.File(file.meta(), after)));
                }
            });
        });
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** What the configuration says; empty where others that it extends may say it, or where it says more. */
    private static Optional<Boolean> full(TsConfig config, Job job) {
        Optional<Json> json = Nx.json(config.path(), job.machine());
        Optional<Json> own = json.flatMap(all -> all.member("tsc-alias"));
        if (json.isEmpty() || own.isEmpty()) {
            return json.filter(all -> all.member("extends").isEmpty()).map(none -> false);
        }
        boolean usual = own.get() instanceof Json.Members members
                && Set.of("resolveFullPaths", "verbose")
                        .containsAll(members.all().keySet());
        return usual
                ? Optional.of(own.get()
                        .member("resolveFullPaths")
                        .filter(Json::isTrue)
                        .isPresent())
                : Optional.empty();
    }
}
