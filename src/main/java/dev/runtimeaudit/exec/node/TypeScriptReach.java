package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.CalledNames;
import dev.runtimeaudit.read.script.EmittedUses;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.StartLoops;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The modules that a program loads in a runtime that takes TypeScript as it is and finds files without their extension: bun, or
 * node behind tsx (bun.com, "Module resolution"; tsx.is). What it asks for is a superset of what it needs: imports of mere
 * types are among it.
 *
 * <p>It is one class although it is long: where a module lies and what it asks for next follow from each other.
 */
public final class TypeScriptReach {

    private static final Set<String> LISTENING = Set.of("listen", "bindAsync", "serve");

    private static final List<String> EXTENSIONS =
            List.of(".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cjs", ".json");

    private static final int MOST_FILES = 2_000;

    private final Machine machine;
    private final boolean bun;
    private final Optional<TsNodeProject> project;
    private final Modules modules;
    private final Set<ImagePath> seen = new HashSet<>();
    private final Map<ImagePath, SourceFile> own = new LinkedHashMap<>();
    private final Map<ImagePath, Map<String, ImagePath>> links = new HashMap<>();
    private Optional<ImagePath> first = Optional.empty();
    private boolean listens;

    /** @param bun the runtime is bun, which has modules of its own and serves what a program exports */
    public TypeScriptReach(Machine machine, boolean bun) {
        this(machine, bun, Optional.empty());
    }

    /** Node behind ts-node, which finds what its project says. */
    TypeScriptReach(Machine machine, TsNodeProject project) {
        this(machine, false, Optional.of(project));
    }

    private TypeScriptReach(Machine machine, boolean bun, Optional<TsNodeProject> project) {
        this.machine = machine;
        this.bun = bun;
        this.project = project;
        this.modules = new Modules(machine, Release.of(""));
    }

    /** All that the program loads is proven to be there, and one of its own files opens a port. */
    public boolean serves(ImagePath main) {
        return loads(main) && listens;
    }

    /** Whether one of its own files opens a port, once what it loads was looked at. */
    public boolean listens() {
        return listens;
    }

    /** The files that are no packages', once what it loads was looked at. */
    Map<ImagePath, SourceFile> own() {
        return Map.copyOf(own);
    }

    /** All files that were looked at. */
    Set<ImagePath> files() {
        return Set.copyOf(seen);
    }

    /** Why it keeps running, once what it loads was looked at; empty where that is not known. */
    public Optional<String> keepsRunning() {
        if (listens) {
            return Optional.of("loads only what is there, and listens");
        }
        Map<TreePath, Map<String, TreePath>> meant = new HashMap<>();
        links.forEach((path, each) -> {
            Map<String, TreePath> targets = new HashMap<>();
            each.forEach((specifier, target) ->
                    Optional.ofNullable(own.get(target)).ifPresent(file -> targets.put(specifier, file.path())));
            Optional.ofNullable(own.get(path)).ifPresent(file -> meant.put(file.path(), targets));
        });
        return first.map(own::get)
                .filter(file -> new StartLoops(List.copyOf(own.values()), file.path(), meant).runsForEver())
                .map(file -> "loads only what is there, and repeats something for ever");
    }

    /** Whether the package of a specifier is proven to be installed where a directory looks for it. */
    public boolean isInstalled(String specifier, ImagePath directory) {
        return modules.isInstalled(specifier, directory);
    }

