package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code nx build}, {@code nx run}: the target of a project, as its {@code project.json} or a plugin has it (nx.dev, "Run Tasks", "Project
 * Configuration"; @nx/webpack 20.8, {@code apply-base-config}). Only builds by webpack are told; what other executors leave behind is
 * not listed.
 *
 * <p>It is one class although it is long: projects, their targets and the options of both are read for one build.
 */
final class Nx implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "configuration",
            "target",
            "targets",
            "projects",
            "project",
            "parallel",
            "output-style",
            "outputStyle",
            "runner");

    /** Options that change nothing of what is run. */
    static final Set<String> HARMLESS = Set.of(
            "prod",
            "production",
            "skip-nx-cache",
            "skipNxCache",
            "verbose",
            "nx-bail",
            "nxBail",
            "no-cloud",
            "parallel",
            "output-style",
            "outputStyle");

    /** Executors that are webpack, under the names that they have had. */
    private static final Set<String> WEBPACK = Set.of("@nx/webpack:webpack", "@nrwl/webpack:webpack");

    /**
     * One that makes a configuration of webpack by itself: all that is installed stays outside (@nrwl/node 9.3, {@code
     * node.config}, {@code schema.json}).
     */
    private static final String NODE = "@nrwl/node:build";

    /** Where all projects stand in one file: with it a workspace is one of Angular's CLI (angular.io, "Workspace configuration"). */
    static final List<String> WORKSPACES = List.of("workspace.json", "angular.json");

    private static final Set<String> PLUGINS = Set.of("@nx/webpack", "@nx/webpack/app-plugin", "@nrwl/webpack");

    /** Options that are paths, seen from the workspace, or with a dot in front from the project. */
    private static final Set<String> PATHS = Set.of("main", "outputPath", "tsConfig");

    private static final int DEEPEST = 6;
    private static final int MOST_DIRECTORIES = 4_000;

    record Task(String project, String target, Optional<String> configuration) {}

    record Project(ImagePath directory, Json json) {

        Optional<Json> target(String name) {
            return json.member("targets").or(() -> json.member("architect")).flatMap(all -> all.member(name));
        }

        Optional<String> executor(String name) {
            return target(name)
                    .flatMap(json -> json.text("executor").or(() -> json.text("builder")))
                    .map(Fragment::text);
        }

        /** Whether a target is made by the builder that makes a configuration of webpack by itself. */
        boolean isForNode(String target) {
            return executor(target).filter(NODE::equals).isPresent();
        }
    }

    /** The directory of {@code nx.json}, from the current one upwards. */
    static Optional<ImagePath> workspace(Machine machine) {
        for (ImagePath at = machine.directory(); ; at = at.parent()) {
            if (machine.files().follow(at.child("nx.json")) instanceof Fact.Present<Located>) {
                return Optional.of(at);
            }
            if (at.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** What a file of a workspace says; empty when it is not there, or cannot be told. */
    static Optional<Json> json(ImagePath path, Machine machine) {
        return Manifest.text(path, machine) instanceof Fact.Present<SourceFile> text
                ? LenientJson.of(text.value())
                : Optional.empty();
    }

    /** Nx' own plugin in a configuration of webpack, or the function that does the same; empty when it has none. */
    static Optional<Setting.Made> plugin(Setting options) {
        Setting plugins = options.member("plugins");
        return plugins instanceof Setting.Items items
                ? items.all().stream()
                        .filter(each -> each instanceof Setting.Made made && PLUGINS.contains(made.module()))
                        .map(Setting.Made.class::cast)
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Machine before = call.machine();
        Line line = Line.of(call.arguments(), "ctp", VALUES);
        Optional<ImagePath> root = workspace(before);
        List<Task> tasks = root.isPresent() ? tasks(line, root.get(), before) : List.of();
        // What it depends on is built before it, and may write anywhere in the workspace.
        root.ifPresent(at -> job.machine(before.withDirectory(at)));
        BundleOutputs.lost(job);
        job.machine(job.machine().withDirectory(before.directory()));
        if (root.isPresent()) {
            Map<String, Project> projects = projects(root.get(), before);
            for (Task task : tasks) {
                Optional.ofNullable(projects.get(task.project()))
                        .ifPresent(project -> build(task, project, root.get(), before, job));
            }
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** Which targets of which projects a command line names; none when it cannot be told. */
    static List<Task> tasks(Line line, ImagePath root, Machine machine) {
        List<String> words = line.texts();
        boolean known = !line.unclear()
                && !words.isEmpty()
                && HARMLESS.containsAll(line.flags())
                && line.values().keySet().stream().allMatch(name -> VALUES.contains(name) || "ctp".contains(name));
        if (!known) {
            return List.of();
        }
        Optional<String> configuration = line.text("c", "configuration")
                .map(name -> name.startsWith("=") ? name.substring(1) : name) // -c=production
                .or(() -> line.has("prod", "production") ? Optional.of("production") : Optional.empty());
        if (words.get(0).equals("run-many")) {
            Optional<String> target = line.text("t", "target", "targets");
            Optional<String> names = line.text("p", "projects");
            if (target.isEmpty() || words.size() > 1) {
                return List.of();
            }
            return names
                    .map(all -> List.of(all.split(",")))
                    .orElseGet(() -> List.copyOf(projects(root, machine).keySet()))
                    .stream()
                    .map(name -> new Task(name.strip(), target.get(), configuration))
                    .toList();
        }
        if (words.get(0).equals("run") && words.size() == 2) {
            String[] parts = words.get(1).split(":", 3);
            return parts.length < 2
                    ? List.of()
                    : List.of(new Task(parts[0], parts[1], parts.length > 2 ? Optional.of(parts[2]) : configuration));
        }
        if (words.size() == 1) {
            return projects(root, machine).entrySet().stream()
                    .filter(each -> each.getValue().directory().equals(machine.directory()))
                    .map(each -> new Task(each.getKey(), words.get(0), configuration))
                    .toList();
        }
        return words.size() == 2 ? List.of(new Task(words.get(1), words.get(0), configuration)) : List.of();
    }

    static void build(Task task, Project project, ImagePath root, Machine before, Job job) {
        Optional<Json> target = project.target(task.target());
        Optional<String> executor = project.executor(task.target());
        boolean node = project.isForNode(task.target());
        boolean inferred = target.isEmpty() && task.target().equals("build");
        if (!inferred && !node && executor.filter(WEBPACK::contains).isEmpty()) {
            return;
        }
        Map<String, Setting> options = new LinkedHashMap<>();
        target.flatMap(json -> json.member("options")).ifPresent(each -> take(each, root, options));
        Optional<String> configuration = task.configuration()
                .or(() -> target.flatMap(json -> json.text("defaultConfiguration"))
                        .map(Fragment::text));
        configuration
                .flatMap(name ->
                        target.flatMap(json -> json.member("configurations")).flatMap(all -> all.member(name)))
                .ifPresent(each -> take(each, root, options));
        if (node) {
            forNode(project, options, root, before, job);
            return;
        }
        Machine there = before.withDirectory(project.directory());
        Optional<ConfigScript> script = options.get("webpackConfig") instanceof Setting.Text file
                ? ConfigScript.read(root.resolve(file.text()), there)
                : configuration(project.directory(), there);
        Optional<Map<String, Setting>> merged = script.filter(found -> found.exported() instanceof Setting.Members)
                .flatMap(found -> plugin(found.exported()))
                .map(plugin -> over(plugin, project.directory(), root, options));
        if (script.isEmpty() || merged.isEmpty()) {
            return;
        }
        job.machine(job.machine().withDirectory(project.directory()));
        new WebpackRun(script.get(), script.get().exported(), merged, there).write(job, Optional.empty());
        job.machine(job.machine().withDirectory(before.directory()));
    }

    /** A build that has no configuration of its own, unless somebody changes the one that is made for it. */
    private static void forNode(
            Project project, Map<String, Setting> options, ImagePath root, Machine before, Job job) {
        job.machine(job.machine().withDirectory(root));
        Map<String, Setting> all = new LinkedHashMap<>(options);
        Optional<Machine> replaced = replaced(all.remove("fileReplacements"), root, before.withDirectory(root));
        if (replaced.isEmpty() || all.containsKey("webpackConfig")) {
            BundleOutputs.lost(job);
        } else {
            all.put("target", new Setting.Text("node"));
            all.put("outputHashing", new Setting.Text("none"));
            all.putIfAbsent("deleteOutputPath", new Setting.Flag(false));
            SourceFile none = new SourceFile(TreePath.ROOT.child("webpack.config.js"), "");
            ConfigScript script = new ConfigScript(root, none, new Setting.Members(Map.of()));
            Optional<Set<String>> beside = beside(project, all, root);
            new WebpackRun(script, script.exported(), Optional.of(all), replaced.get())
                    .write(job, Optional.empty(), beside.isPresent());
            ImagePath to = all.get("outputPath") instanceof Setting.Text text ? ImagePath.of(text.text()) : root;
            beside.ifPresent(names -> names.forEach(name ->
                    job.files(job.files().perhaps(to.child(name), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()))));
        }
        job.machine(job.machine().withDirectory(before.directory()));
    }

    /** What may lie beside the bundle; empty where assets may have any name. */
    private static Optional<Set<String>> beside(Project project, Map<String, Setting> options, ImagePath root) {
        Set<String> names = new TreeSet<>(List.of("main.js.map", "3rdpartylicenses.txt", "stats.json"));
        Setting assets = options.getOrDefault("assets", new Setting.None());
        ImagePath sources = root.resolve(
                project.json().text("sourceRoot").map(Fragment::text).orElse("."));
        for (Setting each : assets instanceof Setting.Items items ? items.all() : List.of(assets)) {
            if (each instanceof Setting.None) {
                continue;
            }
            boolean below = each instanceof Setting.Text text
                    && root.resolve(text.text()).isIn(sources)
                    && !root.resolve(text.text()).equals(sources);
            Optional<String> to = below
                    ? Optional.of(root.resolve(((Setting.Text) each).text()).below(sources))
                    : each.member("output") instanceof Setting.Text output
                            ? Optional.of(output.text().replaceFirst("^[./]+", ""))
                            : Optional.empty();
            if (to.isEmpty() || to.get().isEmpty()) {
                return Optional.empty();
            }
            names.add(to.get().split("/", 2)[0]);
        }
        return Optional.of(names);
    }

    /** With the files that a build takes instead of others; empty where what those ask for would be seen from elsewhere. */
    private static Optional<Machine> replaced(@Nullable Setting replacements, ImagePath root, Machine machine) {
        FileSystem files = machine.files();
        for (Setting each : replacements instanceof Setting.Items items ? items.all() : List.<Setting>of()) {
            boolean paths =
                    each.member("replace") instanceof Setting.Text && each.member("with") instanceof Setting.Text;
            ImagePath from = paths ? root.resolve(((Setting.Text) each.member("replace")).text()) : root;
            ImagePath to = paths ? root.resolve(((Setting.Text) each.member("with")).text()) : root;
            if (!paths
                    || !from.parent().equals(to.parent())
                    || !(files.follow(to) instanceof Fact.Present<Located> there)) {
                return Optional.empty();
            }
            files = files.with(from, there.value().node());
        }
        return Optional.of(machine.withFiles(files));
    }

    /** The script that makes a project one of webpack: {@code @nx/webpack/plugin} looks for it. */
    private static Optional<ConfigScript> configuration(ImagePath directory, Machine machine) {
        for (String ending : List.of(".js", ".cjs", ".ts", ".mjs")) {
            Optional<ConfigScript> found = ConfigScript.read(directory.child("webpack.config" + ending), machine);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Options of an executor: paths are seen from the workspace. */
    private static void take(Json options, ImagePath root, Map<String, Setting> all) {
        if (options instanceof Json.Members members) {
            members.all()
                    .forEach((name, value) -> all.put(
                            name,
                            PATHS.contains(name) && value instanceof Json.Text path
                                    ? new Setting.Text(
                                            root.resolve(path.text().text()).value())
                                    : setting(value)));
        }
    }

    private static Setting setting(Json json) {
        if (json instanceof Json.Text text) {
            return new Setting.Text(text.text().text());
        }
        if (json instanceof Json.Elements elements) {
            return new Setting.Items(elements.all().stream().map(Nx::setting).toList());
        }
        if (json instanceof Json.Members members) {
            Map<String, Setting> all = new LinkedHashMap<>();
            members.all().forEach((name, each) -> all.put(name, setting(each)));
            return new Setting.Members(all);
        }
        return json.isTrue() || json.isFalse()
                ? new Setting.Flag(json.isTrue())
                : ((Json.Scalar) json).written().equals("null") ? new Setting.None() : new Setting.Something();
    }

    /**
     * Those of the plugin, with those of the executor over them; of {@code withNx} it is the other way round, and names hold no hash
     * unless somebody asks for it (@nx/webpack 19.8, {@code utils/with-nx}; measured). Of other functions nothing is known.
     */
    private static Map<String, Setting> over(
            Setting.Made made, ImagePath directory, ImagePath root, Map<String, Setting> options) {
        Setting plugin = made.argument();
        boolean composed = made.name().equals("withNx");
        Map<String, Setting> all = new LinkedHashMap<>();
        if (composed) {
            all.put("outputHashing", new Setting.Text("none"));
            all.putAll(options);
        } else if (made.name().startsWith("with")) {
            all.put("externalDependencies", new Setting.Unclear());
        }
        if (plugin instanceof Setting.Members members) {
            members.all().forEach((name, value) -> {
                boolean path = PATHS.contains(name) && value instanceof Setting.Text;
                String text = path ? ((Setting.Text) value).text() : "";
                ImagePath from = text.startsWith(".") ? directory : root;
                all.put(name, path ? new Setting.Text(from.resolve(text).value()) : value);
            });
        } else if (!(plugin instanceof Setting.None)) {
            all.put("externalDependencies", new Setting.Unclear());
        }
        if (!composed) {
            all.putAll(options);
        }
        return all;
    }

    /** All projects, by name (nx.dev, "Project Configuration": {@code name}, else that of package.json, else the directory's). */
    static Map<String, Project> projects(ImagePath root, Machine machine) {
        Map<String, Project> projects = new TreeMap<>();
        List<ImagePath> open = new ArrayList<>(List.of(root));
        for (int i = 0; i < open.size() && i < MOST_DIRECTORIES; i++) {
            ImagePath at = open.get(i);
            boolean deep = at.names().size() - root.names().size() > DEEPEST;
            if (deep
                    || !(machine.files().follow(at) instanceof Fact.Present<Located> here)
                    || !(here.value().node() instanceof Directory directory)) {
                continue;
            }
            directory.children().forEach((name, slot) -> {
                boolean below = slot instanceof Slot.Here child
                        && child.node() instanceof Directory
                        && !name.startsWith(".")
                        && !name.equals("node_modules")
                        && !name.equals("dist");
                if (below) {
                    open.add(at.child(name));
                }
            });
            boolean named = directory.children().containsKey("project.json");
            boolean packaged = directory.children().containsKey("package.json");
            if (named || packaged) {
                Optional<Json> json =
                        named ? json(at.child("project.json"), machine) : Optional.of(new Json.Members(Map.of()));
                Optional<String> packageName = packaged && Manifest.in(at, machine) instanceof Manifest.Found found
                        ? found.json().name()
                        : Optional.empty();
                json.ifPresent(found -> projects.putIfAbsent(
                        found.text("name")
                                .map(Fragment::text)
                                .or(() -> packageName)
                                .orElse(at.isRoot() ? "" : at.name()),
                        new Project(at, found)));
            }
        }
        for (String file : WORKSPACES) {
            if (json(root.child(file), machine)
                            .flatMap(all -> all.member("projects"))
                            .orElse(new Json.Members(Map.of()))
                    instanceof Json.Members all) {
                all.all()
                        .forEach((name, json) -> json.text("root")
                                .ifPresent(
                                        at -> projects.putIfAbsent(name, new Project(root.resolve(at.text()), json))));
            }
        }
        return projects;
    }
}
