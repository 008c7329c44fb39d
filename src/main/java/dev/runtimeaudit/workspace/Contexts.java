package dev.runtimeaudit.workspace;

import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Works out which directory a Dockerfile is built in: the one that has the files its COPYs name. */
final class Contexts {

    /** Files at the root of a repository that say it holds more than one package. */
    private static final List<String> MANIFESTS =
            List.of("pnpm-workspace.yaml", "turbo.json", "nx.json", "lerna.json", "rush.json");

    private final SourceTree sources;
    private final Predicate<TreePath> isBuildOutput;
    private final Ignores ignores;

    /** @param isBuildOutput whether a path is ignored by git: it may be made before the build */
    Contexts(SourceTree sources, Predicate<TreePath> isBuildOutput) {
        this.sources = sources;
        this.isBuildOutput = isBuildOutput;
        this.ignores = new Ignores(sources);
    }

    /**
     * A context, whether that is beyond doubt, and what speaks for it.
     *
     * @param guessed nothing tells it from another directory, and the image depends on it
     */
    record Found(TreePath context, boolean certain, boolean guessed, Evidence evidence) {
        Found(TreePath context, boolean certain, Evidence evidence) {
            this(context, certain, false, evidence);
        }

        Found because(Evidence nearer) {
            return new Found(context, certain, guessed, nearer.because(evidence));
        }
    }

    Found of(Dockerfile dockerfile) {
        TreePath file = dockerfile.file().path();
        TreePath own = file.parent();
        List<Word> named = named(dockerfile);
        if (own.isRoot()) {
            // A pipeline may build another than the plain one where it has put binaries together: nothing that it
            // copies is here.
            boolean plain = file.name().equals("Dockerfile");
            boolean holdsSomething = plain
                    || !takesAnything(dockerfile)
                    || takesAll(dockerfile)
                    || named.stream().anyMatch(word -> !isMissing(file, own, word));
            return found(dockerfile, own, holdsSomething, "lies at the root");
        }
        long missingAtRoot =
                named.stream().filter(w -> isMissing(file, TreePath.ROOT, w)).count();
        long missingBeside = named.stream().filter(w -> isMissing(file, own, w)).count();
        if (missingAtRoot == 0 && missingBeside == 0) {
            // Only `COPY . .` and names that both have: a monorepo builds at its root.
            boolean rootIsWorkspace = isMonorepo();
            TreePath context = rootIsWorkspace ? TreePath.ROOT : own;
            return new Found(
                    context,
                    named.isEmpty() || rootIsWorkspace,
                    takesAnything(dockerfile),
                    Evidence.of(Span.wholeFile(dockerfile.file().path()), "names nothing that only one directory has"));
        }
        Optional<TreePath> between = missingAtRoot == 0 || missingBeside == 0 ? Optional.empty() : between(file, named);
        if (between.isPresent()) {
            return found(dockerfile, between.get(), true, "copies what " + between.get() + " has");
        }
        if (missingAtRoot == 0 || missingAtRoot < missingBeside) {
            return found(dockerfile, TreePath.ROOT, missingAtRoot == 0, "copies what the root has");
        }
        if (missingBeside == 0 || missingBeside < missingAtRoot) {
            return found(dockerfile, own, missingBeside == 0, "copies what its own directory has");
        }
        return found(
                dockerfile,
                isMonorepo() ? TreePath.ROOT : own,
                false,
                "copies what neither the root nor its directory has");
    }

