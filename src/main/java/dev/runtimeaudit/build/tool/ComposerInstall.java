package dev.runtimeaudit.build.tool;

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
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.JsonReader;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code composer install}: the packages that are required, each in its directory below {@code vendor}, and the autoloader
 * (getcomposer.org, "Command-line interface", {@code install}; read at 2.8). What else comes along is not listed. An autoloader that
 * loads more than namespaces of the project, or only what was there when it was made, is not known.
 */
final class ComposerInstall implements Launcher {

    private static final Set<String> FLAGS = Set.of(
            "n",
            "q",
            "v",
            "o",
            "no-interaction",
            "no-dev",
            "dev",
            "no-scripts",
            "no-plugins",
            "no-progress",
            "no-ansi",
            "ansi",
            "prefer-dist",
            "prefer-source",
            "optimize-autoloader",
            "ignore-platform-reqs",
            "quiet",
            "verbose",
            "no-cache",
            "no-suggest",
            "apcu-autoloader");

    private final Launcher otherwise;

    ComposerInstall(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Line line = Line.of(call.arguments(), "d", Set.of("working-dir", "prefer-install", "ignore-platform-req"));
        boolean installs = line.texts().equals(List.of("install"))
                && !line.unclear()
                && FLAGS.containsAll(line.flags())
                && line.value("d", "working-dir").isEmpty();
        Job before = new Job(call, program);
        Optional<Content> manifest = installs ? content(before, before.path("composer.json")) : Optional.empty();
        Optional<Json> project = manifest.flatMap(ComposerInstall::json);
        List<End> ends = otherwise.run(call, new Program(program.name(), "", program.linkage()), replay);
        if (project.isEmpty() || !isUsual(project.get())) {
            return ends;
        }
        return ends.stream()
                .map(end -> {
                    Job job = new Job(call.with(end.machine()), program);
                    install(job, project.get(), manifest.get());
                    return new End(job.machine(), end.exit(), end.output(), end.conditions(), end.tolerated());
                })
                .toList();
    }

    private static Optional<Content> content(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                ? Optional.of(file.content().likely())
                : Optional.empty();
    }

    private static Optional<Json> json(Content manifest) {
        return manifest.text() instanceof Fact.Present<SourceFile> file
                        && JsonReader.read(file.value()) instanceof JsonReader.Result.Value value
                ? Optional.of(value.json())
                : Optional.empty();
    }

    /** Whether all stands in the usual place, and the project itself has nothing loaded but classes of its namespaces. */
    private static boolean isUsual(Json project) {
        boolean placed = project.member("config")
                .map(config -> config.member("vendor-dir").isEmpty()
                        && config.member("classmap-authoritative").isEmpty())
                .orElse(true);
        boolean loads = project.member("autoload")
                .map(autoload -> autoload instanceof Json.Members members
                        && Set.of("psr-4").containsAll(members.all().keySet()))
                .orElse(true);
        return placed && loads;
    }

    private static void install(Job job, Json project, Content manifest) {
        ImagePath vendor = job.path("vendor");
        job.files(job.files().mkdirs(vendor, job.made(0755)));
        job.files(Effects.open(job.files(), vendor, Reason.DOWNLOADED, job.evidence()));
        if (project.member("require").orElse(new Json.Elements(List.of())) instanceof Json.Members required) {
            for (String name : required.all().keySet()) {
                if (name.contains("/")) {
                    ImagePath at = vendor.resolve(name);
                    job.files(job.files().mkdirs(at, job.made(0755)).open(at, Reason.DOWNLOADED, job.evidence()));
                }
            }
        }
        Content made =
                new Content.Emitted("composer", manifest, Content.Format.UNKNOWN, false, List.of(), java.util.Map.of());
        job.files(job.files().with(vendor.child("autoload.php"), new Node.File(job.made(0644), made)));
    }
}
