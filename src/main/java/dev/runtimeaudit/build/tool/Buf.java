package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.proto.ProtoFile;
import dev.runtimeaudit.read.proto.ProtoReader;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code buf generate}: it writes into the directories that its template names, and nowhere else (buf.build, "buf.gen.yaml v2",
 * "buf generate"; measured with 1.34).
 */
final class Buf implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "template",
            "output",
            "path",
            "exclude-path",
            "config",
            "type",
            "exclude-type",
            "error-format",
            "log-format",
            "timeout");

    /** Options of a plugin that change which files it is given. */
    private static final List<String> CHOOSING = List.of("include_imports", "include_wkt", "types", "exclude_types");

    private static final int DEEPEST = 30;

    private final Launcher otherwise;

    /** @param otherwise what is done with other commands, and where its template cannot be read */
    Buf(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * The files that it generates from.
     *
     * @param all by their paths as they import one another
     * @param sure whether there are no others
     */
    record Protos(SortedMap<String, Source> all, boolean sure) {
        Protos {
            all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
        }
    }

    record Source(SourceFile text, ProtoFile file) {}

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "o", VALUES);
        List<String> words = line.texts();
        boolean generates = !words.isEmpty() && words.get(0).equals("generate");
        String named = line.text("template").orElse("buf.gen.yaml");
        Optional<YamlNode.Mapping> template =
                generates && !line.unclear() && !named.contains(":") ? yaml(job, job.path(named)) : Optional.empty();
        if (template.isEmpty()) {
            return otherwise.run(call, program, replay);
        }
        ImagePath base =
                line.text("o", "output").map(job::path).orElse(job.machine().directory());
        boolean cleans = line.has("clean")
                || template.get().get("clean").flatMap(YamlNode::asText).equals(Optional.of("true"));
        Protos protos = protos(job, line, words, template.get());
        List<YamlNode> plugins =
                template.get().get("plugins").map(YamlNode::asItems).orElse(List.of());
        for (YamlNode each : plugins) {
            each.asMapping().flatMap(plugin -> out(plugin, base)).ifPresent(out -> {
                if (cleans) {
                    job.files(job.files().without(out, job.evidence()));
                }
            });
        }
        for (YamlNode each : plugins) {
            Optional<YamlNode.Mapping> plugin = each.asMapping();
            Optional<ImagePath> out = plugin.flatMap(found -> out(found, base));
            if (out.isEmpty()) {
                return otherwise.run(call, program, replay);
            }
            boolean whole =
                    CHOOSING.stream().allMatch(key -> plugin.get().get(key).isEmpty());
            BufPlugin.of(plugin.get(), out.get(), job).write(whole ? protos : new Protos(protos.all(), false), job);
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static Optional<YamlNode.Mapping> yaml(Job job, ImagePath path) {
        return Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file
                ? YamlReader.read(file.value()).document().flatMap(YamlNode::asMapping)
                : Optional.empty();
    }

    private static Optional<ImagePath> out(YamlNode.Mapping plugin, ImagePath base) {
        return plugin.get("out").flatMap(YamlNode::asText).map(base::resolve);
    }

    // --- what it generates from --------------------------------------------------------------------------------------

    private static Protos protos(Job job, Line line, List<String> words, YamlNode.Mapping template) {
        boolean usual = words.size() < 3
                && (words.size() == 2 || template.get("inputs").isEmpty())
                && line.value("exclude-path", "config", "type", "exclude-type").isEmpty()
                && !line.has("include-imports", "include-wkt");
        String input = words.size() == 2 ? words.get(1) : ".";
        boolean local = input.chars().noneMatch(c -> ":#".indexOf(c) >= 0);
        Optional<List<ImagePath>> roots = usual && local ? roots(job, job.path(input)) : Optional.empty();
        SortedMap<String, Source> all = new TreeMap<>();
        boolean sure = roots.isPresent();
        List<ImagePath> paths = paths(job);
        for (ImagePath root : roots.orElse(List.of())) {
            sure &= collect(job, root, root, paths, all, 0);
        }
        return new Protos(all, sure);
    }

    /** {@code --path} can be given more than once. */
    private static List<ImagePath> paths(Job job) {
        List<ImagePath> paths = new ArrayList<>();
        List<String> words = job.call().arguments().stream()
                .flatMap(word -> Line.text(word).stream())
                .toList();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith("--path=")) {
                paths.add(job.path(words.get(i).substring("--path=".length())));
            } else if (words.get(i).equals("--path") && i + 1 < words.size()) {
                paths.add(job.path(words.get(i + 1)));
            }
        }
        return paths;
    }

    /** The directories from which files import one another; empty when another configuration may decide that. */
    private static Optional<List<ImagePath>> roots(Job job, ImagePath input) {
        for (ImagePath at = input; ; at = at.parent()) {
            for (String name : List.of("buf.yaml", "buf.work.yaml")) {
                Fact<Located> found = job.files().follow(at.child(name));
                boolean step = found instanceof Fact.Unknown<Located> unknown
                        && unknown.reason().isOfStep();
                if (!(found instanceof Fact.Absent<Located>) && !step) {
                    return at.equals(input) && name.equals("buf.yaml") ? modules(job, at) : Optional.empty();
                }
            }
            if (at.isRoot()) {
                return Optional.of(List.of(input));
            }
        }
    }

    private static Optional<List<ImagePath>> modules(Job job, ImagePath directory) {
        Optional<YamlNode.Mapping> settings = yaml(job, directory.child("buf.yaml"));
        if (settings.isEmpty() || settings.get().get("build").isPresent()) {
            return Optional.empty();
        }
        Optional<YamlNode> modules = settings.get().get("modules");
        if (modules.isEmpty()) {
            return Optional.of(List.of(directory));
        }
        List<ImagePath> roots = new ArrayList<>();
        for (YamlNode each : modules.get().asItems()) {
            Optional<YamlNode.Mapping> module = each.asMapping();
            boolean plain = module.isPresent()
                    && module.get().get("includes").isEmpty()
                    && module.get().get("excludes").isEmpty();
            if (!plain) {
                return Optional.empty();
            }
            roots.add(directory.resolve(
                    module.get().get("path").flatMap(YamlNode::asText).orElse(".")));
        }
        return Optional.of(roots);
    }

    /** False when there may be others. */
    private static boolean collect(
            Job job, ImagePath root, ImagePath at, List<ImagePath> paths, Map<String, Source> all, int depth) {
        if (depth > DEEPEST
                || !(job.files().follow(at) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)) {
            return false;
        }
        boolean sure = directory.rest() instanceof Rest.Closed;
        for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
            ImagePath path = at.child(child.getKey());
            if (child.getValue() instanceof Slot.Here here && here.node() instanceof Directory) {
                sure &= collect(job, root, path, paths, all, depth + 1);
            } else if (child.getKey().endsWith(".proto")) {
                boolean chosen = paths.isEmpty() || paths.stream().anyMatch(path::isIn);
                Fact<SourceFile> text = Manifest.text(path, job.machine());
                if (chosen && text instanceof Fact.Present<SourceFile> file) {
                    all.put(path.below(root), new Source(file.value(), ProtoReader.read(file.value())));
                } else {
                    sure &= !chosen || text instanceof Fact.Absent<SourceFile>;
                }
            }
        }
        return sure;
    }
}
