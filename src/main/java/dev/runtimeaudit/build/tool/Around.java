package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What code of a project may have made outside the current directory ({@code ../../dist}, {@code /out}): names in the directories
 * above it, and in all that the build itself has made. What is there stays there, packages are left alone, and no command comes to
 * be where programs are searched or where a system keeps its own.
 */
final class Around {

    /** Filesystem Hierarchy Standard 3.0: what is below these, a system brings. */
    private static final Set<String> SYSTEM =
            Set.of("bin", "boot", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr", "var");

    /** The same, and those that hold projects: new things lie one below them. */
    private static final Set<String> SHARED = Set.of("opt", "srv");

    private static final String MODULES = "node_modules";

    /** What people write, and no build does. */
    private static final Set<String> PEOPLES = Set.of(
            ".dockerignore",
            ".gitignore",
            ".npmignore",
            ".npmrc",
            ".pnpmfile.cjs",
            ".pnpmfile.mjs",
            ".yarnrc",
            ".yarnrc.yml",
            "bun.lock",
            "bun.lockb",
            "bunfig.toml",
            "lerna.json",
            "npm-shrinkwrap.json",
            "package-lock.json",
            "pnpm-lock.yaml",
            "pnpm-workspace.yaml",
            "yarn.lock");

    private static final int DEEPEST = 8;

    private final boolean packages;
    private final Rest open;
    private final Slot perhaps;
    private final Set<ImagePath> closed;

    private Around(Machine machine, boolean packages, Reason reason, Evidence evidence) {
        this.packages = packages;
        this.open = new Rest.Open(reason, evidence);
        this.perhaps = new Slot.Perhaps(Optional.empty(), reason, evidence);
        this.closed = new HashSet<>(Effects.searched(machine));
    }

    /** @param packages whether it may put packages beside a manifest */
    static Machine of(Machine machine, boolean packages, Reason reason, Evidence evidence) {
        Around around = new Around(machine, packages, reason, evidence);
        FileSystem files = new FileSystem(around.top(machine.files().root()));
        for (ImagePath tree : files.ownTrees()) {
            files = around.below(files, tree);
        }
        ImagePath own = machine.files().follow(machine.directory()) instanceof Fact.Present<Located> found
                ? found.value().path()
                : machine.directory();
        Optional<ImagePath> project = Optional.empty();
        for (ImagePath above = own; !above.isRoot(); above = above.parent()) {
            if (isShared(above)) {
                files = around.names(files, above);
            } else if (!isSystem(above)) {
                project = Optional.of(above);
            }
        }
        return machine.withFiles(project.isPresent() ? around.below(files, project.get()) : files);
    }

    private static boolean isShared(ImagePath path) {
        return path.names().size() == 1 && SHARED.contains(path.name());
    }

    private static boolean isSystem(ImagePath path) {
        String first = path.names().get(0);
        return SYSTEM.contains(first)
                && (path.names().size() == 1
                        || path.names().size() < 4
                                && first.equals("usr")
                                && !path.names().get(1).equals("src"));
    }

    /** New trees beside those of the system, but no project: that lies where the build has put it. */
    private Directory top(Directory root) {
        Set<String> kept = new HashSet<>(PEOPLES);
        kept.addAll(SYSTEM);
        kept.add("package.json");
        return named(root, kept, (name, slot) -> slot);
    }

    private FileSystem names(FileSystem files, ImagePath path) {
        return files.update(
                path,
                false,
                node -> node instanceof Directory directory ? named(directory, PEOPLES, (name, slot) -> slot) : node);
    }

    private FileSystem below(FileSystem files, ImagePath tree) {
        return tree.name().equals(MODULES)
                ? files
                : files.update(tree, false, node -> node instanceof Directory known ? opened(known, tree, 0) : node);
    }

    private Directory opened(Directory directory, ImagePath path, int depth) {
        if (closed.contains(path) || depth > DEEPEST) {
            return directory;
        }
        return named(
                directory,
                PEOPLES,
                (name, slot) -> !name.equals(MODULES)
                                && slot instanceof Slot.Here here
                                && here.node() instanceof Directory below
                        ? new Slot.Here(opened(below, path.child(name), depth + 1))
                        : slot);
    }

    /**
     * In this directory names may have appeared, but no packages where there were none.
     *
     * @param kept what is not there stays so
     * @param there what becomes of what is there
     */
    private Directory named(Directory directory, Set<String> kept, BiFunction<String, Slot, Slot> there) {
        boolean project = Effects.isProject(directory);
        Set<String> gone = new HashSet<>(kept);
        if (!project) {
            gone.addAll(Effects.OF_PROJECTS);
        }
        if (!project || !packages) {
            gone.add(MODULES);
        }
        return directory.mapChildren(
                open,
                gone,
                (name, slot) ->
                        slot instanceof Slot.Gone ? gone.contains(name) ? slot : perhaps : there.apply(name, slot));
    }
}
