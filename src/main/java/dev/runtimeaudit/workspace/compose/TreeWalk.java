package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the files of a workspace that deploy it or say how: compose files, scripts, workflows, manifests. */
final class TreeWalk {

    private static final Set<String> PASSED_OVER =
            Set.of("node_modules", ".git", "vendor", "dist", "build", "target", ".next", ".turbo", ".cache", ".yarn");

    /** What is never a directory; asking the disk about each source file of a large workspace would take long. */
    private static final Set<String> FILES = Set.of(
            "ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "json", "md", "mdx", "png", "jpg", "jpeg", "gif", "svg",
            "ico", "webp", "css", "scss", "html", "txt", "lock", "snap", "sql", "map", "py", "go", "rs", "java", "kt",
            "php", "rb", "prisma", "graphql", "proto", "toml", "xml", "csv", "woff", "woff2", "vue", "svelte", "po",
            "hbs", "ejs");

    private static final int DEEPEST = 8;
    private static final int MOST_DIRECTORIES = 20_000;

    private final SourceTree tree;
    private final List<ComposeFileName> composeFiles = new ArrayList<>();
    private final List<TreePath> scripts = new ArrayList<>();
    private int directories;

    private TreeWalk(SourceTree tree) {
        this.tree = tree;
    }

    static TreeWalk of(SourceTree tree) {
        TreeWalk walk = new TreeWalk(tree);
        walk.visit(TreePath.ROOT, 0);
        return walk;
    }

    List<ComposeFileName> composeFiles() {
        return composeFiles;
    }

    /** Shell scripts, makefiles, package manifests and workflows. */
    List<TreePath> scripts() {
        return scripts;
    }

    private void visit(TreePath directory, int depth) {
        if (depth > DEEPEST || ++directories > MOST_DIRECTORIES) {
            return;
        }
        for (String name : tree.names(directory)) {
            TreePath path = directory.child(name);
            String lower = name.toLowerCase(Locale.ROOT);
            String extension = lower.substring(lower.lastIndexOf('.') + 1);
            if (isScript(directory, lower, extension)) {
                scripts.add(path);
            }
            boolean compose = ComposeFileName.of(path)
                    .filter(found -> tree.real(path)
                            .flatMap(tree::entry)
                            .filter(Entry::isFile)
                            .isPresent())
                    .map(composeFiles::add)
                    .orElse(false);
            boolean certainlyFile = lower.lastIndexOf('.') > 0 && FILES.contains(extension);
            if (!compose
                    && !certainlyFile
                    && !PASSED_OVER.contains(name)
                    && tree.entry(path).filter(Entry::isDirectory).isPresent()) {
                visit(path, depth + 1);
            }
        }
    }

    private static boolean isScript(TreePath directory, String name, String extension) {
        boolean yaml = extension.equals("yml") || extension.equals("yaml");
        return extension.equals("sh")
                || name.equals("package.json")
                || name.equals("makefile")
                || (yaml && directory.value().equals(".github/workflows"))
                || name.equals(".gitlab-ci.yml");
    }
}
