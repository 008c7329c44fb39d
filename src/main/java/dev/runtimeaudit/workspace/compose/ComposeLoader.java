package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlFile;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeValue.Field;
import dev.runtimeaudit.workspace.compose.ComposeValue.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one model of the files of a project: interpolation, includes, {@code extends}, then merging, file by file
 * (compose-go, {@code loader/loader.go}). Relative paths keep the directory in which they start: the project's for files
 * that are named, their own for what is included or extended.
 *
 * <p>It is one class, although long: includes, {@code extends} and merging call each other for every file.
 */
final class ComposeLoader {

    private static final Fields NOTHING = new Fields(Map.of(), Span.wholeFile(TreePath.ROOT));

    private final SourceTree tree;
    private final List<ComposeProblem> problems = new ArrayList<>();
    private final List<Interpolation.Required> required = new ArrayList<>();
    private final Set<TreePath> read = new LinkedHashSet<>();
    private final Map<TreePath, Fields> extended = new HashMap<>();
    private boolean whole = true;

    ComposeLoader(SourceTree tree) {
        this.tree = tree;
    }

    List<ComposeProblem> problems() {
        return problems;
    }

    List<Interpolation.Required> required() {
        return required;
    }

    /** Whether every file was there: one that is included from elsewhere may define anything. */
    boolean isWhole() {
        return whole;
    }

    Fields load(List<TreePath> files, TreePath directory, Variables variables) {
        return load(files, directory, variables, List.of());
    }

    private Fields load(List<TreePath> files, TreePath directory, Variables variables, List<TreePath> includedBy) {
        Fields all = NOTHING;
        for (TreePath file : files) {
            all = add(all, file, directory, variables, includedBy);
        }
        return all;
    }

    private Fields add(Fields before, TreePath path, TreePath base, Variables variables, List<TreePath> includedBy) {
        Optional<SourceFile> file = tree.read(path).asFile();
        if (file.isEmpty()) {
            whole = false;
            return before;
        }
        Fields all = before;
        for (Document document : documents(file.get(), base, variables, before != NOTHING)) {
            Fields own = include(document.fields(), path, base, variables, includedBy);
            all = Merge.without(all, document.replaced());
            own = extend(own, path, base, variables);
            all = new Merge(problems).files(all, own);
        }
        return all;
    }

    private record Document(Fields fields, Set<String> replaced) {}

    /** The documents of a file in their long form; what is wrong with the file is told once, however often it is used. */
    private List<Document> documents(SourceFile file, TreePath base, Variables variables, boolean laid) {
        YamlFile yaml = YamlReader.read(file);
        List<ComposeProblem> found = new ArrayList<>();
        List<Interpolation.Required> needed = new ArrayList<>();
        yaml.problems().forEach(p -> found.add(ComposeProblem.inFile(p.at(), subject(p.message()), p.message())));
        List<Document> documents = new ArrayList<>();
        for (YamlNode node : yaml.documents()) {
            Interpolation interpolation = new Interpolation(variables, base);
            Optional<ComposeValue> value = interpolation.of(node, "");
            found.addAll(interpolation.problems());
            needed.addAll(interpolation.required());
            if (value.flatMap(ComposeValue::asFields).isEmpty()) {
                found.add(ComposeProblem.inFile(node.at(), "", "top-level object must be a mapping"));
                continue;
            }
            List<ComposeProblem> types = Schema.check(value.get(), laid);
            found.addAll(types);
            Fields fields = new Canonical(types.isEmpty() ? found : new ArrayList<>())
                    .file(value.get().asFields().orElse(NOTHING));
            documents.add(new Document(fields, interpolation.replaced()));
        }
        if (yaml.documents().isEmpty() && found.isEmpty()) {
            found.add(ComposeProblem.inProject(
                    Span.wholeFile(file.path()), file.path().value(), "empty compose file"));
        }
        if (read.add(file.path())) {
            problems.addAll(found);
            required.addAll(needed);
        }
        return documents;
    }

