package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.exec.launcher.Workspaces;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code turbo run}: the scripts of the packages that a filter selects, and before them those that they depend on (turborepo.com,
 * "run", "Configuring turbo.json").
 *
 * <p>It is one class although it is long: a good part are the words of its command line.
 */
final class Turbo implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "filter",
            "concurrency",
            "cache",
            "cache-dir",
            "cache-workers",
            "cwd",
            "output-logs",
            "log-order",
            "log-prefix",
            "env-mode",
            "framework-inference",
            "global-deps",
            "root-turbo-json",
            "token",
            "team",
            "api",
            "remote-cache-timeout",
            "ui",
            "out-dir",
            "scope");

    /** What is no task but a command of its own. */
    private static final Set<String> COMMANDS = Set.of(
            "bin",
            "boundaries",
            "clone",
            "completion",
            "config",
            "daemon",
            "devtools",
            "docs",
            "gen",
            "generate",
            "info",
            "link",
            "login",
            "logout",
            "ls",
            "prune",
            "query",
            "scan",
            "telemetry",
            "unlink",
            "watch");

    private final Map<String, Launcher> programs;

    /** @param programs the package managers that run the scripts */
    Turbo(Map<String, Launcher> programs) {
        this.programs = programs;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "F", VALUES);
        List<String> words = line.texts();
        List<String> tasks = words.isEmpty() || !words.get(0).equals("run") ? words : words.subList(1, words.size());
        if (!words.isEmpty() && words.get(0).equals("prune") && !line.unclear()) {
            List<String> scopes = new ArrayList<>(words.subList(1, words.size()));
            line.text("scope").ifPresent(scopes::add);
            boolean known = TurboPrune.of(job)
                    .filter(prune -> !scopes.isEmpty() && prune.run(scopes, line.text("out-dir"), line.has("docker")))
                    .isPresent();
            if (known) {
                return job.ends();
            }
        }
        int behind = behind(call.arguments());
        if (!tasks.isEmpty() && !COMMANDS.contains(tasks.get(0)) && !line.unclear()) {
            if (refuses(job, line)) {
                return job.ends();
            }
            List<Arg> arguments =
                    call.arguments().subList(behind, call.arguments().size());
            int own = tasks.size() - arguments.size();
            Optional<List<Function<Invocation, List<End>>>> steps =
                    steps(job, replay, tasks.subList(0, Math.max(0, own)), arguments);
            if (steps.isPresent()) {
                return PackageScript.sequence(call, steps.get(), replay).stream()
                        .map(end -> end.exit() instanceof Exit.Lost
                                ? job.goesOn(
                                        end,
                                        Effects.code(end.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()))
                                : end)
                        .toList();
            }
        }
        job.machine(Effects.project(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** Where the words for the scripts themselves begin. */
    private static int behind(List<Arg> words) {
        for (int i = 0; i < words.size(); i++) {
            if (Line.text(words.get(i)).filter("--"::equals).isPresent()) {
                return i + 1;
            }
        }
        return words.size();
    }

    /** Empty where it cannot be told what runs. */
    private Optional<List<Function<Invocation, List<End>>>> steps(
            Job job, Replay replay, List<String> tasks, List<Arg> arguments) {
        Line line = Line.of(job.call().arguments(), "F", VALUES);
        ImagePath directory =
                line.text("cwd").map(job::path).orElse(job.machine().directory());
        Optional<Workspaces> around = Workspaces.around(directory, job.machine());
        if (around.isEmpty() || !(Manifest.in(around.get().root(), job.machine()) instanceof Manifest.Found root)) {
            return Optional.empty();
        }
        Workspaces workspaces = around.get();
        Optional<Set<ImagePath>> selected = selected(job, workspaces, directory);
        Optional<String> manager = root.json().packageManager().map(named -> named.split("@", 2)[0]);
        Optional<Tasks> defined = Tasks.of(workspaces, job.machine());
        if (selected.isEmpty() || manager.isEmpty() || defined.isEmpty() || tasks.isEmpty()) {
            return Optional.empty();
        }
        Optional<Launcher> runner = Optional.ofNullable(programs.get(manager.get()));
        Set<Task> ordered = new LinkedHashSet<>();
        boolean only = line.has("only");
        for (String task : tasks) {
            for (ImagePath each : workspaces.sorted(selected.get())) {
                if (!defined.get().order(new Task(each, task), only, ordered, new LinkedHashSet<>())) {
                    return Optional.empty();
                }
            }
        }
        if (runner.isEmpty()) {
            return Optional.empty();
        }
        ManagerRun runs = new ManagerRun(runner.get(), ManagerRun.program(manager.get(), root.json()), replay);
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (Task task : ordered) {
            List<Arg> own = tasks.contains(task.name()) ? arguments : List.of();
            if (!task.hasScript(job.machine())) {
                continue;
            }
            steps.add(runs.step(task.directory(), task.name(), own));
        }
        return Optional.of(steps);
    }

    /** Turbo 2 fails where one of the filters names no package (observed with 2.0, 2.3 and 2.5); turbo 1 runs nothing then. */
    private static boolean refuses(Job job, Line line) {
        ImagePath directory =
                line.text("cwd").map(job::path).orElse(job.machine().directory());
        List<String> filters = filters(job).orElse(List.of());
        Optional<Workspaces> around = Workspaces.around(directory, job.machine())
                .filter(all -> settings(all.root(), job.machine())
                        .flatMap(json -> json.member("tasks"))
                        .isPresent());
        Optional<String> manager = around.filter(
                        all -> Manifest.in(all.root(), job.machine()) instanceof Manifest.Found)
                .map(all -> (Manifest.Found) Manifest.in(all.root(), job.machine()))
                .flatMap(found -> found.json().packageManager())
                .map(named -> named.split("@", 2)[0]);
        Optional<String> missed = filters.stream()
                .filter(filter -> manager.isPresent()
                        && around.get().selectsNothing(List.of(filter), directory, manager.get(), job.machine()))
                .findFirst();
        missed.map(Workspaces::bare)
                .ifPresent(name -> job.fails(
                        Cause.STEP_FAILS,
                        1,
                        "x No package found with name '" + name + "' in workspace",
                        name,
                        job.call().arguments().get(0),
                        Evidence.of(job.call().at(), "names no package of the workspace")));
        return missed.isPresent();
    }

    /** The packages that the filters name, or the one that it is called in, or all. */
    private static Optional<Set<ImagePath>> selected(Job job, Workspaces workspaces, ImagePath directory) {
        Optional<List<String>> filters = filters(job);
        if (filters.isEmpty()) {
            return Optional.empty();
        }
        if (!filters.get().isEmpty()) {
            return workspaces.select(filters.get(), directory).filter(all -> !all.isEmpty());
        }
        for (ImagePath each : workspaces.packages().keySet()) {
            if (directory.isIn(each)) {
                return Optional.of(Set.of(each));
            }
        }
        return Optional.of(workspaces.packages().keySet());
    }

    /** The filters; empty where something else chooses. */
    private static Optional<List<String>> filters(Job job) {
        List<String> filters = new ArrayList<>();
        List<Arg> words = job.call().arguments();
        for (int i = 0; i < words.size(); i++) {
            String text = Line.text(words.get(i)).orElse("");
            if (text.equals("--")) {
                break;
            }
            if (text.startsWith("--filter=") || text.startsWith("-F=")) {
                filters.add(text.substring(text.indexOf('=') + 1));
            } else if (text.equals("--filter") || text.equals("-F")) {
                if (i + 1 < words.size()) {
                    filters.add(Line.text(words.get(i + 1)).orElse("["));
                }
            } else if (text.startsWith("--scope") || text.equals("--affected")) {
                return Optional.empty();
            }
        }
        return Optional.of(filters);
    }

    /** One script of one package. */
    private record Task(ImagePath directory, String name) {
        boolean hasScript(Machine machine) {
            return Manifest.in(directory, machine) instanceof Manifest.Found found
                    && found.json().scripts().containsKey(name);
        }
    }

    /** What turbo.json says; empty when there is none, or it cannot be read. */
    static Optional<Json> settings(ImagePath directory, Machine machine) {
        for (String name : List.of("turbo.json", "turbo.jsonc")) {
            if (Manifest.text(directory.child(name), machine) instanceof Fact.Present<SourceFile> text) {
                return LenientJson.of(text.value());
            }
        }
        return Optional.empty();
    }

    /** What {@code turbo.json} says of tasks. */
    private record Tasks(Workspaces workspaces, Json root, Machine machine) {

        static Optional<Tasks> of(Workspaces workspaces, Machine machine) {
            return settings(workspaces.root(), machine)
                    .flatMap(json -> json.member("tasks").or(() -> json.member("pipeline")))
                    .map(tasks -> new Tasks(workspaces, tasks, machine));
        }

        /** A task behind those that it depends on; false where it is defined nowhere. */
        boolean order(Task task, boolean only, Set<Task> ordered, Set<Task> entered) {
            if (!entered.add(task)) {
                return true;
            }
            Optional<List<String>> needs = needs(task);
            if (needs.isEmpty()) {
                return false;
            }
            for (String need : only ? List.<String>of() : needs.get()) {
                if (!need(task, need, ordered, entered)) {
                    return false;
                }
            }
            ordered.add(task);
            return true;
        }

        private boolean need(Task task, String need, Set<Task> ordered, Set<Task> entered) {
            int hash = need.indexOf('#');
            if (need.startsWith("$")) {
                return true; // a variable, in the way of turbo 1
            }
            if (need.startsWith("^")) {
                PackageJson json = workspaces.packages().get(task.directory());
                boolean all = true;
                for (ImagePath each : json == null ? Set.<ImagePath>of() : workspaces.dependencies(json)) {
                    // A package for which nothing of the kind is defined has nothing to do.
                    all &= order(new Task(each, need.substring(1)), false, ordered, entered)
                            || needs(new Task(each, need.substring(1))).isEmpty();
                }
                return all;
            }
            if (hash >= 0) {
                Optional<ImagePath> directory = need.startsWith("//")
                        ? Optional.of(workspaces.root())
                        : workspaces.directory(need.substring(0, hash));
                return directory.isEmpty()
                        || order(new Task(directory.get(), need.substring(hash + 1)), false, ordered, entered);
            }
            return order(new Task(task.directory(), need), false, ordered, entered);
        }

        /** What a task depends on; empty when nobody defines it. */
        private Optional<List<String>> needs(Task task) {
            String name = Optional.ofNullable(workspaces.packages().get(task.directory()))
                    .map(json -> json.name().orElse(""))
                    .orElse("//");
            Optional<Json> own = task.directory().equals(workspaces.root())
                    ? Optional.empty()
                    : settings(task.directory(), machine)
                            .flatMap(json -> json.member("tasks").or(() -> json.member("pipeline")))
                            .flatMap(tasks -> tasks.member(task.name()));
            Optional<Json> general = root.member(name + "#" + task.name()).or(() -> root.member(task.name()));
            Optional<Json> needs = own.flatMap(json -> json.member("dependsOn"))
                    .or(() -> general.flatMap(json -> json.member("dependsOn")));
            if (own.isEmpty() && general.isEmpty()) {
                return Optional.empty();
            }
            List<String> texts = new ArrayList<>();
            if (needs.isPresent() && needs.get() instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    if (each instanceof Json.Text text) {
                        texts.add(text.text().text());
                    }
                }
            }
            return Optional.of(texts);
        }
    }
}
