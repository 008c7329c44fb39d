package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
        private final Supplier<SortedMap<String, Slot>> children;

        public Directory(Meta meta, Rest rest, Supplier<SortedMap<String, Slot>> children) {
            this.meta = meta;
            this.rest = rest;
            this.children = new Once(children);
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
            return new Directory(other, rest, children);
        }

        public Directory withRest(Rest other) {
            return new Directory(meta, other, children);
        }

        /** What is said of names that are not among the children. */
        public Rest rest() {
            return rest;
        }

        public SortedMap<String, Slot> children() {
            return children.get();
        }

        public Directory with(String name, Slot slot) {
            TreeMap<String, Slot> changed = new TreeMap<>(children());
            changed.put(name, slot);
            return new Directory(meta, rest, () -> changed);
        }

        /** What is under a name. */
        public Slot slot(String name) {
            Slot known = children().get(name);
            return known != null ? known : rest.slot();
        }

        /** The same directory with every child changed, when it is asked for. */
        public Directory mapChildren(UnaryOperator<Slot> change) {
            return new Directory(meta, rest, () -> {
                TreeMap<String, Slot> changed = new TreeMap<>();
                for (Map.Entry<String, Slot> child : children().entrySet()) {
                    changed.put(child.getKey(), change.apply(child.getValue()));
                }
                return changed;
            });
        }

        /** Works its answer out once, for all threads. */
        private static final class Once implements Supplier<SortedMap<String, Slot>> {
            private final Supplier<SortedMap<String, Slot>> source;
            private Optional<SortedMap<String, Slot>> answer = Optional.empty();

            Once(Supplier<SortedMap<String, Slot>> source) {
                this.source = source;
            }

            @Override
            public synchronized SortedMap<String, Slot> get() {
                if (answer.isEmpty()) {
                    answer = Optional.of(source.get());
                }
                return answer.get();
            }
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
