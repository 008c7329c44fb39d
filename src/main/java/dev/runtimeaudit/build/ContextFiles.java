package dev.runtimeaudit.build;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.FileSystem;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory of the workspace as a build gets it: what its ignore file takes away is not there, and what git does not keep may have
 * been made before. Read when somebody asks.
 */
final class ContextFiles {

    /** Where an image is built from a clean checkout nobody has installed anything before. */
    private static final String INSTALLED = "node_modules";

    /** Beside it lies what is built of a package. */
    private static final String MANIFEST = "package.json";

    private final SourceTree tree;
    private final TreePath top;
    private final Ignore ignore;
    private final Ignore git;

    private ContextFiles(SourceTree tree, TreePath top, Ignore ignore, Ignore git) {
        this.tree = tree;
        this.top = top;
        this.ignore = ignore;
        this.git = git;
    }

    /** The build context itself. */
    static FileSystem of(BuildRequest request) {
        return of(request, request.context(), request.dockerignore());
    }

    /** Another directory that a build is given; no ignore file counts there. */
    static FileSystem named(BuildRequest request, TreePath directory) {
        return of(request, directory, Ignore.NOTHING);
    }

    private static FileSystem of(BuildRequest request, TreePath directory, Ignore ignore) {
        TreePath top = request.tree().real(directory).orElse(directory);
        ContextFiles files = new ContextFiles(request.tree(), top, ignore, request.gitignore());
        return new FileSystem(files.directory(top, 0755));
    }

    private Directory directory(TreePath path, int mode) {
        return new Directory(Meta.root(mode, Evidence.NONE), new Rest.Closed(Evidence.NONE), () -> children(path));
    }

    private SortedMap<String, Slot> children(TreePath directory) {
        TreeMap<String, Slot> children = new TreeMap<>();
        for (String name : tree.names(directory)) {
            node(directory.child(name)).ifPresent(node -> children.put(name, new Slot.Here(node)));
        }
        if (directory.equals(top) || children.containsKey(MANIFEST)) {
            for (String name : git.names(directory)) {
                if (!children.containsKey(name) && !name.equals(INSTALLED)) {
                    madeBefore(directory.child(name)).ifPresent(perhaps -> children.put(name, perhaps));
                }
            }
        }
        return children;
    }

    /** What version control does not keep, and the build is sent if it is there. */
    private Optional<Slot> madeBefore(TreePath path) {
        return ignore.excludes(new TreePath(path.below(top))).isPresent()
                ? Optional.empty()
                : git.excludes(path).map(why -> new Slot.Perhaps(Optional.empty(), Reason.MADE_OUTSIDE_THE_BUILD, why));
    }

    private Optional<Node> node(TreePath path) {
        Optional<Entry> entry = tree.entry(path);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Entry here = entry.get();
        TreePath sent = new TreePath(path.below(top));
        boolean excluded = ignore.excludes(sent).isPresent();
        if (here.isDirectory()) {
            Directory directory = directory(path, here.mode());
            boolean dropped = excluded
                    && (!ignore.mayIncludeBelow(sent) || directory.children().isEmpty());
            return dropped ? Optional.empty() : Optional.of(directory);
        }
        if (excluded) {
            return Optional.empty();
        }
        Meta meta = Meta.root(here.mode(), Evidence.NONE);
        if (here.isSymlink()) {
            return Optional.of(new Node.Link(meta, here.link().orElse("")));
        }
        return Optional.of(new Node.File(
                meta,
                here.isFile()
                        ? new Content.FromContext(tree, path)
                        : new Content.Opaque(Reason.FILE_CONTENT_NOT_KNOWN)));
    }
}
