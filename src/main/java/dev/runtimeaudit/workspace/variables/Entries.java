package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Precondition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The source files with which a service begins.
 *
 * @param kind what runs it
 * @param project the directory of its package
 * @param start loaded when the process starts
 * @param later loaded when something is asked for: pages, routes
 */
record Entries(Kind kind, Optional<TreePath> project, List<TreePath> start, List<TreePath> later) {

    /** What runs a service. */
    enum Kind {
        /** The program itself. */
        NODE,
        /** Next.js. */
        NEXT,
        /** A browser: the files are only served. */
        BROWSER,
        NONE
    }

    private static final Set<String> RUNNERS = Set.of("node", "bun", "deno", "tsx", "ts-node");
    private static final Set<String> OPTIONS_WITH_VALUE =
            Set.of("-r", "--require", "--import", "--loader", "--env-file");
    private static final List<String> OUTPUTS = List.of("dist", "build", "out", "lib", ".output", "output", "bundle");
    private static final Set<String> NEXT_FILES = Set.of(
            "page",
            "layout",
            "route",
            "loading",
            "error",
            "template",
            "default",
            "not-found",
            "global-error",
            "sitemap",
            "robots",
            "opengraph-image",
            "icon",
            "manifest");
    private static final List<String> VITE =
            List.of("vite.config.ts", "vite.config.js", "vite.config.mts", "vite.config.mjs");
    private static final int DEEPEST = 12;

    static final Entries NOTHING = new Entries(Kind.NONE, Optional.empty(), List.of(), List.of());

    /** @param context the directory that the build is given */
    static Entries of(
            SourceTree tree,
            ModuleMap modules,
            TreePath directory,
            TreePath context,
            Image image,
            Optional<Launch> own,
            List<Precondition> preconditions) {
        List<String> started = own.map(Entries::started).orElse(List.of());
        ImagePath workdir = image.workdir() instanceof Fact.Present<ImagePath> known ? known.value() : ImagePath.ROOT;
        Set<TreePath> projects = new LinkedHashSet<>();
        for (String entry : started) {
            ImagePath path = workdir.resolve(entry);
            Optional<TreePath> tracked = tracked(image, path);
            if (tracked.isPresent()) {
                return new Entries(Kind.NODE, packageOf(modules, tracked.get()), List.of(tracked.get()), List.of());
            }
            projects.addAll(projects(modules, directory, context, workdir, path, preconditions));
        }
        projects.addAll(projects(modules, directory, context, workdir, workdir, preconditions));
        for (String entry : started) {
            for (TreePath project : projects) {
                Optional<TreePath> source = source(modules, project, workdir.resolve(entry));
                if (source.isPresent() && !isNext(modules, project)) {
                    return new Entries(Kind.NODE, Optional.of(project), List.of(source.get()), List.of());
                }
            }
        }
        for (TreePath project : projects) {
            if (isNext(modules, project)) {
                return next(tree, modules, project);
            }
        }
        for (TreePath project : projects) {
            boolean vite = VITE.stream().anyMatch(name -> modules.isFile(project.child(name)));
            if (vite && modules.isFile(project.child("index.html")) && started.isEmpty()) {
                return browser(tree, modules, project);
            }
        }
        return NOTHING;
    }

