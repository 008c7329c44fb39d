package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.ProjectModules;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.exec.node.TsPaths;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Bundle;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.EmittedUses;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes into a bundle: the sources that are reached from an entry, packages of the workspace among them, and what they ask for
 * that stays outside (esbuild.github.io, "Bundle", "External", "Packages"; rolldown.rs, "external"). Measured with esbuild 0.28, tsup 8.5
 * and tsdown 0.21: an import of a package that stays outside is kept even where nothing of it is used, of TypeScript only where a
 * value is.
 *
 * <p>It is one class although it is long: what a file asks for decides which file is read next, and with which rules.
 */
final class BundleGraph implements Content.Parts {

    /** What becomes of a package that is asked for. */
    interface Externals {
        /** @param name the package's: {@code @acme/db} of {@code @acme/db/client} */
        boolean isExternal(String specifier, String name);

        /** Whether it may stay outside, and may go inside: nobody can tell. */
        default boolean isOpen(String specifier, String name) {
            return false;
        }

        /** The file or directory that a name of the builder's own stands for. */
        default Optional<ImagePath> alias(String specifier) {
            return Optional.empty();
        }

        /** Whether TypeScript's own compiler may have made what goes in: with {@code importHelpers} that asks for tslib. */
        default boolean mayHoldHelpers() {
            return false;
        }

        /** Whether every file is kept with all that it asks for, unless a package.json says that it has no side effects. */
        default boolean keepsFiles() {
            return false;
        }
    }

    private static final int MOST_FILES = 5_000;

    private static final List<String> EXTENSIONS =
            List.of(".tsx", ".ts", ".jsx", ".js", ".css", ".json", ".mjs", ".mts");

    private static final List<String[]> WRITTEN_AS_JAVASCRIPT = List.of(
            new String[] {".js", ".ts"},
            new String[] {".js", ".tsx"},
            new String[] {".jsx", ".tsx"},
            new String[] {".mjs", ".mts"},
            new String[] {".cjs", ".cts"});

    private static final List<String> SCRIPTS = List.of(".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs");

    private final ImagePath entry;
    private final Externals externals;
    private final boolean holdsPackages;
    private final Optional<TsConfig> given;
    private final Machine machine;
    private final ProjectModules modules;
    private final Map<ImagePath, Optional<TsConfig>> configurations = new HashMap<>();
    private final List<Asked> loads = new ArrayList<>();
    private final List<SourceFile> sources = new ArrayList<>();
    private final Deque<ImagePath> open = new ArrayDeque<>();
    private final Set<ImagePath> seen = new HashSet<>();
    private boolean clear = true;
    private boolean keepsFiles;
    private Optional<Optional<Bundle>> found = Optional.empty();

    /**
     * @param holdsPackages whether a bundle of this kind works with packages of a registry in it, of which only the name is known
     * @param given the configuration that counts for all files; the nearest one of each otherwise
     */
    BundleGraph(
            ImagePath entry, Externals externals, boolean holdsPackages, Optional<TsConfig> given, Machine machine) {
        this.entry = entry;
        this.externals = externals;
        this.holdsPackages = holdsPackages;
        this.given = given;
        this.machine = machine;
        this.modules = new ProjectModules(machine);
        this.keepsFiles = externals.keepsFiles();
    }

    /** @param behind only a file behind the entry asks for it, which may be left out where nothing of it is used */
    private record Asked(ModuleUse use, boolean behind) {}

    /** The name of the package that a specifier asks for. */
    static String packageName(String specifier) {
        String[] parts = specifier.split("/", 3);
        return specifier.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
    }

    @Override
    public synchronized Optional<Bundle> bundle() {
        if (found.isEmpty()) {
            found = Optional.of(walk());
        }
        return found.get();
    }

    private Optional<Bundle> walk() {
        add(entry);
        while (!open.isEmpty() && clear) {
            read(open.poll());
        }
        return clear ? Optional.of(new Bundle(loads.stream().map(this::loaded).toList(), sources)) : Optional.empty();
    }

