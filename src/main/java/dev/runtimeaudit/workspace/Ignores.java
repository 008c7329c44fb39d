package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Ignore;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;

/** The ignore files of a workspace: what is not sent to a build, and what git does not keep. */
public final class Ignores {

    private final SourceTree sources;

    public Ignores(SourceTree sources) {
        this.sources = sources;
    }

    /** {@code <Dockerfile>.dockerignore} beside the Dockerfile, else {@code .dockerignore} at the context (moby, "dockerignore"). */
    Ignore docker(TreePath dockerfile, TreePath context) {
        return Ignore.NOTHING;
    }

    Ignore git() {
        return Ignore.NOTHING;
    }

    /** Whether git ignores a path: it may be made before the build. */
    public boolean isBuildOutput(TreePath path) {
        return git().excludes(path).isPresent();
    }
}
