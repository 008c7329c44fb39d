package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the modules of a monorepo lie as source: what a specifier in a script means before anything is built
 * (typescriptlang.org, "Module Resolution", "paths"; nodejs.org, "Packages").
 *
 * <p>It is one class although it is long: a specifier passes through aliases, packages, their exports and files, and back.
 */
final class ModuleMap {

    private static final List<String> EXTENSIONS =
            List.of(".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte");
    private static final List<String> CONFIGURATIONS = List.of("tsconfig.json", "jsconfig.json", "tsconfig.app.json");
    private static final Set<String> PASSED_OVER =
            Set.of("node_modules", ".git", "dist", "build", ".next", "vendor", "target");
    private static final List<String> OUTPUTS = List.of("dist/", "build/", "lib/", "out/", "esm/", "cjs/");
    private static final int DEEPEST_PACKAGE = 5;
    private static final int MOST_DIRECTORIES = 4_000;
    private static final int MOST_EXTENDED = 8;

    private final SourceTree tree;
    private final Map<TreePath, Aliases> aliases = new HashMap<>();
    private final Map<TreePath, Optional<Json>> documents = new HashMap<>();
    private final Map<TreePath, Boolean> files = new HashMap<>();
    private Optional<Map<String, TreePath>> packages = Optional.empty();
    private int directories;

    /**
     * What a {@code tsconfig.json} says of names.
     *
     * @param base where names without a dot are looked for; empty for nowhere
     * @param paths patterns, and what they stand for
     */
    private record Aliases(Optional<TreePath> base, Map<String, List<TreePath>> paths) {
        static final Aliases NONE = new Aliases(Optional.empty(), Map.of());
    }

    ModuleMap(SourceTree tree) {
        this.tree = tree;
    }

    /** The source file that a specifier means; empty for a package from elsewhere, and for what is not found. */
    Optional<TreePath> resolve(TreePath from, String specifier) {
        if (specifier.startsWith("./")
                || specifier.startsWith("../")
                || specifier.equals(".")
                || specifier.equals("..")) {
            return from.parent().resolve(specifier).flatMap(this::source);
        }
        if (specifier.startsWith("#")) {
            return internal(from, specifier);
        }
        if (specifier.isEmpty() || specifier.startsWith("/") || specifier.startsWith("node:")) {
            return Optional.empty();
        }
        Aliases known = aliases(from.parent());
        return alias(known, specifier)
                .or(() -> inPackage(specifier))
                .or(() -> known.base().flatMap(base -> base.resolve(specifier)).flatMap(this::source));
    }

    /** The source file of a path without its extension, of a directory, or of what a compiler makes of it. */
    Optional<TreePath> source(TreePath path) {
        if (isFile(path) && isScript(path.name())) {
            return Optional.of(path);
        }
        if (path.isRoot()) {
            return inDirectory(path);
        }
        for (String extension : EXTENSIONS) {
            TreePath each = path.parent().child(path.name() + extension);
            if (isFile(each)) {
                return Optional.of(each);
            }
        }
        int dot = path.name().lastIndexOf('.');
        if (dot > 0 && isScript(path.name())) {
            String stem = path.name().substring(0, dot);
            for (String extension : EXTENSIONS) {
                TreePath each = path.parent().child(stem + extension);
                if (isFile(each)) {
                    return Optional.of(each);
                }
            }
        }
        return inDirectory(path);
    }

    private Optional<TreePath> inDirectory(TreePath path) {
        for (String extension : EXTENSIONS) {
            TreePath each = path.child("index" + extension);
            if (isFile(each)) {
                return Optional.of(each);
            }
        }
        return path.isRoot() ? Optional.empty() : main(path);
    }

    /** What the manifest of a directory names as its main file. */
    private Optional<TreePath> main(TreePath directory) {
        for (String key : List.of("source", "module", "main", "types")) {
            Optional<TreePath> main =
                    manifest(directory).flatMap(json -> json.text(key)).flatMap(text -> named(directory, text.text()));
            if (main.isPresent()) {
                return main;
            }
        }
        return Optional.empty();
    }

