package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Patterns;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.exec.node.TsPaths;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.EmittedUses;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a TypeScript project that a compiler emits: those that its configuration names, and those that they import
 * (typescriptlang.org, "TSConfig Reference", "include", "exclude", "files"; "Modules - Theory", "Module resolution").
 *
 * <p>What is found through {@code node_modules} is a library, even where a link leads to a source of the workspace: it is not emitted.
 *
 * <p>It is one class although it is long: what is found leads to what is searched next.
 */
final class TsInputs {

    private static final int MOST = 20_000;
    private static final int DEEPEST = 40;

    private static final List<String> TYPESCRIPT = List.of(".ts", ".tsx", ".mts", ".cts");
    private static final List<String> JAVASCRIPT = List.of(".js", ".jsx", ".mjs", ".cjs");
    private static final Set<String> NEVER = Set.of("node_modules", "bower_components", "jspm_packages");

    private final TsConfig config;
    private final Machine machine;
    private final boolean javascript;
    private final SortedMap<ImagePath, Content> found = new TreeMap<>();
    private final Map<ImagePath, Map<String, ImagePath>> aliases = new HashMap<>();
    private final Deque<ImagePath> open = new ArrayDeque<>();
    private final Map<ImagePath, Map<String, ImagePath>> siblings = new HashMap<>();
    private final List<ImagePath> unlisted = new ArrayList<>();
    private final List<ImagePath> perhaps = new ArrayList<>();
    private boolean sure = true;
    private boolean unread;

    private TsInputs(TsConfig config, Machine machine) {
        this.config = config;
        this.machine = machine;
        this.javascript = config.is("allowJs") || config.is("checkJs") && !config.isFalse("allowJs");
    }

    static TsInputs of(TsConfig config, Machine machine) {
        TsInputs inputs = new TsInputs(config, machine);
        inputs.listed();
        inputs.imported();
        return inputs;
    }

    /** The sources, declarations not among them, by their real paths. */
    SortedMap<ImagePath, Content> files() {
        return found;
    }

    /** What an import of a file that is no relative path leads to, where {@code paths} or {@code baseUrl} say so. */
    Map<String, ImagePath> aliases(ImagePath file) {
        return aliases.getOrDefault(file, Map.of());
    }

    /** Whether there are no others: every directory that is searched is fully known. */
    boolean isSure() {
        return sure && !unread;
    }

    /** What a relative import of a file leads to. */
    Map<String, ImagePath> siblings(ImagePath file) {
        return siblings.getOrDefault(file, Map.of());
    }

    /** The directories in which there may be others. */
    List<ImagePath> open() {
        return List.copyOf(unlisted);
    }

    /** The places at which there may be others: these directories, files, and names that may be either. */
    List<ImagePath> others() {
        return Stream.concat(unlisted.stream(), perhaps.stream()).toList();
    }

    /** Whether others can only be at these places: every source was read, and nothing was left out. */
    boolean isRead() {
        return !unread;
    }

    // --- what the configuration names --------------------------------------------------------------------------------

    private void listed() {
        config.files().ifPresent(files -> {
            for (String each : files.all()) {
                add(files.base().resolve(each));
            }
        });
        boolean all = config.files().isEmpty() && config.include().isEmpty();
        if (all) {
            search(config.directory(), List.of("**/*"));
        } else {
            config.include().ifPresent(include -> search(include.base(), include.all()));
        }
    }

    private void search(ImagePath base, List<String> patterns) {
        List<String> excluded = new ArrayList<>();
        if (config.exclude().isPresent()) {
            for (String each : config.exclude().get().all()) {
                excluded.add(absolute(config.exclude().get().base(), each));
            }
        } else {
            config.path("outDir").ifPresent(out -> excluded.add(out.value()));
            config.path("declarationDir").ifPresent(out -> excluded.add(out.value()));
        }
        List<Patterns> without = new ArrayList<>();
        for (String each : excluded) {
            without.add(Patterns.of(each));
            without.add(Patterns.of(each + "/**"));
        }
        for (String pattern : patterns) {
            String whole = absolute(base, pattern);
            String last = whole.substring(whole.lastIndexOf('/') + 1);
            boolean directory = !last.contains("*") && !last.contains("?") && !last.contains(".");
            String full = directory ? whole + "/**/*" : whole;
            ImagePath start = start(full);
            walk(start, Patterns.of(full), without, full.endsWith(".json"), 0);
        }
    }

    private String absolute(ImagePath base, String pattern) {
        String text = pattern.replace("${configDir}", config.directory().value());
        return text.startsWith("/") ? text : base.resolve(text).value();
    }

    /** The directory in front of the first name with a wildcard. */
    private static ImagePath start(String pattern) {
        ImagePath at = ImagePath.ROOT;
        for (String name : ImagePath.of(pattern).parent().names()) {
            if (name.contains("*") || name.contains("?")) {
                break;
            }
            at = at.child(name);
        }
        return at;
    }

    private void walk(ImagePath at, Patterns wanted, List<Patterns> without, boolean json, int depth) {
        if (depth > DEEPEST || found.size() > MOST) {
            unread = true;
            return;
        }
        if (without.stream().anyMatch(each -> each.matches(at.value()))) {
            return;
        }
        if (!(machine.files().follow(at) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Directory directory)) {
            return;
        }
        // A base image does not bring the sources of a project.
        if (directory.rest() instanceof Rest.Open open && open.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN) {
            sure = false;
            unlisted.add(at);
        }
        directory.children().forEach((name, slot) -> {
            ImagePath path = at.child(name);
            if (NEVER.contains(name)
                    || name.startsWith(".")
                    || without.stream().anyMatch(each -> each.matches(path.value()))) {
                return;
            }
            if (slot instanceof Slot.Perhaps) {
                boolean taken = isScript(name) || !name.contains(".");
                sure &= !taken;
                if (taken) {
                    perhaps.add(path);
                }
            } else if (slot instanceof Slot.Here child && child.node() instanceof Directory) {
                walk(path, wanted, without, json, depth + 1);
            } else if (slot instanceof Slot.Here
                    && wanted.matches(path.value())
                    && (isScript(name) || json && name.endsWith(".json"))
                    && !isShadowed(directory, name)) {
                add(path);
            }
        });
    }

