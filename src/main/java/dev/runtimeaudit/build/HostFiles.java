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
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files of the workspace as a running container sees them through a bind mount: the checkout of a host on which somebody may have put
 * more. Only names that the image has at the same place, and that git would keep, are known not to be there.
 */
public final class HostFiles {

    /** Where somebody installs before anything runs, whether or not a .gitignore of the workspace names it. */
    private static final String INSTALLED = "node_modules";

    private static final List<String> EXTENSIONS = List.of(".js", ".json", ".node");

    private final SourceTree tree;
    private final Ignore git;
    private final boolean clean;

    public HostFiles(SourceTree tree, Ignore git) {
        this(tree, git, false);
    }

    private HostFiles(SourceTree tree, Ignore git, boolean clean) {
        this.tree = tree;
        this.git = git;
        this.clean = clean;
    }

    /** Whether nothing is there but what version control keeps. */
    public boolean clean() {
        return clean;
    }

    /** The same host when nobody has installed or built anything there. */
    public HostFiles ofCheckout() {
        return new HostFiles(tree, git, true);
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

    /** Whose it is on the host is not known. */
    private static Meta meta(int mode, Evidence mounted) {
        return new Meta(OptionalInt.of(mode), Optional.empty(), mounted);
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
            children.put(name, unseen(path.child(name), mounted));
        }
        for (String name : tree.names(path)) {
            TreePath child = path.child(name);
            tree.entry(child)
                    .ifPresent(entry -> children.put(
                            name, new Slot.Here(node(child, entry, Optional.ofNullable(image.get(name)), mounted))));
        }
        return children;
    }

    /** Names, and what node takes in their place ("Modules: CommonJS modules", "All together"): nobody makes that beside a checkout. */
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
    private Slot unseen(TreePath path, Evidence mounted) {
        Optional<Evidence> ignored = git.excludes(path);
        return clean || (ignored.isEmpty() && !path.name().equals(INSTALLED))
                ? new Slot.Gone(mounted)
                : new Slot.Perhaps(
                        Optional.empty(),
                        Reason.MADE_OUTSIDE_THE_BUILD,
                        ignored.map(mounted::because).orElse(mounted));
    }
}
