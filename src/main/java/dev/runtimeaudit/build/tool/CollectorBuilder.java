package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Collector;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code ocb --config FILE}: the collector that the file describes, in the directory that its {@code dist.output_path} names
 * (opentelemetry-collector, cmd/builder: README.md, "Configuration", and {@code internal/command.go}; read at 0.103).
 */
final class CollectorBuilder implements Launcher {

    private static final Set<String> VALUES = Set.of("config", "ldflags", "gcflags", "name", "output-path");

    private static final Set<String> FLAGS = Set.of("verbose", "skip-get-modules", "skip-strict-versioning");

    /** Keys and variables with which nothing is compiled, or somewhere else. */
    private static final List<String> SKIPPING = List.of("skip_compilation", "skip_generate", "skip_new_go_module");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "", VALUES);
        boolean understood = !line.unclear()
                && line.operands().isEmpty()
                && FLAGS.containsAll(line.flags())
                && VALUES.containsAll(line.values().keySet())
                && Stream.of("DIST_NAME", "DIST_OUTPUT_PATH").noneMatch(name -> isSet(job, name));
        Optional<YamlNode.Mapping> description = line.text("config").flatMap(path -> yaml(job, job.path(path)));
        Optional<ImagePath> output = description
                .filter(all -> SKIPPING.stream().allMatch(key -> all.get(key).isEmpty()))
                .flatMap(all -> executable(job, line, all));
        if (understood && output.isPresent()) {
            ImagePath into = output.get().parent();
            job.files(job.files().mkdirs(into, job.made(0755)));
            job.files(Effects.openNames(job.files(), into, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            Program made = new Program(Collector.NAME, "", Linkage.UNKNOWN);
            job.files(job.files().with(output.get(), new Node.File(job.made(0755), made)));
        } else {
            job.machine(Effects.of(
                    "go", call.arguments(), job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** Of the images that are known none sets one. */
    private static boolean isSet(Job job, String variable) {
        Fact<String> value = job.machine().environment().get(variable);
        return value instanceof Fact.Present<String>
                || value instanceof Fact.Unknown<String> unknown && unknown.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    private static Optional<YamlNode.Mapping> yaml(Job job, ImagePath path) {
        return Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file
                ? YamlReader.read(file.value()).document().flatMap(YamlNode::asMapping)
                : Optional.empty();
    }

    /** Options count before the file; without a directory it goes into one whose name nobody knows. */
    private static Optional<ImagePath> executable(Job job, Line line, YamlNode.Mapping all) {
        Optional<YamlNode.Mapping> dist = all.get("dist").flatMap(YamlNode::asMapping);
        Optional<String> path = line.text("output-path").or(() -> text(dist, "output_path"));
        String name = line.text("name").or(() -> text(dist, "name")).orElse("otelcol-custom");
        return path.map(into -> job.path(into).resolve(name));
    }

    private static Optional<String> text(Optional<YamlNode.Mapping> of, String key) {
        return of.flatMap(all -> all.get(key)).flatMap(YamlNode::asText).filter(text -> !text.isEmpty());
    }
}
