package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.exec.launcher.Workspaces;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code nx build}, {@code nx run}, {@code nx run-many} where all that the targets do stands in scripts of packages and in commands (nx.dev, "Run
 * Tasks", "Project Configuration").
 *
 * <p>It is one class although it is long: projects, targets and what they run lead to each other.
 */
final class NxTasks implements Launcher {

    private static final int DEEPEST = 6;

    static final Set<String> VALUES = Set.of(
            "t",
            "target",
            "targets",
            "p",
            "projects",
            "c",
            "configuration",
            "exclude",
            "parallel",
            "maxParallel",
            "output-style",
            "outputStyle",
            "runner",
            "base",
            "head",
            "project");

    private static final Set<String> COMMANDS =
            Set.of("nx:run-commands", "@nrwl/workspace:run-commands", "@nx/workspace:run-commands");

    private static final Set<String> SCRIPTS =
            Set.of("nx:run-script", "@nrwl/workspace:run-script", "@nx/workspace:run-script");

    /** They say nothing of what targets depend on (nx 14.5, 16.10, 18.3). */
    private static final Set<String> EMPTY_PRESETS = Set.of("nx/presets/core.json", "nx/presets/npm.json");

    /** They let {@code build} depend on that of the dependencies (@nrwl/workspace 13.10, 14.5, 15.9). */
    private static final Set<String> BUILDING_PRESETS =
            Set.of("@nrwl/workspace/presets/core.json", "@nrwl/workspace/presets/npm.json");

    private final Map<String, Launcher> programs;
    private final Launcher otherwise;

    /**
     * @param programs the package managers that run scripts
     * @param otherwise what is done where it is not asked for a target
     */
    NxTasks(Map<String, Launcher> programs, Launcher otherwise) {
        this.programs = programs;
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Optional<Plan> plan = Plan.of(call);
        if (plan.isEmpty()) {
            return otherwise.run(call, program, replay);
        }
        ImagePath root = plan.get().root();
        Job job = new Job(call, program);
        if (plan.get().others()) {
            job.machine(changed(job.machine(), root, job));
        }
        NxPlugins plugins = plan.get().plugins();
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (Task task : plan.get().tasks()) {
            steps.add(at -> new Target(task, root, plugins, new Job(at, program), replay).run());
        }
        return PackageScript.sequence(call.with(job.machine()), steps, replay).stream()
                .map(end -> end.exit() instanceof Exit.Lost ? job.goesOn(end, changed(end.machine(), root, job)) : end)
                .toList();
    }

    private static Machine changed(Machine machine, ImagePath root, Job job) {
        ImagePath directory = machine.directory();
        return Effects.changed(machine.withDirectory(root), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence())
                .withDirectory(directory);
    }

    /**
     * What a command line of nx runs, one behind the other.
     *
     * @param root the directory of {@code nx.json}
     * @param others whether more may run in front of them, of which nothing is known
     */
    record Plan(ImagePath root, NxPlugins plugins, List<Task> tasks, boolean others) {

        /** Empty where it cannot be told, or where it is asked for a target that does something else than running scripts and commands. */
        static Optional<Plan> of(Invocation call) {
            Machine machine = call.machine();
            Optional<ImagePath> workspace = Nx.workspace(machine);
            Line line = Line.of(call.arguments(), "tpc", VALUES);
            if (workspace.isEmpty() || line.unclear()) {
                return Optional.empty();
            }
            ImagePath root = workspace.get();
            Optional<NxPlugins> plugins = NxPlugins.of(root, machine);
            Set<Task> asked = plugins.flatMap(
                            known -> NxTasks.tasks(line, root, projects(root, machine), machine, known))
                    .orElse(Set.of());
            if (plugins.isEmpty()
                    || asked.isEmpty()
                    || !asked.stream()
                            .allMatch(task -> Definition.of(task, root, machine, plugins.get())
                                    .filter(Definition::isFollowed)
                                    .isPresent())) {
                return Optional.empty();
            }
            TaskOrder order = new TaskOrder(root, machine, plugins.get());
            asked.forEach(order::add);
            return Optional.of(new Plan(root, plugins.get(), order.tasks(), order.others()));
        }
    }

    /**
     * One target of one project.
     *
     * @param project its directory
     * @param configuration empty for the usual one
     */
    record Task(ImagePath project, String target, String configuration) {}

    /** Empty where it is not asked for targets, or it cannot be told for which. */
    private static Optional<Set<Task>> tasks(
            Line line, ImagePath root, Map<String, ImagePath> projects, Machine machine, NxPlugins plugins) {
        List<String> words = line.texts();
        String configuration = line.text("c", "configuration").orElse(line.has("prod") ? "production" : "");
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Set<Task> tasks = new LinkedHashSet<>();
        if (words.get(0).equals("run") && words.size() > 1) {
            String[] parts = words.get(1).split(":", 3);
            Optional<ImagePath> project = named(parts[0], projects);
            return project.filter(at -> parts.length > 1)
                    .map(at -> Set.of(new Task(at, parts[1], parts.length > 2 ? parts[2] : configuration)));
        }
        if (words.get(0).equals("run-many")) {
            Optional<String> targets = line.text("t", "target", "targets");
            List<String> all = new ArrayList<>();
            targets.ifPresent(text -> all.addAll(List.of(text.split(","))));
            all.addAll(words.subList(1, words.size()));
            Optional<String> some = line.text("p", "projects");
            boolean plain = line.value("exclude").isEmpty()
                    && some.filter(text -> text.chars().anyMatch(c -> "*!:".indexOf(c) >= 0))
                            .isEmpty();
            if (!plain || targets.isEmpty()) {
                return Optional.empty();
            }
            for (String target : all) {
                if (some.isEmpty()) {
                    projects.values().forEach(at -> tasks.add(new Task(at, target, configuration)));
                    continue;
                }
                for (String each : some.get().split(",")) {
                    Optional<ImagePath> project = named(each.strip(), projects);
                    if (project.isEmpty()) {
                        return Optional.empty();
                    }
                    tasks.add(new Task(project.get(), target, configuration));
                }
            }
            return Optional.of(tasks);
        }
        // nx build api, nx build in the project's own directory
        Optional<ImagePath> project = words.size() > 1
                ? named(words.get(1), projects)
                : projects.values().stream()
                        .filter(at -> machine.directory().isIn(at) && !at.equals(root))
                        .findFirst();
        String[] parts = words.get(0).split(":", 2);
        return project.map(at -> new Task(at, words.get(0), configuration))
                .filter(task -> Definition.of(task, root, machine, plugins).isPresent())
                .or(() -> project.filter(at -> parts.length > 1).map(at -> new Task(at, parts[0], parts[1])))
                .map(Set::of);
    }

    private static Optional<ImagePath> named(String name, Map<String, ImagePath> projects) {
        ImagePath exact = projects.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        List<ImagePath> endings = projects.entrySet().stream()
                .filter(each -> each.getKey().endsWith("/" + name))
                .map(Map.Entry::getValue)
                .toList();
        return endings.size() == 1 ? Optional.of(endings.get(0)) : Optional.empty();
    }

    /** By its lockfile, as nx tells which package manager a workspace has. */
    static String manager(ImagePath root, Machine machine) {
        for (String[] pair : new String[][] {
            {"bun.lockb", "bun"}, {"bun.lock", "bun"}, {"yarn.lock", "yarn"}, {"pnpm-lock.yaml", "pnpm"}
        }) {
            if (machine.files().follow(root.child(pair[0])) instanceof Fact.Present<Located>) {
                return pair[1];
            }
        }
        return "npm";
    }

    /** The projects by their names: those with a project.json, and the packages of the workspace. */
    private static Map<String, ImagePath> projects(ImagePath root, Machine machine) {
        Map<String, ImagePath> projects = new LinkedHashMap<>();
        Workspaces.around(root, machine)
                .filter(workspaces -> workspaces.root().equals(root))
                .ifPresent(workspaces -> workspaces
                        .packages()
                        .forEach((at, json) -> json.name().ifPresent(name -> projects.put(name, at))));
        collect(root, machine, projects, 0);
        return projects;
    }

    private static void collect(ImagePath at, Machine machine, Map<String, ImagePath> projects, int depth) {
        if (depth > DEEPEST
                || !(machine.files().follow(at) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)) {
            return;
        }
        if (directory.slot("project.json") instanceof Slot.Here) {
            Nx.json(at.child("project.json"), machine).ifPresent(json -> {
                projects.values().remove(at);
                projects.put(json.text("name").map(Fragment::text).orElse(at.isRoot() ? "" : at.name()), at);
            });
        }
        directory.children().forEach((name, slot) -> {
            boolean below = slot instanceof Slot.Here here && here.node() instanceof Directory;
            if (below && !name.equals("node_modules") && !name.equals("dist") && !name.startsWith(".")) {
                collect(at.child(name), machine, projects, depth + 1);
            }
        });
    }

    /** Tasks behind those that they depend on (nx.dev, "Task Pipeline"; nx 22.7, {@code create-task-graph}). */
    private static final class TaskOrder {

        private final ImagePath root;
        private final Machine machine;
        private final NxPlugins plugins;
        private final Optional<Workspaces> workspaces;
        private final Set<Task> ordered = new LinkedHashSet<>();
        private final Set<Task> entered = new HashSet<>();
        private boolean others;

        TaskOrder(ImagePath root, Machine machine, NxPlugins plugins) {
            this.root = root;
            this.machine = machine;
            this.plugins = plugins;
            this.workspaces = Workspaces.around(root, machine);
        }

        List<Task> tasks() {
            return List.copyOf(ordered);
        }

        /** Whether there may be tasks of which nothing is known. */
        boolean others() {
            return others;
        }

        void add(Task task) {
            if (!entered.add(task)) {
                return;
            }
            Optional<Definition> definition = Definition.of(task, root, machine, plugins);
            if (definition.isEmpty()) {
                others |= plugins.mayInfer(task, machine);
                return;
            }
            others |= definition.get().needsOthers();
            for (String need : definition.get().dependsOn()) {
                if (need.startsWith("^")) {
                    addOfDependencies(task, need.substring(1), new HashSet<>());
                } else if (need.contains(":") || isPattern(need)) {
                    others = true;
                } else {
                    add(new Task(task.project(), need, task.configuration()));
                }
            }
            ordered.add(task);
        }

        /** A dependency that has no such target is looked through. */
        private void addOfDependencies(Task task, String target, Set<ImagePath> seen) {
            if (workspaces.isEmpty()
                    || isPattern(target)
                    || !(Manifest.in(task.project(), machine) instanceof Manifest.Found found)) {
                others = true;
                return;
            }
            for (ImagePath each : workspaces.get().dependencies(found.json())) {
                if (!seen.add(each)) {
                    continue;
                }
                Task other = new Task(each, target, task.configuration());
                boolean there = Definition.of(other, root, machine, plugins).isPresent();
                add(other);
                if (!there) {
                    addOfDependencies(other, target, seen);
                }
            }
        }

        private static boolean isPattern(String target) {
            return target.chars().anyMatch(c -> "*?[{!".indexOf(c) >= 0);
        }
    }

    /**
     * What is said of a target.
     *
     * @param executor who does it; {@code nx:run-script} for a script of package.json; empty where that is not known
     * @param options those of the configuration over the usual ones
     * @param needsOthers it depends on targets that are named in a way that is not followed
     * @param cached it says that its result is kept
     */
    record Definition(
            String executor, Map<String, Json> options, List<String> dependsOn, boolean needsOthers, boolean cached) {

        static Optional<Definition> of(Task task, ImagePath root, Machine machine, NxPlugins plugins) {
            Optional<Json> target = Nx.json(task.project().child("project.json"), machine)
                    .flatMap(json -> json.member("targets"))
                    .flatMap(targets -> targets.member(task.target()));
            Optional<Json> inManifest = Nx.json(task.project().child("package.json"), machine)
                    .flatMap(json -> json.member("nx"))
                    .flatMap(nx -> nx.member("targets"))
                    .flatMap(targets -> targets.member(task.target()));
            boolean script = Manifest.in(task.project(), machine) instanceof Manifest.Found found
                    && found.json().scripts().containsKey(task.target());
            Optional<Json> defaults = Nx.json(root.child("nx.json"), machine)
                    .flatMap(json -> json.member("targetDefaults"))
                    .flatMap(all -> all.member(task.target()));
            Optional<Json> own = target.or(() -> inManifest);
            Optional<String> named = own.flatMap(json -> json.text("executor").or(() -> json.text("builder")))
                    .map(Fragment::text);
            Optional<Json> command = own.flatMap(json -> json.member("command"));
            Optional<Definition> inferred = named.isEmpty() && command.isEmpty() && !script
                    ? plugins.inferred(task, machine)
                    : Optional.empty();
            if (own.isEmpty() && !script && inferred.isEmpty()) {
                return Optional.empty();
            }
            Map<String, Json> options = new LinkedHashMap<>();
            inferred.ifPresent(base -> options.putAll(base.options()));
            defaults.flatMap(json -> json.member("options")).ifPresent(all -> put(all, options));
            own.flatMap(json -> json.member("options")).ifPresent(all -> put(all, options));
            command.ifPresent(line -> options.put("command", line));
            own.flatMap(json -> json.member("configurations"))
                    .flatMap(all -> all.member(task.configuration()))
                    .ifPresent(all -> put(all, options));
            Optional<Json> settings = Nx.json(root.child("nx.json"), machine);
            Optional<Json> needs = own.flatMap(json -> json.member("dependsOn"))
                    .or(() -> defaults.flatMap(json -> json.member("dependsOn")))
                    .or(() -> settings.flatMap(json -> json.member("targetDependencies"))
                            .flatMap(all -> all.member(task.target())));
            List<String> depends = new ArrayList<>();
            boolean others = false;
            if (needs.isEmpty()) {
                depends.addAll(inferred.map(Definition::dependsOn).orElse(List.of()));
                Optional<List<String>> preset = settings.isEmpty() ? Optional.empty() : preset(task, settings.get());
                preset.ifPresent(depends::addAll);
                others = preset.isEmpty();
            }
            if (needs.isPresent() && needs.get() instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    Optional<String> need = need(each);
                    need.ifPresent(depends::add);
                    others |= need.isEmpty();
                }
            }
            String executor = named.or(() -> inferred.map(Definition::executor))
                    .orElse(command.isPresent() ? "nx:run-commands" : script ? "nx:run-script" : "");
            boolean cached = own.flatMap(json -> json.member("cache"))
                    .or(() -> defaults.flatMap(json -> json.member("cache")))
                    .filter(json ->
                            !(json instanceof Json.Scalar no && no.written().equals("false")))
                    .isPresent();
            return Optional.of(new Definition(executor, options, depends, others, cached));
        }

        /** What a preset that {@code nx.json} extends says of a target on which nothing else is said; empty where it is not known. */
        private static Optional<List<String>> preset(Task task, Json settings) {
            String preset = settings.text("extends").map(Fragment::text).orElse("");
            boolean said = settings.member("targetDefaults").isPresent()
                    || settings.member("targetDependencies").isPresent();
            if (settings.member("extends").isEmpty() || said || EMPTY_PRESETS.contains(preset)) {
                return Optional.of(List.of());
            }
            return BUILDING_PRESETS.contains(preset)
                    ? Optional.of(task.target().equals("build") ? List.of("^build") : List.of())
                    : Optional.empty();
        }

        /** {@code "^build"}, or the same written out; empty for what names projects. */
        private static Optional<String> need(Json json) {
            if (json instanceof Json.Text text) {
                return Optional.of(text.text().text());
            }
            String projects = json.text("projects").map(Fragment::text).orElse("");
            boolean dependencies = projects.equals("dependencies")
                    || json.member("dependencies").filter(Nx::isTrue).isPresent();
            boolean named = json.member("projects").isPresent()
                    && !Set.of("self", "dependencies").contains(projects);
            return named
                    ? Optional.empty()
                    : json.text("target").map(target -> (dependencies ? "^" : "") + target.text());
        }

        /** Whether it is a script of the package. */
        boolean isScript() {
            return SCRIPTS.contains(executor);
        }

        /** Whether all that it does stands in scripts and commands. */
        boolean isFollowed() {
            return isScript() || COMMANDS.contains(executor);
        }

        private static void put(Json all, Map<String, Json> options) {
            if (all instanceof Json.Members members) {
                options.putAll(members.all());
            }
        }

        Optional<String> text(String option) {
            return Optional.ofNullable(options.get(option))
                    .flatMap(json -> json instanceof Json.Text text
                            ? Optional.of(text.text().text())
                            : Optional.empty());
        }
    }

    /** One target while it runs. */
    private final class Target {

        private final Task task;
        private final ImagePath root;
        private final NxPlugins plugins;
        private final Job job;
        private final Replay replay;

        Target(Task task, ImagePath root, NxPlugins plugins, Job job, Replay replay) {
            this.task = task;
            this.root = root;
            this.plugins = plugins;
            this.job = job;
            this.replay = replay;
        }

        List<End> run() {
            Optional<Definition> definition = Definition.of(task, root, job.machine(), plugins);
            if (definition.isEmpty()) {
                return job.ends();
            }
            Definition what = definition.get();
            if (what.isScript()) {
                return script(what.text("script").orElse(task.target()));
            }
            if (COMMANDS.contains(what.executor())) {
                return commands(what);
            }
            // Executors write where their options say, anywhere in the workspace.
            job.machine(changed(job.machine(), root, job));
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }

        private List<End> script(String name) {
            String manager = manager(root, job.machine());
            Launcher runner = programs.get(manager);
            if (runner == null) {
                return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
            }
            return new ManagerRun(runner, new Program(manager, "", Linkage.UNKNOWN), replay)
                    .step(task.project(), name, List.of())
                    .apply(job.call());
        }

        private List<End> commands(Definition what) {
            List<Fragment> lines = new ArrayList<>();
            Json commands = what.options().get("commands");
            if (commands instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    Optional<Fragment> line =
                            each instanceof Json.Text text ? Optional.of(text.text()) : each.text("command");
                    line.ifPresent(lines::add);
                }
            }
            if (what.options().get("command") instanceof Json.Text text) {
                lines.add(text.text());
            }
            ImagePath directory = what.text("cwd")
                    .map(cwd -> root.resolve(
                            cwd.replace("{projectRoot}", task.project().below(root))))
                    .orElse(root);
            PackageScript shell = new PackageScript(
                    directory,
                    List.of("/bin/sh", "-c"),
                    (command, refused) -> new Chain.Words(command + ": not found", 127));
            List<Function<Invocation, List<End>>> steps = new ArrayList<>();
            for (Fragment line : lines) {
                String text =
                        line.text().replace("{projectRoot}", task.project().below(root));
                steps.add(
                        text.contains("{")
                                // what stands for arguments and tokens of nx
                                ? at -> Chain.lost(at, Reason.BUILD_OUTPUT_NOT_MODELLED)
                                : at -> shell.run(at, Arg.of(text, line.span()), List.of(), replay));
            }
            return PackageScript.sequence(job.call(), steps, replay);
        }
    }
}
