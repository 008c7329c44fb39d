package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.compose.ComposeService.EnvFileUse;
import dev.runtimeaudit.workspace.compose.ComposeValue.Field;
import dev.runtimeaudit.workspace.compose.ComposeValue.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes a project of its files, and sorts what is missing into what is wrong and what is to be prepared. */
final class ProjectModel {

    private static final Set<String> EXAMPLES =
            Set.of("example", "sample", "template", "tmpl", "dist", "default", "defaults");

    private final SourceTree tree;
    private final Predicate<TreePath> isIgnored;
    private final ProjectFiles files;
    private final List<ComposeProblem> problems = new ArrayList<>();
    private final List<Precondition> preconditions = new ArrayList<>();

    private ProjectModel(SourceTree tree, Predicate<TreePath> isIgnored, ProjectFiles files) {
        this.tree = tree;
        this.isIgnored = isIgnored;
        this.files = files;
    }

    /** @param isIgnored whether git is told to ignore a path */
    static ComposeProject of(SourceTree tree, Predicate<TreePath> isIgnored, ProjectFiles files) {
        return new ProjectModel(tree, isIgnored, files).project();
    }

    private ComposeProject project() {
        Variables variables = variables();
        ComposeLoader loader = new ComposeLoader(tree);
        Fields model = loader.load(files.files(), files.directory(), variables);
        problems.addAll(loader.problems());
        boolean complete = files.complete() && loader.isWhole();
        Set<String> profiles = new LinkedHashSet<>(files.profiles());
        variables.get("COMPOSE_PROFILES").ifPresent(all -> profiles.addAll(List.of(all.split(","))));
        EnvironmentReader environments = new EnvironmentReader(tree, variables);
        List<ComposeService> services = new ArrayList<>();
        model.get("services")
                .flatMap(ComposeValue::asFields)
                .ifPresent(all -> all.fields()
                        .forEach((name, field) ->
                                service(name, field, profiles, environments).ifPresent(services::add)));
        problems.addAll(Consistency.check(model, services));
        loader.required().stream()
                .map(Interpolation.Required::name)
                .distinct()
                .forEach(name -> required(name, loader.required(), services));
        envFiles(services);
        List<ComposeProblem> proven = problems.stream()
                .filter(p -> complete || p.kind() == ComposeProblem.Kind.FILE)
                .toList();
        return new ComposeProject(
                files.directory(),
                files.files(),
                files.use(),
                complete,
                files.found(),
                services,
                proven,
                preconditions);
    }

    private Optional<ComposeService> service(
            String name, Field field, Set<String> profiles, EnvironmentReader environments) {
        return field.value()
                .asFields()
                .map(fields -> new ServiceReader(name, field, fields, problems).read(profiles, environments));
    }

    private Variables variables() {
        Variables all = Variables.none().with("COMPOSE_PROJECT_NAME", projectName(files.directory()));
        List<TreePath> named =
                files.envFiles().isEmpty() ? List.of(files.directory().child(".env")) : files.envFiles();
        for (TreePath path : named) {
            Optional<SourceFile> file = tree.read(path).asFile();
            file.ifPresent(f -> EnvReader.read(f, EnvDialect.COMPOSE)
                    .problems()
                    .forEach(p -> problems.add(ComposeProblem.inFile(
                            p.at(), path.value(), "failed to read %s: %s".formatted(path, p.message())))));
            all = file.map(all::and).orElse(all);
        }
        return all;
    }

