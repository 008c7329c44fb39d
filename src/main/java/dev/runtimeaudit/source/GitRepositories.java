package dev.runtimeaudit.source;

import dev.runtimeaudit.source.SourceTree.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The git repositories that a directory on disk belongs to or holds: its own, one above it, and submodules within.
 *
 * <p>A repository that lists nothing of the directory does not count: a scratch directory below somebody's clone is not
 * a clone.
 */
final class GitRepositories {

    private static final String FILE = "gitdir:";

    private final Path root;
    private final Map<TreePath, Optional<Repository>> known = new ConcurrentHashMap<>();
    private final Optional<Repository> outer;

    /**
     * @param prefix where the tree, or the submodule, lies in the repository: what stands in front of its paths
     * @param top where it lies in the tree
     */
    private record Repository(GitIndex index, String prefix, TreePath top) {
        String path(TreePath path) {
            String below = path.below(top);
            return prefix.isEmpty() ? below : below.isEmpty() ? prefix : prefix + "/" + below;
        }
    }

    GitRepositories(Path root) {
        this.root = root;
        this.outer = outer(root);
    }

    private static Optional<Repository> outer(Path root) {
        for (Path at = root; at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git)) {
                String prefix = at.relativize(root).toString().replace('\\', '/');
                return index(git)
                        .filter(index -> index.hasBelow(prefix))
                        .map(index -> new Repository(index, prefix, TreePath.ROOT));
            }
        }
        return Optional.empty();
    }

    GitIndex.Kind kind(TreePath path) {
        return of(path).map(r -> r.index().kind(r.path(path))).orElse(GitIndex.Kind.NONE);
    }

    Tracking tracking(TreePath path) {
        Optional<Repository> repository = of(path);
        if (repository.isEmpty()) {
            return Tracking.UNKNOWN;
        }
        GitIndex index = repository.get().index();
        String name = repository.get().path(path);
        if (index.isSparse(name)) {
            return Tracking.UNKNOWN;
        }
        if (index.kind(name) == GitIndex.Kind.COMMIT) {
            return Tracking.TRACKED;
        }
        for (TreePath above = path; !above.isRoot(); above = above.parent()) {
            // A submodule that is not checked out: its commit is tracked, and nobody can say what is in it.
            if (above.isIn(repository.get().top())
                    && index.kind(repository.get().path(above)) == GitIndex.Kind.COMMIT) {
                return Tracking.UNKNOWN;
            }
        }
        return index.kind(name) != GitIndex.Kind.NONE || index.hasBelow(name) ? Tracking.TRACKED : Tracking.UNTRACKED;
    }

    /** The repository that a path is a matter of: the innermost submodule, or the one around the tree. */
    private Optional<Repository> of(TreePath path) {
        if (outer.isEmpty() || path.isRoot()) {
            return outer;
        }
        TreePath directory = path.parent();
        Optional<Repository> repository = known.get(directory);
        if (repository == null) {
            Optional<Repository> above = of(directory);
            boolean submodule = above.filter(
                            r -> !directory.isRoot() && r.index().kind(r.path(directory)) == GitIndex.Kind.COMMIT)
                    .isPresent();
            repository = submodule ? submodule(directory).or(() -> above) : above;
            known.put(directory, repository);
        }
        return repository;
    }

    private Optional<Repository> submodule(TreePath directory) {
        try {
            return index(root.resolve(directory.value()).resolve(".git"))
                    .map(index -> new Repository(index, "", directory));
        } catch (InvalidPathException noSuchName) {
            return Optional.empty();
        }
    }

    /** @param git the directory {@code .git}, or the file that says where it is (gitrepository-layout(5)) */
    private static Optional<GitIndex> index(Path git) {
        try {
            Path directory = git;
            if (Files.isRegularFile(git)) {
                String text = Files.readString(git).strip();
                if (!text.startsWith(FILE)) {
                    return Optional.empty();
                }
                directory = git.resolveSibling(text.substring(FILE.length()).strip());
            }
            Path index = directory.resolve("index");
            return Files.isRegularFile(index) ? GitIndex.parse(Files.readAllBytes(index)) : Optional.empty();
        } catch (IOException | InvalidPathException notReadable) {
            return Optional.empty();
        }
    }
}
