package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.Buf.Protos;
import dev.runtimeaudit.build.tool.Buf.Source;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plugin of {@code buf generate}, and the scripts that it writes beside one another as the files lie that they are made from. Of
 * three of them it is known how they are called and what they load: protoc-gen-es (1.10 and 2.13, measured), protoc-gen-connect-es
 * (1.7) and protoc-gen-connect-query (2.3). Of the others, that something lies in their directory.
 *
 * @param kind the name behind {@code protoc-gen-}
 * @param major of the plugin that is installed; 0 when it is not known
 * @param out where it writes
 */
record BufPlugin(String kind, int major, ImagePath out, Map<String, String> options) {

    private static final Set<String> KNOWN = Set.of("es", "connect-es", "connect-query");

    /** What the runtime of protoc-gen-es brings itself. */
    private static final List<String> WELL_KNOWN = List.of(
            "any",
            "api",
            "descriptor",
            "duration",
            "empty",
            "field_mask",
            "source_context",
            "struct",
            "timestamp",
            "type",
            "wrappers");

    private static final String RUNTIME = "@bufbuild/protobuf";

    static BufPlugin of(YamlNode.Mapping plugin, ImagePath out, Job job) {
        String kind = "";
        // One that is fetched is known by its name only.
        boolean local = plugin.get("remote").isEmpty();
        for (String key : List.of("local", "plugin", "name")) {
            Optional<String> text = plugin.get(key).flatMap(YamlNode::asText);
            if (text.isPresent() && text.get().chars().noneMatch(c -> "/: ".indexOf(c) >= 0)) {
                kind = text.get().replaceFirst("^protoc-gen-", "");
            }
        }
        boolean usual = plugin.get("path").isEmpty() && plugin.get("revision").isEmpty();
        boolean archive = out.name().endsWith(".jar") || out.name().endsWith(".zip");
        return new BufPlugin(
                local && usual && !archive ? kind : "", local ? major(kind, job) : 0, out, options(plugin));
    }

    private static Map<String, String> options(YamlNode.Mapping plugin) {
        Map<String, String> options = new LinkedHashMap<>();
        Optional<YamlNode> given = plugin.get("opt");
        List<String> words = new ArrayList<>();
        given.flatMap(YamlNode::asText).ifPresent(text -> words.addAll(List.of(text.split(","))));
        given.map(YamlNode::asItems)
                .orElse(List.of())
                .forEach(each -> each.asText().ifPresent(text -> words.addAll(List.of(text.split(",")))));
        for (String word : words) {
            int equals = word.indexOf('=');
            options.put(
                    (equals < 0 ? word : word.substring(0, equals)).strip(),
                    equals < 0 ? "" : word.substring(equals + 1).strip());
        }
        return options;
    }

    /** As the nearest command of an installed package has it. */
    private static int major(String kind, Job job) {
        for (ImagePath at = job.machine().directory(); ; at = at.parent()) {
            Fact<Located> found = job.files().follow(at.resolve("node_modules/.bin/protoc-gen-" + kind));
            if (found instanceof Fact.Present<Located> here) {
                return here.value().node() instanceof Node.File file && file.content() instanceof Program program
                        ? Tsc.major(program)
                        : 0;
            }
            if (at.isRoot()) {
                return 0;
            }
        }
    }

