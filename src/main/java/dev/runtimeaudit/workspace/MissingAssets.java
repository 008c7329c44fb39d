package dev.runtimeaudit.workspace;

import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.node.Release;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.script.AssetCallers;
import dev.runtimeaudit.read.script.AssetRead;
import dev.runtimeaudit.read.script.AssetRead.Base;
import dev.runtimeaudit.read.script.AssetReads;
import dev.runtimeaudit.read.script.StartDoubts;
import dev.runtimeaudit.read.script.StartReach;
import dev.runtimeaudit.read.script.StaticImports;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the own code of a service reads by a path that is written down, held against the image that ships. Only what the project
 * itself holds at such a place counts: what it does not hold may be made when the program runs.
 *
 * <p>It is one class although it is long: whether a read counts, and where its file would be, depends on the same launch and the same
 * sources.
 */
final class MissingAssets {

    private static final String MODULES = "node_modules";
    private static final int MOST_NODES = 20_000;

    private static final Set<String> PRELOADS =
            Set.of("-r", "--require", "--import", "--loader", "--experimental-loader", "--unhandled-rejections");

    private final SourceTree tree;
    private final Service service;
    private final ServiceVariables code;

    /** What node finds when it starts: the steps before it may have made some of it. */
    private List<FileSystem> found = List.of();

    private boolean preloaded;
    private boolean rejections;

    /** What happens whenever it starts; found out when somebody asks. */
    private Optional<StartReach> reach = Optional.empty();

    MissingAssets(SourceTree tree, Service service, ServiceVariables code) {
        this.tree = tree;
        this.service = service;
        this.code = code;
    }

    List<MissingAsset> all() {
        Optional<Launch> own = service.own();
        if (own.isEmpty() || code.sources().isEmpty()) {
            return List.of();
        }
        List<Visit> visits = own.get().visits().stream()
                .filter(visit -> visit.program().equals("node"))
                .toList();
        // Of several programs, the one may make what the other reads.
        if (visits.stream().map(Visit::argv).distinct().count() != 1
                || visits.stream().map(Visit::directory).distinct().count() != 1) {
            return List.of();
        }
        found = visits.stream().map(Visit::files).toList();
        preloaded = visits.stream().anyMatch(MissingAssets::isPreloaded);
        rejections =
                visits.stream().allMatch(visit -> Release.of(visit.version()).endsWithRejections());
        AssetCallers callers = new AssetCallers(code.sources());
        Set<TreePath> loaded = loaded();
        Optional<ImagePath> directory = Optional.of(visits.get(0).directory());
        List<MissingAsset> missing = new ArrayList<>();
        Map<TreePath, ImagePath> places = new HashMap<>();
        for (SourceFile file : code.sources()) {
            for (AssetRead read : AssetReads.of(file)) {
                if (!callers.feel(read)) {
                    continue;
                }
                boolean atStart = read.atLoad() && loaded.contains(file.path());
                if (read.base() == Base.WORKING_DIRECTORY) {
                    directory.ifPresent(
                            from -> missing(read, atStart, from, origins(file)).ifPresent(missing::add));
                } else {
                    if (places.isEmpty()) {
                        directory.ifPresent(from -> places.putAll(places(from)));
                    }
                    Optional.ofNullable(places.get(file.path()))
                            .flatMap(place -> missing(
                                    read,
                                    atStart,
                                    place.parent(),
                                    Set.of(file.path().parent())))
                            .ifPresent(missing::add);
                }
            }
        }
        return missing;
    }

    /** The directories of the workspace from which a path may be meant that begins where the process runs. */
    private Set<TreePath> origins(SourceFile file) {
        Set<TreePath> origins = new LinkedHashSet<>(List.of(service.context()));
        code.project().ifPresent(origins::add);
        for (TreePath above = file.path().parent(); !above.isRoot(); above = above.parent()) {
            if (tree.entry(above.child("package.json")).isPresent()) {
                origins.add(above);
                break;
            }
        }
        return origins;
    }

    private Optional<MissingAsset> missing(AssetRead read, boolean atStart, ImagePath from, Set<TreePath> origins) {
        ImagePath path = from.resolve(read.path());
        if (path.isRoot()
                || !(service.image().files().follow(path) instanceof Fact.Absent<Located> absent)
                || !found.stream().allMatch(files -> files.follow(path) instanceof Fact.Absent<Located>)
                || isMounted(path)
                || isNamed(path.name())) {
            return Optional.empty();
        }
        return origins.stream()
                .flatMap(origin -> origin.resolve(read.path()).stream())
                .filter(source -> isHeld(source, read.whole()))
                .findFirst()
                .map(source -> new MissingAsset(
                        path,
                        source,
                        read.reader(),
                        isCertain(read) && (atStart || fails(read)),
                        read.at(),
                        absent.evidence()));
    }

