package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.FileWalk;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Finds Dockerfiles by their names, and the files that may say how they are built. */
final class BuildFiles implements FileWalk.Visitor {

    private static final Set<String> PASSED_OVER = Set.of(
            "node_modules", ".git", "vendor", "dist", "target", ".next", ".turbo", ".cache", ".yarn", ".pnpm-store");

    /** Besides those that are none for anybody: what is never a directory. */
    private static final Set<String> FILES = Set.of("sh", "yml", "yaml", "hcl");

    /** Behind the name of a Dockerfile: not one, but something about one. */
    private static final Set<String> NO_DOCKERFILE = Set.of(
            "dockerignore",
            "md",
            "template",
            "tmpl",
            "tpl",
            "j2",
            "erb",
            "bak",
            "old",
            "orig",
            "ts",
            "js",
            "mjs",
            "sh",
            "json",
            "yml",
            "yaml",
            "py",
            "go",
            "txt",
            "hbs",
            "ejs",
            "patch",
            "in",
            "example",
            "sample",
            "lock");

    private final SourceTree tree;
    private final Predicate<TreePath> isIgnored;
    private final List<TreePath> dockerfiles = new ArrayList<>();
    private final List<TreePath> sayers = new ArrayList<>();
    private final List<TreePath> closed = new ArrayList<>();

    private BuildFiles(SourceTree tree, Predicate<TreePath> isIgnored) {
        this.tree = tree;
        this.isIgnored = isIgnored;
    }

    /** @param isIgnored whether git is told to ignore a path */
    static BuildFiles of(SourceTree tree, Predicate<TreePath> isIgnored) {
        BuildFiles files = new BuildFiles(tree, isIgnored);
        FileWalk.through(tree, files);
        return files;
    }

    List<TreePath> dockerfiles() {
        return dockerfiles;
    }

    /** Workflows, scripts, bake files, manifests of platforms. */
    List<TreePath> sayers() {
        return sayers;
    }

    /** Directories that nobody may look into here. */
    List<TreePath> closed() {
        return closed;
    }

    @Override
    public void isRefused(TreePath directory) {
        closed.add(directory);
    }

    @Override
    public boolean take(TreePath path, String lower, String extension) {
        if (says(path.parent(), lower, extension)) {
            sayers.add(path);
            return true;
        }
        boolean file = isDockerfile(lower)
                && tree.real(path).flatMap(tree::entry).filter(Entry::isFile).isPresent();
        if (file) {
            dockerfiles.add(path);
        }
        return file || lower.lastIndexOf('.') > 0 && FILES.contains(extension);
    }

    @Override
    public boolean enters(TreePath directory) {
        return !PASSED_OVER.contains(directory.name()) && !isIgnored.test(directory);
    }

    /** {@code Dockerfile}, {@code Dockerfile.web}, {@code Dockerfile-web}, {@code web.Dockerfile}, {@code Containerfile}. */
    static boolean isDockerfile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String word : List.of("dockerfile", "containerfile")) {
            if (lower.equals(word) || lower.endsWith("." + word)) {
                return true;
            }
            if (lower.startsWith(word + ".") || lower.startsWith(word + "-")) {
                return List.of(lower.substring(word.length() + 1).split("[.]")).stream()
                        .noneMatch(
                                part -> NO_DOCKERFILE.contains(part) || FILES.contains(part) || FileWalk.isFile(part));
            }
        }
        return false;
    }

    private static boolean says(TreePath directory, String name, String extension) {
        boolean yaml = extension.equals("yml") || extension.equals("yaml");
        boolean bake = name.contains("bake") && (extension.equals("hcl") || extension.equals("json"));
        return bake
                || extension.equals("sh")
                || name.equals("package.json")
                || name.equals("project.json")
                || name.equals("makefile")
                || name.equals("jenkinsfile")
                || name.equals("justfile")
                || (yaml && directory.value().startsWith(".github/"))
                || (yaml && directory.value().equals(".circleci"))
                || (yaml && (name.equals("action.yml") || name.equals("action.yaml")))
                || name.equals(".gitlab-ci.yml")
                || (yaml && (name.startsWith("render.") || name.startsWith("skaffold.")))
                || (extension.equals("toml") && (name.startsWith("fly.") || name.startsWith("railway.")))
                || name.equals("railway.json");
    }
}