    /** compose-go, {@code loader.NormalizeProjectName}. */
    static String projectName(TreePath directory) {
        StringBuilder name = new StringBuilder();
        for (char c : directory.name().toLowerCase(Locale.ROOT).toCharArray()) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (letter || (!name.isEmpty() && (c == '_' || c == '-'))) {
                name.append(c);
            }
        }
        return name.toString();
    }

    /**
     * A variable that must be set is asked for on purpose, and its message says so. It is wrong where the project gives no
     * way to know it in time: compose replaces references in services of inactive profiles, too.
     */
    private void required(String name, List<Interpolation.Required> all, List<ComposeService> services) {
        List<Interpolation.Required> uses =
                all.stream().filter(r -> r.name().equals(name)).toList();
        Interpolation.Required first = uses.get(0);
        Optional<ComposeService> idle = idle(first, services);
        boolean onlyIdle = uses.stream().allMatch(use -> idle(use, services).isPresent());
        if (!onlyIdle || idle.isEmpty() || isDocumented(name)) {
            preconditions.add(new Precondition("$" + name, Optional.empty(), first.at()));
            return;
        }
        String reason = first.reason().isEmpty() ? "" : ": " + first.reason();
        String message = "error while interpolating %s: required variable %s is missing a value%s"
                .formatted(first.path(), name, reason);
        Evidence evidence = Evidence.of(first.at(), "needs `" + name + "` for every command of the project")
                .because(
                        idle.get().at(),
                        "is the service that uses it, which only the profiles "
                                + idle.get().profiles() + " start");
        problems.add(new ComposeProblem(first.at(), name, message, evidence, ComposeProblem.Kind.FILE));
    }

    private static Optional<ComposeService> idle(Interpolation.Required use, List<ComposeService> services) {
        return services.stream()
                .filter(s -> use.path().startsWith("services." + s.name() + ".") && !s.enabled())
                .findFirst();
    }

    private boolean isDocumented(String variable) {
        for (TreePath directory : List.of(files.directory(), TreePath.ROOT)) {
            for (TreePath example : examples(directory)) {
                Optional<SourceFile> file = tree.read(example).asFile();
                if (file.filter(f -> EnvReader.read(f, EnvDialect.COMPOSE)
                                .get(variable)
                                .isPresent())
                        .isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<TreePath> examples(TreePath directory) {
        return tree.names(directory).stream()
                .filter(name -> {
                    List<String> tokens = List.of(name.toLowerCase(Locale.ROOT).split("[._-]"));
                    return tokens.contains("env") && tokens.stream().anyMatch(EXAMPLES::contains);
                })
                .map(directory::child)
                .toList();
    }

    private void envFiles(List<ComposeService> services) {
        Map<TreePath, EnvFileUse> optional = new LinkedHashMap<>();
        for (ComposeService service : services) {
            for (EnvFileUse use : service.envFiles()) {
                if (!use.required()) {
                    use.file().ifPresent(path -> optional.putIfAbsent(path, use));
                }
            }
        }
        for (ComposeService service : services) {
            for (EnvFileUse use : service.envFiles()) {
                // A profile starts the others one day: what the project contradicts itself in is wrong there, too.
                use.file()
                        .filter(path -> service.enabled() || optional.containsKey(path))
                        .ifPresent(path -> envFile(use, path, optional));
            }
        }
    }

    private void envFile(EnvFileUse use, TreePath path, Map<TreePath, EnvFileUse> optional) {
        Optional<SourceFile> file = tree.read(path).asFile();
        if (file.isPresent()) {
            EnvDialect dialect = use.raw() ? EnvDialect.DOCKER_RUN : EnvDialect.COMPOSE;
            EnvReader.read(file.get(), dialect)
                    .problems()
                    .forEach(p -> problems.add(ComposeProblem.inFile(
                            p.at(), path.value(), "failed to read %s: %s".formatted(path, p.message()))));
            return;
        }
        if (!use.required() || tree.real(path).isPresent() || use.path().certainty() == ComposeText.Certainty.OPEN) {
            return;
        }
        Evidence evidence = Evidence.of(use.path().at(), "requires a file that is not there");
        EnvFileUse elsewhere = optional.get(path);
        boolean expected = elsewhere == null
                && (isIgnored.test(path) || hasExample(path) || !use.path().certain());
        if (expected) {
            preconditions.add(
                    new Precondition(path.value(), Optional.empty(), use.path().at()));
            return;
        }
        if (elsewhere != null) {
            evidence = evidence.because(elsewhere.path().at(), "lets the same file be absent");
        }
        problems.add(new ComposeProblem(
                use.path().at(),
                path.value(),
                "env file %s not found: stat %s: no such file or directory".formatted(path, path),
                evidence,
                ComposeProblem.Kind.PROJECT));
    }

    private boolean hasExample(TreePath file) {
        return !examples(file.parent()).isEmpty()
                || !examples(files.directory()).isEmpty()
                || isDescribed(file, file.parent())
                || isDescribed(file, files.directory());
    }

    /** Whether a page beside it says what a file is: somebody is told to make it. */
    private boolean isDescribed(TreePath file, TreePath directory) {
        return tree.names(directory).stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".md"))
                .flatMap(name -> tree.read(directory.child(name)).asFile().stream())
                .anyMatch(page -> names(page.text(), file.name()));
    }

    /** Whether a text names a file, and not only one whose name holds that name. */
    private static boolean names(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !isOfName(text.charAt(at - 1));
            if (begins && (end == text.length() || !isOfName(text.charAt(end)) || isEndOfSentence(text, end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    private static boolean isEndOfSentence(String text, int dot) {
        return text.charAt(dot) == '.' && (dot + 1 == text.length() || !isOfName(text.charAt(dot + 1)));
    }
}