    /** The key that stands twice, or nothing: a YAML error is about its place. */
    private static String subject(String message) {
        int quote = message.indexOf('"');
        int end = message.indexOf('"', quote + 1);
        return quote >= 0 && end > quote && message.contains("already defined")
                ? message.substring(quote + 1, end)
                : "yaml";
    }

    // compose-go, loader/include.go

    private Fields include(Fields own, TreePath path, TreePath base, Variables variables, List<TreePath> includedBy) {
        List<TreePath> chain = new ArrayList<>(includedBy);
        chain.add(path);
        Fields all = own;
        for (ComposeValue item : own.get("include").map(ComposeValue::asItems).orElse(List.of())) {
            List<ComposeText> paths = includedPaths(item);
            List<TreePath> files = paths.stream()
                    .flatMap(p -> p.certainty() == ComposeText.Certainty.OPEN
                            ? Optional.<TreePath>empty().stream()
                            : Paths.inTree(rooted(p, base)).stream())
                    .toList();
            if (paths.isEmpty() || files.size() < paths.size()) {
                whole = false;
                continue;
            }
            if (chain.contains(files.get(0))) {
                problems.add(
                        ComposeProblem.inFile(item.at(), files.get(0).value(), "include cycle detected: " + chain));
                continue;
            }
            if (files.stream().anyMatch(f -> tree.real(f).isEmpty())) {
                missing(paths.get(0), files.get(0));
                continue;
            }
            TreePath directory = item.asFields()
                    .flatMap(f -> f.get("project_directory"))
                    .flatMap(ComposeValue::asText)
                    .flatMap(Paths::inTree)
                    .orElse(files.get(0).parent());
            Fields imported = load(files, directory, environment(item, directory, variables), chain);
            all = importInto(all, imported);
        }
        return all.without("include");
    }

    private static ComposeText rooted(ComposeText path, TreePath base) {
        return new ComposeText(path.fragment(), path.kind(), path.certainty(), base, path.at());
    }

    private static List<ComposeText> includedPaths(ComposeValue item) {
        ComposeValue paths = item.asFields().flatMap(f -> f.get("path")).orElse(item);
        List<ComposeText> all = new ArrayList<>();
        for (ComposeValue path : paths instanceof ComposeValue.Items items ? items.items() : List.of(paths)) {
            path.asText().ifPresent(all::add);
        }
        return all;
    }

    private Variables environment(ComposeValue item, TreePath directory, Variables variables) {
        List<TreePath> files = new ArrayList<>();
        ComposeValue named = item.asFields().flatMap(f -> f.get("env_file")).orElse(item);
        if (named != item) {
            for (ComposeValue file : named instanceof ComposeValue.Items items ? items.items() : List.of(named)) {
                file.asText().flatMap(Paths::inTree).ifPresent(files::add);
            }
        } else {
            files.add(directory.child(".env"));
        }
        Variables all = variables;
        for (TreePath file : files) {
            all = tree.read(file).asFile().map(all::and).orElse(all);
        }
        return all;
    }

    private Fields importInto(Fields target, Fields imported) {
        Fields all = target;
        for (String key : List.of("services", "volumes", "networks", "secrets", "configs", "models")) {
            Optional<Fields> from = imported.get(key).flatMap(ComposeValue::asFields);
            if (from.isEmpty()) {
                continue;
            }
            Field existing = all.fields().get(key);
            Map<String, Field> merged = new LinkedHashMap<>(
                    existing == null
                            ? Map.of()
                            : existing.value().asFields().map(Fields::fields).orElse(Map.of()));
            for (Map.Entry<String, Field> entry : from.get().fields().entrySet()) {
                Field local = merged.get(entry.getKey());
                merged.put(entry.getKey(), local == null ? entry.getValue() : over(entry.getValue(), local));
            }
            Span at = existing == null ? from.get().at() : existing.keyAt();
            all = all.with(key, new Field(at, new Fields(merged, at)));
        }
        return all;
    }

