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
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
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
    private final boolean prepared;

    private ContextFiles(SourceTree tree, TreePath top, Ignore ignore, Ignore git, boolean prepared) {
        this.tree = tree;
        this.top = top;
        this.ignore = ignore;
        this.git = git;
        this.prepared = prepared;
    }

    /**
     * The build context itself.
     *
     * @param prepared something was made in it before the build: its sources may have been compiled, too
     */
    static FileSystem of(BuildRequest request, boolean prepared) {
        return of(request, request.context(), request.dockerignore(), prepared);
    }

    /** Another directory that a build is given; no ignore file counts there. */
    static FileSystem named(BuildRequest request, TreePath directory) {
        return of(request, directory, Ignore.NOTHING, false);
    }

    private static FileSystem of(BuildRequest request, TreePath directory, Ignore ignore, boolean prepared) {
        TreePath top = request.tree().real(directory).orElse(directory);
        ContextFiles files = new ContextFiles(request.tree(), top, ignore, request.gitignore(), prepared);
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
        if (prepared) {
            for (String name : List.copyOf(children.keySet())) {
                Optional<String> made = compiled(name).filter(other -> !children.containsKey(other));
                made.flatMap(other -> compiledBefore(directory, name, other))
                        .ifPresent(perhaps -> children.put(made.get(), perhaps));
            }
        }
        return children;
    }

    /** What a compiler leaves beside a source, where no other place is given (tsc, "outDir"). */
    private static Optional<String> compiled(String source) {
        int dot = source.lastIndexOf('.');
        if (dot <= 0 || source.endsWith(".d" + source.substring(dot))) {
            return Optional.empty();
        }
        String extension = switch (source.substring(dot + 1)) {
            case "ts", "tsx" -> ".js";
            case "mts" -> ".mjs";
            case "cts" -> ".cjs";
            default -> "";
        };
        return extension.isEmpty() ? Optional.empty() : Optional.of(source.substring(0, dot) + extension);
    }

    private Optional<Slot> compiledBefore(TreePath directory, String source, String made) {
        return ignore.excludes(new TreePath(directory.child(made).below(top))).isPresent()
                ? Optional.empty()
                : Optional.of(new Slot.Perhaps(
                        Optional.empty(),
                        Reason.MADE_OUTSIDE_THE_BUILD,
                        Evidence.of(
                                Span.wholeFile(directory.child(source)), "may have been compiled before the build")));
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
