package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.FileWalk;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the files of a workspace that deploy it or say how: compose files, scripts, workflows, manifests. */
final class TreeWalk implements FileWalk.Visitor {

    private static final Set<String> PASSED_OVER =
            Set.of("node_modules", ".git", "vendor", "dist", "build", "target", ".next", ".turbo", ".cache", ".yarn");

    private final SourceTree tree;
    private final Predicate<TreePath> isIgnored;
    private final List<ComposeFileName> composeFiles = new ArrayList<>();
    private final List<TreePath> scripts = new ArrayList<>();

    private TreeWalk(SourceTree tree, Predicate<TreePath> isIgnored) {
        this.tree = tree;
        this.isIgnored = isIgnored;
    }

    /** @param isIgnored whether git is told to ignore a path */
    static TreeWalk of(SourceTree tree, Predicate<TreePath> isIgnored) {
        TreeWalk walk = new TreeWalk(tree, isIgnored);
        FileWalk.through(tree, walk);
        return walk;
    }

    List<ComposeFileName> composeFiles() {
        return composeFiles;
    }

    /** Shell scripts, makefiles, package manifests and workflows. */
    List<TreePath> scripts() {
        return scripts;
    }

    @Override
    public boolean take(TreePath path, String lower, String extension) {
        if (isScript(path.parent(), lower, extension)) {
            scripts.add(path);
        }
        return ComposeFileName.of(path)
                .filter(found -> tree.real(path)
                        .flatMap(tree::entry)
                        .filter(Entry::isFile)
                        .isPresent())
                .map(composeFiles::add)
                .orElse(false);
    }

    @Override
    public boolean enters(TreePath directory) {
        return !PASSED_OVER.contains(directory.name()) && !isMade(directory);
    }

    /** Whether some tool has made it: git is told to ignore it, and does not hold any of it all the same. */
    private boolean isMade(TreePath directory) {
        return isIgnored.test(directory) && tree.tracking(directory) == SourceTree.Tracking.UNTRACKED;
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
