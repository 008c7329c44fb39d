package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.ignore.IgnoreRules;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a package that are part of it wherever it is carried (docs.npmjs.com, "package.json", "files"): what {@code files}
 * names, else what {@code .npmignore}, else {@code .gitignore} beside package.json does not leave out. What the root of the
 * repository ignores counts nothing.
 */
final class PackedFiles {

    private static final Set<String> NEVER = Set.of(
            "node_modules",
            ".git",
            ".svn",
            ".hg",
            "CVS",
            ".npmrc",
            ".gitignore",
            ".npmignore",
            ".DS_Store",
            "npm-debug.log",
            "package-lock.json",
            "pnpm-lock.yaml",
            "yarn.lock",
            "config.gypi");

    private static final List<String> ALWAYS = List.of("package.json", "readme", "license", "licence");

    private final IgnoreRules rules;
    private final boolean listed;
    private final Set<String> also;
    private final Reason why = Reason.BUILD_OUTPUT_NOT_MODELLED;
    private final Evidence evidence;

    private PackedFiles(IgnoreRules rules, boolean listed, Set<String> also, Evidence evidence) {
        this.rules = rules;
        this.listed = listed;
        this.also = also;
        this.evidence = evidence;
    }

    /** Empty when it is not known what is in the directory, or what of it counts. */
    static Optional<Directory> of(ImagePath directory, PackageJson json, Machine machine, Evidence evidence) {
        if (!(machine.files().follow(directory) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Directory all)) {
            return Optional.empty();
        }
        Set<String> also = new java.util.TreeSet<>();
        json.main().map(PackedFiles::plain).ifPresent(also::add);
        json.json().member("bin").ifPresent(bin -> {
            if (bin instanceof Json.Members members) {
                members.all().values().forEach(each -> text(each).ifPresent(also::add));
            } else {
                text(bin).ifPresent(also::add);
            }
        });
        boolean usual = Stream.of("bundleDependencies", "bundledDependencies")
                        .allMatch(name -> json.json().member(name).isEmpty())
                && json.json()
                        .member("publishConfig")
                        .flatMap(config -> config.member("directory"))
                        .isEmpty();
        if (!usual) {
            return Optional.empty();
        }
        Optional<Json> files = json.json().member("files");
        if (files.isPresent()) {
            if (!(files.get() instanceof Json.Elements elements)) {
                return Optional.empty();
            }
            StringBuilder lines = new StringBuilder();
            for (Json each : elements.all()) {
                Optional<String> entry = text(each);
                if (entry.isEmpty()) {
                    return Optional.empty();
                }
                String pattern = plain(entry.get());
                String base = pattern.replaceFirst("(/\\*\\*)?(/\\*)?$", "");
                // What other patterns match depends on the version of the packer.
                boolean plain = base.equals("*") || base.chars().noneMatch(c -> "*?[]{}()!\\".indexOf(c) >= 0);
                if (!plain) {
                    return Optional.empty();
                }
                lines.append('/')
                        .append(pattern.isEmpty() || pattern.equals(".") ? "*" : pattern)
                        .append('\n');
            }
            return Optional.of(new PackedFiles(rules(lines.toString()), true, also, evidence).kept(all, ""));
        }
        for (String name : List.of(".npmignore", ".gitignore")) {
            Fact<SourceFile> text = Manifest.text(directory.child(name), machine);
            if (text instanceof Fact.Unknown<SourceFile>
                    && !(machine.files().follow(directory.child(name)) instanceof Fact.Unknown<Located>)) {
                return Optional.empty();
            }
            if (text instanceof Fact.Present<SourceFile> file) {
                IgnoreRules rules = rules(file.value().text());
                return Optional.of(new PackedFiles(rules, false, also, evidence).kept(all, ""));
            }
        }
        return Optional.of(new PackedFiles(rules(""), false, also, evidence).kept(all, ""));
    }

    private static Optional<String> text(Json json) {
        return json instanceof Json.Text text ? Optional.of(plain(text.text().text())) : Optional.empty();
    }

    private static String plain(String path) {
        String plain = path;
        while (plain.startsWith("./") || plain.startsWith("/")) {
            plain = plain.substring(plain.indexOf('/') + 1);
        }
        return plain;
    }

    private static IgnoreRules rules(String lines) {
        return IgnoreRules.git(List.of(new SourceFile(new TreePath(".gitignore"), lines)));
    }

    private boolean isPart(String path, boolean directory) {
        TreePath at = new TreePath(path);
        boolean top = path.indexOf('/') < 0;
        String lower = path.toLowerCase(Locale.ROOT);
        if (also.contains(path)
                || top
                        && !directory
                        && ALWAYS.stream().anyMatch(name -> lower.equals(name) || lower.startsWith(name + "."))) {
            return true;
        }
        boolean matched = directory ? rules.excludesDirectory(at) : rules.excludes(at);
        return listed == matched;
    }

    private Directory kept(Directory all, String prefix) {
        return new Directory(all.meta(), all.rest(), () -> {
            SortedMap<String, Slot> children = new TreeMap<>();
            boolean nested = !prefix.isEmpty()
                    && (all.children().containsKey(".gitignore")
                            || all.children().containsKey(".npmignore"));
            for (Map.Entry<String, Slot> child : all.children().entrySet()) {
                String name = child.getKey();
                if (NEVER.contains(name) || name.startsWith("._") || name.endsWith(".orig")) {
                    continue;
                }
                slot(prefix + name, child.getValue(), nested).ifPresent(slot -> children.put(name, slot));
            }
            return children;
        });
    }

    private Optional<Slot> slot(String path, Slot slot, boolean doubted) {
        if (slot instanceof Slot.Gone) {
            return Optional.of(slot);
        }
        if (!(slot instanceof Slot.Here here)) {
            return isPart(path, false) || isPart(path, true) || listed ? Optional.of(slot) : Optional.empty();
        }
        if (here.node() instanceof Directory below) {
            if (!listed && !isPart(path, true)) {
                return Optional.empty();
            }
            Directory kept = kept(below, path + "/");
            if (kept.children().isEmpty() && kept.rest() instanceof Node.Rest.Closed) {
                return Optional.empty();
            }
            return Optional.of(doubted ? perhaps(kept) : new Slot.Here(kept));
        }
        if (here.node() instanceof Node.Link) {
            return Optional.of(perhaps(here.node()));
        }
        return isPart(path, false) ? Optional.of(doubted ? perhaps(here.node()) : slot) : Optional.empty();
    }

    private Slot perhaps(Node node) {
        return new Slot.Perhaps(Optional.of(node), why, evidence);
    }
}