    private ModuleUse loaded(Asked asked) {
        ModuleUse use = asked.use();
        boolean certain = !asked.behind() || keepsFiles || use.when() != When.ALWAYS;
        return certain ? use : new ModuleUse(use.specifier(), use.form(), When.UNLESS_ELIDED, use.span());
    }

    /** What webpack calls a file without side effects goes when nothing of it is used (webpack.js.org, "Tree Shaking"). */
    private static boolean mayGo(ImagePath file, Machine machine) {
        Manifest manifest = Manifest.above(file.parent(), machine, false);
        return !(manifest instanceof Manifest.None)
                && !(manifest instanceof Manifest.Found found
                        && found.json().json().member("sideEffects").isEmpty());
    }

    private void add(ImagePath path) {
        boolean script = SCRIPTS.stream().anyMatch(path.name()::endsWith);
        clear &= seen.size() < MOST_FILES && !path.name().endsWith(".node");
        if (seen.add(path) && script) {
            open.add(path);
        }
    }

    private void read(ImagePath path) {
        if (!(machine.files().follow(path) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Node.File file)) {
            clear = false;
            return;
        }
        ImagePath real = here.value().path();
        Content content = file.content().likely();
        if (content instanceof Content.Bundled bundled) {
            Optional<Bundle> inner = bundled.parts().bundle();
            clear &= inner.isPresent();
            inner.ifPresent(bundle -> {
                sources.addAll(bundle.sources());
                bundle.loads().forEach(use -> follow(use, real, Map.of()));
            });
            return;
        }
        boolean emitted = content instanceof Content.Emitted;
        Content source = emitted ? ((Content.Emitted) content).source() : content;
        if (!(source.text() instanceof Fact.Present<SourceFile> text)) {
            clear = false;
            return;
        }
        sources.add(text.value());
        keepsFiles = keepsFiles && !mayGo(real, machine);
        if (content instanceof Content.Emitted made) {
            EmittedUses.of(text.value(), made.keepsImports()).forEach(use -> follow(use, real, made.rewritten()));
            made.helpers()
                    .forEach(each -> follow(
                            new ModuleUse(
                                    each,
                                    Form.IMPORT,
                                    When.UNLESS_ELIDED,
                                    Span.wholeFile(text.value().path())),
                            real,
                            Map.of()));
            return;
        }
        boolean typed = real.name().endsWith("ts") || real.name().endsWith("tsx");
        Optional<TsConfig> config = configuration(real.parent());
        boolean keeps = !typed
                || config.filter(each -> each.is("verbatimModuleSyntax")
                                || each.is("preserveValueImports")
                                || each.text("importsNotUsedAsValues")
                                        .filter("preserve"::equals)
                                        .isPresent())
                        .isPresent();
        EmittedUses.of(text.value(), keeps).forEach(use -> follow(use, real, Map.of()));
        boolean helped = typed
                && externals.mayHoldHelpers()
                && config.filter(each -> each.is("importHelpers")).isPresent();
        if (helped) {
            Span whole = Span.wholeFile(text.value().path());
            follow(new ModuleUse("tslib", Form.IMPORT, When.UNLESS_ELIDED, whole), real, Map.of());
        }
        boolean markup = real.name().endsWith("x")
                && config.flatMap(each -> each.text("jsx"))
                        .filter(jsx -> jsx.startsWith("react-jsx"))
                        .isPresent();
        if (markup) {
            String from = config.flatMap(each -> each.text("jsxImportSource")).orElse("react");
            Span whole = Span.wholeFile(text.value().path());
            follow(new ModuleUse(from + "/jsx-runtime", Form.IMPORT, When.UNLESS_ELIDED, whole), real, Map.of());
        }
    }

