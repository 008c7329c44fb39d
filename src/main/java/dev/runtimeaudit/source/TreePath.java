package dev.runtimeaudit.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A path inside the workspace, relative to its root, with {@code /} between its names.
 *
 * <p>It never starts or ends with a slash and holds neither {@code .} nor {@code ..}: a path that would leave the root
 * cannot be made. The root itself is the empty path.
 *
 * @param value the names joined with {@code /}; empty for the root
 */
public record TreePath(String value) implements Comparable<TreePath> {

    public static final TreePath ROOT = new TreePath("");

    public TreePath {
        for (int start = 0; !value.isEmpty() && start <= value.length(); ) {
            int slash = value.indexOf('/', start);
            int end = slash < 0 ? value.length() : slash;
            String name = value.substring(start, end);
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException("not a path below the root: " + value);
            }
            start = end + 1;
        }
    }

    /** Normalises a text; empty when it leads out of the root. A leading slash means the root. */
    public static Optional<TreePath> of(String text) {
        return ROOT.resolve(text);
    }

    /** Goes on from here; empty when that leads out of the root. */
    public Optional<TreePath> resolve(String relative) {
        Deque<String> names = new ArrayDeque<>();
        if (!relative.startsWith("/") && !value.isEmpty()) {
            names.addAll(java.util.List.of(value.split("/")));
        }
        for (String name : relative.split("/")) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (!name.equals("..")) {
                names.addLast(name);
            } else if (names.pollLast() == null) {
                return Optional.empty();
            }
        }
        return Optional.of(new TreePath(String.join("/", names)));
    }

    /** The entry of this name directly below; the name holds no slash. */
    public TreePath child(String name) {
        return new TreePath(value.isEmpty() ? name : value + "/" + name);
    }

    public TreePath parent() {
        int slash = value.lastIndexOf('/');
        return slash < 0 ? ROOT : new TreePath(value.substring(0, slash));
    }

    /** The last name; empty for the root. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    public boolean isRoot() {
        return value.isEmpty();
    }

    /** Whether this is the given directory or lies below it. */
    public boolean isIn(TreePath directory) {
        return directory.isRoot() || value.equals(directory.value) || value.startsWith(directory.value + "/");
    }

    /** The rest of this path below a directory it lies in; empty text for the directory itself. */
    public String below(TreePath directory) {
        if (!isIn(directory)) {
            throw new IllegalArgumentException(value + " is not in " + directory.value);
        }
        return directory.isRoot() ? value : value.substring(Math.min(value.length(), directory.value.length() + 1));
    }

    @Override
    public int compareTo(TreePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "." : value;
    }
}