    /** The only directory between its own and the root that has all of it: {@code web} for {@code web/docker/Dockerfile}. */
    private Optional<TreePath> between(TreePath file, List<Word> named) {
        TreePath own = file.parent();
        List<TreePath> all = new ArrayList<>();
        for (TreePath above = own.parent(); !own.isRoot() && !above.isRoot(); above = above.parent()) {
            TreePath context = above;
            if (named.stream().noneMatch(word -> isMissing(file, context, word))) {
                all.add(context);
            }
        }
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    private static Found found(Dockerfile dockerfile, TreePath context, boolean certain, String says) {
        return new Found(
                context, certain, Evidence.of(Span.wholeFile(dockerfile.file().path()), says));
    }

    /** Whether the root holds several packages. */
    boolean isMonorepo() {
        for (String manifest : MANIFESTS) {
            if (sources.entry(TreePath.ROOT.child(manifest)).isPresent()) {
                return true;
            }
        }
        return sources.read(TreePath.ROOT.child("package.json"))
                .asFile()
                .flatMap(PackageJson::of)
                .map(PackageJson::hasWorkspaces)
                .orElse(false);
    }

    /** Whether the image depends on what the context holds: a COPY or ADD takes something from it. */
    private static boolean takesAnything(Dockerfile dockerfile) {
        return dockerfile.stages().stream()
                .flatMap(stage -> stage.instructions().stream())
                .anyMatch(instruction -> instruction instanceof Instruction.Add
                        || (instruction instanceof Instruction.Copy copy && isFromContext(copy)));
    }

    private static boolean isFromContext(Instruction.Copy copy) {
        return copy.flags().stream().noneMatch(f -> f.name().equals("from"));
    }

    /** Whether it copies the context as a whole, whatever that holds. */
    private static boolean takesAll(Dockerfile dockerfile) {
        return dockerfile.stages().stream()
                .flatMap(stage -> stage.instructions().stream())
                .anyMatch(instruction -> instruction instanceof Instruction.Copy copy
                        && isFromContext(copy)
                        && copy.sources().stream()
                                .anyMatch(source -> TreePath.of(source.literal())
                                        .filter(TreePath::isRoot)
                                        .isPresent()));
    }

    /** The names that COPY and ADD take from the context. */
    private static List<Word> named(Dockerfile dockerfile) {
        List<Word> named = new ArrayList<>();
        for (Dockerfile.Stage stage : dockerfile.stages()) {
            for (Instruction instruction : stage.instructions()) {
                if (instruction instanceof Instruction.Copy copy
                        && copy.flags().stream().noneMatch(f -> f.name().equals("from"))) {
                    copy.sources().stream().filter(Contexts::isPlain).forEach(named::add);
                } else if (instruction instanceof Instruction.Add add) {
                    add.sources().stream().filter(Contexts::isPlain).forEach(named::add);
                }
            }
        }
        return named;
    }

    private static boolean isPlain(Word word) {
        String text = word.literal();
        return word.isLiteral()
                && !isPattern(text.substring(0, Math.max(text.lastIndexOf('/'), 0)))
                && !text.contains("[")
                && !text.contains("?")
                && text.chars().filter(c -> c == '*').count() <= 1
                && !text.substring(text.lastIndexOf('/') + 1).equals("*")
                && !text.contains("://")
                && TreePath.of(text).map(path -> !path.isRoot()).orElse(false);
    }

    private static boolean isPattern(String text) {
        return text.contains("*") || text.contains("?") || text.contains("[");
    }

    private boolean isMissing(TreePath dockerfile, TreePath context, Word word) {
        String text = word.literal();
        while (text.startsWith("/")) {
            text = text.substring(1);
        }
        int star = text.indexOf('*');
        if (star >= 0) {
            return nothingMatches(context, text.substring(0, star), text.substring(star + 1));
        }
        TreePath path = context.resolve(text).orElse(context);
        return sources.real(path)
                        .flatMap(sources::entry)
                        .filter(e -> e.kind() != Entry.Kind.OTHER)
                        .isEmpty()
                && !(isMadeThere(path) && isSent(dockerfile, context, path));
    }

    private boolean isSent(TreePath dockerfile, TreePath context, TreePath path) {
        return !path.isIn(context)
                || ignores.docker(dockerfile, context)
                        .excludes(TreePath.of(path.below(context)).orElse(path))
                        .isEmpty();
    }

    /** Whether the host may make it: git keeps it out, and the directory that it is made in is there. */
    private boolean isMadeThere(TreePath path) {
        if (!isBuildOutput.test(path)) {
            return false;
        }
        TreePath in = path.parent();
        while (!in.isRoot() && isBuildOutput.test(in)) {
            in = in.parent();
        }
        return in.isRoot()
                || sources.real(in)
                        .flatMap(sources::entry)
                        .filter(Entry::isDirectory)
                        .isPresent();
    }

    /** A pattern that matches nothing fails no build by itself, but says that another directory is meant. */
    private boolean nothingMatches(TreePath context, String before, String behind) {
        int slash = before.lastIndexOf('/');
        String prefix = before.substring(slash + 1);
        TreePath directory =
                context.resolve(before.substring(0, Math.max(slash, 0))).orElse(context);
        return sources.names(directory).stream()
                .noneMatch(name -> name.length() >= prefix.length() + behind.length()
                        && name.startsWith(prefix)
                        && name.endsWith(behind));
    }
}
