package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.lockfile.Lockfile.Group;
import dev.runtimeaudit.read.lockfile.LockfileReader;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a package manager finds when it installs: the packages of the workspace that are on disk at that moment, and what is
 * written down about them.
 *
 * <p>It is one class although it is long: workspaces, manifests and lockfile of a project are read for one another.
 */
final class NodeProject {

    /**
     * One package of the workspace.
     *
     * @param directory as seen from the root; {@code .} for the root itself
     */
    record Member(String directory, ImagePath path, PackageJson json) {

        String name() {
            return json.name().orElse("");
        }

        /** What it asks for; of a name that stands in two groups, the one that npm and pnpm heed. */
        Map<String, Wanted> wanted() {
            Map<String, Wanted> wanted = new LinkedHashMap<>();
            take(wanted, "devDependencies", Group.DEVELOPMENT);
            take(wanted, "dependencies", Group.PRODUCTION);
            take(wanted, "optionalDependencies", Group.OPTIONAL);
            return wanted;
        }

        private void take(Map<String, Wanted> wanted, String member, Group group) {
            json.json().member(member).ifPresent(all -> {
                if (all instanceof Json.Members members) {
                    members.all()
                            .forEach((name, value) -> wanted.put(
                                    name,
                                    new Wanted(
                                            group,
                                            value instanceof Json.Text text
                                                    ? text.text().text()
                                                    : "")));
                }
            });
        }

        /** Where it asks for a name. */
        Optional<Span> place(String name) {
            return Stream.of("dependencies", "optionalDependencies", "devDependencies")
                    .flatMap(group -> json.json().member(group).flatMap(all -> all.text(name)).stream())
                    .map(Fragment::span)
                    .findFirst();
        }

        boolean has(String member, String name) {
            return json.json().member(member).flatMap(all -> all.member(name)).isPresent();
        }
    }

    record Wanted(Group group, String specifier) {}

    private static final int DEEPEST = 5;

    private final String manager;
    private final Machine machine;
    private final ImagePath root;
    private final SortedMap<String, Member> members = new TreeMap<>();
    private boolean sure = true;

    private NodeProject(String manager, Machine machine, ImagePath root) {
        this.manager = manager;
        this.machine = machine;
        this.root = root;
    }

    /** Empty when it is not known which packages there are, or whether there is one at all. */
    static Optional<NodeProject> at(String manager, ImagePath directory, Machine machine, boolean alone) {
        Optional<ImagePath> root = manager.equals("pnpm")
                ? pnpmRoot(directory, machine, alone)
                : workspacesRoot(manager, directory, machine, alone);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        NodeProject project = new NodeProject(manager, machine, root.get());
        if (Manifest.in(root.get(), machine) instanceof Manifest.Found found) {
            project.members.put(".", new Member(".", root.get(), found.json()));
            List<String> patterns = alone ? List.of() : project.patterns(found.json());
            patterns.stream().filter(p -> !p.startsWith("!")).forEach(project::expand);
            for (String pattern : patterns) {
                if (pattern.startsWith("!")) {
                    project.members.keySet().removeIf(d -> !d.equals(".") && matches(plain(pattern.substring(1)), d));
                }
            }
            return Optional.of(project);
        }
        boolean rootless = manager.equals("pnpm")
                && Manifest.in(root.get(), machine) instanceof Manifest.None
                && !isAbsent(root.get().child("pnpm-workspace.yaml"), machine);
        if (rootless) {
            project.pnpmPatterns().forEach(project::expand);
            return project.members.isEmpty() ? Optional.empty() : Optional.of(project);
        }
        return Optional.empty();
    }

    /** One package that is installed for itself, wherever its package.json comes from. */
    static NodeProject alone(String manager, Machine machine, ImagePath root, PackageJson json) {
        NodeProject project = new NodeProject(manager, machine, root);
        project.members.put(".", new Member(".", root, json));
        return project;
    }

    private static Optional<ImagePath> pnpmRoot(ImagePath directory, Machine machine, boolean alone) {
        if (alone) {
            return Optional.empty();
        }
        boolean sure = true;
        for (ImagePath at = directory; ; at = at.parent()) {
            Fact<Located> found = machine.files().follow(at.child("pnpm-workspace.yaml"));
            if (found instanceof Fact.Present<Located>) {
                return Optional.of(at);
            }
            if (found instanceof Fact.Unknown<Located> unknown && !isBase(unknown.reason())) {
                // No step of a build makes a workspace of its own below another one.
                if (!unknown.reason().isOfStep()) {
                    return Optional.empty();
                }
                sure = false;
            }
            if (at.isRoot()) {
                return sure ? Optional.of(directory) : Optional.empty();
            }
        }
    }

