package dev.runtimeaudit.read.ignore;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an ignore file leaves out. All paths are relative to the directory that the file speaks about. */
public sealed interface IgnoreRules permits DockerIgnore, GitIgnore {

    /** Whether a file (or a link) is left out. */
    boolean excludes(TreePath file);

    /** Whether a directory is left out; with Docker, something below it may be let in again all the same. */
    boolean excludesDirectory(TreePath directory);

    /**
     * Whether anything below a directory may be let in. False is certain; true is not: patterns are looked at, not files.
     */
    boolean mayIncludeBelow(TreePath directory);

    /** The line that decides about a file: the one that leaves it out, or the one that lets it in again. */
    Optional<Span> decidedBy(TreePath file);

    /** Names that patterns of git end with, where they name one: {@code dist}. Whether a path of that name is left out is another question. */
    Set<String> names();

    /** Lines with which Docker refuses to build; empty for git, which takes every line for something. */
    List<Problem> problems();

    /** A {@code .dockerignore}, with the rules of moby's patternmatcher; paths are relative to the build context. */
    static IgnoreRules docker(SourceFile file) {
        return DockerIgnore.read(file);
    }

    /** Nothing is left out. */
    static IgnoreRules none() {
        return DockerIgnore.NONE;
    }

    /**
     * All {@code .gitignore}s of a tree (gitignore(5)); paths are relative to the root of the tree.
     *
     * @param files in any order; each speaks about the directory that it lies in
     */
    static IgnoreRules git(Collection<SourceFile> files) {
        return GitIgnore.read(files);
    }
}
