package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeProject.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the compose projects of a workspace. Which files make one is taken from the commands in the workspace's own
 * scripts; a default file ({@code compose.yaml} …) is one by itself, and any other file is looked at alone, as
 * part of a project of which the rest is not known.
 *
 * <p>An override file counts when a script names it, or when nothing else is there that it could be meant for than the
 * variants beside it: then it is laid over each that has its services.
 *
 * <p>It is one class although it is long: which files belong together depends on all that are there.
 */
public final class ComposeModel {

    private static final List<String> SECTIONS = List.of("services", "volumes", "networks", "secrets", "configs");

    private final SourceTree tree;
    private final Predicate<TreePath> isIgnored;

    /** The files are looked at several times before their projects are made. */
    private final Map<TreePath, List<YamlNode.Mapping>> read = new LinkedHashMap<>();

    private ComposeModel(SourceTree tree, Predicate<TreePath> isIgnored) {
        this.tree = tree;
        this.isIgnored = isIgnored;
    }

    /**
     * All projects, those of scripts first.
     *
     * @param isIgnored whether git is told to ignore a path
     */
    public static List<ComposeProject> discover(SourceTree tree, Predicate<TreePath> isIgnored) {
        return discover(tree, isIgnored, unread -> {});
    }

    /**
     * The same.
     *
     * @param unread is told of files with the name of a compose file that cannot be read as one, and where
     */
    public static List<ComposeProject> discover(
            SourceTree tree, Predicate<TreePath> isIgnored, Consumer<Problem> unread) {
        return new ComposeModel(tree, isIgnored).discover(unread);
    }

    /** The project of files that the user names. */
    public static ComposeProject of(SourceTree tree, Predicate<TreePath> isIgnored, List<TreePath> files) {
        return ProjectModel.of(
                tree,
                isIgnored,
                new ProjectFiles(
                        files.get(0).parent(),
                        files,
                        List.of(),
                        Set.of(),
                        Use.PRODUCTION,
                        true,
                        Evidence.of(Span.wholeFile(files.get(0)), "is named in the configuration")));
    }

    private List<ComposeProject> discover(Consumer<Problem> unread) {
        TreeWalk walk = TreeWalk.of(tree, isIgnored);
        Map<TreePath, ComposeFileName> names = new LinkedHashMap<>();
        List<Problem> passedOver = new ArrayList<>();
        for (ComposeFileName name : walk.composeFiles()) {
            if (hasServices(name.path())) {
                names.put(name.path(), name);
            } else {
                unread(name.path()).ifPresent(passedOver::add);
            }
        }
        List<ComposeProject> projects = projects(walk, names);
        Set<TreePath> rejected = projects.stream()
                .flatMap(project -> project.problems().stream())
                .map(problem -> problem.at().path())
                .collect(Collectors.toSet());
        // What a project includes or extends is read with it, whatever it holds.
        passedOver.stream()
                .filter(problem -> !rejected.contains(problem.at().path()))
                .forEach(unread);
        return projects;
    }

    private List<ComposeProject> projects(TreeWalk walk, Map<TreePath, ComposeFileName> names) {
        List<ComposeCommands.Named> commands = ComposeCommands.in(tree, walk.scripts());
        if (names.isEmpty() && commands.isEmpty()) {
            return List.of();
        }
        Map<List<TreePath>, ProjectFiles> all = new LinkedHashMap<>();
        for (ComposeCommands.Named command : commands) {
            named(command, names).ifPresent(files -> all.merge(files.files(), files, ComposeModel::both));
        }
        Set<List<TreePath>> named = Set.copyOf(all.keySet());
        names.values().stream()
                .filter(ComposeFileName::isDefault)
                .filter(name -> name.equals(defaultOf(name.path().parent(), names)))
                .forEach(name -> all.putIfAbsent(List.of(name.path()), standard(name, names)));
        Set<TreePath> used = new LinkedHashSet<>();
        all.keySet().forEach(used::addAll);
        for (ComposeFileName name : names.values()) {
            if (!used.contains(name.path()) && !name.isOverlay() && !isIncluded(name, names)) {
                ProjectFiles files = alone(name);
                all.put(files.files(), files);
            }
        }
        return all.values().stream()
                .map(files -> withOrphanedOverride(files, names, used))
                .map(files -> named.contains(files.files()) ? files : withoutOverlays(files, names))
                .map(files -> ProjectModel.of(tree, isIgnored, files))
                .map(project -> named.contains(project.files()) ? project : withoutMendable(project, names.keySet()))
                .toList();
    }

