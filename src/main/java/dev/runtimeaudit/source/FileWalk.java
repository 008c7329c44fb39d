package dev.runtimeaudit.source;

import java.util.Locale;
import java.util.Set;

/** Goes through the directories of a tree in search of files that are known by their names, and passes over what holds none of them. */
public final class FileWalk {

    /** What is never a directory; asking the disk about each source file of a large workspace would take long. */
    private static final Set<String> FILES = Set.of(
            "ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "json", "md", "mdx", "png", "jpg", "jpeg", "gif", "svg",
            "ico", "webp", "css", "scss", "html", "txt", "lock", "snap", "sql", "map", "py", "go", "rs", "java", "kt",
            "php", "rb", "prisma", "graphql", "proto", "toml", "xml", "csv", "woff", "woff2", "vue", "svelte", "po",
            "hbs", "ejs");

    private static final int DEEPEST = 8;
    private static final int MOST_DIRECTORIES = 20_000;

    /** Whoever looks for files. */
    public interface Visitor {

        /**
         * Is shown each name of a directory.
         *
         * @param lower the name in small letters
         * @param extension what stands behind its last dot; all of it where there is none
         * @return whether it has been taken, or is none of which anything is wanted: then nothing below it is
         */
        boolean take(TreePath path, String lower, String extension);

        /** Whether it goes into a directory. */
        boolean enters(TreePath directory);

        /** Is told of a directory that it would have gone through and may not. */
        default void isRefused(TreePath directory) {}
    }

    private final SourceTree tree;
    private final Visitor visitor;
    private int directories;

    private FileWalk(SourceTree tree, Visitor visitor) {
        this.tree = tree;
        this.visitor = visitor;
    }

    /** Goes through a whole tree, 8 directories deep and through 20,000 of them at the most. */
    public static void through(SourceTree tree, Visitor visitor) {
        new FileWalk(tree, visitor).visit(TreePath.ROOT, 0);
    }

    /** Whether what has this extension, in small letters, is never a directory. */
    public static boolean isFile(String extension) {
        return FILES.contains(extension);
    }

    private void visit(TreePath directory, int depth) {
        if (depth > DEEPEST || ++directories > MOST_DIRECTORIES) {
            return;
        }
        if (tree.isClosed(directory)) {
            visitor.isRefused(directory);
        }
        for (String name : tree.names(directory)) {
            TreePath path = directory.child(name);
            String lower = name.toLowerCase(Locale.ROOT);
            String extension = lower.substring(lower.lastIndexOf('.') + 1);
            if (!visitor.take(path, lower, extension)
                    && !(lower.lastIndexOf('.') > 0 && isFile(extension))
                    && tree.entry(path).filter(Entry::isDirectory).isPresent()
                    && visitor.enters(path)) {
                visit(path, depth + 1);
            }
        }
    }
}
