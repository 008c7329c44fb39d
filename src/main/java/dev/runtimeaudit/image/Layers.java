package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Two trees made into one: one laid over the other, or what holds of both. */
final class Layers {

    private static final List<String> SOURCES = List.of(".ts", ".tsx", ".mts", ".cts");

    private Layers() {}

    /** What is in a slot if anything is, as far as that is known. */
    static Optional<Node> likely(Slot slot) {
        if (slot instanceof Slot.Here here) {
            return Optional.of(here.node());
        }
        return slot instanceof Slot.Perhaps perhaps ? perhaps.likely() : Optional.empty();
    }

    /** A directory that is there now, while nobody knows whether it was before, and what was in it. */
    static Directory opaque(Slot.Perhaps before, Evidence origin) {
        return Directory.empty(usual(origin), new Rest.Open(before.reason(), before.evidence()));
    }

    /** A directory that somebody made under the usual mask, 022. */
    static Meta usual(Evidence origin) {
        return Meta.root(0755, origin).withUnknownOwner();
    }

    /** The directory when anything may have appeared below it. */
    static Directory opened(Directory directory, Reason reason, Evidence evidence) {
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

    /** The directory when anything may have appeared below it and what lies there may have been changed. */
    static Directory doubted(Directory directory, Doubt doubt, Reason reason, Evidence evidence) {
        return directory
                .mapChildren(
                        new Rest.Open(reason, evidence),
                        Set.of(),
                        (name, slot) -> doubted(name, slot, doubt, reason, evidence))
                .withMeta(doubt.of(directory.meta()));
    }

    private static Slot doubted(String name, Slot slot, Doubt doubt, Reason reason, Evidence evidence) {
        if (slot instanceof Slot.Gone) {
            return new Slot.Perhaps(Optional.empty(), reason, evidence);
        }
        if (!(slot instanceof Slot.Here here)) {
            return slot;
        }
        if (here.node() instanceof Directory below) {
            return new Slot.Here(doubted(below, doubt, reason, evidence));
        }
        return here.node() instanceof Node.File file ? new Slot.Here(doubt.of(file, name, reason)) : slot;
    }

    /** The upper tree laid over the lower one, whose own mode and owner stay. */
    static Directory over(Directory lower, Directory upper) {
        return over(lower, upper, lower.meta());
    }

    private static Directory over(Directory lower, Directory upper, Meta meta) {
        Rest rest = upper.rest() instanceof Rest.Open ? upper.rest() : lower.rest();
        return new Directory(meta, rest, Listing.merged(lower, upper, Layers::over));
    }

    private static Slot over(Slot lower, Slot upper) {
        if (upper instanceof Slot.Gone) {
            // What a tree does not hold, it does not take away; why it does not is nearer than why nothing was there.
            return lower instanceof Slot.Gone ? upper : lower;
        }
        if (upper instanceof Slot.Perhaps perhaps) {
            if (perhaps.reason() == Reason.MADE_OUTSIDE_THE_BUILD && lower instanceof Slot.Here) {
                return lower; // from a clean checkout nothing comes that would replace what the build has made
            }
            return lower instanceof Slot.Here here ? perhapsReplaced(here.node(), perhaps) : upper;
        }
        if (((Slot.Here) upper).node() instanceof Directory tree) {
            if (lower instanceof Slot.Here here && here.node() instanceof Directory there) {
                // A directory that is copied takes its mode and owner with it, also where there was one already.
                return new Slot.Here(over(there, tree, tree.meta()));
            }
            if (lower instanceof Slot.Perhaps perhaps) {
                return new Slot.Here(over(opaque(perhaps, tree.meta().origin()), tree, tree.meta()));
            }
        }
        return upper;
    }

    /** A source that people have written: no step of another stage is taken to make it once more. */
    private static boolean isSource(Content content) {
        return content.likely() instanceof Content.FromContext text
                && SOURCES.stream().anyMatch(text.path().value()::endsWith);
    }

    /** Something is there in any case; which of the two, and what it holds, is not known. */
    private static Slot perhapsReplaced(Node node, Slot.Perhaps upper) {
        if (node instanceof Node.File file) {
            boolean kept = upper.reason().isOfStep() && upper.likely().isEmpty() && isSource(file.content());
            Content content = kept
                    ? new Content.Likely(file.content().likely(), upper.reason())
                    : new Content.Opaque(upper.reason());
            return new Slot.Here(new Node.File(Meta.unknown(file.meta().origin()), content));
        }
        if (node instanceof Directory directory) {
            Slot.Perhaps below = new Slot.Perhaps(Optional.empty(), upper.reason(), upper.evidence());
            Directory unsure = new Directory(
                    Meta.unknown(directory.meta().origin()),
                    new Rest.Open(upper.reason(), upper.evidence()),
                    directory::children);
            return new Slot.Here(unsure.mapChildren(
                    slot -> slot instanceof Slot.Here here ? perhapsReplaced(here.node(), below) : below));
        }
        return upper;
    }

    /** What holds of both: where they differ, nothing is known. */
    static Directory join(Directory one, Directory other, Reason reason, Evidence evidence) {
        Rest rest = one.rest() instanceof Rest.Open ? one.rest() : other.rest();
        return new Directory(
                join(one.meta(), other.meta()),
                rest,
                Listing.merged(one, other, (left, right) -> join(left, right, reason, evidence)));
    }

    private static Slot join(Slot one, Slot other, Reason reason, Evidence evidence) {
        if (one instanceof Slot.Here a && other instanceof Slot.Here b) {
            Optional<Node> both = join(a.node(), b.node(), reason, evidence);
            if (both.isPresent()) {
                return new Slot.Here(both.get());
            }
        }
        boolean alike = one instanceof Slot.Gone && other instanceof Slot.Gone
                || one instanceof Slot.Perhaps && other instanceof Slot.Perhaps;
        if (alike) {
            return one;
        }
        Optional<Node> likely = likely(one);
        return new Slot.Perhaps(likely.isPresent() ? likely : likely(other), reason, evidence);
    }

    /** Empty when the two are of different kinds, or links that lead elsewhere. */
    private static Optional<Node> join(Node one, Node other, Reason reason, Evidence evidence) {
        if (one == other || one.equals(other)) {
            return Optional.of(one);
        }
        if (one instanceof Directory left && other instanceof Directory right) {
            return Optional.of(join(left, right, reason, evidence));
        }
        if (one instanceof Node.File left && other instanceof Node.File right) {
            return Optional.of(
                    new Node.File(join(left.meta(), right.meta()), join(left.content(), right.content(), reason)));
        }
        if (one instanceof Node.Link left
                && other instanceof Node.Link right
                && left.target().equals(right.target())) {
            return Optional.of(new Node.Link(join(left.meta(), right.meta()), left.target()));
        }
        return Optional.empty();
    }

    /** What only one of two ways may have changed is still what it was, if all went well. */
    private static Content join(Content one, Content other, Reason reason) {
        if (one.equals(other)) {
            return one;
        }
        return one.likely().equals(other.likely())
                ? new Content.Likely(one.likely(), one.doubt().or(other::doubt).orElse(reason))
                : new Content.Opaque(reason);
    }

    private static Meta join(Meta one, Meta other) {
        return new Meta(
                one.mode().equals(other.mode()) ? one.mode() : OptionalInt.empty(),
                one.owner().equals(other.owner()) ? one.owner() : Optional.empty(),
                one.origin(),
                one.settled() && other.settled());
    }
}
