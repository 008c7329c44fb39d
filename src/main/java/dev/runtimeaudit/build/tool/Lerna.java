package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.exec.launcher.Patterns;
import dev.runtimeaudit.exec.launcher.Workspaces;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code lerna run}: one script of the packages that {@code --scope} and {@code --ignore} leave, those that others depend on first
 * (lerna.js.org, "lerna run", "Filter options"; lerna 8.2, {@code commands/run}, {@code core/filter-packages}). Where there is an {@code
 * nx.json}, Nx decides what else runs: that is not followed, nor are the other commands of lerna.
 */
final class Lerna implements Launcher {

    private static final Set<String> VALUES = Set.of("scope", "ignore", "concurrency", "loglevel", "log-level");

    /** What changes nothing of what runs, or only how much of it at a time. */
    private static final Set<String> HARMLESS = Set.of(
            "stream", "parallel", "no-prefix", "prefix", "no-sort", "sort", "no-progress", "progress", "verbose");

    /** From this major on Nx runs the scripts. */
    private static final int WITH_NX = 6;

    /** From this major on the packages are those of the package manager, unless lerna.json lists some. */
    private static final int WITH_WORKSPACES = 7;

    private final Map<String, Launcher> programs;
    private final Launcher otherwise;

    /**
     * @param programs the package managers that run the scripts
     * @param otherwise what is done about everything that is not followed
     */
    Lerna(Map<String, Launcher> programs, Launcher otherwise) {
        this.programs = programs;
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Optional<List<Function<Invocation, List<End>>>> steps = steps(job, replay);
        if (steps.isEmpty()) {
            return otherwise.run(call, program, replay);
        }
        return PackageScript.sequence(call, steps.get(), replay).stream()
                .map(end -> end.exit() instanceof Exit.Lost
                        ? job.goesOn(end, Effects.code(end.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()))
                        : end)
                .toList();
    }

    /** Empty where it cannot be told what runs. */
    private Optional<List<Function<Invocation, List<End>>>> steps(Job job, Replay replay) {
        Line line = Line.of(job.call().arguments(), "", VALUES);
        List<String> words = line.texts();
        Set<String> flags = new LinkedHashSet<>(line.flags());
        boolean others = flags.remove("include-dependencies");
        boolean plain = !line.unclear()
                && words.size() == 2
                && words.get(0).equals("run")
                && job.call().arguments().stream().map(Line::text).noneMatch(Optional.of("--")::equals)
                && HARMLESS.containsAll(flags)
                && VALUES.containsAll(line.values().keySet());
        Optional<Workspaces> around = packages(job).filter(all -> isPlain(all, job));
        Optional<String> client = around.flatMap(all -> client(all.root(), job));
        Optional<Launcher> manager = client.map(programs::get);
        if (!plain || around.isEmpty() || manager.isEmpty()) {
            return Optional.empty();
        }
        Optional<Set<ImagePath>> selected = selected(job, around.get(), others);
        if (selected.isEmpty()) {
            return Optional.empty();
        }
        ManagerRun runs =
                new ManagerRun(manager.get(), named(client.get(), around.get().root(), job), replay);
        List<Function<Invocation, List<End>>> steps = new ArrayList<>();
        for (ImagePath each : around.get().sorted(selected.get())) {
            PackageJson json = around.get().packages().get(each);
            if (json != null && json.scripts().containsKey(words.get(1))) {
                steps.add(runs.step(each, words.get(1), List.of()));
            }
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps);
    }

    /**
     * Those that lerna.json lists, or else, since 7, those of the package manager; empty where it is not called in their root, and where
     * releases differ in what they take ({@code useWorkspaces} and pnpm up to 6, "packages").
     */
    private static Optional<Workspaces> packages(Job job) {
        ImagePath root = job.machine().directory();
        Optional<Json> settings = settings(root, job);
        if (settings.isEmpty() || settings.get().member("useWorkspaces").isPresent()) {
            return Optional.empty();
        }
        boolean later = Tsc.major(job.program()) >= WITH_WORKSPACES;
        Optional<Json> listed = settings.get().member("packages");
        if (listed.isEmpty()) {
            return later
                    ? Workspaces.around(root, job.machine())
                            .filter(all -> all.root().equals(root))
                    : Optional.empty();
        }
        boolean pnpm = settings.get()
                .member("npmClient")
                .filter(client ->
                        client instanceof Json.Text text && text.text().text().equals("pnpm"))
                .isPresent();
        List<String> patterns = new ArrayList<>();
        if (listed.get() instanceof Json.Elements elements) {
            for (Json each : elements.all()) {
                if (!(each instanceof Json.Text text)) {
                    return Optional.empty();
                }
                patterns.add(text.text().text());
            }
        }
        return pnpm && !later ? Optional.empty() : Optional.of(Workspaces.of(root, patterns, job.machine()));
    }

