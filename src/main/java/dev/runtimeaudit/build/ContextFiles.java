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

/** A directory of the workspace as a build gets it: what its ignore file takes away is not there. Read when somebody asks. */
final class ContextFiles {

    private final SourceTree tree;
    private final TreePath top;
    private final Ignore ignore;

    private ContextFiles(SourceTree tree, TreePath top, Ignore ignore) {
        this.tree = tree;
        this.top = top;
        this.ignore = ignore;
    }

    static FileSystem of(SourceTree tree, TreePath directory, Ignore ignore) {
        TreePath top = tree.real(directory).orElse(directory);
        return new FileSystem(new ContextFiles(tree, top, ignore).directory(top, 0755));
    }

    private Directory directory(TreePath path, int mode) {
        return new Directory(Meta.root(mode, Evidence.NONE), new Rest.Closed(Evidence.NONE), () -> children(path));
    }

    private SortedMap<String, Slot> children(TreePath directory) {
        TreeMap<String, Slot> children = new TreeMap<>();
        for (String name : tree.names(directory)) {
            node(directory.child(name)).ifPresent(node -> children.put(name, new Slot.Here(node)));
        }
        return children;
    }

    private Optional<Node> node(TreePath path) {
        Optional<Entry> entry = tree.entry(path);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Entry here = entry.get();
        boolean excluded = ignore.excludes(new TreePath(path.below(top))).isPresent();
        if (here.isDirectory()) {
            Directory directory = directory(path, here.mode());
            boolean dropped =
                    excluded && (!ignore.hasExceptions() || directory.children().isEmpty());
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
