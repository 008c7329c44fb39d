package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One file, link or directory of the image. Nodes are values: a change makes a new one. */
public sealed interface Node {

    Meta meta();

    Node withMeta(Meta meta);

    record File(Meta meta, Content content) implements Node {
        @Override
        public File withMeta(Meta other) {
            return new File(other, content);
        }
    }

    /** A symbolic link; its target as written. */
    record Link(Meta meta, String target) implements Node {
        @Override
        public Link withMeta(Meta other) {
            return new Link(other, target);
        }
    }

    /** A directory. Its children may be worked out only when somebody asks: a build context can be large. */
    final class Directory implements Node {

        private final Meta meta;
        private final Rest rest;
        private final Listing listing;

        public Directory(Meta meta, Rest rest, Supplier<SortedMap<String, Slot>> children) {
            this(meta, rest, Listing.of(children));
        }

        Directory(Meta meta, Rest rest, Listing listing) {
            this.meta = meta;
            this.rest = rest;
            this.listing = listing;
        }

        /** A directory of which nothing is listed. */
        public static Directory empty(Meta meta, Rest rest) {
            return new Directory(meta, rest, TreeMap::new);
        }

        @Override
        public Meta meta() {
            return meta;
        }

        @Override
        public Directory withMeta(Meta other) {
            return new Directory(other, rest, listing);
        }

        public Directory withRest(Rest other) {
            return new Directory(meta, other, listing);
        }

        /** What is said of names that are not among the children. */
        public Rest rest() {
            return rest;
        }

        /** All names that are listed. Who wants one asks for that one: this works out all of them. */
        public SortedMap<String, Slot> children() {
            return listing.all();
        }

        public Directory with(String name, Slot slot) {
            return new Directory(meta, rest, listing.with(name, slot));
        }

        /** What is under a name. */
        public Slot slot(String name) {
            return listing.find(name).orElseGet(rest::slot);
        }

        /** What is listed under a name; empty when only {@link #rest} speaks of it. */
        Optional<Slot> listed(String name) {
            return listing.find(name);
        }

        /** The same directory with every child changed, when it is asked for. */
        public Directory mapChildren(UnaryOperator<Slot> change) {
            return mapChildren(rest, Set.of(), (name, slot) -> change.apply(slot));
        }

        /**
         * The same directory with every child changed, when it is asked for.
         *
         * @param after what is said of all other names from now on
         * @param also changed like children if they are not there
         */
        public Directory mapChildren(Rest after, Set<String> also, BiFunction<String, Slot, Slot> change) {
            return new Directory(meta, after, Listing.changed(this, also, change));
        }
    }

    /** What stands under one name of a directory. */
    sealed interface Slot {
        record Here(Node node) implements Slot {}

        /** A tombstone: it was removed, or never there. */
        record Gone(Evidence evidence) implements Slot {}

        /** @param likely what is there if anything is, as far as that is known */
        record Perhaps(Optional<Node> likely, Reason reason, Evidence evidence) implements Slot {}
    }

    /** What is known of the names that a directory does not list. */
    sealed interface Rest {
        /** There are no others. */
        record Closed(Evidence evidence) implements Rest {}

        /** There may be others. */
        record Open(Reason reason, Evidence evidence) implements Rest {}

        default Slot slot() {
            if (this instanceof Open open) {
                return new Slot.Perhaps(Optional.empty(), open.reason(), open.evidence());
            }
            return new Slot.Gone(((Closed) this).evidence());
        }
    }
}
