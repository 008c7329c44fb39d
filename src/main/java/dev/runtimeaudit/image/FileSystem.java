package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The files of an image, as far as they are known. A value: every change gives a new one that shares what it did not touch.
 *
 * <p>Links are followed as the kernel does (path_resolution(7)): in every name but the last by {@link #at}, in the last,
 * too, by {@link #follow}.
 */
public final class FileSystem {

    /** Filesystem Hierarchy Standard 3.0, without what is for users. */
    private static final Set<String> SYSTEM = Set.of(
            "bin", "boot", "dev", "etc", "lib", "lib64", "opt", "proc", "run", "sbin", "srv", "sys", "usr", "var");

    private final Directory root;

    public FileSystem(Directory root) {
        this.root = root;
    }

    /** No files at all: {@code scratch}. */
    public static FileSystem empty() {
        return new FileSystem(Directory.empty(Meta.root(0755, Evidence.NONE), new Rest.Closed(Evidence.NONE)));
    }

    /** Nothing is known of any file. */
    public static FileSystem unknown(Reason reason, Evidence evidence) {
        return new FileSystem(Directory.empty(Meta.root(0755, evidence), new Rest.Open(reason, evidence)));
    }

    public Directory root() {
        return root;
    }

    /** A node and the path at which it really lies, all links followed. */
    public record Located(ImagePath path, Node node) {}

    /** Why a path that is known not to lead anywhere does not. */
    public enum Dead {
        MISSING,
        NOT_A_DIRECTORY,
        LINK_LOOP
    }

    /** What is at a path; its last name is not followed when it is a link. */
    public Fact<Located> at(ImagePath path) {
        return Walk.find(root, path, false);
    }

    /** What a path means in the end. */
    public Fact<Located> follow(ImagePath path) {
        return Walk.find(root, path, true);
    }

    /** Whether an absent path is one because its links go round in a circle (ELOOP) or a file stands where a directory should (ENOTDIR). */
    public Dead whyAbsent(ImagePath path) {
        ImagePath at = path;
        for (int i = 0; i <= Walk.MOST_LINKS; i++) {
            Fact<Located> found = at(at);
            if (found instanceof Fact.Present<Located> here && here.value().node() instanceof Node.Link link) {
                at = here.value().path().parent().resolve(link.target());
            } else {
                ImagePath parent = at.parent();
                boolean fileAbove = !at.isRoot()
                        && follow(parent) instanceof Fact.Present<Located> above
                        && !(above.value().node() instanceof Directory);
                return fileAbove ? Dead.NOT_A_DIRECTORY : Dead.MISSING;
            }
        }
        return Dead.LINK_LOOP;
    }

    /** Puts a node at a path, in place of what was there. Directories on the way are made, owned by root, mode 0755. */
    public FileSystem with(ImagePath path, Node node) {
        return make(path, slot -> new Slot.Here(node), node.meta().origin());
    }

    /**
     * Removes what is at a path, and all below it. Where it is not known whether the directory of that path is there,
     * nothing becomes known.
     */
    public FileSystem without(ImagePath path, Evidence evidence) {
        if (path.isRoot() || !holdsDirectory(path.parent()) || at(path) instanceof Fact.Absent<Located>) {
            return this;
        }
        return make(path, slot -> new Slot.Gone(evidence), evidence);
    }

    /** Whether a directory is proven to be there; where it is not, there may be one all the same. */
    public boolean holdsDirectory(ImagePath path) {
        return follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Directory;
    }

    /** Whether a file is proven to be there; where it is not, there may be one all the same. */
    public boolean holdsFile(ImagePath path) {
        return follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File;
    }

    /** At this path something may have come to be, or may have changed. */
    public FileSystem perhaps(ImagePath path, Reason reason, Evidence evidence) {
        return path.isRoot()
                ? open(path, reason, evidence)
                : touch(aimed(path), slot -> new Slot.Perhaps(Layers.likely(slot), reason, evidence), reason, evidence);
    }

    /** The directories at the top that no system brings: what a build makes lies in them. */
    public List<ImagePath> ownTrees() {
        return root.children().keySet().stream()
                .filter(name -> !SYSTEM.contains(name))
                .map(ImagePath.ROOT::child)
                .toList();
    }

    /**
     * Below this directory anything may have appeared. What was known to be there still is: commands that are not
     * understood are taken to add and to change, not to remove.
     */
    public FileSystem open(ImagePath directory, Reason reason, Evidence evidence) {
        ImagePath real = Walk.aim(root, directory);
        if (real.isRoot()) {
            return new FileSystem(Layers.opened(root, reason, evidence));
        }
        return touch(
                real,
                slot -> {
                    if (slot instanceof Slot.Here here) {
                        return here.node() instanceof Directory known
                                ? new Slot.Here(Layers.opened(known, reason, evidence))
                                : slot;
                    }
                    return new Slot.Perhaps(Layers.likely(slot), reason, evidence);
                },
                reason,
                evidence);
    }

    /**
     * Below this directory anything may have appeared, and what was known to be there may have been changed. Of a single file,
     * the same.
     */
    public FileSystem doubt(ImagePath path, Doubt doubt, Reason reason, Evidence evidence) {
        ImagePath real = Walk.aim(root, path);
        if (real.isRoot()) {
            return new FileSystem(Layers.doubted(root, doubt, reason, evidence));
        }
        return touch(
                real,
                slot -> {
                    if (!(slot instanceof Slot.Here here)) {
                        return new Slot.Perhaps(Layers.likely(slot), reason, evidence);
                    }
                    if (here.node() instanceof Directory known) {
                        return new Slot.Here(Layers.doubted(known, doubt, reason, evidence));
                    }
                    return here.node() instanceof Node.File file
                            ? new Slot.Here(doubt.of(file, real.name(), reason))
                            : slot;
                },
                reason,
                evidence);
    }

    /** Changes a node that is known to be there, and with {@code below} everything under it. */
    public FileSystem update(ImagePath path, boolean below, UnaryOperator<Node> change) {
        if (!(at(path) instanceof Fact.Present<Located> found)) {
            return this;
        }
        if (found.value().path().isRoot()) {
            return new FileSystem((Directory) updated(root, below, change));
        }
        return make(
                path,
                slot -> slot instanceof Slot.Here here ? new Slot.Here(updated(here.node(), below, change)) : slot,
                Evidence.NONE);
    }

    private static Node updated(Node node, boolean below, UnaryOperator<Node> change) {
        Node changed = change.apply(node);
        if (!below || !(changed instanceof Directory directory)) {
            return changed;
        }
        return directory.mapChildren(
                slot -> slot instanceof Slot.Here here ? new Slot.Here(updated(here.node(), true, change)) : slot);
    }

    /**
     * Makes a directory and those above it, unless they are there. One that may have been there before is there
     * afterwards, but what it holds, and who may use it, is as unknown as it was.
     */
    public FileSystem mkdirs(ImagePath path, Meta meta) {
        Fact<Located> found = follow(path);
        if (found instanceof Fact.Present<Located>) {
            return this;
        }
        FileSystem parents = mkdirs(path.parent(), meta);
        return parents.with(
                path,
                found instanceof Fact.Unknown<Located> before
                        ? Directory.empty(
                                unsure(meta, before.reason()), new Rest.Open(before.reason(), before.evidence()))
                        : Directory.empty(meta, new Rest.Closed(meta.origin())));
    }

    /**
     * Whoever made it before: the usual mask leaves a directory that all may search. Whose it is, is another question, but a base
     * image is not taken to bring the directories that a project makes.
     */
    private static Meta unsure(Meta meta, Reason before) {
        return before == Reason.BASE_IMAGE_PARTLY_KNOWN ? meta : Layers.usual(meta.origin());
    }

    /**
     * Lays a tree over what is at a path: directories are merged, everything else is replaced. This is what {@code COPY}
     * of a directory does with its contents: the directory itself keeps its mode and owner if it was there, those below
     * it take those of the tree.
     */
    public FileSystem overlay(ImagePath path, Directory tree) {
        ImagePath real = Walk.aim(root, path);
        if (real.isRoot()) {
            return new FileSystem(Layers.over(root, tree));
        }
        return make(
                real,
                slot -> {
                    if (slot instanceof Slot.Here here && here.node() instanceof Directory there) {
                        return new Slot.Here(Layers.over(there, tree));
                    }
                    return new Slot.Here(
                            slot instanceof Slot.Perhaps perhaps
                                    ? Layers.over(
                                            Layers.opaque(perhaps, tree.meta().origin()), tree)
                                    : tree);
                },
                tree.meta().origin());
    }

    /** Changes what is at a path; directories on the way are made. */
    private FileSystem make(ImagePath path, UnaryOperator<Slot> change, Evidence why) {
        if (path.isRoot()) {
            Slot changed = change.apply(new Slot.Here(root));
            return changed instanceof Slot.Here here && here.node() instanceof Directory directory
                    ? new FileSystem(directory)
                    : this;
        }
        return new FileSystem(made(root, aimed(path).names(), change, why));
    }

    /** The path with the links on the way followed, but not its last name. */
    private ImagePath aimed(ImagePath path) {
        return Walk.aim(root, path.parent()).child(path.name());
    }

    private static Directory made(Directory directory, List<String> names, UnaryOperator<Slot> change, Evidence why) {
        String name = names.get(0);
        Slot slot = directory.slot(name);
        if (names.size() == 1) {
            return directory.with(name, change.apply(slot));
        }
        Directory below;
        if (slot instanceof Slot.Here here && here.node() instanceof Directory known) {
            below = known;
        } else if (slot instanceof Slot.Perhaps perhaps) {
            below = Layers.opaque(perhaps, why);
        } else {
            below = Directory.empty(Meta.root(0755, why), new Rest.Closed(why));
        }
        return directory.with(name, new Slot.Here(made(below, names.subList(1, names.size()), change, why)));
    }

    /** Changes what is said of a path; no directory comes to be by that, but one that is not there may have. */
    private FileSystem touch(ImagePath real, UnaryOperator<Slot> change, Reason reason, Evidence evidence) {
        return new FileSystem(touched(root, real.names(), change, reason, evidence));
    }

    private static Directory touched(
            Directory directory, List<String> names, UnaryOperator<Slot> change, Reason reason, Evidence evidence) {
        String name = names.get(0);
        Slot slot = directory.slot(name);
        if (names.size() == 1) {
            return directory.with(name, change.apply(slot));
        }
        if (slot instanceof Slot.Gone) {
            return directory.with(name, new Slot.Perhaps(Optional.empty(), reason, evidence));
        }
        if (slot instanceof Slot.Here here && here.node() instanceof Directory below) {
            Directory changed = touched(below, names.subList(1, names.size()), change, reason, evidence);
            return directory.with(name, new Slot.Here(changed));
        }
        return directory; // below something unknown everything is unknown, below a file there is nothing
    }

    /** What holds of two file systems alike: where they differ, nothing is known. */
    public static FileSystem join(FileSystem one, FileSystem other, Reason reason, Evidence evidence) {
        return one.root == other.root ? one : new FileSystem(Layers.join(one.root, other.root, reason, evidence));
    }
}
