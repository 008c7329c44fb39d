package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NxSettings.Needs;
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

    static final Set<String> COMMANDS =
            Set.of("nx:run-commands", "@nrwl/workspace:run-commands", "@nx/workspace:run-commands");

    static final Set<String> SCRIPTS =
            Set.of("nx:run-script", "@nrwl/workspace:run-script", "@nx/workspace:run-script");

    /** Commands of nx itself, of which no target can have the name on a command line (nx 22.7). */
    private static final Set<String> OWN = Set.of(
            "_migrate",
            "add",
            "affected",
            "connect",
            "daemon",
            "dep-graph",
            "exec",
            "format",
            "g",
            "generate",
            "graph",
            "import",
            "init",
            "list",
            "login",
            "logout",
            "mcp",
            "migrate",
            "new",
            "plugin",
            "print-affected",
            "register",
            "release",
            "repair",
            "report",
            "reset",
            "show",
            "sync",
            "view-logs",
            "watch",
            "workspace-generator",
            "workspace-lint");

    /** Options of commands that change nothing but how they look. */
    private static final Set<String> OF_COMMANDS = Set.of(
            "command", "commands", "cwd", "parallel", "color", "tty", "usePty", "streamOutput", "readyWhen", "script");

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
        NxSettings settings = plan.get().settings();
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (Task task : plan.get().tasks()) {
            steps.add(at -> {
                Machine before = plan.get().others() ? changed(at.machine(), root, job) : at.machine();
                Machine told =
                        NxStart.readsVariables(task, root, before) ? NxStart.told(before, job.evidence()) : before;
                return new Target(task, root, settings, new Job(at.with(told), program), replay)
                        .run().stream()
                                .map(end -> withEnvironment(end, at.machine()))
                                .toList();
            });
        }
        return PackageScript.sequence(call.with(job.machine()), steps, replay).stream()
                .map(end -> end.exit() instanceof Exit.Lost
                                || plan.get().unordered() && end.exit() instanceof Exit.Code code && code.code() != 0
                        ? job.goesOn(end, changed(end.machine(), root, job))
                        : end)
                .toList();
    }

    /** The variables of a task are its own. */
    private static End withEnvironment(End end, Machine before) {
        return new End(
                end.machine().withEnvironment(before.environment()),
                end.exit(),
                end.output(),
                end.conditions(),
                end.tolerated());
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
     * @param unordered whether they may run in another order
     */
    record Plan(ImagePath root, NxSettings settings, List<Task> tasks, boolean others, boolean unordered) {

        /** Empty where it cannot be told, or where it is asked for a target that does something else than running scripts and commands. */
        static Optional<Plan> of(Invocation call) {
            Machine machine = call.machine();
            Optional<ImagePath> workspace = Nx.workspace(machine);
            Line line = Line.of(call.arguments(), "tpc", VALUES);
            // What nx does not know itself it hands on to the script.
            boolean plain = !line.unclear()
                    && Nx.HARMLESS.containsAll(line.flags())
                    && VALUES.containsAll(line.values().keySet())
                    && call.arguments().stream().noneMatch(word -> word.shown().equals("--"));
            Optional<NxSettings> settings = workspace.flatMap(root -> NxSettings.of(root, machine));
            if (!plain || settings.isEmpty()) {
                return Optional.empty();
            }
            ImagePath root = workspace.get();
            Map<String, ImagePath> projects = projects(root, machine);
            Set<Task> asked =
                    NxTasks.tasks(line, root, projects, machine, settings.get()).orElse(Set.of());
            boolean followed = asked.stream()
                    .allMatch(task -> Definition.of(task, machine, settings.get())
                            .filter(Definition::isFollowed)
                            .isPresent());
            if (asked.isEmpty() || !followed) {
                return Optional.empty();
            }
            TaskOrder order = new TaskOrder(root, machine, settings.get());
            asked.forEach(order::add);
            boolean others = order.others(Set.copyOf(projects.values()));
            return Optional.of(new Plan(root, settings.get(), order.tasks(), others, order.isOpen()));
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
            Line line, ImagePath root, Map<String, ImagePath> projects, Machine machine, NxSettings settings) {
        List<String> words = line.texts();
        String configuration = line.text("c", "configuration").orElse(line.has("prod") ? "production" : "");
        if (words.isEmpty()
                || words.size() > 2 && !words.get(0).equals("run-many")
                || OWN.contains(words.get(0).split(":", 2)[0])) {
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
                    // Projects without the target are left out.
                    projects.values().stream()
                            .map(at -> new Task(at, target, configuration))
                            .filter(task ->
                                    Definition.of(task, machine, settings).isPresent()
                                            || settings.plugins().mayInfer(task, machine))
                            .forEach(tasks::add);
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
                .filter(task -> Definition.of(task, machine, settings).isPresent())
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
                        .forEach((at, json) -> json.json()
                                .member("nx")
                                .flatMap(nx -> nx.text("name"))
                                .map(Fragment::text)
                                .or(json::name)
                                .ifPresent(name -> projects.put(name, at))));
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

    static boolean isPattern(String target) {
        return target.chars().anyMatch(c -> "*?[{!".indexOf(c) >= 0);
    }

    /** Tasks behind those that they depend on (nx.dev, "Task Pipeline"; nx 22.7, {@code create-task-graph}). */
    private static final class TaskOrder {

        private final Machine machine;
        private final NxSettings settings;
        private final Optional<Workspaces> workspaces;
        private final Set<Task> ordered = new LinkedHashSet<>();
        private final Set<Task> entered = new HashSet<>();
        private final Set<String> anywhere = new HashSet<>();
        private boolean others;

        TaskOrder(ImagePath root, Machine machine, NxSettings settings) {
            this.machine = machine;
            this.settings = settings;
            this.workspaces = Workspaces.around(root, machine);
            this.others = !settings.plugins().areKnown();
        }

        List<Task> tasks() {
            return List.copyOf(ordered);
        }

        /** Whether there may be tasks in front of these of which nothing is known. */
        boolean others(Set<ImagePath> projects) {
            return others
                    || projects.stream()
                            .anyMatch(project ->
                                    anywhere.stream().anyMatch(target -> isLeft(new Task(project, target, ""))));
        }

        /** Whether imports, or projects that somebody names, may have another order. */
        boolean isOpen() {
            return ordered.size() > 1 && !anywhere.isEmpty();
        }

        /** Whether a project has a target that is not among these tasks. */
        private boolean isLeft(Task task) {
            boolean listed = ordered.stream()
                    .anyMatch(each -> each.project().equals(task.project())
                            && each.target().equals(task.target()));
            return !listed
                    && (Definition.of(task, machine, settings).isPresent()
                            || settings.plugins().mayInfer(task, machine));
        }

        void add(Task task) {
            if (!entered.add(task)) {
                return;
            }
            Optional<Definition> definition = Definition.of(task, machine, settings);
            if (definition.isEmpty()) {
                others |= settings.plugins().mayInfer(task, machine);
                return;
            }
            Needs needs = definition.get().dependsOn();
            others |= needs.others();
            for (String need : needs.targets()) {
                if (need.startsWith("^")) {
                    addOfDependencies(task, need.substring(1), new HashSet<>());
                } else {
                    add(new Task(task.project(), need, task.configuration()));
                }
            }
            ordered.add(task);
        }

        /** A dependency that has no such target is looked through. */
        private void addOfDependencies(Task task, String target, Set<ImagePath> seen) {
            Optional<Json> implicit = implicit(task.project());
            boolean packaged = Manifest.in(task.project(), machine) instanceof Manifest.Found;
            if (settings.looksIntoSources() || implicit.isPresent() || !packaged || workspaces.isEmpty()) {
                anywhere.add(target);
            }
            if (implicit.filter(TaskOrder::mayTakeAway).isPresent()
                    || workspaces.isEmpty()
                    || !(Manifest.in(task.project(), machine) instanceof Manifest.Found found)) {
                return;
            }
            for (ImagePath each : workspaces.get().dependencies(found.json())) {
                if (!seen.add(each)) {
                    continue;
                }
                Task other = new Task(each, target, task.configuration());
                boolean there = Definition.of(other, machine, settings).isPresent();
                add(other);
                if (!there) {
                    addOfDependencies(other, target, seen);
                }
            }
        }

        /** {@code "!api"}: it does not depend on that one. */
        private static boolean mayTakeAway(Json implicit) {
            return !(implicit instanceof Json.Elements elements)
                    || elements.all().stream()
                            .anyMatch(each -> !(each instanceof Json.Text text)
                                    || text.text().text().startsWith("!"));
        }

        /** Projects that somebody says it depends on, or does not. */
        private Optional<Json> implicit(ImagePath project) {
            return Nx.json(project.child("project.json"), machine)
                    .flatMap(json -> json.member("implicitDependencies"))
                    .or(() -> Nx.json(project.child("package.json"), machine)
                            .flatMap(json -> json.member("nx"))
                            .flatMap(nx -> nx.member("implicitDependencies")));
        }
    }

    /**
     * What is said of a target.
     *
     * @param executor who does it; {@code nx:run-script} for a script of package.json; empty where that is not known
     * @param options those of the configuration over the usual ones
     * @param cached it says that its result is kept
     */
    record Definition(String executor, Map<String, Json> options, Needs dependsOn, boolean cached) {

        static Optional<Definition> of(Task task, Machine machine, NxSettings settings) {
            Optional<Json> target = Nx.json(task.project().child("project.json"), machine)
                    .flatMap(json -> json.member("targets"))
                    .flatMap(targets -> targets.member(task.target()));
            Optional<Json> nx =
                    Nx.json(task.project().child("package.json"), machine).flatMap(json -> json.member("nx"));
            Optional<Json> inManifest =
                    nx.flatMap(all -> all.member("targets")).flatMap(targets -> targets.member(task.target()));
            boolean script = Manifest.in(task.project(), machine) instanceof Manifest.Found found
                    && found.json().scripts().containsKey(task.target())
                    && nx.flatMap(all -> all.member("includedScripts"))
                            .filter(included -> !lists(included, task.target()))
                            .isEmpty();
            if (target.isPresent() && inManifest.isPresent()) {
                return Optional.of(new Definition("", Map.of(), Needs.UNKNOWN, true)); // how they are merged
            }
            Optional<Json> own = target.or(() -> inManifest);
            Optional<String> named = own.flatMap(json -> json.text("executor").or(() -> json.text("builder")))
                    .map(Fragment::text);
            Optional<Json> command = own.flatMap(json -> json.member("command"));
            Optional<Definition> inferred = named.isEmpty() && command.isEmpty() && !script
                    ? settings.plugins().inferred(task, machine)
                    : Optional.empty();
            if (own.isEmpty() && !script && inferred.isEmpty()) {
                return Optional.empty();
            }
            Optional<Json> defaults = settings.defaults(task.target());
            Map<String, Json> options = new LinkedHashMap<>();
            inferred.ifPresent(base -> options.putAll(base.options()));
            defaults.flatMap(json -> json.member("options")).ifPresent(all -> put(all, options));
            own.flatMap(json -> json.member("options")).ifPresent(all -> put(all, options));
            command.ifPresent(line -> options.put("command", line));
            Optional<Json> configurations = own.flatMap(json -> json.member("configurations"));
            // One that the target does not have leaves it the usual one (nx 22.7, resolveConfiguration).
            configurations
                    .flatMap(all -> all.member(task.configuration()))
                    .or(() -> own.flatMap(json -> json.text("defaultConfiguration"))
                            .flatMap(usual -> configurations.flatMap(all -> all.member(usual.text()))))
                    .ifPresent(all -> put(all, options));
            String executor = named.or(() -> inferred.map(Definition::executor))
                    .orElse(command.isPresent() ? "nx:run-commands" : script ? "nx:run-script" : "");
            boolean cached = own.flatMap(json -> json.member("cache"))
                    .or(() -> defaults.flatMap(json -> json.member("cache")))
                    .filter(json -> !json.isFalse())
                    .isPresent();
            return Optional.of(new Definition(executor, options, needs(task, own, inferred, settings), cached));
        }

        private static boolean lists(Json json, String name) {
            return json instanceof Json.Elements elements
                    && elements.all().stream()
                            .anyMatch(each -> each instanceof Json.Text text
                                    && text.text().text().equals(name));
        }

        private static Needs needs(Task task, Optional<Json> own, Optional<Definition> inferred, NxSettings settings) {
            Optional<Json> said = own.flatMap(json -> json.member("dependsOn"));
            if (said.isPresent()) {
                return NxSettings.listed(said.get());
            }
            boolean byDefault = settings.defaults(task.target())
                    .flatMap(json -> json.member("dependsOn"))
                    .isPresent();
            if (inferred.isPresent() && !byDefault) {
                return inferred.get().dependsOn();
            }
            return settings.needs(task.target());
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
        private final NxSettings settings;
        private final Job job;
        private final Replay replay;

        Target(Task task, ImagePath root, NxSettings settings, Job job, Replay replay) {
            this.task = task;
            this.root = root;
            this.settings = settings;
            this.job = job;
            this.replay = replay;
        }

        List<End> run() {
            Optional<Definition> definition = Definition.of(task, job.machine(), settings);
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
            if (!OF_COMMANDS.containsAll(what.options().keySet())) {
                return Chain.lost(job.call(), Reason.BUILD_OUTPUT_NOT_MODELLED);
            }
            List<Fragment> lines = new ArrayList<>();
            if (what.options().get("command") instanceof Json.Text text) {
                lines.add(text.text());
            } else if (what.options().get("commands") instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    Optional<Fragment> line =
                            each instanceof Json.Text text ? Optional.of(text.text()) : each.text("command");
                    line.ifPresent(lines::add);
                }
            }
            if (lines.isEmpty()) {
                return Chain.lost(job.call(), Reason.BUILD_OUTPUT_NOT_MODELLED);
            }
            String cwd = inPlace(what.text("cwd").orElse("."));
            PackageScript shell = new PackageScript(
                    root.resolve(cwd),
                    List.of("/bin/sh", "-c"),
                    (command, refused) -> new Chain.Words(command + ": not found", 127));
            List<Function<Invocation, List<End>>> steps = new ArrayList<>();
            for (Fragment line : lines) {
                String text = inPlace(line.text());
                steps.add(
                        text.contains("{") || cwd.contains("{")
                                // what stands for arguments and tokens of nx
                                ? at -> Chain.lost(at, Reason.BUILD_OUTPUT_NOT_MODELLED)
                                : at -> shell.run(at, Arg.of(text, line.span()), List.of(), replay));
            }
            return PackageScript.sequence(job.call(), steps, replay);
        }

        private String inPlace(String text) {
            String project = task.project().equals(root) ? "." : task.project().below(root);
            return text.replace("{projectRoot}", project).replace("{workspaceRoot}", root.value());
        }
    }
}