    /** A base image brings no project of its own. */
    private static boolean isBase(Reason reason) {
        return reason == Reason.BASE_IMAGE_NOT_MODELLED || reason == Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    private static Optional<ImagePath> workspacesRoot(
            String manager, ImagePath directory, Machine machine, boolean alone) {
        Optional<ImagePath> own = Optional.empty();
        for (ImagePath at = directory; ; at = at.parent()) {
            Manifest manifest = Manifest.in(at, machine);
            if (manifest instanceof Manifest.Unclear unclear && !isBase(unclear.reason())
                    || manifest instanceof Manifest.Malformed) {
                return Optional.empty();
            }
            if (manifest instanceof Manifest.Found found) {
                if (own.isEmpty()) {
                    own = Optional.of(at);
                    if (alone || found.json().hasWorkspaces()) {
                        return own;
                    }
                } else if (found.json().hasWorkspaces()) {
                    NodeProject above = new NodeProject(manager, machine, at);
                    String below = own.get().below(at);
                    if (above.patterns(found.json()).stream().anyMatch(p -> matches(plain(p), below))) {
                        return Optional.of(at);
                    }
                }
            }
            if (at.isRoot()) {
                return own;
            }
        }
    }

    static boolean isAbsent(ImagePath path, Machine machine) {
        Fact<Located> found = machine.files().follow(path);
        return found instanceof Fact.Absent<Located>
                || found instanceof Fact.Unknown<Located> unknown && isBase(unknown.reason());
    }

    // --- members ---------------------------------------------------------------------------------------------------

    private List<String> patterns(PackageJson json) {
        return manager.equals("pnpm") ? pnpmPatterns() : workspaces(json);
    }

    private static List<String> workspaces(PackageJson json) {
        List<String> patterns = new ArrayList<>();
        json.json().member("workspaces").ifPresent(all -> {
            Json list = all.member("packages").orElse(all);
            if (list instanceof Json.Elements elements) {
                for (Json each : elements.all()) {
                    if (each instanceof Json.Text text) {
                        patterns.add(text.text().text());
                    }
                }
            }
        });
        return patterns;
    }

    private List<String> pnpmPatterns() {
        return PnpmSettings.list(root, machine, "packages");
    }

    /** {@code ./packages/*} and {@code packages/*​/} are packages/*. */
    private static String plain(String pattern) {
        String plain = pattern.replaceFirst("^\\.?/+", "").replaceAll("/{2,}", "/");
        return plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }

    static boolean matches(String pattern, String directory) {
        return matches(List.of(pattern.split("/", -1)), List.of(directory.split("/", -1)));
    }

    private static boolean matches(List<String> pattern, List<String> names) {
        if (pattern.isEmpty()) {
            return names.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("**")) {
            return matches(rest, names) || !names.isEmpty() && matches(pattern, names.subList(1, names.size()));
        }
        return !names.isEmpty()
                && matchesName(pattern.get(0), names.get(0))
                && matches(rest, names.subList(1, names.size()));
    }

    /** A star stands for any characters. */
    static boolean matchesName(String pattern, String name) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(name);
        }
        if (!name.startsWith(pattern.substring(0, star))) {
            return false;
        }
        String rest = pattern.substring(star + 1);
        for (int from = star; from <= name.length(); from++) {
            if (matchesName(rest, name.substring(from))) {
                return true;
            }
        }
        return false;
    }

    /** Patterns with more than stars in them (github.com/isaacs/minimatch) are not read. */
    private static boolean isOdd(String pattern) {
        return pattern.matches(".*[?\\[\\]{}()!+].*");
    }

    private void expand(String pattern) {
        String plain = plain(pattern);
        if (plain.isEmpty() || plain.equals(".") || plain.contains("..") || isOdd(plain)) {
            sure &= plain.equals(".");
            return;
        }
        expand(root, List.of(plain.split("/", -1)), 0);
    }

    private void expand(ImagePath at, List<String> pattern, int depth) {
        if (pattern.isEmpty()) {
            take(at);
            return;
        }
        List<String> rest = pattern.subList(1, pattern.size());
        String name = pattern.get(0);
        if (name.indexOf('*') < 0) {
            expand(at.child(name), rest, depth + 1);
            return;
        }
        if (name.equals("**")) {
            expand(at, rest, depth);
        }
        Fact<Located> found = machine.files().follow(at);
        if (!(found instanceof Fact.Present<Located> here) || !(here.value().node() instanceof Directory directory)) {
            sure &= found instanceof Fact.Absent<Located>;
            return;
        }
        sure &= directory.rest() instanceof Rest.Closed;
        if (depth > DEEPEST) {
            return;
        }
        for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
            if (child.getKey().equals("node_modules") || !matchesName(name.equals("**") ? "*" : name, child.getKey())) {
                continue;
            }
            if (child.getValue() instanceof Slot.Here below && below.node() instanceof Directory) {
                expand(at.child(child.getKey()), name.equals("**") ? pattern : rest, depth + 1);
            } else if (child.getValue() instanceof Slot.Perhaps) {
                sure = false;
            }
        }
    }

    private void take(ImagePath path) {
        Manifest manifest = Manifest.in(path, machine);
        if (manifest instanceof Manifest.Found found) {
            String directory = path.below(root);
            members.putIfAbsent(directory, new Member(directory, path, found.json()));
        } else if (!(manifest instanceof Manifest.None)) {
            sure = false;
        }
    }

    // --- what is known of it ---------------------------------------------------------------------------------------

    ImagePath root() {
        return root;
    }

    String manager() {
        return manager;
    }

    SortedMap<String, Member> members() {
        return members;
    }

    /** Whether there are no other packages of the workspace. */
    boolean isSure() {
        return sure;
    }

    Optional<Member> named(String name) {
        return members.values().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** The lockfile; absent when there is proven to be none. */
    Fact<Lockfile> lockfile() {
        return switch (manager) {
            case "npm" -> npm();
            case "pnpm" -> read("pnpm-lock.yaml");
            case "yarn" -> read("yarn.lock");
            default -> {
                Fact<Lockfile> binary = read("bun.lockb");
                yield binary instanceof Fact.Absent<Lockfile> ? read("bun.lock") : binary;
            }
        };
    }

    /** A lockfile that may only have appeared did not where the other one still is: npm makes it by renaming that one ("npm shrinkwrap"). */
    private Fact<Lockfile> npm() {
        Fact<Lockfile> shrinkwrap = read("npm-shrinkwrap.json");
        if (shrinkwrap instanceof Fact.Present<Lockfile>) {
            return shrinkwrap;
        }
        Fact<Lockfile> lock = read("package-lock.json");
        boolean perhaps = machine.files().follow(root.child("npm-shrinkwrap.json")) instanceof Fact.Unknown<Located>;
        return shrinkwrap instanceof Fact.Absent<Lockfile> || perhaps && lock instanceof Fact.Present<Lockfile>
                ? lock
                : shrinkwrap;
    }

    private Fact<Lockfile> read(String name) {
        ImagePath path = root.child(name);
        if (isAbsent(path, machine)) {
            return Fact.absent(machine.files().follow(path).evidence());
        }
        Fact<SourceFile> text = Manifest.text(path, machine);
        if (text instanceof Fact.Absent<SourceFile>) {
            return Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, text.evidence());
        }
        return text.then(file -> {
            Optional<Lockfile> lock = switch (name) {
                case "pnpm-lock.yaml" -> LockfileReader.pnpm(file.value());
                case "yarn.lock" -> LockfileReader.yarn(file.value());
                case "bun.lock" -> LockfileReader.bun(file.value());
                case "bun.lockb" -> Optional.<Lockfile>empty();
                default -> LockfileReader.npm(file.value());
            };
            return lock.<Fact<Lockfile>>map(l -> new Fact.Present<>(l, file.evidence()))
                    .orElseGet(() -> Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, file.evidence()));
        });
    }

    /** Those that {@code --filter} or {@code --workspace} choose; empty when the words are not understood. */
    Optional<Set<String>> chosen(List<String> filters) {
        Set<String> chosen = new TreeSet<>();
        for (String filter : filters) {
            boolean withDependencies = filter.endsWith("...");
            String word = withDependencies ? filter.substring(0, filter.length() - 3) : filter;
            boolean only = word.endsWith("^");
            if (word.startsWith("!") || word.startsWith("...") || word.startsWith("[") || only || word.contains("{")) {
                return Optional.empty();
            }
            List<String> matched = new ArrayList<>();
            for (Member member : members.values()) {
                boolean path = word.startsWith("./") || word.startsWith("../");
                String directory = path ? plain(word) : word;
                boolean fits = path
                        ? matches(directory, member.directory())
                        : matchesName(word, member.name())
                                || !manager.equals("pnpm") && member.directory().equals(plain(word))
                                // Without a scope a name fits the one package that has it behind its scope.
                                || manager.equals("pnpm") && member.name().endsWith("/" + word);
                if (fits) {
                    matched.add(member.directory());
                }
            }
            if (matched.isEmpty() && !sure) {
                return Optional.empty();
            }
            chosen.addAll(matched);
            if (withDependencies) {
                matched.forEach(directory -> addDependencies(directory, chosen));
            }
        }
        return Optional.of(chosen);
    }

    /** These and all of the workspace that they depend on. */
    Set<String> withDependencies(Set<String> directories) {
        Set<String> all = new TreeSet<>(directories);
        directories.forEach(directory -> addDependencies(directory, all));
        return all;
    }

    private void addDependencies(String directory, Set<String> chosen) {
        Member member = members.get(directory);
        if (member == null) {
            return;
        }
        for (String name : member.wanted().keySet()) {
            named(name).ifPresent(other -> {
                if (chosen.add(other.directory())) {
                    addDependencies(other.directory(), chosen);
                }
            });
        }
    }
}