    private Optional<TreePath> named(TreePath directory, String main) {
        boolean itself = directory.resolve(main).filter(directory::equals).isPresent();
        return itself ? Optional.empty() : sourceOf(directory, main);
    }

    static boolean isScript(String name) {
        return EXTENSIONS.stream().anyMatch(name::endsWith) && !name.endsWith(".d.ts");
    }

    boolean isFile(TreePath path) {
        return files.computeIfAbsent(
                path,
                p -> tree.real(p).flatMap(tree::entry).filter(Entry::isFile).isPresent());
    }

    boolean isDirectory(TreePath path) {
        return tree.real(path).flatMap(tree::entry).filter(Entry::isDirectory).isPresent();
    }

    // --- tsconfig.json -------------------------------------------------------------------------------------------

    private Aliases aliases(TreePath directory) {
        Aliases known = aliases.get(directory);
        if (known != null) {
            return known;
        }
        Aliases found = Aliases.NONE;
        for (String name : CONFIGURATIONS) {
            TreePath file = directory.child(name);
            if (isFile(file)) {
                Aliases here = configured(file, 0);
                if (!here.paths().isEmpty() || here.base().isPresent()) {
                    found = here;
                    break;
                }
            }
        }
        if (found.paths().isEmpty() && found.base().isEmpty()) {
            TreePath shared = directory.child("tsconfig.base.json");
            found = isFile(shared)
                    ? configured(shared, 0)
                    : directory.isRoot() ? Aliases.NONE : aliases(directory.parent());
        }
        aliases.put(directory, found);
        return found;
    }

    private Aliases configured(TreePath file, int depth) {
        Optional<Json> json = json(file);
        if (json.isEmpty() || depth > MOST_EXTENDED) {
            return Aliases.NONE;
        }
        Aliases inherited = Aliases.NONE;
        for (String parent : texts(json.get().member("extends"))) {
            Optional<TreePath> path = extended(file, parent);
            if (path.isPresent()) {
                Aliases from = configured(path.get(), depth + 1);
                inherited = new Aliases(
                        from.base().or(inherited::base), from.paths().isEmpty() ? inherited.paths() : from.paths());
            }
        }
        Optional<Json> options = json.get().member("compilerOptions");
        Optional<TreePath> base = options.flatMap(o -> o.text("baseUrl"))
                .flatMap(text -> file.parent().resolve(text.text()))
                .or(inherited::base);
        Optional<Json> paths = options.flatMap(o -> o.member("paths"));
        if (paths.isEmpty() || !(paths.get() instanceof Json.Members members)) {
            return new Aliases(base, inherited.paths());
        }
        TreePath root = base.orElse(file.parent());
        Map<String, List<TreePath>> all = new LinkedHashMap<>();
        members.all().forEach((pattern, targets) -> {
            List<TreePath> resolved = new ArrayList<>();
            for (String target : texts(Optional.of(targets))) {
                root.resolve(target).ifPresent(resolved::add);
            }
            all.put(pattern, resolved);
        });
        return new Aliases(base, all);
    }

    private Optional<TreePath> extended(TreePath file, String parent) {
        if (parent.startsWith(".")) {
            return file.parent()
                    .resolve(parent)
                    .map(path ->
                            isFile(path) || path.isRoot() ? path : path.parent().child(path.name() + ".json"));
        }
        // A package of the workspace that holds shared configurations.
        return packages().entrySet().stream()
                .filter(e -> parent.startsWith(e.getKey() + "/"))
                .findFirst()
                .flatMap(e -> e.getValue().resolve(parent.substring(e.getKey().length() + 1)))
                .map(path ->
                        path.name().endsWith(".json") ? path : path.parent().child(path.name() + ".json"));
    }

