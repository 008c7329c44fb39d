package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The files of an image, as far as they are known. A value: every change gives a new one that shares what it did not touch.
 *
 * <p>Links are followed as the kernel does (path_resolution(7)): in every name but the last by {@link #at}, in the last,
 * too, by {@link #follow}.
 */
public final class FileSystem {

    /** As many links as Linux follows on one path. */
    private static final int MOST_LINKS = 40;

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
        return walk(path, false);
    }

    /** What a path means in the end. */
    public Fact<Located> follow(ImagePath path) {
        return walk(path, true);
    }

    /** Whether an absent path is one because its links go round in a circle (ELOOP) or a file stands where a directory should (ENOTDIR). */
    public Dead whyAbsent(ImagePath path) {
        ImagePath at = path;
        for (int i = 0; i <= MOST_LINKS; i++) {
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

    private Fact<Located> walk(ImagePath path, boolean followLast) {
        Deque<String> names = new ArrayDeque<>(path.names());
        Deque<Directory> parents = new ArrayDeque<>();
        Directory here = root;
        ImagePath at = ImagePath.ROOT;
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.equals(".") || name.isEmpty()) {
                continue;
            }
            if (name.equals("..")) {
                here = parents.isEmpty() ? root : parents.pop();
                at = at.parent();
                continue;
            }
            Slot slot = here.slot(name);
            if (slot instanceof Slot.Gone gone) {
                return Fact.absent(gone.evidence());
            }
            if (slot instanceof Slot.Perhaps perhaps) {
                return Fact.unknown(perhaps.reason(), perhaps.evidence());
            }
            Node node = ((Slot.Here) slot).node();
            if (node instanceof Node.Link link && (followLast || !names.isEmpty())) {
                if (++links > MOST_LINKS) {
                    return Fact.absent(link.meta().origin());
                }
                String[] aimed = link.target().split("/");
                for (int i = aimed.length - 1; i >= 0; i--) {
                    names.push(aimed[i]);
                }
                if (link.target().startsWith("/")) {
                    here = root;
                    at = ImagePath.ROOT;
                    parents.clear();
                }
                continue;
            }
            if (names.isEmpty()) {
                return new Fact.Present<>(
                        new Located(at.child(name), node), node.meta().origin());
            }
            if (!(node instanceof Directory directory)) {
                return Fact.absent(node.meta().origin());
            }
            parents.push(here);
            here = directory;
            at = at.child(name);
        }
        return new Fact.Present<>(new Located(at, here), here.meta().origin());
    }

    /** Puts a node at a path, in place of what was there. Directories on the way are made, owned by root, mode 0755. */
    public FileSystem with(ImagePath path, Node node) {
        return change(path, slot -> new Slot.Here(node), node.meta().origin());
    }

    /** Removes what is at a path, and all below it. */
    public FileSystem without(ImagePath path, Evidence evidence) {
        if (at(path) instanceof Fact.Absent<Located>) {
            return this;
        }
        return change(path, slot -> new Slot.Gone(evidence), evidence);
    }

    /** At this path something may have come to be, or may have changed. */
    public FileSystem perhaps(ImagePath path, Reason reason, Evidence evidence) {
        return change(path, slot -> new Slot.Perhaps(likely(slot), reason, evidence), evidence);
    }

    private static Optional<Node> likely(Slot slot) {
        if (slot instanceof Slot.Here here) {
            return Optional.of(here.node());
        }
        return slot instanceof Slot.Perhaps perhaps ? perhaps.likely() : Optional.empty();
    }

    /**
     * Below this directory anything may have appeared. What was known to be there still is: commands that are not
     * understood are taken to add and to change, not to remove.
     */
    public FileSystem open(ImagePath directory, Reason reason, Evidence evidence) {
        if (directory.isRoot()) {
            return new FileSystem(opened(root, reason, evidence));
        }
        return change(
                directory,
                slot -> {
                    if (slot instanceof Slot.Here here && here.node() instanceof Directory known) {
                        return new Slot.Here(opened(known, reason, evidence));
                    }
                    return slot instanceof Slot.Here ? slot : new Slot.Perhaps(likely(slot), reason, evidence);
                },
                evidence);
    }

    private static Directory opened(Directory directory, Reason reason, Evidence evidence) {
        return directory.withRest(new Rest.Open(reason, evidence)).mapChildren(slot -> {
            if (slot instanceof Slot.Gone) {
                return new Slot.Perhaps(Optional.empty(), reason, evidence);
            }
            if (slot instanceof Slot.Here here && here.node() instanceof Directory below) {
                return new Slot.Here(opened(below, reason, evidence));
            }
            return slot;
        });
    }

    /** Changes a node that is known to be there, and with {@code below} everything under it. */
    public FileSystem update(ImagePath path, boolean below, UnaryOperator<Node> change) {
        if (!(at(path) instanceof Fact.Present<Located> found)) {
            return this;
        }
        if (found.value().path().isRoot()) {
            return new FileSystem((Directory) updated(root, below, change));
        }
        return change(
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

    /** Makes a directory and those above it, unless they are there. */
    public FileSystem mkdirs(ImagePath path, Meta meta) {
        Fact<Located> found = follow(path);
        if (found instanceof Fact.Present<Located>) {
            return this;
        }
        FileSystem parents = path.isRoot() ? this : mkdirs(path.parent(), meta);
        // Where something may have been before, it is a directory now, and what was in it still is.
        Rest rest = found instanceof Fact.Unknown<Located> unknown
                ? new Rest.Open(unknown.reason(), unknown.evidence())
                : new Rest.Closed(meta.origin());
        return parents.with(path, Directory.empty(meta, rest));
    }

    /**
     * Lays a tree over what is at a path: directories are merged, everything else is replaced. This is what {@code COPY}
     * of a directory does with its contents.
     */
    public FileSystem overlay(ImagePath path, Directory tree) {
        Fact<Located> found = follow(path);
        ImagePath real =
                found instanceof Fact.Present<Located> present ? present.value().path() : path;
        if (real.isRoot()) {
            return new FileSystem(merged(root, tree));
        }
        return change(real, slot -> over(slot, new Slot.Here(tree)), tree.meta().origin());
    }

    private static Directory merged(Directory lower, Directory upper) {
        Rest rest = upper.rest() instanceof Rest.Open ? upper.rest() : lower.rest();
        return new Directory(lower.meta(), rest, () -> {
            SortedMap<String, Slot> all = new TreeMap<>(lower.children());
            for (Map.Entry<String, Slot> child : upper.children().entrySet()) {
                all.put(child.getKey(), over(lower.slot(child.getKey()), child.getValue()));
            }
            return all;
        });
    }

    private static Slot over(Slot lower, Slot upper) {
        if (upper instanceof Slot.Gone) {
            return lower;
        }
        if (upper instanceof Slot.Here above
                && above.node() instanceof Directory tree
                && lower instanceof Slot.Here below
                && below.node() instanceof Directory there) {
            return new Slot.Here(merged(there, tree));
        }
        if (upper instanceof Slot.Here above
                && above.node() instanceof Directory tree
                && lower instanceof Slot.Perhaps perhaps) {
            return new Slot.Here(opened(tree, perhaps.reason(), perhaps.evidence()));
        }
        if (upper instanceof Slot.Perhaps && lower instanceof Slot.Here) {
            return lower;
        }
        return upper;
    }

    private FileSystem change(ImagePath path, UnaryOperator<Slot> change, Evidence why) {
        if (path.isRoot()) {
            Slot changed = change.apply(new Slot.Here(root));
            return changed instanceof Slot.Here here && here.node() instanceof Directory directory
                    ? new FileSystem(directory)
                    : this;
        }
        ImagePath real = realParent(path).child(path.name());
        return new FileSystem(changed(root, real.names(), change, why));
    }

    /** Where the directory of a path really lies, so far as it exists. */
    private ImagePath realParent(ImagePath path) {
        if (follow(path.parent()) instanceof Fact.Present<Located> parent) {
            return parent.value().path();
        }
        return path.parent().isRoot()
                ? ImagePath.ROOT
                : realParent(path.parent()).child(path.parent().name());
    }

    private static Directory changed(
            Directory directory, List<String> names, UnaryOperator<Slot> change, Evidence why) {
        String name = names.get(0);
        Slot slot = directory.slot(name);
        if (names.size() == 1) {
            return directory.with(name, change.apply(slot));
        }
        Directory below;
        if (slot instanceof Slot.Here here && here.node() instanceof Directory known) {
            below = known;
        } else if (slot instanceof Slot.Perhaps perhaps) {
            below = Directory.empty(Meta.unknown(why), new Rest.Open(perhaps.reason(), perhaps.evidence()));
        } else {
            below = Directory.empty(Meta.root(0755, why), new Rest.Closed(why));
        }
        return directory.with(name, new Slot.Here(changed(below, names.subList(1, names.size()), change, why)));
    }

    /** What holds of two file systems alike: where they differ, nothing is known. */
    public static FileSystem join(FileSystem one, FileSystem other, Reason reason, Evidence evidence) {
        return one.root == other.root ? one : new FileSystem(join(one.root, other.root, reason, evidence));
    }

    private static Directory join(Directory one, Directory other, Reason reason, Evidence evidence) {
        Rest rest = one.rest() instanceof Rest.Open ? one.rest() : other.rest();
        return new Directory(joined(one.meta(), other.meta()), rest, () -> {
            TreeSet<String> names = new TreeSet<>(one.children().keySet());
            names.addAll(other.children().keySet());
            SortedMap<String, Slot> all = new TreeMap<>();
            for (String name : names) {
                all.put(name, join(one.slot(name), other.slot(name), reason, evidence));
            }
            return all;
        });
    }

    private static Slot join(Slot one, Slot other, Reason reason, Evidence evidence) {
        if (one == other) {
            return one;
        }
        if (one instanceof Slot.Here a && other instanceof Slot.Here b) {
            if (a.node() == b.node() || a.node().equals(b.node())) {
                return one;
            }
            if (a.node() instanceof Directory left && b.node() instanceof Directory right) {
                return new Slot.Here(join(left, right, reason, evidence));
            }
            if (a.node() instanceof Node.File left && b.node() instanceof Node.File right) {
                Content content = left.content().equals(right.content()) ? left.content() : new Content.Opaque(reason);
                return new Slot.Here(new Node.File(joined(left.meta(), right.meta()), content));
            }
        }
        if (one instanceof Slot.Gone && other instanceof Slot.Gone) {
            return one;
        }
        Optional<Node> likely = likely(one);
        return new Slot.Perhaps(likely.isPresent() ? likely : likely(other), reason, evidence);
    }

    private static Meta joined(Meta one, Meta other) {
        return new Meta(
                one.mode().equals(other.mode()) ? one.mode() : java.util.OptionalInt.empty(),
                one.owner().equals(other.owner()) ? one.owner() : Optional.empty(),
                one.origin());
    }
}