    private void follow(ModuleUse use, ImagePath from, Map<String, String> rewritten) {
        if (use.form() == Form.TYPE_ONLY) {
            return;
        }
        String to = rewritten.getOrDefault(use.specifier(), use.specifier());
        if (to.isEmpty() && use.when() == When.UNLESS_ELIDED) {
            return;
        }
        String specifier = to.isEmpty() ? use.specifier() : to;
        boolean later = use.form() == Form.DYNAMIC_IMPORT || use.when() == When.PERHAPS;
        if (specifier.startsWith(".") || specifier.startsWith("/")) {
            Optional<ImagePath> file = file(from.parent().resolve(specifier));
            file.filter(each -> !later).ifPresent(this::add);
            clear &= later || file.isPresent();
            return;
        }
        if (specifier.startsWith("node:") || ProjectModules.isBuiltin(specifier)) {
            outside(use, specifier, from);
            return;
        }
        boolean open = externals.isOpen(specifier, packageName(specifier));
        if (open) {
            When when = use.when() == When.PERHAPS ? When.PERHAPS : When.UNLESS_ELIDED;
            loads.add(new Asked(new ModuleUse(specifier, use.form(), when, use.span()), false));
        }
        Optional<ImagePath> alias = alias(specifier, from);
        if (alias.isPresent()) {
            alias.filter(each -> !later).ifPresent(this::add);
            return;
        }
        if (specifier.startsWith("#")) {
            // A name of the package's own is looked up before anybody asks whether a package stays outside.
            Optional<ImagePath> file = modules.inPackage(specifier, from.parent(), use.form() == Form.IMPORT)
                    .filter(each -> !each.names().contains("node_modules"));
            file.filter(each -> !later).ifPresent(this::add);
            clear &= later || file.isPresent();
            return;
        }
        if (!open && externals.isExternal(specifier, packageName(specifier))) {
            outside(use, specifier, from);
            return;
        }
        if (!later) {
            inside(use, specifier, from, open);
        }
    }

    private void outside(ModuleUse use, String specifier, ImagePath from) {
        loads.add(new Asked(new ModuleUse(specifier, use.form(), use.when(), use.span()), !from.equals(entry)));
    }

    /**
     * It goes into the bundle: a package of the workspace with all that it loads, one of a registry as it is.
     *
     * @param open whether it may stay outside as well: of a package of the workspace that would be known
     */
    private void inside(ModuleUse use, String specifier, ImagePath from, boolean open) {
        String name = packageName(specifier);
        Optional<ImagePath> modulesIn = modulesWith(name, from);
        if (use.when() == When.UNLESS_ELIDED && isNowhere(name, from)) {
            return; // only types of it are used: else no bundle would come to be
        }
        if (modulesIn.isEmpty() && open) {
            clear &= holdsPackages;
            return;
        }
        boolean published = modulesIn
                .flatMap(above -> real(above.resolve("node_modules").resolve(name)))
                .filter(at -> at.names().contains("node_modules"))
                .isPresent();
        if (published) {
            clear &= holdsPackages;
            return;
        }
        boolean esm = use.form() == Form.IMPORT;
        Optional<ImagePath> file = modulesIn
                .flatMap(above -> modules.inPackage(specifier, above, esm).or(() -> written(specifier, above)))
                .filter(each -> !each.names().contains("node_modules"));
        file.ifPresent(this::add);
        clear &= file.isPresent();
    }

    /** A path in a package that does not say what it exports, with its extension left out as in the project itself. */
    private Optional<ImagePath> written(String specifier, ImagePath above) {
        ImagePath directory = above.resolve("node_modules").resolve(packageName(specifier));
        return Manifest.in(directory, machine) instanceof Manifest.Found found
                        && found.json().exports().isEmpty()
                ? file(directory.resolve(
                        specifier.contains("/")
                                        && specifier.length()
                                                > packageName(specifier).length()
                                ? specifier.substring(packageName(specifier).length() + 1)
                                : found.json().main().orElse("index")))
                : Optional.empty();
    }