    /** Whether anything can be certain of what the program does when it starts. */
    private boolean isCertain(AssetRead read) {
        Outcome outcome = service.outcome().orElseThrow();
        boolean other = outcome instanceof Outcome.Dies dies
                && !(dies.failure().at().path().equals(read.at().path())
                        && dies.failure().at().line() == read.at().line());
        return !(outcome instanceof Outcome.Exits || other || outcome instanceof Outcome.BuildsNot)
                && !preloaded
                && !StartDoubts.in(code.sources());
    }

    /** Whether node is told to load something in front of the program, or how to take failures (nodejs.org, "Command-line API"). */
    private static boolean isPreloaded(Visit visit) {
        if (visit.environment().get("NODE_OPTIONS") instanceof Fact.Present<String> options
                && Stream.of(options.value().strip().split("\\s+")).anyMatch(MissingAssets::isPreload)) {
            return true;
        }
        for (String word : visit.argv()
                .subList(Math.min(1, visit.argv().size()), visit.argv().size())) {
            if (!word.startsWith("-")) {
                return false;
            }
            if (isPreload(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPreload(String word) {
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        return PRELOADS.contains(name);
    }

    private boolean fails(AssetRead read) {
        if (code.start().isEmpty()) {
            return false;
        }
        if (reach.isEmpty()) {
            reach = Optional.of(new StartReach(code.sources(), code.start().get(), code.links(), rejections));
        }
        return reach.get().fails(read);
    }

    /** Whether the project has it: a file that is tracked, or a directory that is not empty. */
    private boolean isHeld(TreePath source, boolean whole) {
        return !source.isRoot()
                && tree.entry(source)
                        .filter(entry -> entry.isDirectory()
                                ? !tree.names(source).isEmpty()
                                : whole && tree.tracking(source) != SourceTree.Tracking.UNTRACKED)
                        .isPresent();
    }

    /** The sources that are loaded when the program starts, as far as relative paths lead to them. */
    private Set<TreePath> loaded() {
        Map<TreePath, SourceFile> byPath = new HashMap<>();
        code.sources().forEach(file -> byPath.put(file.path(), file));
        Set<TreePath> loaded = new LinkedHashSet<>();
        Deque<TreePath> open = new ArrayDeque<>();
        code.start().ifPresent(open::add);
        while (!open.isEmpty()) {
            TreePath path = open.poll();
            SourceFile file = byPath.get(path);
            if (file == null || !loaded.add(path)) {
                continue;
            }
            for (String request : StaticImports.of(file)) {
                path.parent()
                        .resolve(request)
                        .ifPresent(target -> byPath.keySet().stream()
                                .filter(other -> isNamedBy(other, target))
                                .forEach(open::add));
            }
        }
        return loaded;
    }

    /** {@code ./mail}, {@code ./mail.js} and the directory {@code ./mail} name {@code mail.ts} and {@code mail/index.ts}. */
    private static boolean isNamedBy(TreePath file, TreePath target) {
        if (file.equals(target)
                || withoutEnding(file.name()).equals("index") && file.parent().equals(target)) {
            return true;
        }
        return file.parent().equals(target.parent())
                && (withoutEnding(file.name()).equals(target.name())
                        || withoutEnding(file.name()).equals(withoutEnding(target.name())));
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** A deployment may bring it. */
    private boolean isMounted(ImagePath path) {
        return service.deployed().stream()
                .map(ComposeUse::service)
                .flatMap(used -> used.mounts().stream())
                .map(mount -> mount.target().text())
                .anyMatch(target -> !target.startsWith("/") || path.isIn(ImagePath.of(target)));
    }

    /** A script on the way to the program may make it. */
    private boolean isNamed(String name) {
        return code.starting().stream().anyMatch(words -> words.contains(name));
    }

    /** Where the sources of the project lie in the image: as they are, or compiled. */
    private Map<TreePath, ImagePath> places(ImagePath from) {
        Map<TreePath, ImagePath> places = new HashMap<>();
        Deque<ImagePath> open = new ArrayDeque<>(List.of(from));
        int nodes = 0;
        while (!open.isEmpty() && nodes < MOST_NODES) {
            ImagePath path = open.poll();
            if (!(service.image().files().follow(path) instanceof Fact.Present<Located> found)
                    || !(found.value().node() instanceof Directory directory)) {
                continue;
            }
            for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
                nodes++;
                if (!(child.getValue() instanceof Slot.Here here)
                        || child.getKey().equals(MODULES)) {
                    continue;
                }
                if (here.node() instanceof Directory) {
                    open.add(path.child(child.getKey()));
                } else if (here.node() instanceof Node.File file) {
                    Content content = file.content().likely();
                    Content source = content instanceof Content.Emitted made
                            ? made.source().likely()
                            : content;
                    if (source instanceof Content.FromContext context) {
                        // What is compiled runs, not the source that lies beside it.
                        places.merge(
                                context.path(),
                                path.child(child.getKey()),
                                (one, other) -> content instanceof Content.Emitted ? other : one);
                    }
                }
            }
        }
        return places;
    }
}
