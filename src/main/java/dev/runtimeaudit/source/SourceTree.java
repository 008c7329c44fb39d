package dev.runtimeaudit.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The read-only tree of the workspace. It is asked on demand, remembers its answers, and is safe to share between
 * threads. It never throws on content, and no path leads out of it.
 */
public interface SourceTree {

    /** Why a file has no text. */
    enum Unreadable {
        MISSING("there is no such file"),
        NOT_A_FILE("it is no regular file"),
        BINARY("it is a binary file"),
        TOO_LARGE("it is too large"),
        NO_PERMISSION("permission denied");

        private final String says;

        Unreadable(String says) {
            this.says = says;
        }

        /** For people. */
        public String says() {
            return says;
        }
    }

    /** Whether version control knows a path. */
    enum Tracking {
        TRACKED,
        UNTRACKED,
        /** There is no git index here: nothing is known. */
        UNKNOWN
    }

    /** What is at a path, links not followed; empty when nothing is. Its parents are not followed either. */
    Optional<Entry> entry(TreePath path);

    /** The names in a directory, sorted; empty for what is none. {@code .git} is never listed. */
    List<String> names(TreePath directory);

    /** Whether a directory is there of which nobody may see here what it holds: it has no names then, or nothing is at them. */
    boolean isClosed(TreePath directory);

    /** The text of a file (UTF-8, undecodable bytes replaced); links are followed within the tree. */
    Text read(TreePath path);

    /** The first bytes of a file, whatever it holds; links are followed within the tree. Empty for what cannot be read. */
    byte[] head(TreePath path, int most);

    Tracking tracking(TreePath path);

    /** A text, or the reason why there is none. */
    sealed interface Text {
        record Readable(SourceFile file) implements Text {}

        record NotReadable(TreePath path, Unreadable why) implements Text {}

        default Optional<SourceFile> asFile() {
            return this instanceof Readable readable ? Optional.of(readable.file()) : Optional.empty();
        }
    }

    /** Follows links, within the tree, to what a path means in the end; empty when dangling, circular, or leading out. */
    default Optional<TreePath> real(TreePath path) {
        return Links.real(this, path);
    }

    /** The tree below a directory, with the limits that suit what people write. */
    static SourceTree onDisk(Path root) {
        return onDisk(root, DiskTree.MOST_TEXT);
    }

    /** @param mostText files of more bytes have no text */
    static SourceTree onDisk(Path root, int mostText) {
        return new DiskTree(root, mostText);
    }

    /** A tree in memory, from a txtar archive ({@code -- path --} lines). A file that starts with {@code #!} is executable. */
    static SourceTree of(String txtar) {
        return MemoryTree.parse(txtar);
    }
}