    /** A local definition lies on top of an included one of the same name. */
    private Field over(Field imported, Field local) {
        if (imported.value() instanceof Fields base && local.value() instanceof Fields over) {
            return new Field(local.keyAt(), new Merge(problems).services(base, over));
        }
        return local;
    }

    private void missing(ComposeText said, TreePath file) {
        whole = false;
        if (said.certain()) {
            problems.add(ComposeProblem.inFile(
                    said.at(), file.value(), "stat %s: no such file or directory".formatted(file)));
        }
    }

    // compose-go, loader/extends.go

    private Fields extend(Fields file, TreePath path, TreePath base, Variables variables) {
        Optional<Fields> services = file.get("services").flatMap(ComposeValue::asFields);
        if (services.isEmpty()) {
            return file;
        }
        Map<String, Field> done = new LinkedHashMap<>();
        for (Map.Entry<String, Field> entry : services.get().fields().entrySet()) {
            Scope scope = new Scope(services.get(), path, base, variables);
            done.put(entry.getKey(), new Field(entry.getValue().keyAt(), extended(entry.getKey(), scope, List.of())));
        }
        Span at = Objects.requireNonNull(file.fields().get("services")).keyAt();
        return file.with(
                "services", new Field(at, new Fields(done, services.get().at())));
    }

    /** The services among which a name is looked up, and whence relative file names start. */
    private record Scope(Fields services, TreePath file, TreePath base, Variables variables) {}

    private ComposeValue extended(String name, Scope scope, List<String> chain) {
        ComposeValue value = scope.services().get(name).orElse(NOTHING);
        if (!(value instanceof Fields service) || service.get("extends").isEmpty()) {
            return value;
        }
        Field said = Objects.requireNonNull(service.fields().get("extends"));
        Optional<ComposeText> ref =
                said.value().asFields().flatMap(f -> f.get("service")).flatMap(ComposeValue::asText);
        Fields own = service.without("extends");
        if (ref.isEmpty()) {
            return own;
        }
        Optional<ComposeText> file =
                said.value().asFields().flatMap(f -> f.get("file")).flatMap(ComposeValue::asText);
        Optional<Scope> there = file.isEmpty() ? Optional.of(scope) : scope(file.get(), scope);
        if (there.isEmpty()) {
            return own;
        }
        String link = there.get().file() + "#" + ref.get().text();
        if (chain.contains(link)) {
            problems.add(ComposeProblem.inFile(
                    said.keyAt(), name, "Circular reference: %s in %s extends itself".formatted(name, scope.file())));
            return own;
        }
        if (there.get().services().get(ref.get().text()).isEmpty()) {
            problems.add(ComposeProblem.inFile(
                    ref.get().at(),
                    ref.get().text(),
                    "cannot extend service \"%s\" in %s: service \"%s\" not found"
                            .formatted(name, scope.file(), ref.get().text())));
            return own;
        }
        List<String> longer = new ArrayList<>(chain);
        longer.add(link);
        ComposeValue from = extended(ref.get().text(), there.get(), longer);
        return from instanceof Fields fields ? new Merge(problems).services(fields, own) : own;
    }

    private Optional<Scope> scope(ComposeText file, Scope from) {
        Optional<TreePath> path = Paths.inTree(file);
        if (path.isEmpty() || file.certainty() == ComposeText.Certainty.OPEN) {
            whole = false;
            return Optional.empty();
        }
        Optional<SourceFile> source = tree.read(path.get()).asFile();
        if (source.isEmpty()) {
            missing(file, path.get());
            return Optional.empty();
        }
        TreePath base = path.get().parent();
        Fields model = extended.get(path.get());
        if (model == null) {
            model = NOTHING;
            for (Document document : documents(source.get(), base, from.variables(), false)) {
                model = new Merge(problems).files(model, document.fields());
            }
            extended.put(path.get(), model);
        }
        Fields services = model.get("services").flatMap(ComposeValue::asFields).orElse(NOTHING);
        return Optional.of(new Scope(services, path.get(), base, from.variables()));
    }
}