    private Optional<TreePath> alias(Aliases known, String specifier) {
        String best = "";
        for (String pattern : known.paths().keySet()) {
            int star = pattern.indexOf('*');
            boolean fits = star < 0
                    ? pattern.equals(specifier)
                    : specifier.startsWith(pattern.substring(0, star))
                            && specifier.endsWith(pattern.substring(star + 1))
                            && specifier.length() >= pattern.length() - 1;
            if (fits && (best.isEmpty() || star < 0 || pattern.length() > best.length())) {
                best = pattern;
            }
        }
        int star = best.indexOf('*');
        for (TreePath target : known.paths().getOrDefault(best, List.of())) {
            String text = target.value();
            if (star >= 0) {
                String rest = specifier.substring(star, specifier.length() - (best.length() - star - 1));
                text = text.replace("*", rest);
            }
            Optional<TreePath> found = TreePath.of(text).flatMap(this::source);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    // --- packages ------------------------------------------------------------------------------------------------

    /** The packages of the workspace by name. */
    Map<String, TreePath> packages() {
        if (packages.isEmpty()) {
            Map<String, TreePath> found = new LinkedHashMap<>();
            collect(TreePath.ROOT, 0, found);
            packages = Optional.of(found);
        }
        return packages.get();
    }

    private void collect(TreePath directory, int depth, Map<String, TreePath> found) {
        if (depth > DEEPEST_PACKAGE || ++directories > MOST_DIRECTORIES) {
            return;
        }
        List<String> names = tree.names(directory);
        if (names.contains("package.json") && depth > 0) {
            manifest(directory)
                    .flatMap(json -> json.text("name"))
                    .ifPresent(name -> found.putIfAbsent(name.text(), directory));
            if (names.contains("src")) {
                return; // what lies below a package is its source
            }
        }
        for (String name : names) {
            TreePath child = directory.child(name);
            boolean looked = name.lastIndexOf('.') <= 0 && !PASSED_OVER.contains(name) && !name.equals("src");
            if (looked && tree.entry(child).filter(Entry::isDirectory).isPresent()) {
                collect(child, depth + 1, found);
            }
        }
    }

    Optional<Json> manifest(TreePath directory) {
        return json(directory.child("package.json"));
    }

    private Optional<Json> json(TreePath file) {
        return documents.computeIfAbsent(file, f -> tree.read(f).asFile().flatMap(LenientJson::of));
    }

    private Optional<TreePath> inPackage(String specifier) {
        int slash = specifier.indexOf('/', specifier.startsWith("@") ? specifier.indexOf('/') + 1 : 0);
        String name = slash < 0 ? specifier : specifier.substring(0, slash);
        TreePath directory = packages().get(name);
        if (directory == null) {
            return Optional.empty();
        }
        String subpath = slash < 0 ? "." : "." + specifier.substring(slash);
        Optional<Json> manifest = manifest(directory);
        Optional<TreePath> exported =
                manifest.flatMap(json -> json.member("exports")).flatMap(e -> exported(directory, e, subpath));
        if (exported.isPresent()) {
            return exported;
        }
        if (subpath.equals(".")) {
            return main(directory).or(() -> source(directory.child("src"))).or(() -> source(directory));
        }
        return directory
                .resolve(subpath)
                .flatMap(this::source)
                .or(() -> directory.child("src").resolve(subpath).flatMap(this::source));
    }

    private Optional<TreePath> exported(TreePath directory, Json exports, String subpath) {
        boolean map = exports instanceof Json.Members members
                && members.all().keySet().stream().anyMatch(key -> key.startsWith("."));
        if (!map) {
            return subpath.equals(".") ? target(directory, exports, "") : Optional.empty();
        }
        Map<String, Json> all = ((Json.Members) exports).all();
        if (all.containsKey(subpath)) {
            return target(directory, all.get(subpath), "");
        }
        for (Map.Entry<String, Json> each : all.entrySet()) {
            int star = each.getKey().indexOf('*');
            if (star < 0) {
                continue;
            }
            String before = each.getKey().substring(0, star);
            String after = each.getKey().substring(star + 1);
            if (subpath.startsWith(before)
                    && subpath.endsWith(after)
                    && subpath.length() >= before.length() + after.length()) {
                String rest = subpath.substring(star, subpath.length() - after.length());
                return target(directory, each.getValue(), rest);
            }
        }
        return Optional.empty();
    }

    /** The first source file among what an export may stand for. */
    private Optional<TreePath> target(TreePath directory, Json value, String star) {
        if (value instanceof Json.Text text) {
            return sourceOf(directory, text.text().text().replace("*", star));
        }
        List<Json> parts = value instanceof Json.Members members
                ? List.copyOf(members.all().values())
                : value instanceof Json.Elements elements ? elements.all() : List.of();
        for (Json part : parts) {
            Optional<TreePath> found = target(directory, part, star);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The source of what a package says it ships: itself where it is source, else what it is most likely made of. */
    Optional<TreePath> sourceOf(TreePath directory, String shipped) {
        String path = shipped.startsWith("./") ? shipped.substring(2) : shipped;
        Optional<TreePath> itself =
                directory.resolve(path).filter(p -> !p.name().endsWith(".d.ts")).flatMap(this::source);
        if (itself.isPresent()) {
            return itself;
        }
        for (String output : OUTPUTS) {
            int at = path.startsWith(output) ? 0 : path.indexOf("/" + output) + 1;
            if (at == 0 && !path.startsWith(output)) {
                continue;
            }
            String rest = path.substring(at + output.length());
            String stem = rest.endsWith(".d.ts") ? rest.substring(0, rest.length() - 5) : rest;
            for (String other : List.of("src/" + stem, stem)) {
                Optional<TreePath> found =
                        directory.resolve(path.substring(0, at) + other).flatMap(this::source);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<TreePath> internal(TreePath from, String specifier) {
        for (TreePath above = from.parent(); ; above = above.parent()) {
            TreePath directory = above;
            Optional<Json> manifest = manifest(directory);
            if (manifest.isPresent()) {
                Optional<Json> imports = manifest.get().member("imports");
                if (imports.isPresent() && imports.get() instanceof Json.Members members) {
                    for (Map.Entry<String, Json> each : members.all().entrySet()) {
                        int star = each.getKey().indexOf('*');
                        boolean fits = star < 0
                                ? each.getKey().equals(specifier)
                                : specifier.startsWith(each.getKey().substring(0, star));
                        if (fits) {
                            return target(directory, each.getValue(), star < 0 ? "" : specifier.substring(star));
                        }
                    }
                }
                return alias(aliases(from.parent()), specifier);
            }
            if (above.isRoot()) {
                return Optional.empty();
            }
        }
    }

    private static List<String> texts(Optional<Json> json) {
        if (json.isEmpty()) {
            return List.of();
        }
        if (json.get() instanceof Json.Text text) {
            return List.of(text.text().text());
        }
        List<String> all = new ArrayList<>();
        if (json.get() instanceof Json.Elements elements) {
            for (Json each : elements.all()) {
                if (each instanceof Json.Text text) {
                    all.add(text.text().text());
                }
            }
        }
        return all;
    }

    /** The range that the manifests above a script ask for of a package; empty when none does. */
    Optional<String> range(TreePath from, String name) {
        for (TreePath above = from.parent(); ; above = above.parent()) {
            for (String kind : List.of("dependencies", "devDependencies", "peerDependencies")) {
                Optional<Fragment> range =
                        manifest(above).flatMap(json -> json.member(kind)).flatMap(all -> all.text(name));
                if (range.isPresent()) {
                    return range.map(Fragment::text);
                }
            }
            if (above.isRoot()) {
                return Optional.empty();
            }
        }
    }

    boolean dependsOn(TreePath directory, String name) {
        return List.of("dependencies", "devDependencies").stream()
                .anyMatch(kind -> manifest(directory)
                        .flatMap(json -> json.member(kind))
                        .flatMap(all -> all.member(name))
                        .isPresent());
    }
}