    /** All that the program loads is proven to be there. */
    public boolean loads(ImagePath main) {
        Deque<ImagePath> open = new ArrayDeque<>(List.of(main));
        seen.add(main);
        first = Optional.of(main);
        while (!open.isEmpty()) {
            ImagePath path = open.poll();
            if (path.name().endsWith(".json")) {
                continue;
            }
            Optional<SourceFile> text = text(path);
            if (text.isEmpty() || seen.size() > MOST_FILES || !isTaken(path, text.get())) {
                return false;
            }
            if (!path.names().contains("node_modules")) {
                own.put(path, text.get());
                listens |= CalledNames.of(text.get()).stream().anyMatch(LISTENING::contains)
                        || bun && path.equals(main) && exportsServer(text.get());
            }
            List<ModuleUse> uses =
                    project.map(known -> known.uses(path, text.get())).orElseGet(() -> ModuleUses.of(text.get()));
            for (ModuleUse use : uses) {
                boolean loaded = use.when() != ModuleUse.When.PERHAPS
                        && (use.form() == ModuleUse.Form.REQUIRE || use.form() == ModuleUse.Form.IMPORT);
                if (loaded && !follow(use, path, seen, open)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isTaken(ImagePath path, SourceFile text) {
        if (project.isPresent()) {
            return project.get().takes(path, text);
        }
        return bun || path.names().contains("node_modules") || !ModuleUses.waits(text) || isModule(path);
    }

    /** Whether a file is a module of ECMAScript: tsx makes CommonJS of all others, which waits for nothing at its top level. */
    private boolean isModule(ImagePath path) {
        boolean byName = path.name().endsWith(".mts") || path.name().endsWith(".mjs");
        boolean other = path.name().endsWith(".cts") || path.name().endsWith(".cjs");
        return byName
                || !other
                        && Manifest.aboveBehindSteps(path.parent(), machine) instanceof Manifest.Found found
                        && found.json().type().equals(Optional.of("module"));
    }

    /**
     * What a program dies of whatever else it does: an import that leads to no package, or to no file. All imports are looked for
     * before anything runs, those of a file before those of the files that it imports (measured with bun 1.3). An import of
     * which nothing may be left when the types are gone counts nothing.
     */
    public Optional<Failure> missing(ImagePath main) {
        Deque<ImagePath> open = new ArrayDeque<>(List.of(main));
        Set<ImagePath> seen = new HashSet<>(open);
        if (!bun || !looksAsUsual()) {
            return Optional.empty();
        }
        while (!open.isEmpty() && seen.size() <= MOST_FILES) {
            ImagePath path = open.poll();
            Optional<SourceFile> text = path.names().contains("node_modules") ? Optional.empty() : text(path);
            if (text.isEmpty() || path.name().endsWith(".json")) {
                continue;
            }
            for (ModuleUse use : EmittedUses.of(text.get(), !path.name().contains(".ts"))) {
                if (use.form() != ModuleUse.Form.IMPORT || use.when() != ModuleUse.When.ALWAYS) {
                    continue;
                }
                Optional<Failure> missing = missing(use, path);
                if (missing.isPresent()) {
                    return missing;
                }
                follow(use, path, seen, open);
            }
        }
        return Optional.empty();
    }

    /** Nothing loads a plugin first, and packages are looked for in {@code node_modules} (bun.com, "Auto-install", "Plugins"). */
    private boolean looksAsUsual() {
        ImagePath settings = machine.directory().child("bunfig.toml");
        boolean plain = machine.files().follow(settings) instanceof Fact.Absent<FileSystem.Located>
                || text(settings, machine)
                        .filter(text -> !text.text().contains("preload"))
                        .isPresent();
        boolean elsewhere = machine.environment().names().contains("NODE_PATH");
        if (!plain || elsewhere) {
            return false;
        }
        for (ImagePath above = machine.directory(); ; above = above.parent()) {
            if (machine.files().follow(above.child("node_modules")) instanceof Fact.Present<FileSystem.Located>) {
                return true;
            }
            if (above.isRoot()) {
                return false;
            }
        }
    }

    private Optional<Failure> missing(ModuleUse use, ImagePath path) {
        String specifier = use.specifier();
        if (specifier.isEmpty() || specifier.startsWith("#") || specifier.startsWith("/") || specifier.contains(":")) {
            return Optional.empty();
        }
        if (specifier.startsWith(".")) {
            return noFile(path.parent().resolve(specifier))
                    .map(why -> dies("module", use, path, Cause.MODULE_NOT_FOUND, why));
        }
        boolean own = specifier.equals("bun") || Modules.builtin(specifier).isPresent();
        String[] parts = specifier.split("/");
        boolean scoped = specifier.startsWith("@");
        if (own || scoped && parts.length < 2 || mayBeMapped(specifier, path.parent())) {
            return Optional.empty();
        }
        String name = scoped ? parts[0] + "/" + parts[1] : parts[0];
        boolean whole = specifier.equals(name);
        Fact<ImagePath> installed = modules.installed(name, path.parent());
        return installed instanceof Fact.Absent<ImagePath>
                        && modules.resolve(name, path.parent(), true, "") instanceof Resolution.Failed failed
                ? Optional.of(dies(whole ? "package" : "module", use, path, failed.cause(), failed.evidence()))
                : Optional.empty();
    }

    private Failure dies(String what, ModuleUse use, ImagePath path, Cause cause, Evidence why) {
        Evidence evidence = Evidence.of(use.span(), "loads `" + use.specifier() + "` in `" + path + "`");
        String line = "error: Cannot find " + what + " '" + use.specifier() + "' from '" + path + "'";
        Span place = new Blame(machine).place(use, path);
        return new Failure(cause, 1, line, place, use.specifier(), evidence.because(why));
    }

    /** Why there is no file that a relative specifier could mean, whatever it may end with; empty where there may be one. */
    private Optional<Evidence> noFile(ImagePath aimed) {
        Fact<FileSystem.Located> directory = machine.files().follow(aimed.parent());
        if (directory instanceof Fact.Absent<FileSystem.Located> none) {
            return Optional.of(none.evidence());
        }
        if (aimed.isRoot()
                || !(directory instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.Directory known)
                || !(known.rest() instanceof Node.Rest.Closed closed)) {
            return Optional.empty();
        }
        String stem = aimed.name().replaceFirst("\\.[cm]?jsx?$", "");
        boolean any = known.children().entrySet().stream()
                .anyMatch(child -> !(child.getValue() instanceof Node.Slot.Gone)
                        && (child.getKey().equals(stem) || child.getKey().startsWith(stem + ".")));
        return any ? Optional.empty() : Optional.of(closed.evidence());
    }

    /** Whether the nearest {@code tsconfig.json} may say where something else is that a package (bun.com, "Path re-mapping"). */
    private boolean mayBeMapped(String specifier, ImagePath from) {
        for (ImagePath above = from; ; above = above.parent()) {
            for (String name : List.of("tsconfig.json", "jsconfig.json")) {
                ImagePath path = above.child(name);
                if (!(machine.files().follow(path) instanceof Fact.Absent<FileSystem.Located>)) {
                    return text(path, machine)
                            .map(text -> maps(text.text(), specifier))
                            .orElse(true);
                }
            }
            if (above.isRoot()) {
                return false;
            }
        }
    }

    private static boolean maps(String config, String specifier) {
        if (config.contains("\"baseUrl\"") || config.contains("\"extends\"")) {
            return true;
        }
        for (String text : config.split("\"", -1)) {
            int star = text.indexOf('*');
            boolean fits = star < 0 ? text.equals(specifier) : specifier.startsWith(text.substring(0, star));
            if (fits && !text.isBlank()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<SourceFile> text(ImagePath path, Machine machine) {
        return Manifest.text(path, machine) instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    /** bun serves what the main file exports by default when that has a {@code fetch} (bun.com, "HTTP server", "export default"). */
    private static boolean exportsServer(SourceFile file) {
        return CalledNames.words(file).containsAll(Set.of("export", "default", "fetch"));
    }

    private boolean follow(ModuleUse use, ImagePath path, Set<ImagePath> seen, Deque<ImagePath> open) {
        String specifier = use.specifier();
        if (bun && (specifier.equals("bun") || specifier.startsWith("bun:"))) {
            return true;
        }
        Optional<ImagePath> file;
        if (specifier.startsWith("./")
                || specifier.startsWith("../")
                || specifier.equals(".")
                || specifier.equals("..")) {
            ImagePath aimed = path.parent().resolve(specifier);
            file = project.isPresent() ? project.get().file(aimed) : beside(aimed);
        } else {
            boolean esm = use.form() == ModuleUse.Form.IMPORT && project.isEmpty();
            Resolution resolution = modules.resolve(specifier, path.parent(), esm, path.value());
            if (resolution instanceof Resolution.Builtin) {
                return true;
            }
            Optional<ImagePath> mapped = project.flatMap(known -> known.mapped(specifier));
            if (mapped.isPresent()) {
                resolution = new Resolution.Found(mapped.get());
            }
            if (resolution instanceof Resolution.Unclear) {
                // A package that is there is read like other files, although a step may have put another one nearer.
                Resolution behind = modules.resolveBehindSteps(specifier, path.parent(), esm, path.value());
                resolution = behind instanceof Resolution.Found ? behind : resolution;
            }
            Optional<ImagePath> typed = resolution instanceof Resolution.Unclear
                    ? modules.inMember(specifier, path.parent()).flatMap(this::beside)
                    : Optional.empty();
            if (typed.isPresent()) {
                resolution = new Resolution.Found(typed.get());
            }
            if (!(resolution instanceof Resolution.Found found)) {
                // Of a package that nobody has read it is not known whether it is a module of ECMAScript.
                return (project.isEmpty() || requiresModules())
                        && !Reach.isGenerated(specifier, path.parent(), machine)
                        && modules.isInstalled(specifier, path.parent());
            }
            file = Optional.of(found.path());
        }
        file.ifPresent(
                target -> links.computeIfAbsent(path, none -> new HashMap<>()).put(specifier, target));
        file.filter(seen::add).ifPresent(open::add);
        return file.isPresent();
    }

    /** Whether the node on PATH lets CommonJS ask for modules of ECMAScript. */
    private boolean requiresModules() {
        return Kernel.onPath("node", machine) instanceof Fact.Present<ImagePath> at
                && machine.files().follow(at.value()) instanceof Fact.Present<FileSystem.Located> found
                && found.value().node() instanceof Node.File file
                && file.content().on(machine.processor()) instanceof Content.Program node
                && node.name().equals("node")
                && Release.of(node.version()).requiresEsm().orElse(false);
    }

    /** The file that a relative specifier means. */
    private Optional<ImagePath> beside(ImagePath path) {
        List<ImagePath> candidates = new ArrayList<>();
        String name = path.name();
        candidates.add(path);
        for (String script : List.of(".js", ".mjs", ".cjs", ".jsx")) {
            if (name.endsWith(script)) {
                // The name of what a compiler would make of it.
                String stem = name.substring(0, name.length() - script.length());
                candidates.add(path.parent().child(stem + script.replace("js", "ts")));
                candidates.add(path.parent().child(stem + ".tsx"));
            }
        }
        EXTENSIONS.forEach(extension -> candidates.add(path.parent().child(name + extension)));
        EXTENSIONS.forEach(extension -> candidates.add(path.child("index" + extension)));
        return candidates.stream()
                .flatMap(candidate -> file(candidate).stream())
                .findFirst();
    }

    private Optional<ImagePath> file(ImagePath path) {
        return machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> here
                        && here.value().node() instanceof Node.File
                ? Optional.of(here.value().path())
                : Optional.empty();
    }

    private Optional<SourceFile> text(ImagePath path) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        boolean script = EXTENSIONS.stream().anyMatch(path.name()::endsWith);
        if (!script
                || !(found instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.File file)
                || !(Permissions.of(file, Permissions.Right.READ, machine.identity()) instanceof Fact.Present<Node>)) {
            return Optional.empty();
        }
        return file.content().likely().text() instanceof Fact.Present<SourceFile> present
                ? Optional.of(present.value())
                : Optional.empty();
    }
}
