package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a package that are part of it wherever it is carried (docs.npmjs.com, "package.json", "files"): what {@code files}
 * names, else what {@code .npmignore}, else {@code .gitignore} does not leave out. What the root of the repository ignores counts
 * nothing.
 *
 * <p>The steps are those of npm-packlist 5.1, which pnpm 8 to 10 use, and were compared with it over 1,900 packages. It is one class
 * although it is long: all of them work on the one tree that comes out.
 */
final class PackedFiles {

    private static final List<String> DEFAULT = List.of(
            ".npmignore",
            ".gitignore",
            "**/.git",
            "**/.svn",
            "**/.hg",
            "**/CVS",
            "**/.git/**",
            "**/.svn/**",
            "**/.hg/**",
            "**/CVS/**",
            "/.lock-wscript",
            "/.wafpickle-*",
            "/build/config.gypi",
            "npm-debug.log",
            "**/.npmrc",
            ".*.swp",
            ".DS_Store",
            "**/.DS_Store/**",
            "._*",
            "**/._*/**",
            "*.orig",
            "/package-lock.json",
            "/yarn.lock",
            "/pnpm-lock.yaml",
            "/archived-packages/**");

    private static final Set<String> ALWAYS = Set.of("readme", "copying", "license", "licence");

    private static final String MANIFEST = "package.json";

    private static final int MOST_FILES = 20_000;

    private final Evidence evidence;
    private int budget = MOST_FILES;

    private PackedFiles(Evidence evidence) {
        this.evidence = evidence;
    }

    /** A pattern that says more than is understood, or more files than are looked at. */
    private static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Empty when it is not known what is in the directory, or what of it counts. */
    static Optional<Directory> of(ImagePath directory, PackageJson json, Machine machine, Evidence evidence) {
        boolean usual = Stream.of("bundleDependencies", "bundledDependencies")
                        .allMatch(name -> json.json().member(name).isEmpty())
                && json.json()
                        .member("publishConfig")
                        .flatMap(config -> config.member("directory"))
                        .isEmpty();
        if (!usual
                || !(machine.files().follow(directory) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Directory all)) {
            return Optional.empty();
        }
        try {
            return new PackedFiles(evidence).top(all, json);
        } catch (NotUnderstood unclear) {
            return Optional.empty();
        }
    }