    /** The directory whose packages a file finds this one among; empty when it cannot be told. */
    private Optional<ImagePath> modulesWith(String name, ImagePath from) {
        for (ImagePath above = from.parent(); !above.isRoot(); above = above.parent()) {
            // Packages are installed beside a package.json, whatever else steps that are not followed may have made.
            boolean installs = real(above.child("package.json")).isPresent()
                    || real(above.child("node_modules")).isPresent();
            Fact<Located> there =
                    machine.files().follow(above.resolve("node_modules").resolve(name));
            if (there instanceof Fact.Present<Located>) {
                return Optional.of(above);
            }
            if (installs && there instanceof Fact.Unknown<Located>) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether a package is proven to be installed for nobody in the directory of a file. */
    private boolean isNowhere(String name, ImagePath from) {
        for (ImagePath above = from.parent(); ; above = above.parent()) {
            if (!(machine.files().follow(above.resolve("node_modules").resolve(name))
                    instanceof Fact.Absent<Located>)) {
                return false;
            }
            if (above.isRoot()) {
                return true;
            }
        }
    }

    private Optional<ImagePath> real(ImagePath path) {
        return machine.files().follow(path) instanceof Fact.Present<Located> found
                ? Optional.of(found.value().path())
                : Optional.empty();
    }

    private Optional<ImagePath> alias(String specifier, ImagePath from) {
        Optional<ImagePath> own =
                externals.alias(specifier).flatMap(path -> file(path).or(() -> main(path)));
        if (own.isPresent()) {
            return own;
        }
        return configuration(from.parent()).flatMap(config -> {
            for (ImagePath candidate : TsPaths.candidates(specifier, config)) {
                Optional<ImagePath> file = file(candidate);
                if (file.isPresent()) {
                    return file.filter(at -> !at.names().contains("node_modules"));
                }
            }
            return Optional.empty();
        });
    }

    /** The file that the package.json of a directory names. */
    private Optional<ImagePath> main(ImagePath directory) {
        return Manifest.in(directory, machine) instanceof Manifest.Found found
                ? found.json()
                        .json()
                        .text("module")
                        .map(Fragment::text)
                        .or(() -> found.json().main())
                        .flatMap(path -> file(directory.resolve(path)))
                : Optional.empty();
    }

    private Optional<TsConfig> configuration(ImagePath directory) {
        if (given.isPresent()) {
            return given;
        }
        Optional<TsConfig> known = configurations.get(directory);
        if (known != null) {
            return known;
        }
        Optional<TsConfig> config = TsConfig.read(directory.child("tsconfig.json"), machine);
        if (config.isEmpty() && !directory.isRoot()) {
            config = configuration(directory.parent());
        }
        configurations.put(directory, config);
        return config;
    }

    /** The file that an import without its extension means. */
    private Optional<ImagePath> file(ImagePath path) {
        return file(path, machine);
    }

    static Optional<ImagePath> file(ImagePath path, Machine machine) {
        List<ImagePath> candidates = new ArrayList<>();
        if (!path.isRoot()) {
            String name = path.name();
            candidates.add(path);
            for (String[] pair : WRITTEN_AS_JAVASCRIPT) {
                if (name.endsWith(pair[0])) {
                    candidates.add(path.parent().child(name.substring(0, name.length() - pair[0].length()) + pair[1]));
                }
            }
            EXTENSIONS.forEach(extension -> candidates.add(path.parent().child(name + extension)));
        }
        EXTENSIONS.forEach(extension -> candidates.add(path.child("index" + extension)));
        for (ImagePath candidate : candidates) {
            if (machine.files().follow(candidate) instanceof Fact.Present<Located> found
                    && found.value().node() instanceof Node.File) {
                return Optional.of(found.value().path());
            }
        }
        return Optional.empty();
    }

    /** Whether a bundle of this format works with packages in it that may ask for modules of node by {@code require}. */
    static boolean holdsPackages(Format format, boolean requires) {
        return format == Format.COMMONJS || requires;
    }
}