    /** The scripts that a start path gives to a runtime. */
    private static List<String> started(Launch launch) {
        Set<String> found = new LinkedHashSet<>();
        for (Visit visit : launch.visits()) {
            if (RUNNERS.contains(visit.program())) {
                script(visit.argv()).ifPresent(found::add);
            }
        }
        if (found.isEmpty()) {
            List<String> first = launch.first();
            for (int i = 0; i < first.size(); i++) {
                if (RUNNERS.contains(first.get(i))) {
                    script(first.subList(i, first.size())).ifPresent(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    private static Optional<String> script(List<String> argv) {
        for (int i = 1; i < argv.size(); i++) {
            String word = argv.get(i);
            if (OPTIONS_WITH_VALUE.contains(word)) {
                i++;
            } else if (word.equals("-e") || word.equals("-p") || word.equals("--eval") || word.startsWith("<")) {
                return Optional.empty();
            } else if (!word.startsWith("-") && !word.equals("run") && !word.equals("watch")) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    private static Optional<TreePath> tracked(Image image, ImagePath path) {
        return image.files().follow(path) instanceof Fact.Present<FileSystem.Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().likely() instanceof Content.FromContext source
                        && ModuleMap.isScript(source.path().name())
                ? Optional.of(source.path())
                : Optional.empty();
    }

    private static Optional<TreePath> packageOf(ModuleMap modules, TreePath file) {
        for (TreePath above = file.parent(); ; above = above.parent()) {
            if (modules.isFile(above.child("package.json"))) {
                return Optional.of(above);
            }
            if (above.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** The packages that an image path may have been built from, the likeliest first. */
    private static List<TreePath> projects(
            ModuleMap modules,
            TreePath directory,
            TreePath context,
            ImagePath workdir,
            ImagePath path,
            List<Precondition> preconditions) {
        Set<TreePath> found = new LinkedHashSet<>();
        for (Precondition made : preconditions) {
            TreePath.of(made.path()).map(TreePath::parent).ifPresent(found::add);
        }
        if (!directory.isRoot()) {
            found.add(directory);
        }
        for (ImagePath each : List.of(path, workdir)) {
            // `/app/apps/api/dist/main.js`: the longest end of a directory above that is a package of the workspace.
            List<String> names = List.of(each.value().split("/"));
            for (int from = 1; from < names.size(); from++) {
                for (int to = names.size(); to > from; to--) {
                    context.resolve(String.join("/", names.subList(from, to))).ifPresent(found::add);
                }
            }
        }
        found.add(context);
        List<TreePath> all = new ArrayList<>();
        for (TreePath each : found) {
            if (modules.isFile(each.child("package.json"))) {
                all.add(each);
            }
        }
        return all;
    }

    /** The source that an emitted file comes from: {@code dist/main.js} from {@code src/main.ts}. */
    private static Optional<TreePath> source(ModuleMap modules, TreePath project, ImagePath emitted) {
        List<String> names = List.of(emitted.value().split("/"));
        for (int i = names.size() - 1; i > 0; i--) {
            if (!OUTPUTS.contains(names.get(i))) {
                continue;
            }
            String rest = String.join("/", names.subList(i + 1, names.size()));
            for (String candidate : List.of("src/" + rest, rest)) {
                if (candidate.isEmpty() || candidate.equals("src/")) {
                    continue;
                }
                Optional<TreePath> found = project.resolve(candidate)
                        .filter(path -> path.isIn(project))
                        .flatMap(modules::source);
                if (found.isPresent()) {
                    return found;
                }
            }
            // Nx: dist/apps/api/main.js
            int last = rest.lastIndexOf('/');
            if (last > 0) {
                Optional<TreePath> found = TreePath.of(rest.substring(0, last) + "/src" + rest.substring(last))
                        .flatMap(modules::source);
                if (found.isPresent()) {
                    return found;
                }
            }
            if (rest.isEmpty()) {
                return modules.source(project.child("src"));
            }
        }
        return Optional.empty();
    }

    private static boolean isNext(ModuleMap modules, TreePath project) {
        boolean pages = List.of("app", "src/app", "pages", "src/pages").stream()
                .anyMatch(name ->
                        project.resolve(name).filter(modules::isDirectory).isPresent());
        return pages && modules.dependsOn(project, "next");
    }

    private static Entries next(SourceTree tree, ModuleMap modules, TreePath project) {
        List<TreePath> start = new ArrayList<>();
        List<TreePath> later = new ArrayList<>();
        for (TreePath base : List.of(project, project.child("src"))) {
            modules.source(base.child("instrumentation")).ifPresent(start::add);
            modules.source(base.child("middleware")).ifPresent(later::add);
            files(tree, base.child("app"), true, 0, later);
            files(tree, base.child("pages"), false, 0, later);
        }
        return new Entries(Kind.NEXT, Optional.of(project), start, later);
    }

    private static void files(SourceTree tree, TreePath directory, boolean special, int depth, List<TreePath> found) {
        if (depth > DEEPEST) {
            return;
        }
        for (String name : tree.names(directory)) {
            TreePath path = directory.child(name);
            if (ModuleMap.isScript(name)) {
                String stem = name.substring(0, name.indexOf('.'));
                if (!special || NEXT_FILES.contains(stem)) {
                    found.add(path);
                }
            } else if (name.indexOf('.') <= 0 || name.startsWith("(")) {
                files(tree, path, special, depth + 1, found);
            }
        }
    }

    private static Entries browser(SourceTree tree, ModuleMap modules, TreePath project) {
        String page = tree.read(project.child("index.html"))
                .asFile()
                .map(file -> file.text())
                .orElse("");
        List<TreePath> start = new ArrayList<>();
        for (int at = page.indexOf("<script"); at >= 0; at = page.indexOf("<script", at + 1)) {
            int end = Math.max(at, page.indexOf('>', at));
            int src = page.indexOf("src=", at);
            if (src > 0 && src < end && src + 5 < page.length()) {
                int close = page.indexOf(page.charAt(src + 4), src + 5);
                if (close > 0) {
                    String path = page.substring(src + 5, close);
                    project.resolve(path.startsWith("/") ? path.substring(1) : path)
                            .flatMap(modules::source)
                            .ifPresent(start::add);
                }
            }
        }
        return new Entries(Kind.BROWSER, Optional.of(project), List.of(), start);
    }
}