    /**
     * Nobody says that a default file is all there is. What it lacks may be in a file that it is meant to be merged with:
     * one that defines the thing by that name.
     */
    private ComposeProject withoutMendable(ComposeProject project, Set<TreePath> known) {
        List<ComposeProblem> kept = project.problems().stream()
                .filter(problem -> problem.kind() == ComposeProblem.Kind.FILE
                        || !isDefinedElsewhere(problem.subject(), project, known))
                .toList();
        return project.with(kept);
    }

    private boolean isDefinedElsewhere(String name, ComposeProject project, Set<TreePath> known) {
        Set<TreePath> others = new LinkedHashSet<>(known);
        for (String file : tree.names(project.directory())) {
            if (file.endsWith(".yml") || file.endsWith(".yaml")) {
                others.add(project.directory().child(file));
            }
        }
        project.files().forEach(others::remove);
        return others.stream()
                .flatMap(path -> documents(path).stream())
                .flatMap(top -> SECTIONS.stream().flatMap(section -> top.get(section).stream()))
                .flatMap(section -> section.asMapping().stream())
                .anyMatch(section -> section.get(name).isPresent());
    }

    /**
     * Why nothing was read in a file. That {@code docker compose} rejects it, too, is not said: its reader of YAML is another
     * one.
     */
    private Optional<Problem> unread(TreePath path) {
        Optional<Problem> why = tree.read(path) instanceof SourceTree.Text.NotReadable not
                ? Optional.of(new Problem(Span.wholeFile(path), not.why().says()))
                : tree.read(path)
                        .asFile()
                        .flatMap(file ->
                                YamlReader.read(file).problems().stream().findFirst());
        return why.map(problem -> new Problem(problem.at(), "is not read as a compose file: " + problem.message()));
    }

    /** Other programs have files of such names, too. */
    private boolean hasServices(TreePath path) {
        return documents(path).stream()
                .anyMatch(top ->
                        top.get("services").isPresent() || top.get("include").isPresent());
    }

    private List<YamlNode.Mapping> documents(TreePath path) {
        return read.computeIfAbsent(
                path,
                p -> tree.read(p)
                        .asFile()
                        .map(file -> YamlReader.read(file).documents().stream()
                                .flatMap(node -> node.asMapping().stream())
                                .toList())
                        .orElse(List.of()));
    }

    private Optional<ProjectFiles> named(ComposeCommands.Named named, Map<TreePath, ComposeFileName> names) {
        ComposeCommand command = named.command();
        if (command.files().isEmpty()) {
            return Optional.empty();
        }
        for (TreePath from : named.directories()) {
            List<TreePath> files = resolve(command.files(), from);
            List<ComposeFileName> parts =
                    files.stream().flatMap(file -> part(file, names).stream()).toList();
            if (parts.size() == command.files().size()) {
                boolean development = parts.stream().anyMatch(ComposeFileName::isForDevelopment)
                        || (files.size() > 1 && ComposeFileName.isForDevelopment(named.who()));
                return Optional.of(new ProjectFiles(
                        command.directory()
                                .flatMap(from::resolve)
                                .orElse(files.get(0).parent()),
                        files,
                        resolve(command.envFiles(), from),
                        command.profiles(),
                        development ? Use.DEVELOPMENT : Use.PRODUCTION,
                        true,
                        Evidence.of(command.at(), "names the files of the project")));
            }
        }
        return Optional.empty();
    }

    /** A file that a command gives to compose is one of compose's, whatever its name. */
    private Optional<ComposeFileName> part(TreePath file, Map<TreePath, ComposeFileName> names) {
        boolean deploys = documents(file).stream()
                .anyMatch(top -> top.get("include").isPresent()
                        || SECTIONS.stream()
                                .anyMatch(section -> top.get(section).isPresent()));
        return Optional.ofNullable(names.get(file))
                .or(() -> deploys ? Optional.of(ComposeFileName.named(file)) : Optional.empty());
    }

    private static List<TreePath> resolve(List<String> files, TreePath from) {
        return files.stream().flatMap(f -> from.resolve(f).stream()).toList();
    }

    /** Two commands about the same files: what either starts is started. */
    private static ProjectFiles both(ProjectFiles one, ProjectFiles other) {
        Set<String> profiles = new LinkedHashSet<>(one.profiles());
        profiles.retainAll(other.profiles());
        Use use = one.use() == Use.PRODUCTION ? Use.PRODUCTION : other.use();
        return new ProjectFiles(one.directory(), one.files(), one.envFiles(), profiles, use, true, one.found());
    }

    private static ComposeFileName defaultOf(TreePath directory, Map<TreePath, ComposeFileName> names) {
        for (String name : ComposeFileName.DEFAULTS) {
            ComposeFileName found = names.get(directory.child(name));
            if (found != null) {
                return found;
            }
        }
        throw new AssertionError(directory);
    }