    /** Beside {@code a.ts} neither {@code a.d.ts} nor {@code a.js} is taken. */
    private static boolean isShadowed(Directory directory, String name) {
        for (String extension : List.of(".d.ts", ".js", ".jsx")) {
            if (name.endsWith(extension)) {
                String stem = name.substring(0, name.length() - extension.length());
                return directory.slot(stem + ".ts") instanceof Slot.Here
                        || directory.slot(stem + ".tsx") instanceof Slot.Here;
            }
        }
        return false;
    }

    private boolean isScript(String name) {
        return TYPESCRIPT.stream().anyMatch(name::endsWith)
                || javascript
                        && !name.endsWith(".min.js")
                        && JAVASCRIPT.stream().anyMatch(name::endsWith);
    }

    static boolean isDeclaration(String name) {
        return name.endsWith(".d.ts") || name.endsWith(".d.mts") || name.endsWith(".d.cts");
    }

    private void add(ImagePath path) {
        if (machine.files().follow(path) instanceof Fact.Present<Located> here
                && here.value().node() instanceof Node.File file
                && !found.containsKey(here.value().path())) {
            found.put(here.value().path(), file.content());
            open.add(here.value().path());
        }
    }

    // --- what those import -------------------------------------------------------------------------------------------

    private void imported() {
        while (!open.isEmpty()) {
            ImagePath path = open.poll();
            if (path.name().endsWith(".json")) {
                continue;
            }
            Content content = found.get(path);
            if (content == null || !(content.text() instanceof Fact.Present<SourceFile> text) || found.size() > MOST) {
                unread = true;
                continue;
            }
            boolean typed = TYPESCRIPT.stream().anyMatch(path.name()::endsWith);
            for (ModuleUse use : typed ? EmittedUses.imports(text.value()) : ModuleUses.of(text.value())) {
                String specifier = use.specifier();
                if (specifier.endsWith(".json") && !takesJson()) {
                    continue;
                }
                boolean relative = specifier.startsWith("./")
                        || specifier.startsWith("../")
                        || specifier.equals(".")
                        || specifier.equals("..");
                if (relative) {
                    file(path.parent().resolve(specifier)).ifPresent(target -> {
                        add(target);
                        siblings.computeIfAbsent(path, p -> new HashMap<>()).put(specifier, target);
                    });
                } else {
                    alias(specifier).ifPresent(target -> {
                        add(target);
                        aliases.computeIfAbsent(path, p -> new HashMap<>()).put(specifier, target);
                    });
                }
            }
        }
        found.keySet().removeIf(path -> isDeclaration(path.name()));
    }

    /** "resolveJsonModule": without it an import of JSON is an error that changes nothing; some ways of resolution imply it. */
    private boolean takesJson() {
        String module = config.text("module").orElse("");
        String resolution = config.text("moduleResolution").orElse("node");
        boolean old = module.equals("commonjs") && (resolution.equals("node") || resolution.equals("node10"));
        return config.is("resolveJsonModule") || !old;
    }

    /** A file as an import without its extension means it. */
    private Optional<ImagePath> file(ImagePath path) {
        List<ImagePath> candidates = new ArrayList<>();
        String name = path.name();
        ImagePath in = path.parent();
        for (String[] pair :
                new String[][] {{".js", ".ts"}, {".js", ".tsx"}, {".jsx", ".tsx"}, {".mjs", ".mts"}, {".cjs", ".cts"}
                }) {
            if (name.endsWith(pair[0])) {
                candidates.add(in.child(name.substring(0, name.length() - pair[0].length()) + pair[1]));
            }
        }
        if (!path.isRoot()) {
            for (String extension : List.of(".ts", ".tsx", ".d.ts")) {
                candidates.add(in.child(name + extension));
            }
            if (javascript) {
                candidates.add(in.child(name + ".js"));
                candidates.add(in.child(name + ".jsx"));
            }
            if (name.endsWith(".json") || isScript(name)) {
                candidates.add(path);
            }
        }
        for (String extension : List.of(".ts", ".tsx", ".d.ts")) {
            candidates.add(path.child("index" + extension));
        }
        if (javascript) {
            candidates.add(path.child("index.js"));
        }
        Optional<ImagePath> first =
                candidates.stream().filter(machine.files()::holdsFile).findFirst();
        if (first.isEmpty()) {
            List<ImagePath> unclear = candidates.stream()
                    .filter(each -> machine.files().follow(each) instanceof Fact.Unknown<Located>)
                    .toList();
            sure &= unclear.isEmpty();
            perhaps.addAll(unclear);
        }
        return first;
    }

    /** What {@code paths}, and then {@code baseUrl}, make of a specifier. */
    private Optional<ImagePath> alias(String specifier) {
        for (ImagePath candidate : TsPaths.candidates(specifier, config)) {
            Optional<ImagePath> file = file(candidate);
            if (file.isPresent()) {
                return file.filter(at -> !at.names().contains("node_modules"));
            }
        }
        return Optional.empty();
    }
}