    private static List<PackPattern> patterns(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> PackPattern.of(line).orElseThrow(NotUnderstood::new))
                .toList();
    }

    /** What package.json names itself. */
    private static List<String> named(PackageJson json) {
        List<String> named = new ArrayList<>();
        json.json().text("browser").ifPresent(path -> named.add("/" + path.text()));
        json.json().text("main").ifPresent(path -> named.add("/" + path.text()));
        json.json().member("bin").ifPresent(bin -> {
            if (bin instanceof Json.Members members) {
                members.all().values().forEach(each -> text(each).ifPresent(path -> named.add("/" + inside(path))));
            } else {
                text(bin).ifPresent(path -> named.add("/" + inside(path)));
            }
        });
        named.add("/" + MANIFEST);
        named.add("/npm-shrinkwrap.json");
        return named;
    }

    private static Optional<String> text(Json json) {
        return json instanceof Json.Text text ? Optional.of(text.text().text()) : Optional.empty();
    }

    private static String inside(String path) {
        return ImagePath.ROOT
                .resolve(path.startsWith("/") ? path.substring(1) : path)
                .below(ImagePath.ROOT);
    }

    /** One directory on the way: what its own files say, behind what those above it say. */
    private record Place(Optional<Place> above, String name, List<PackPattern> rules, boolean sure) {

        boolean includes(String entry, boolean directory) {
            if (above.isEmpty()
                    && (entry.equals("node_modules")
                            || entry.toLowerCase(Locale.ROOT).startsWith("node_modules/"))) {
                return false;
            }
            if (isAlways(entry) || above.isEmpty() && (entry.equals(MANIFEST) || entry.equals("npm-shrinkwrap.json"))) {
                return true;
            }
            if (above.isEmpty() && entry.equals("package-lock.json")) {
                return false;
            }
            boolean included = above.isEmpty() || above.get().includes(name + "/" + entry, directory);
            for (PackPattern rule : rules) {
                if (rule.negated() != included && matches(rule, entry, directory)) {
                    included = rule.negated();
                }
            }
            return included;
        }

        private static boolean matches(PackPattern rule, String entry, boolean directory) {
            return rule.matches("/" + entry, false)
                    || rule.matches(entry, false)
                    || directory
                            && (rule.matches("/" + entry + "/", false)
                                    || rule.matches(entry + "/", false)
                                    || rule.negated()
                                            && (rule.matches("/" + entry, true) || rule.matches(entry, true)));
        }
    }

    /** {@code readme}, {@code readme.md}, {@code LICENSE.txt}, in whatever directory. */
    private static boolean isAlways(String entry) {
        String lower = entry.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        String stem = dot < 0 ? lower : lower.substring(0, dot);
        return ALWAYS.contains(stem)
                && (dot < 0 || lower.length() > dot + 1 && !lower.endsWith("~") && !lower.endsWith("$"));
    }

    private Optional<Directory> top(Directory all, PackageJson json) {
        List<PackPattern> rules = new ArrayList<>(patterns(DEFAULT));
        Optional<Json> files = json.json().member("files");
        if (files.isPresent() && !(files.get() instanceof Json.Elements)) {
            return Optional.empty();
        }
        if (files.isEmpty()) {
            Place place = place(Optional.empty(), "", all, all.children().keySet(), rules, named(json));
            return Optional.of(directory(all, place, List.copyOf(all.children().keySet())));
        }
        Set<String> listed = new LinkedHashSet<>();
        Set<String> removed = new LinkedHashSet<>();
        List<String> lines = new ArrayList<>();
        for (Json each : ((Json.Elements) files.get()).all()) {
            lines.add(text(each).orElseThrow(NotUnderstood::new));
        }
        lines.addAll(named(json));
        lines.add("!/package-lock.json");
        for (String line : lines) {
            int marks = line.length() - line.replaceFirst("^!+", "").length();
            String pattern = line.substring(marks).replaceFirst("^\\.?/+", "");
            if (pattern.equals(".") || pattern.contains("..")) {
                throw new NotUnderstood();
            }
            List<String> found = new ArrayList<>();
            if (!pattern.isEmpty()) {
                glob(all, "", PackPattern.of(pattern).filter(p -> !p.negated()).orElseThrow(NotUnderstood::new), found);
            }
            if (marks % 2 == 1) {
                found.forEach(listed::remove);
                removed.addAll(found);
            } else {
                listed.addAll(found);
                found.forEach(removed::remove);
            }
        }
        all.children().keySet().stream().filter(PackedFiles::isAlways).forEach(name -> {
            listed.add(name);
            removed.remove(name);
        });
        listed.forEach(path -> rules.add(PackPattern.path(true, path)));
        removed.forEach(path -> rules.add(PackPattern.path(false, path)));
        Place place = place(Optional.empty(), "", all, listed, rules, List.of());
        Directory packed = directory(all, place, List.copyOf(listed));
        boolean literal = lines.stream().noneMatch(line -> line.matches(".*[*?\\[{(!].*") && !line.startsWith("!"));
        return Optional.of(literal ? only(packed, all, lines) : packed);
    }

    /** Where names are written out, none comes along that they do not begin with, whatever else lies there. */
    private Directory only(Directory packed, Directory all, List<String> lines) {
        TreeMap<String, Slot> children = new TreeMap<>(packed.children());
        for (String line : lines) {
            String name = line.replaceFirst("^!*(\\./+|/+)?", "").split("/", 2)[0];
            if (!name.isEmpty() && !children.containsKey(name) && all.slot(name) instanceof Slot.Perhaps perhaps) {
                children.put(name, perhaps);
            }
        }
        return new Directory(packed.meta(), new Rest.Closed(evidence), () -> children);
    }

    /** All paths below a directory that a pattern names. */
    private void glob(Directory directory, String prefix, PackPattern pattern, List<String> found) {
        boolean deeper = prefix.chars().filter(c -> c == '/').count() + 1
                        < pattern.segments().stream()
                                .filter(each -> !each.isEmpty())
                                .count()
                || pattern.segments().contains("**");
        directory.children().forEach((name, slot) -> {
            if (slot instanceof Slot.Gone || --budget < 0) {
                return;
            }
            String path = prefix + name;
            Optional<Directory> below = below(slot);
            if (pattern.names(path) || below.isPresent() && pattern.names(path + "/")) {
                found.add(path);
            }
            boolean bundled = prefix.isEmpty() && name.equals("node_modules");
            if (deeper && !bundled) {
                below.ifPresent(inner -> glob(inner, path + "/", pattern, found));
            }
        });
        if (budget < 0) {
            throw new NotUnderstood();
        }
    }

    private static Optional<Directory> below(Slot slot) {
        Optional<Node> node = slot instanceof Slot.Here here
                ? Optional.of(here.node())
                : slot instanceof Slot.Perhaps perhaps ? perhaps.likely() : Optional.empty();
        return node.filter(Directory.class::isInstance).map(Directory.class::cast);
    }

    /** @param entries the names of the directory that are looked at: an ignore file that is not among them says nothing */
    private static Place place(
            Optional<Place> above,
            String name,
            Directory directory,
            Set<String> entries,
            List<PackPattern> before,
            List<String> behind) {
        List<PackPattern> rules = new ArrayList<>(before);
        boolean sure = true;
        for (String file : List.of(".npmignore", ".gitignore")) {
            if (!entries.contains(file) || directory.slot(file) instanceof Slot.Gone) {
                continue;
            }
            boolean read = directory.slot(file) instanceof Slot.Here here
                    && here.node() instanceof Node.File text
                    && text.content().text() instanceof Fact.Present<SourceFile>;
            if (!read) {
                sure = false;
                continue;
            }
            Content content = ((Node.File) ((Slot.Here) directory.slot(file)).node()).content();
            rules.addAll(patterns(((Fact.Present<SourceFile>) content.text())
                    .value()
                    .text()
                    .lines()
                    .toList()));
            break;
        }
        behind.forEach(path -> rules.addAll(patterns(List.of("!" + path))));
        return new Place(above, name, List.copyOf(rules), sure);
    }

    private Directory directory(Directory all, Place place, List<String> entries) {
        TreeMap<String, Slot> children = new TreeMap<>();
        Directory kept = new Directory(all.meta(), all.rest(), () -> children);
        for (String entry : entries) {
            boolean file = place.includes(entry, false);
            boolean directory = place.includes(entry, true);
            if (file || directory) {
                Optional<Slot> slot = slot(at(all, entry), place, entry, file, directory);
                if (slot.isPresent()) {
                    put(children, all, entry, slot.get());
                }
            }
        }
        // What is there and stays behind.
        all.children().forEach((name, slot) -> children.putIfAbsent(name, new Slot.Gone(evidence)));
        if (all.rest() instanceof Rest.Closed) {
            children.values().removeIf(Slot.Gone.class::isInstance);
        }
        return kept;
    }

    private static Slot at(Directory directory, String path) {
        int slash = path.indexOf('/');
        Slot slot = directory.slot(slash < 0 ? path : path.substring(0, slash));
        return slash < 0
                ? slot
                : below(slot).map(inner -> at(inner, path.substring(slash + 1))).orElse(slot);
    }

    private void put(Map<String, Slot> children, Directory all, String path, Slot slot) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            children.merge(path, slot, PackedFiles::both);
            return;
        }
        String first = path.substring(0, slash);
        Directory original = below(all.slot(first)).orElseThrow(NotUnderstood::new);
        TreeMap<String, Slot> inner = new TreeMap<>();
        put(inner, original, path.substring(slash + 1), slot);
        Directory directory = new Directory(original.meta(), original.rest(), () -> inner);
        Slot made = all.slot(first) instanceof Slot.Perhaps perhaps
                ? new Slot.Perhaps(Optional.of(directory), perhaps.reason(), evidence)
                : new Slot.Here(directory);
        children.merge(first, made, PackedFiles::both);
    }

    /** What two entries of the list bring to one directory. */
    private static Slot both(Slot first, Slot second) {
        Optional<Directory> one = below(first);
        Optional<Directory> other = below(second);
        if (one.isEmpty() || other.isEmpty()) {
            return first instanceof Slot.Gone ? second : first;
        }
        TreeMap<String, Slot> children = new TreeMap<>(one.get().children());
        other.get().children().forEach((name, slot) -> children.merge(name, slot, PackedFiles::both));
        Directory directory = new Directory(one.get().meta(), one.get().rest(), () -> children);
        return first instanceof Slot.Here
                ? new Slot.Here(directory)
                : second instanceof Slot.Here
                        ? new Slot.Here(directory)
                        : new Slot.Perhaps(
                                Optional.of(directory),
                                ((Slot.Perhaps) first).reason(),
                                ((Slot.Perhaps) first).evidence());
    }

    private Optional<Slot> slot(Slot slot, Place place, String entry, boolean file, boolean directory) {
        if (slot instanceof Slot.Gone) {
            return Optional.of(slot);
        }
        Optional<Directory> below = below(slot);
        boolean sure = place.sure() && slot instanceof Slot.Here;
        if (below.isPresent()) {
            if (!directory || --budget < 0) {
                return Optional.empty();
            }
            String name = entry.substring(entry.lastIndexOf('/') + 1);
            Set<String> names = below.get().children().keySet();
            Place inner = place(Optional.of(place), name, below.get(), names, List.of(), List.of());
            Directory kept = directory(
                    below.get(),
                    new Place(inner.above(), inner.name(), inner.rules(), inner.sure() && place.sure()),
                    List.copyOf(names));
            boolean empty =
                    kept.rest() instanceof Rest.Closed && kept.children().isEmpty();
            return empty ? Optional.empty() : Optional.of(sure ? new Slot.Here(kept) : perhaps(Optional.of(kept)));
        }
        if (slot instanceof Slot.Here here && !(here.node() instanceof Node.Link)) {
            return !file ? Optional.empty() : Optional.of(sure ? slot : perhaps(Optional.of(here.node())));
        }
        // Links are left out, unless what they lead to is listed.
        return Optional.of(
                perhaps(slot instanceof Slot.Here here ? Optional.of(here.node()) : ((Slot.Perhaps) slot).likely()));
    }

    private Slot perhaps(Optional<Node> node) {
        return new Slot.Perhaps(node, Reason.BUILD_OUTPUT_NOT_MODELLED, evidence);
    }
}