    /** Whether nothing tells Nx, which runs the scripts since 6, to run more than what lerna asks for. */
    private static boolean isPlain(Workspaces workspaces, Job job) {
        List<ImagePath> all = new ArrayList<>(workspaces.packages().keySet());
        all.add(workspaces.root());
        return isAbsent(workspaces.root().child("nx.json"), job)
                && all.stream().allMatch(each -> isAbsent(each.child("project.json"), job))
                && workspaces.packages().values().stream()
                        .allMatch(json -> json.json().member("nx").isEmpty());
    }

    private static boolean isAbsent(ImagePath path, Job job) {
        return job.files().follow(path) instanceof Fact.Absent<Located>;
    }

    private static Optional<Json> settings(ImagePath root, Job job) {
        return Manifest.text(root.child("lerna.json"), job.machine()) instanceof Fact.Present<SourceFile> text
                ? LenientJson.of(text.value())
                : Optional.empty();
    }

    /**
     * What runs the scripts: the manager of the lockfile where Nx runs them (since 6, unless {@code useNx} says no), else what lerna.json
     * names, or npm ("npmClient"). Where the release is not known, both have to be the same.
     */
    private static Optional<String> client(ImagePath root, Job job) {
        Json settings = settings(root, job).orElseThrow();
        Optional<Json> named = settings.member("npmClient");
        String own = named.isEmpty()
                ? "npm"
                : named.get() instanceof Json.Text text ? text.text().text() : "";
        String locked = NxTasks.manager(root, job.machine());
        int major = Tsc.major(job.program());
        if (settings.member("useNx").isPresent() || major == 0) {
            return own.equals(locked) ? Optional.of(own) : Optional.empty();
        }
        return Optional.of(major >= WITH_NX ? locked : own);
    }

    private static Program named(String client, ImagePath root, Job job) {
        return Manifest.in(root, job.machine()) instanceof Manifest.Found found
                ? ManagerRun.program(client, found.json())
                : new Program(client, "", Linkage.UNKNOWN);
    }

    /**
     * The packages that the filters leave.
     *
     * @param others those that they depend on as well
     */
    private static Optional<Set<ImagePath>> selected(Job job, Workspaces workspaces, boolean others) {
        List<Patterns> scopes = new ArrayList<>();
        List<Patterns> ignored = new ArrayList<>();
        List<Arg> words = job.call().arguments();
        for (int i = 0; i < words.size(); i++) {
            String text = Line.text(words.get(i)).orElse("");
            String name = text.contains("=") ? text.substring(0, text.indexOf('=')) : text;
            if (!name.equals("--scope") && !name.equals("--ignore")) {
                continue;
            }
            Optional<String> pattern = text.contains("=")
                    ? Optional.of(text.substring(text.indexOf('=') + 1))
                    : i + 1 < words.size() ? Line.text(words.get(i + 1)) : Optional.empty();
            // multimatch knows more than stars and braces.
            if (pattern.isEmpty() || pattern.get().chars().anyMatch(c -> "[]()!".indexOf(c) >= 0)) {
                return Optional.empty();
            }
            (name.equals("--scope") ? scopes : ignored).add(Patterns.of(pattern.get()));
        }
        Set<ImagePath> selected = new LinkedHashSet<>();
        workspaces.packages().forEach((directory, json) -> {
            String name = json.name().orElse("");
            boolean taken = scopes.isEmpty() || scopes.stream().anyMatch(scope -> scope.matches(name));
            if (taken && ignored.stream().noneMatch(pattern -> pattern.matches(name))) {
                selected.addAll(others ? workspaces.closure(directory) : List.of(directory));
            }
        });
        return Optional.of(selected);
    }
}
