package dev.runtimeaudit.build;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files of the workspace as a running container sees them through a bind mount: the checkout of a host on which somebody may have put
 * more. Only what the image has at the same place from the build context, under the same name, that git would keep, and that no other
 * container can write is known not to be there: what a step of the build made may have been made on the host as well.
 */
public final class HostFiles {

    /** Where somebody installs before anything runs, whether or not a .gitignore of the workspace names it. */
    private static final String INSTALLED = "node_modules";

    /** How deep a file is looked for that says where a directory came from. */
    private static final int DEPTH = 6;

    private static final List<String> EXTENSIONS = List.of(".js", ".json", ".node");

    private final SourceTree tree;
    private final Ignore git;
    private final Map<Span, TreePath> mounts;

    /** @param mounts what the containers of the workspace get to see of it, and may write to, by who mounts it */
    public HostFiles(SourceTree tree, Ignore git, Map<Span, TreePath> mounts) {
        this.tree = tree;
        this.git = git;
        this.mounts = Map.copyOf(mounts);
    }

    /**
     * What stands at a place when a path of the workspace is mounted over it; empty when the workspace does not have it: the engine, or
     * whoever runs it, makes something there.
     *
     * @param hidden what the image has at the place
     * @param mounted who mounts it
     */
    public Optional<Node> over(TreePath path, Fact<Located> hidden, Evidence mounted) {
        if (git.excludes(path).isPresent()) {
            return Optional.empty();
        }
        Optional<Slot> below = hidden instanceof Fact.Present<Located> present
                ? Optional.of(new Slot.Here(present.value().node()))
                : Optional.empty();
        return path.isRoot()
                ? Optional.of(directory(path, 0755, below, mounted))
                : tree.entry(path).filter(entry -> !entry.isSymlink()).map(entry -> node(path, entry, below, mounted));
    }

    private Node node(TreePath path, Entry entry, Optional<Slot> hidden, Evidence mounted) {
        if (entry.isDirectory()) {
            return directory(path, entry.mode(), hidden, mounted);
        }
        Meta meta = meta(entry.mode(), mounted);
        if (entry.isSymlink()) {
            return new Node.Link(meta, entry.link().orElse(""));
        }
        return new Node.File(
                meta,
                entry.isFile()
                        ? new Content.FromContext(tree, path)
                        : new Content.Opaque(Reason.FILE_CONTENT_NOT_KNOWN));
    }

    /** Whose it is on the host is not known, nor whether its mode is that of git: Docker Desktop and {@code core.fileMode} change it. */
    private static Meta meta(int mode, Evidence mounted) {
        return new Meta(OptionalInt.of(mode), Optional.empty(), mounted, false);
    }

    private Directory directory(TreePath path, int mode, Optional<Slot> hidden, Evidence mounted) {
        return new Directory(
                meta(mode, mounted),
                new Rest.Open(Reason.MOUNTED_AT_RUN_TIME, mounted),
                () -> children(path, hidden, mounted));
    }

    private SortedMap<String, Slot> children(TreePath path, Optional<Slot> hidden, Evidence mounted) {
        SortedMap<String, Slot> image = hidden.filter(slot -> slot instanceof Slot.Here)
                .map(slot -> ((Slot.Here) slot).node())
                .filter(node -> node instanceof Directory)
                .map(node -> ((Directory) node).children())
                .orElseGet(TreeMap::new);
        TreeMap<String, Slot> children = new TreeMap<>();
        for (String name : insteadOf(image.keySet())) {
            children.put(name, unseen(path.child(name), image, mounted));
        }
        for (String name : tree.names(path)) {
            TreePath child = path.child(name);
            tree.entry(child)
                    .ifPresent(entry -> children.put(
                            name, new Slot.Here(node(child, entry, Optional.ofNullable(image.get(name)), mounted))));
        }
        return children;
    }

    /** Names, and what node takes in their place ("Modules: CommonJS modules", "All together"). */
    public static Set<String> insteadOf(Set<String> names) {
        Set<String> all = new TreeSet<>(names);
        for (String name : names) {
            int dot = name.lastIndexOf('.');
            String stem = dot > 0 ? name.substring(0, dot) : name;
            all.add(stem);
            for (String extension : EXTENSIONS) {
                all.add(name + extension);
                all.add(stem + extension);
            }
        }
        all.add("package.json");
        return all;
    }

    /** What the image has and the workspace has not. */
    private Slot unseen(TreePath path, SortedMap<String, Slot> image, Evidence mounted) {
        Optional<Evidence> ignored = git.excludes(path);
        boolean made = image.entrySet().stream()
                .filter(entry -> insteadOf(Set.of(entry.getKey())).contains(path.name()))
                .anyMatch(entry -> !isOfContext(entry.getKey(), entry.getValue()));
        return ignored.isEmpty() && !path.name().equals(INSTALLED) && !made && !isShared(path, mounted)
                ? new Slot.Gone(mounted)
                : new Slot.Perhaps(
                        Optional.empty(),
                        Reason.MADE_OUTSIDE_THE_BUILD,
                        ignored.map(mounted::because).orElse(mounted));
    }

    /** Whether it came from the build context as it is called there. */
    private static boolean isOfContext(String name, Slot slot) {
        return slot instanceof Slot.Here here && !name.equals(INSTALLED) && isOfContext(List.of(name), here.node());
    }

    private static boolean isOfContext(List<String> names, Node node) {
        if (node instanceof Node.File file) {
            return file.content() instanceof Content.FromContext copied && endsWith(copied.path(), names);
        }
        if (!(node instanceof Directory directory) || names.size() > DEPTH) {
            return false;
        }
        for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
            List<String> below = new ArrayList<>(names);
            below.add(child.getKey());
            if (child.getValue() instanceof Slot.Here here && isOfContext(below, here.node())) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(TreePath path, List<String> names) {
        return ("/" + path.value()).endsWith("/" + String.join("/", names));
    }

    /** Whether another container sees the same place: it may make something there. */
    private boolean isShared(TreePath path, Evidence mounted) {
        return mounts.entrySet().stream()
                .filter(other ->
                        mounted.steps().stream().noneMatch(step -> step.at().equals(other.getKey())))
                .anyMatch(
                        other -> path.isIn(other.getValue()) || other.getValue().isIn(path));
    }
}
