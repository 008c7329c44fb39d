package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Ignore;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.read.ignore.IgnoreRules;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The ignore files of a workspace: what is not sent to a build, and what git does not keep. */
public final class Ignores {

    /** A name that no rule writes out: where it is ignored, everything in its directory is, and git does not hold an empty directory. */
    private static final String ANY = "a name like any other";

    private final SourceTree sources;
    private final Map<TreePath, Git> git = new ConcurrentHashMap<>();
    private final Map<TreePath, Optional<Evidence>> byGit = new ConcurrentHashMap<>();
    private final Map<TreePath, DockerIgnores> docker = new ConcurrentHashMap<>();

    public Ignores(SourceTree sources) {
        this.sources = sources;
    }

    /** {@code <Dockerfile>.dockerignore} beside the Dockerfile, else {@code .dockerignore} at the context (Docker's "Build context"). */
    Ignore docker(TreePath dockerfile, TreePath context) {
        TreePath own = dockerfile.parent().child(dockerfile.name() + ".dockerignore");
        Optional<SourceFile> file = sources.read(own).asFile();
        if (file.isEmpty()) {
            file = sources.read(context.child(".dockerignore")).asFile();
        }
        return file.<Ignore>map(found -> docker.computeIfAbsent(found.path(), at -> new DockerIgnores(found)))
                .orElse(Ignore.NOTHING);
    }

    Ignore git() {
        return git(Knowledge.none());
    }

    /**
     * What git does not keep, and what else is known to be made before a build.
     *
     * @param knowledge says what is
     */
    Ignore git(Knowledge knowledge) {
        return new Ignore() {
            @Override
            public Optional<Evidence> excludes(TreePath path) {
                return ignoredByGit(path)
                        .or(() -> knowledge.produced(path.value()).map(Knowledge.Produced::evidence));
            }

            @Override
            public Set<String> names(TreePath directory) {
                Set<String> names = new TreeSet<>(Ignores.this.git(directory).names());
                names.addAll(knowledge.producedNames(directory.value()));
                return names;
            }

            @Override
            public boolean mayIncludeBelow(TreePath directory) {
                return true;
            }
        };
    }

    /** Whether git ignores a path: it may be made before the build. */
    public boolean isBuildOutput(TreePath path) {
        return ignoredByGit(path).isPresent();
    }

    /** A path that is not there may be a file or a directory, so a pattern for either counts. */
    private Optional<Evidence> ignoredByGit(TreePath path) {
        return byGit.computeIfAbsent(path, this::askGit);
    }

    private Optional<Evidence> askGit(TreePath path) {
        if (path.isRoot()) {
            return Optional.empty();
        }
        IgnoreRules rules = git(path.parent()).rules();
        TreePath below = path.child(ANY);
        boolean itself = rules.excludes(path) || rules.excludesDirectory(path);
        if (!itself && !rules.excludes(below)) {
            return Optional.empty();
        }
        return Optional.of(rules.decidedBy(itself ? path : below)
                .map(at -> Evidence.of(at, "keeps `" + path + "` out of version control"))
                .orElse(Evidence.NONE));
    }

    /** @param names that the rules write out */
    private record Git(IgnoreRules rules, Set<String> names) {
        static Git of(List<SourceFile> files) {
            IgnoreRules rules = IgnoreRules.git(files);
            return new Git(rules, rules.names());
        }
    }

    /** What the .gitignore files say that speak of a directory: its own and those above it (gitignore(5)). */
    private Git git(TreePath directory) {
        Git known = git.get(directory);
        if (known != null) {
            return known;
        }
        boolean own = sources.read(directory.child(".gitignore")).asFile().isPresent();
        Git found = own || directory.isRoot() ? Git.of(gitFiles(directory)) : git(directory.parent());
        git.put(directory, found);
        return found;
    }

    private List<SourceFile> gitFiles(TreePath directory) {
        List<SourceFile> files = new ArrayList<>();
        TreePath at = directory;
        while (true) {
            sources.read(at.child(".gitignore")).asFile().ifPresent(files::add);
            if (at.isRoot()) {
                return files;
            }
            at = at.parent();
        }
    }

    /** One .dockerignore. Several services may be built from one context, so its answers are kept. */
    private static final class DockerIgnores implements Ignore {
        private final IgnoreRules rules;
        private final Map<TreePath, Optional<Evidence>> answers = new ConcurrentHashMap<>();

        DockerIgnores(SourceFile file) {
            this.rules = IgnoreRules.docker(file);
        }

        @Override
        public Optional<Evidence> excludes(TreePath path) {
            return answers.computeIfAbsent(path, this::ask);
        }

        private Optional<Evidence> ask(TreePath path) {
            if (path.isRoot() || !rules.excludes(path)) {
                return Optional.empty();
            }
            Optional<Span> at = rules.decidedBy(path);
            return Optional.of(at.map(line -> Evidence.of(line, "keeps `" + path + "` out of the build context"))
                    .orElse(Evidence.NONE));
        }

        @Override
        public boolean mayIncludeBelow(TreePath directory) {
            return rules.mayIncludeBelow(directory);
        }
    }
}
