package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of a monorepo as they lie in the image at one moment (pnpm.io, "Workspace"; docs.npmjs.com, "workspaces").
 *
 * @param root the directory that says which they are
 * @param packages the others, by the directories they lie in
 */
public record Workspaces(ImagePath root, Map<ImagePath, PackageJson> packages) {

    public Workspaces {
        packages = Collections.unmodifiableMap(new LinkedHashMap<>(packages));
    }

    private static final int DEEPEST = 6;

    /** A list's pattern of which both walks below think the same: names, stars, and nothing that leads upwards. */
    private static final Pattern PLAIN =
            Pattern.compile("!?(?:\\./)?(?:(?:[\\w@-][\\w@.-]*|[\\w.-]*\\*{1,2})(?:/(?!$)|/?$))+");

    /** A filter that names one package, with or without what depends on it, or what it depends on. */
    private static final Pattern NAME = Pattern.compile("(?:[.]{3}\\^?)?(?:@[\\w.-]+/)?[\\w-][\\w.-]*(?:\\^?[.]{3})?");

    /** The monorepo that a directory belongs to: the nearest directory upwards that lists packages. */
    public static Optional<Workspaces> around(ImagePath directory, Machine machine) {
        for (ImagePath at = directory; ; at = at.parent()) {
            Optional<List<String>> patterns = patterns(at, machine);
            if (patterns.isPresent()) {
                return Optional.of(of(at, patterns.get(), machine));
            }
            if (at.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** The packages that patterns of directories select below a root. */
    public static Workspaces of(ImagePath root, List<String> patterns, Machine machine) {
        return new Workspaces(root, packages(root, patterns, machine));
    }

    private static Optional<List<String>> patterns(ImagePath at, Machine machine) {
        Optional<List<String>> own = yaml(at, machine);
        if (own.isPresent()) {
            return own;
        }
        if (!(Manifest.in(at, machine) instanceof Manifest.Found found)) {
            return Optional.empty();
        }
        return found.json().json().member("workspaces").map(workspaces -> {
            Json list = workspaces.member("packages").orElse(workspaces);
            List<String> texts = new ArrayList<>();
            if (list instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    if (each instanceof Json.Text text) {
                        texts.add(text.text().text());
                    }
                }
            }
            return texts;
        });
    }

    /** The list in pnpm's own file. */
    private static Optional<List<String>> yaml(ImagePath at, Machine machine) {
        return Manifest.text(at.child("pnpm-workspace.yaml"), machine) instanceof Fact.Present<SourceFile> yaml
                ? YamlReader.read(yaml.value())
                        .document()
                        .flatMap(YamlNode::asMapping)
                        .flatMap(mapping -> mapping.get("packages"))
                        .map(list -> list.asItems().stream()
                                .flatMap(item -> item.asText().stream())
                                .toList())
                : Optional.empty();
    }

    private static Map<ImagePath, PackageJson> packages(ImagePath root, List<String> patterns, Machine machine) {
        Set<ImagePath> directories = new LinkedHashSet<>();
        for (String pattern : patterns) {
            boolean taken = pattern.startsWith("!");
            Set<ImagePath> matches = new LinkedHashSet<>();
            collect(root, ImagePath.of(taken ? pattern.substring(1) : pattern).names(), machine, 0, matches);
            if (taken) {
                directories.removeAll(matches);
            } else {
                directories.addAll(matches);
            }
        }
        Map<ImagePath, PackageJson> packages = new LinkedHashMap<>();
        for (ImagePath directory : directories) {
            if (!directory.equals(root) && Manifest.in(directory, machine) instanceof Manifest.Found found) {
                packages.put(directory, found.json());
            }
        }
        return packages;
    }

    /**
     * Whether it is certain that filters select nothing: each names a package, and none of all that there can be is called so, the root
     * neither. What cannot be told of the list of packages (patterns beyond stars, links, lists that another manager reads) leaves it open.
     *
     * @param manager whose list it is: pnpm's own file, or {@code workspaces} of the manifest
     */
    public boolean selectsNothing(List<String> filters, ImagePath from, String manager, Machine machine) {
        return !filters.isEmpty()
                && filters.stream().allMatch(NAME.asMatchPredicate())
                && isListedFor(manager, machine)
                && isWhole(machine)
                && Manifest.in(root, machine) instanceof Manifest.Found found
                && select(filters, from).filter(Set::isEmpty).isPresent()
                && filters.stream()
                        .map(Workspaces::bare)
                        .anyMatch(name -> !("/" + found.json().name().orElse("")).endsWith("/" + name));
    }

    /** The name in a filter, without what else goes along. */
    public static String bare(String filter) {
        return filter.replace("...", "").replace("^", "");
    }

    /** Whether a manager takes its packages from the list that was read, and looks for no other one. */
    private boolean isListedFor(String manager, Machine machine) {
        boolean own = Manifest.text(root.child("pnpm-workspace.yaml"), machine) instanceof Fact.Present<SourceFile>;
        boolean none = Manifest.text(root.child("pnpm-workspace.yaml"), machine) instanceof Fact.Absent<SourceFile>;
        boolean listed = Manifest.in(root, machine) instanceof Manifest.Found found
                && found.json().json().member("workspaces").isPresent();
        return manager.equals("pnpm") ? own && yaml(root, machine).isPresent() : none && listed;
    }

    /** Whether there can be no other packages than these: every directory that the patterns lead through is known, and every manifest. */
    private boolean isWhole(Machine machine) {
        List<String> patterns = patterns(root, machine).orElse(List.of());
        return !patterns.isEmpty()
                && patterns.stream().allMatch(PLAIN.asMatchPredicate())
                && patterns.stream()
                        .filter(pattern -> !pattern.startsWith("!"))
                        .allMatch(pattern -> isWhole(root, ImagePath.of(pattern).names(), machine, 0));
    }

    private static boolean isWhole(ImagePath at, List<String> names, Machine machine, int depth) {
        Fact<Located> here = machine.files().at(at);
        if (here instanceof Fact.Absent<Located>) {
            return true;
        }
        if (!(here instanceof Fact.Present<Located> found)
                || found.value().node() instanceof Node.Link
                || depth > DEEPEST) {
            return false;
        }
        if (!(found.value().node() instanceof Node.Directory directory)) {
            return true;
        }
        if (names.isEmpty()) {
            Manifest manifest = Manifest.in(at, machine);
            boolean other = Stream.of("package.yaml", "package.json5")
                    .anyMatch(name -> !(machine.files().at(at.child(name)) instanceof Fact.Absent<Located>));
            return manifest instanceof Manifest.Found || manifest instanceof Manifest.None && !other;
        }
        String name = names.get(0);
        List<String> rest = names.subList(1, names.size());
        if (!name.contains("*")) {
            return isWhole(at.child(name), rest, machine, depth);
        }
        boolean any = name.equals("**");
        return directory.rest() instanceof Node.Rest.Closed
                && (!any || isWhole(at, rest, machine, depth))
                && directory.children().keySet().stream()
                        .filter(child -> !child.equals("node_modules") && !child.startsWith("."))
                        .filter(child -> any || Patterns.of(name).matches(child))
                        .allMatch(child -> isWhole(at.child(child), any ? names : rest, machine, depth + 1));
    }

    private static void collect(ImagePath at, List<String> names, Machine machine, int depth, Set<ImagePath> matches) {
        if (names.isEmpty()) {
            matches.add(at);
            return;
        }
        String name = names.get(0);
        List<String> rest = names.subList(1, names.size());
        if (!name.contains("*") && !name.contains("{")) {
            collect(at.child(name), rest, machine, depth, matches);
            return;
        }
        boolean any = name.equals("**");
        if (any) {
            collect(at, rest, machine, depth, matches);
        }
        if (depth > DEEPEST
                || !(machine.files().follow(at) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.Directory directory)) {
            return;
        }
        directory.children().forEach((child, slot) -> {
            boolean below = slot instanceof Slot.Here here
                    && here.node() instanceof Node.Directory
                    && !child.equals("node_modules")
                    && !child.startsWith(".");
            if (below && any) {
                collect(at.child(child), names, machine, depth + 1, matches);
            } else if (below && Patterns.of(name).matches(child)) {
                collect(at.child(child), rest, machine, depth + 1, matches);
            }
        });
    }

    public Optional<ImagePath> directory(String name) {
        return packages.entrySet().stream()
                .filter(each -> each.getValue().name().equals(Optional.of(name)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The packages of the monorepo that a package names in any of its lists of dependencies. */
    public Set<ImagePath> dependencies(PackageJson json) {
        Set<ImagePath> found = new LinkedHashSet<>();
        for (String list : List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")) {
            json.json().member(list).ifPresent(all -> {
                if (all instanceof Json.Members members) {
                    members.all().keySet().forEach(name -> directory(name).ifPresent(found::add));
                }
            });
        }
        return found;
    }

    /** A package and all that it depends on within the monorepo, dependencies first. */
    public List<ImagePath> closure(ImagePath directory) {
        Set<ImagePath> ordered = new LinkedHashSet<>();
        close(directory, ordered, new LinkedHashSet<>());
        return List.copyOf(ordered);
    }

    private void close(ImagePath directory, Set<ImagePath> ordered, Set<ImagePath> entered) {
        PackageJson json = packages.get(directory);
        if (json == null || !entered.add(directory)) {
            return;
        }
        dependencies(json).forEach(each -> close(each, ordered, entered));
        ordered.add(directory);
    }

    /** These packages, those that others depend on first. */
    public List<ImagePath> sorted(Set<ImagePath> selected) {
        Set<ImagePath> ordered = new LinkedHashSet<>();
        for (ImagePath each : selected) {
            closure(each).stream().filter(selected::contains).forEach(ordered::add);
        }
        ordered.addAll(selected);
        return List.copyOf(ordered);
    }

    /**
     * What a filter means (pnpm.io, "Filtering"; turborepo.com, "--filter"); empty when it cannot be told from the files.
     *
     * @param from where a relative directory begins
     */
    public Optional<Set<ImagePath>> select(List<String> filters, ImagePath from) {
        Set<ImagePath> selected = new LinkedHashSet<>();
        boolean only = filters.stream().allMatch(filter -> filter.startsWith("!"));
        if (only) {
            selected.addAll(packages.keySet());
        }
        for (String filter : filters) {
            boolean without = filter.startsWith("!");
            Optional<Set<ImagePath>> matches = select(without ? filter.substring(1) : filter, from);
            if (matches.isEmpty()) {
                return Optional.empty();
            }
            if (without) {
                selected.removeAll(matches.get());
            } else {
                selected.addAll(matches.get());
            }
        }
        return Optional.of(selected);
    }

    private Optional<Set<ImagePath>> select(String filter, ImagePath from) {
        if (filter.contains("[")) {
            return Optional.empty(); // what has changed since a commit
        }
        boolean dependents = filter.startsWith("...");
        boolean dependencies = filter.endsWith("...");
        String bare = filter.substring(dependents ? 3 : 0, filter.length() - (dependencies ? 3 : 0));
        boolean others = bare.startsWith("^") || bare.endsWith("^");
        String name = bare.replace("^", "");
        Set<ImagePath> named = named(name, from);
        Set<ImagePath> selected = new LinkedHashSet<>();
        for (ImagePath each : named) {
            if (dependencies) {
                closure(each).stream().filter(d -> !others || !d.equals(each)).forEach(selected::add);
            }
            if (dependents) {
                packages.keySet().stream()
                        .filter(p -> closure(p).contains(each) && (!others || !p.equals(each)))
                        .forEach(selected::add);
            }
            if (!dependencies && !dependents) {
                selected.add(each);
            }
        }
        return Optional.of(selected);
    }

    private Set<ImagePath> named(String filter, ImagePath from) {
        Set<ImagePath> found = new LinkedHashSet<>();
        boolean path = filter.startsWith(".") || filter.startsWith("{") || filter.startsWith("/");
        if (path) {
            String text =
                    filter.startsWith("{") && filter.endsWith("}") ? filter.substring(1, filter.length() - 1) : filter;
            Patterns pattern = Patterns.of(from.resolve(text).below(root));
            for (ImagePath each : packages.keySet()) {
                if (pattern.matches(each.below(root))) {
                    found.add(each);
                }
            }
            if (from.resolve(text).equals(root)) {
                found.add(root);
            }
            return found;
        }
        Patterns pattern = Patterns.of(filter);
        Map<ImagePath, String> unscoped = new TreeMap<>();
        packages.forEach((directory, json) -> {
            String name = json.name().orElse("");
            if (pattern.matches(name)) {
                found.add(directory);
            } else if (name.startsWith("@") && name.endsWith("/" + filter)) {
                unscoped.put(directory, name);
            }
        });
        return found.isEmpty() && unscoped.size() == 1 ? unscoped.keySet() : found;
    }
}
