package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Node.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What a directory lists. Hundreds of steps may each have laid something over a tree of thousands of files, and a look-up asks for one
 * name of each directory: so a listing is asked name by name, remembers each answer, and is written out whole only for who
 * walks through all of it.
 */
interface Listing {

    /** What is listed under a name; empty when the name is not listed. */
    Optional<Slot> find(String name);

    /** All of it. */
    SortedMap<String, Slot> all();

    /** One that is worked out when somebody asks for it. */
    static Listing of(Supplier<SortedMap<String, Slot>> all) {
        return new Whole(all);
    }

    /**
     * Every name of another directory with what a change makes of it.
     *
     * @param also listed, too, if the other directory says of them that they are not there
     */
    static Listing changed(Node.Directory of, Set<String> also, BiFunction<String, Slot, Slot> change) {
        return new ByName() {
            @Override
            Collection<String> names() {
                Set<String> names = new LinkedHashSet<>(of.children().keySet());
                also.stream().filter(name -> of.slot(name) instanceof Slot.Gone).forEach(names::add);
                return names;
            }

            @Override
            Optional<Slot> work(String name) {
                Optional<Slot> listed = of.listed(name);
                Optional<Slot> slot = listed.isEmpty() && also.contains(name) && of.slot(name) instanceof Slot.Gone
                        ? Optional.of(of.slot(name))
                        : listed;
                return slot.map(known -> change.apply(name, known));
            }
        };
    }

    /** Every name that one of two directories lists, with what comes of both. */
    static Listing merged(Node.Directory one, Node.Directory other, BiFunction<Slot, Slot, Slot> merge) {
        return new ByName() {
            @Override
            Collection<String> names() {
                Set<String> names = new LinkedHashSet<>(one.children().keySet());
                names.addAll(other.children().keySet());
                return names;
            }

            @Override
            Optional<Slot> work(String name) {
                return one.listed(name).isPresent() || other.listed(name).isPresent()
                        ? Optional.of(merge.apply(one.slot(name), other.slot(name)))
                        : Optional.empty();
            }
        };
    }

    /** This listing with something else under one name. */
    default Listing with(String name, Slot slot) {
        return new Overlaid(this, Map.of(name, slot));
    }

    /** Worked out as a whole, once, for all threads. */
    final class Whole implements Listing {
        private final Supplier<SortedMap<String, Slot>> source;
        private Optional<SortedMap<String, Slot>> answer = Optional.empty();

        Whole(Supplier<SortedMap<String, Slot>> source) {
            this.source = source;
        }

        @Override
        public Optional<Slot> find(String name) {
            return Optional.ofNullable(all().get(name));
        }

        @Override
        public synchronized SortedMap<String, Slot> all() {
            if (answer.isEmpty()) {
                answer = Optional.of(source.get());
            }
            return answer.get();
        }
    }

    /** Worked out name by name, each once, for all threads. */
    abstract class ByName implements Listing {
        private final Map<String, Optional<Slot>> known = new HashMap<>();
        private Optional<SortedMap<String, Slot>> whole = Optional.empty();

        /** The names that may be listed. */
        abstract Collection<String> names();

        abstract Optional<Slot> work(String name);

        @Override
        public synchronized Optional<Slot> find(String name) {
            Optional<Slot> found = known.get(name);
            if (found == null) {
                found = work(name);
                known.put(name, found);
            }
            return found;
        }

        @Override
        public synchronized SortedMap<String, Slot> all() {
            if (whole.isEmpty()) {
                TreeMap<String, Slot> all = new TreeMap<>();
                for (String name : new ArrayList<>(names())) {
                    find(name).ifPresent(slot -> all.put(name, slot));
                }
                whole = Optional.of(all);
            }
            return whole.get();
        }
    }

    /** A few names that were put over a listing. */
    final class Overlaid implements Listing {

        /** So many are copied with each change; more are written out with what lies below them. */
        private static final int MOST = 32;

        private final Listing below;
        private final Map<String, Slot> own;
        private final Whole whole;

        Overlaid(Listing below, Map<String, Slot> own) {
            this.below = below;
            this.own = own;
            this.whole = new Whole(() -> {
                TreeMap<String, Slot> all = new TreeMap<>(below.all());
                all.putAll(own);
                return all;
            });
        }

        @Override
        public Optional<Slot> find(String name) {
            Slot put = own.get(name);
            return put == null ? below.find(name) : Optional.of(put);
        }

        @Override
        public SortedMap<String, Slot> all() {
            return whole.all();
        }

        @Override
        public Listing with(String name, Slot slot) {
            if (own.size() >= MOST && !own.containsKey(name)) {
                return new Overlaid(whole, Map.of(name, slot));
            }
            Map<String, Slot> more = new HashMap<>(own);
            more.put(name, slot);
            return new Overlaid(below, more);
        }
    }
}
