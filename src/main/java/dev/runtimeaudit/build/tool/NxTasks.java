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
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (Task task : plan.get().tasks()) {
            steps.add(at -> new Target(task, root, new Job(at, program), replay).run());
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
     */
    record Plan(ImagePath root, List<Task> tasks) {

        /** Empty where it cannot be told, or where a target does something else than running scripts and commands. */
        static Optional<Plan> of(Invocation call) {
            Machine machine = call.machine();
            Optional<ImagePath> workspace = Nx.workspace(machine);
            Line line = Line.of(call.arguments(), "tpc", VALUES);
            if (workspace.isEmpty() || line.unclear()) {
                return Optional.empty();
            }
            ImagePath root = workspace.get();
            Set<Task> asked =
                    NxTasks.tasks(line, root, projects(root, machine), machine).orElse(Set.of());
            Set<Task> ordered = new LinkedHashSet<>();
            boolean listed = true;
            for (Task task : asked) {
                listed &= order(task, root, machine, ordered, new LinkedHashSet<>());
            }
            // Plugins give projects targets that are written down nowhere.
            boolean inferred = Nx.json(root.child("nx.json"), machine)
                    .flatMap(json -> json.member("plugins"))
                    .isPresent();
            boolean followed = listed
                    && !inferred
                    && !ordered.isEmpty()
                    && ordered.stream()
                            .allMatch(task -> Definition.of(task, root, machine)
                                    .filter(Definition::isFollowed)
                                    .isPresent());
            return followed ? Optional.of(new Plan(root, List.copyOf(ordered))) : Optional.empty();
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
            Line line, ImagePath root, Map<String, ImagePath> projects, Machine machine) {
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
                .filter(task -> Definition.of(task, root, machine).isPresent())
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

    /** A task behind those that it is known to depend on; false where there may be others. */
    private static boolean order(Task task, ImagePath root, Machine machine, Set<Task> ordered, Set<Task> entered) {
        Optional<Definition> definition = Definition.of(task, root, machine);
        if (!entered.add(task) || definition.isEmpty()) {
            return true;
        }
        boolean all = true;
        for (String need : definition.get().dependsOn()) {
            if (need.startsWith("^")) {
                Optional<Workspaces> workspaces = Workspaces.around(root, machine);
                all &= workspaces.isPresent();
                if (workspaces.isPresent() && Manifest.in(task.project(), machine) instanceof Manifest.Found found) {
                    for (ImagePath each : workspaces.get().dependencies(found.json())) {
                        Task other = new Task(each, need.substring(1), task.configuration());
                        all &= order(other, root, machine, ordered, entered);
                    }
                } else {
                    all = false;
                }
            } else if (need.contains(":")) {
                all = false;
            } else {
                Task other = new Task(task.project(), need, task.configuration());
                all &= order(other, root, machine, ordered, entered);
            }
        }
        ordered.add(task);
        return all;
    }

    /**
     * What is said of a target.
     *
     * @param executor who does it; {@code nx:run-script} for a script of package.json; empty for one that a plugin infers
     * @param options those of the configuration over the usual ones
     * @param cached it says that its result is kept
     */
    record Definition(String executor, Map<String, Json> options, List<String> dependsOn, boolean cached) {

        static Optional<Definition> of(Task task, ImagePath root, Machine machine) {
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
            if (own.isEmpty() && !script) {
                return Optional.empty();
            }
            Optional<String> named = own.flatMap(json -> json.text("executor").or(() -> json.text("builder")))
                    .map(Fragment::text);
            Optional<Json> command = own.flatMap(json -> json.member("command"));
            Map<String, Json> options = new LinkedHashMap<>();
            defaults.flatMap(json -> json.member("options")).ifPresent(all -> put(all, options));
            own.flatMap(json -> json.member("options")).ifPresent(all -> put(all, options));
            command.ifPresent(line -> options.put("command", line));
            own.flatMap(json -> json.member("configurations"))
                    .flatMap(all -> all.member(task.configuration()))
                    .ifPresent(all -> put(all, options));
            Optional<Json> needs = own.flatMap(json -> json.member("dependsOn"))
                    .or(() -> defaults.flatMap(json -> json.member("dependsOn")));
            List<String> depends = new ArrayList<>();
            if (needs.isPresent() && needs.get() instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    if (each instanceof Json.Text text) {
                        depends.add(text.text().text());
                    }
                }
            }
            String executor = named.orElse(command.isPresent() ? "nx:run-commands" : script ? "nx:run-script" : "");
            boolean cached = own.flatMap(json -> json.member("cache"))
                    .or(() -> defaults.flatMap(json -> json.member("cache")))
                    .filter(json ->
                            !(json instanceof Json.Scalar no && no.written().equals("false")))
                    .isPresent();
            return Optional.of(new Definition(executor, options, depends, cached));
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
        private final Job job;
        private final Replay replay;

        Target(Task task, ImagePath root, Job job, Replay replay) {
            this.task = task;
            this.root = root;
            this.job = job;
            this.replay = replay;
        }

        List<End> run() {
            Optional<Definition> definition = Definition.of(task, root, job.machine());
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
