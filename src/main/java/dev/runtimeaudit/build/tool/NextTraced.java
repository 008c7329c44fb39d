package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.read.script.PathMentions;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What lies beside an application and is proven not to be traced into its standalone output (Next.js 13.5 to 15.5 with webpack,
 * {@code next-trace-entrypoints-plugin.ts} and {@code collect-build-traces.ts}; @vercel/nft 0.27, {@code analyze.ts}; measured
 * with 14.2 and 15.5): scripts that are meant to be run by themselves. Tracing follows what pages import and the paths that their
 * code is seen to make; what a package makes stays below {@code node_modules}. An entry of the project is out of its reach where no
 * entry that is within names it, and none of these makes a path of which the text does not stand there.
 */
final class NextTraced {

    private static final int MOST_FILES = 20_000;

    private static final Pattern INPUTS = Pattern.compile("\"(include|exclude|files)\"\\s*:\\s*\\[[^\\]]*\\]");

    private static final Set<String> SCRIPTS =
            Set.of("js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "mdx", "md");
    private static final Set<String> RUN_ALONE = Set.of("js", "mjs", "cjs", "ts", "mts", "cts", "sh");
    private static final Set<String> PASSED_OVER = Set.of("node_modules", ".git", ".next", "public");

    /** Where pages begin. */
    private static final Set<String> PAGES = Set.of("app", "pages", "src");

    /** What Next.js, and what plugins of it that many use, load by its name alone. */
    private static final Set<String> BY_CONVENTION = Set.of(
            "middleware",
            "proxy",
            "instrumentation",
            "instrumentation-client",
            "mdx-components",
            "i18n",
            "sentry",
            "index",
            "server",
            "env",
            "worker");

    private final FileSystem before;
    private final ImagePath directory;
    private final ImagePath root;
    private int files;

    /**
     * @param before the files when the build begins
     * @param root the directory from which is traced
     */
    NextTraced(FileSystem before, ImagePath directory, ImagePath root) {
        this.before = before;
        this.directory = directory;
        this.root = root;
    }

    /**
     * An entry of the project with its scripts.
     *
     * @param whole all of them could be read
     */
    private record Unit(String name, boolean runsAlone, List<PathMentions> texts, boolean whole) {
        Unit with(boolean known) {
            return new Unit(name, runsAlone, texts, known);
        }
    }

    /** The names of the entries of the project that are not in the output; none where that cannot be told. */
    Set<String> untraced() {
        Map<String, Unit> units = new HashMap<>();
        List<PathMentions> reached = new ArrayList<>();
        List<PathMentions> configuring = new ArrayList<>();
        boolean known = units(units, configuring) && outside(root, reached);
        if (!known || reached.stream().anyMatch(PathMentions::isOpen)) {
            return Set.of();
        }
        Set<String> within = new HashSet<>();
        List<PathMentions> open = new ArrayList<>(configuring);
        open.addAll(reached);
        for (Unit unit : units.values()) {
            if (PAGES.contains(unit.name()) || BY_CONVENTION.contains(stem(unit.name()))) {
                within.add(unit.name());
                open.addAll(unit.texts());
                known &= unit.whole();
            }
        }
        for (int i = 0; i < open.size() && known; i++) {
            PathMentions text = open.get(i);
            if (i >= configuring.size() && text.isOpen()) {
                return Set.of();
            }
            for (Unit unit : units.values()) {
                if (!within.contains(unit.name())
                        && (i < configuring.size() ? text.names(base(unit.name())) : text.leadsTo(base(unit.name())))) {
                    within.add(unit.name());
                    open.addAll(unit.texts());
                    known &= unit.whole();
                }
            }
        }
        if (!known) {
            return Set.of();
        }
        Set<String> untraced = new HashSet<>();
        units.values().stream()
                .filter(unit -> unit.runsAlone() && !within.contains(unit.name()))
                .forEach(unit -> untraced.add(unit.name()));
        return untraced;
    }

    private boolean units(Map<String, Unit> units, List<PathMentions> configuring) {
        if (!(before.follow(directory) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Directory project)) {
            return false;
        }
        for (Map.Entry<String, Slot> child : project.children().entrySet()) {
            String name = child.getKey();
            Optional<Node> node = node(child.getValue());
            if (node.isEmpty() || PASSED_OVER.contains(name)) {
                continue;
            }
            boolean configures = name.contains(".config.") || name.startsWith(".") || name.endsWith(".json");
            if (node.get() instanceof Node.File file && leads(name)) {
                Optional<SourceFile> text = text(file);
                if (name.equals("package.json")) {
                    text = text.filter(NextTraced::leadsElsewhere);
                } else if (name.endsWith(".json")) {
                    text = text.map(NextTraced::withoutInputs);
                }
                text.map(PathMentions::of).ifPresent(configuring::add);
            }
            Unit unit = new Unit(name, !configures && isRunAlone(name, child.getValue()), new ArrayList<>(), false);
            units.put(name, unit.with(scripts(name, child.getValue(), unit.texts())));
        }
        return true;
    }

    /** What may give other names to files of the project. */
    private static boolean leads(String name) {
        return List.of("next.config.", "tsconfig.", "jsconfig.", "babel.config.", ".babelrc", ".swcrc").stream()
                        .anyMatch(name::startsWith)
                || name.equals("package.json");
    }

    /** Whether a manifest gives other names to files of the package, or says which one it stands for. */
    private static boolean leadsElsewhere(SourceFile manifest) {
        Optional<Json> json = LenientJson.of(manifest);
        return json.isEmpty()
                || List.of("imports", "exports", "browser", "main", "module").stream()
                        .anyMatch(name -> json.get().member(name).isPresent());
    }

    /** What is compiled by itself is not what names stand for. */
    private static SourceFile withoutInputs(SourceFile configuration) {
        return new SourceFile(
                configuration.path(), INPUTS.matcher(configuration.text()).replaceAll(" "));
    }

    /** The scripts of a monorepo outside of the application: which of them it loads is not followed. */
    private boolean outside(ImagePath at, List<PathMentions> texts) {
        if (at.equals(directory)) {
            return true;
        }
        if (!(before.follow(at) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Directory inside)) {
            return false;
        }
        for (Map.Entry<String, Slot> child : inside.children().entrySet()) {
            ImagePath path = at.child(child.getKey());
            Optional<Node> node = node(child.getValue());
            if (node.isEmpty() || PASSED_OVER.contains(child.getKey()) || path.equals(directory)) {
                continue;
            }
            if (directory.isIn(path)) {
                if (!outside(path, texts)) {
                    return false;
                }
            } else if (!scripts(child.getKey(), child.getValue(), texts)) {
                return false;
            }
        }
        return true;
    }

    /** The scripts below a name; whether all of them could be read. */
    private boolean scripts(String name, Slot slot, List<PathMentions> texts) {
        if (slot instanceof Slot.Gone || PASSED_OVER.contains(name) || isOfTests(name)) {
            return true;
        }
        Optional<Node> node = node(slot);
        if (node.isPresent() && node.get() instanceof Directory below) {
            return below.rest() instanceof Rest.Closed
                    && below.children().entrySet().stream()
                            .allMatch(child -> scripts(child.getKey(), child.getValue(), texts));
        }
        boolean script = SCRIPTS.contains(extension(name));
        return node.isPresent() && node.get() instanceof Node.File file && (!script || add(file, texts));
    }

    private static boolean isRunAlone(String name, Slot slot) {
        if (!(slot instanceof Slot.Here here)) {
            return false;
        }
        if (here.node() instanceof Directory below) {
            return below.rest() instanceof Rest.Closed
                    && below.children().entrySet().stream()
                            .allMatch(child -> isRunAlone(child.getKey(), child.getValue()));
        }
        return here.node() instanceof Node.File && RUN_ALONE.contains(extension(name)) && !name.endsWith(".d.ts");
    }

    private boolean add(Node.File file, List<PathMentions> texts) {
        Optional<SourceFile> text = text(file);
        text.map(PathMentions::of).ifPresent(texts::add);
        return text.isPresent() && ++files < MOST_FILES;
    }

    private static Optional<SourceFile> text(Node.File file) {
        return file.content().likely().text() instanceof Fact.Present<SourceFile> known
                ? Optional.of(known.value())
                : Optional.empty();
    }

    private static Optional<Node> node(Slot slot) {
        if (slot instanceof Slot.Perhaps perhaps) {
            return perhaps.likely();
        }
        return slot instanceof Slot.Here here ? Optional.of(here.node()) : Optional.empty();
    }

    /** Only tests load tests. */
    private static boolean isOfTests(String name) {
        return name.equals("__tests__")
                || name.equals("__mocks__")
                || name.contains(".test.")
                || name.contains(".spec.")
                || name.contains(".stories.");
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** A name without its extension. */
    private static String base(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** A name up to its first dot. */
    private static String stem(String name) {
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