    void write(Protos protos, Job job) {
        if (!KNOWN.contains(kind) || !protos.sure()) {
            job.files(
                    job.files().follow(out) instanceof Fact.Present<Located>
                            ? Effects.open(job.files(), out, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence())
                            : job.files().perhaps(out, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        if (!KNOWN.contains(kind)) {
            return;
        }
        protos.all().forEach((path, source) -> {
            String stem = path.substring(0, path.length() - ".proto".length());
            switch (kind) {
                case "es" -> {
                    // The older one writes nothing for a file that declares nothing of it.
                    boolean any = source.file().types() || source.file().extensions();
                    if (any || major > 1) {
                        files(stem + "_pb", script(path, source, protos), job);
                    } else if (major == 0) {
                        perhaps(stem + "_pb", job);
                    }
                }
                case "connect-es" -> {
                    if (!source.file().services().isEmpty()) {
                        files(stem + "_connect", script(path, source, protos), job);
                    }
                }
                default ->
                    source.file().services().forEach(service -> {
                        String name = stem + "-" + service + "_connectquery";
                        if (source.file().unary().contains(service)) {
                            files(name, script(path, source, protos), job);
                        } else {
                            perhaps(name, job);
                        }
                    });
            }
        });
    }

    /** Scripts, declarations or both ("target"). */
    private List<String> endings() {
        List<String> endings = new ArrayList<>();
        for (String target : options.getOrDefault("target", "js+dts").split("\\+")) {
            endings.add(target.equals("dts") ? ".d.ts" : "." + target);
        }
        return endings;
    }

    private void files(String stem, Optional<SourceFile> text, Job job) {
        for (String ending : endings()) {
            ImagePath path = out.resolve(stem + ending);
            Content content = text.<Content>map(Content.Written::new)
                    .orElseGet(() -> new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED));
            job.files(job.files()
                    .mkdirs(path.parent(), job.made(0755))
                    .with(path, new Node.File(job.made(0644), content)));
        }
    }

    private void perhaps(String stem, Job job) {
        for (String ending : endings()) {
            ImagePath path = out.resolve(stem + ending);
            job.files(job.files().perhaps(path, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
    }

    /**
     * A script that loads what the generated one does, in one line, which stands for the first of the file that it is made from.
     * Empty when it is not known what it loads.
     */
    private Optional<SourceFile> script(String path, Source source, Protos protos) {
        boolean newer = kind.equals("es") ? major > 1 : kind.equals("connect-query");
        boolean legacy = options.containsKey("js_import_style")
                || options.containsKey("rewrite_imports")
                || options.containsKey("bootstrap_wkt");
        if (major == 0 || kind.equals("connect-query") && major < 2 || legacy) {
            return Optional.empty();
        }
        List<String> modules = new ArrayList<>();
        if (kind.equals("connect-query")) {
            modules.add(beside(path, path));
        } else {
            modules.add(newer ? RUNTIME + "/codegenv2" : RUNTIME);
            if (kind.equals("connect-es") && source.file().types()) {
                modules.add(beside(path, path));
            }
            for (String each : source.file().imports()) {
                Source other = protos.all().get(each);
                if (isWellKnown(each)) {
                    modules.add(newer ? RUNTIME + "/wkt" : RUNTIME);
                } else if (other == null || !newer && extension().isEmpty()) {
                    // It is not made here; the older ones load only what they need of it.
                    return Optional.empty();
                } else if (newer || other.file().types()) {
                    modules.add(beside(path, each));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        StringBuilder used = new StringBuilder();
        for (String module : new LinkedHashSet<>(modules)) {
            String name = "m" + used.length();
            text.append("import { ")
                    .append(name)
                    .append(" } from \"")
                    .append(module)
                    .append("\"; ");
            used.append(used.isEmpty() ? "" : ", ").append(name);
        }
        text.append("export const file = [").append(used).append("];");
        return Optional.of(new SourceFile(source.text().path(), text.toString()));
    }

    private static boolean isWellKnown(String path) {
        String front = "google/protobuf/";
        return path.startsWith(front)
                && WELL_KNOWN.contains(path.substring(front.length()).replace(".proto", ""));
    }

    /** What stands behind a relative path ("import_extension"): {@code .js} was usual before version 2. */
    private String extension() {
        String usual = major > 1 ? "" : ".js";
        String given = options.getOrDefault("import_extension", usual);
        return given.isEmpty() || given.equals("none") ? "" : given.startsWith(".") ? given : "." + given;
    }

    private String beside(String from, String to) {
        String relative = NodeInstall.relative(
                ImagePath.of("/" + from).parent(), ImagePath.of("/" + to.substring(0, to.length() - 6) + "_pb"));
        return (relative.startsWith(".") ? relative : "./" + relative) + extension();
    }
}