    private static ProjectFiles standard(ComposeFileName name, Map<TreePath, ComposeFileName> names) {
        TreePath directory = name.path().parent();
        boolean overridden = names.entrySet().stream()
                .anyMatch(e ->
                        e.getKey().parent().equals(directory) && e.getValue().isOverride());
        return new ProjectFiles(
                directory,
                List.of(name.path()),
                List.of(),
                Set.of(),
                name.isForDevelopment() ? Use.DEVELOPMENT : Use.PRODUCTION,
                !overridden,
                Evidence.of(Span.wholeFile(name.path()), "is what `docker compose` looks for in this directory"));
    }

    private static ProjectFiles alone(ComposeFileName name) {
        return new ProjectFiles(
                name.path().parent(),
                List.of(name.path()),
                List.of(),
                Set.of(),
                name.isForDevelopment() ? Use.DEVELOPMENT : Use.PRODUCTION,
                false,
                Evidence.of(Span.wholeFile(name.path()), "is a compose file by its name"));
    }

    private boolean isIncluded(ComposeFileName name, Map<TreePath, ComposeFileName> names) {
        return names.keySet().stream()
                .anyMatch(path -> documents(path).stream()
                        .flatMap(top -> top.get("include").stream())
                        .flatMap(include -> include.asItems().stream())
                        .flatMap(item ->
                                item.asMapping().flatMap(m -> m.get("path")).or(() -> Optional.of(item)).stream())
                        .flatMap(paths -> paths instanceof YamlNode.Sequence list
                                ? list.items().stream()
                                : List.of(paths).stream())
                        .flatMap(text -> text.asText().stream())
                        .anyMatch(text -> path.parent().resolve(text).equals(Optional.of(name.path()))));
    }

    private ProjectFiles withOrphanedOverride(
            ProjectFiles files, Map<TreePath, ComposeFileName> names, Set<TreePath> used) {
        if (files.use() != Use.PRODUCTION || files.files().size() > 1) {
            return files;
        }
        TreePath only = files.files().get(0);
        TreePath directory = only.parent();
        Optional<TreePath> override = names.values().stream()
                .filter(n -> n.isOverride() && n.path().parent().equals(directory))
                .map(ComposeFileName::path)
                .filter(path -> !used.contains(path))
                .findFirst();
        boolean hasDefault = ComposeFileName.DEFAULTS.stream().anyMatch(d -> names.containsKey(directory.child(d)));
        if (override.isEmpty() || hasDefault || !services(only).containsAll(services(override.get()))) {
            return files;
        }
        List<TreePath> both = new ArrayList<>(files.files());
        both.add(override.get());
        return new ProjectFiles(
                files.directory(),
                both,
                files.envFiles(),
                files.profiles(),
                files.use(),
                files.complete(),
                files.found().because(Span.wholeFile(override.get()), "overrides services that only this file has"));
    }

    /** A file beside it that lays something over one of its services shows that it may be only a part. */
    private ProjectFiles withoutOverlays(ProjectFiles files, Map<TreePath, ComposeFileName> names) {
        Set<String> own = new LinkedHashSet<>();
        files.files().forEach(path -> own.addAll(services(path)));
        boolean overlaid = names.values().stream()
                .filter(name -> name.path().parent().equals(files.files().get(0).parent()))
                .filter(name -> !files.files().contains(name.path()) && !name.isForDevelopment())
                .flatMap(name -> overlays(name.path()).stream())
                .anyMatch(own::contains);
        return overlaid && files.complete()
                ? new ProjectFiles(
                        files.directory(),
                        files.files(),
                        files.envFiles(),
                        files.profiles(),
                        files.use(),
                        false,
                        files.found())
                : files;
    }

    /** The services of which a file says neither what is built nor what is run: another file has to. */
    private Set<String> overlays(TreePath path) {
        Set<String> names = new LinkedHashSet<>();
        documents(path).stream()
                .flatMap(top -> top.get("services").stream())
                .flatMap(services -> services.asMapping().stream())
                .flatMap(services -> services.entries().stream())
                .filter(entry -> entry.value()
                        .asMapping()
                        .filter(service -> List.of("image", "build", "extends", "<<").stream()
                                .allMatch(key -> service.get(key).isEmpty()))
                        .isPresent())
                .forEach(entry -> names.add(entry.key().text()));
        return names;
    }

    private Set<String> services(TreePath path) {
        Set<String> names = new LinkedHashSet<>();
        documents(path).stream()
                .flatMap(top -> top.get("services").stream())
                .flatMap(services -> services.asMapping().stream())
                .forEach(services ->
                        services.entries().forEach(e -> names.add(e.key().text())));
        return names;
    }
}
