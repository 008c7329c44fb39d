package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.FoundPaths;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The places that a word may name which a search has printed: below the directory that was searched, with a path that ends as the search
 * says. Which of them it is, or whether it is one that is not listed, is not known; no other place is it.
 *
 * @param top the real path of the directory
 * @param names of the directory, as it was named
 * @param parents the last names of the directory that a place lies in
 * @param name of the place
 * @param settled none of them is a link
 * @param none the path that the word is instead where nothing was found; empty where that names nothing
 */
record Places(
        ImagePath top,
        List<String> names,
        List<String> parents,
        String name,
        boolean settled,
        Optional<ImagePath> none) {

    /** Empty where it is not known of the word what it may name. */
    static Optional<Places> of(Arg word, Job job) {
        return word.value() instanceof Value.Unknown unknown
                ? unknown.found().filter(found -> !found.line()).flatMap(found -> of(found, job))
                : Optional.empty();
    }

    private static Optional<Places> of(FoundPaths found, Job job) {
        int slash = found.ending().lastIndexOf('/');
        String name = found.ending().substring(slash + 1);
        ImagePath named = job.path(found.top());
        boolean usual = slash >= 0
                && !name.isEmpty()
                && !name.equals(".")
                && job.files().follow(named) instanceof Fact.Present<Located> there
                && there.value().node() instanceof Directory
                && !there.value().path().isRoot();
        if (!usual) {
            return Optional.empty();
        }
        List<String> parents =
                new ArrayList<>(ImagePath.of(found.ending().substring(0, slash)).names());
        if (!found.ending().startsWith("/") && !parents.isEmpty()) {
            // Of the first only the end is known.
            parents.remove(0);
        }
        return Optional.of(new Places(
                ((Fact.Present<Located>) job.files().follow(named)).value().path(),
                named.names(),
                parents,
                name,
                found.settled(),
                Optional.of(found.none())
                        .filter(text -> !text.isEmpty() && !text.equals("."))
                        .map(job::path)));
    }

    /** What is listed there may be gone. */
    FileSystem perhapsGone(FileSystem files, Reason reason, Evidence evidence) {
        FileSystem after = changed(files, false, slot -> gone(slot, reason, evidence));
        return none.filter(path -> after.at(path) instanceof Fact.Present<Located>)
                .map(path -> after.perhaps(path, reason, evidence))
                .orElse(after);
    }

    /** Something may have been put there, in place of what is listed or where nothing is. */
    FileSystem perhapsMade(FileSystem files, Reason reason, Evidence evidence) {
        FileSystem after = changed(files, true, slot -> new Slot.Perhaps(likely(slot), reason, evidence));
        return none.map(path -> after.perhaps(path, reason, evidence)).orElse(after);
    }

    /** Whether it may be a link that is listed: what is put there lies elsewhere. */
    boolean mayLeadElsewhere(FileSystem files) {
        return !settled
                && files.follow(top) instanceof Fact.Present<Located> there
                && there.value().node() instanceof Directory directory
                && holdsLink(directory, names);
    }

    private boolean holdsLink(Directory directory, List<String> path) {
        if (isParent(path)
                && likely(directory.slot(name))
                        .filter(Node.Link.class::isInstance)
                        .isPresent()) {
            return true;
        }
        return directory.children().entrySet().stream()
                .anyMatch(child -> likely(child.getValue())
                        .filter(Directory.class::isInstance)
                        .filter(below -> holdsLink((Directory) below, with(path, child.getKey())))
                        .isPresent());
    }

    private static Slot gone(Slot slot, Reason reason, Evidence evidence) {
        return slot instanceof Slot.Here here ? new Slot.Perhaps(Optional.of(here.node()), reason, evidence) : slot;
    }

    /** @param made where nothing is listed, too */
    private FileSystem changed(FileSystem files, boolean made, UnaryOperator<Slot> change) {
        return files.update(
                top, false, node -> node instanceof Directory directory ? below(directory, names, made, change) : node);
    }

    private Directory below(Directory directory, List<String> path, boolean made, UnaryOperator<Slot> change) {
        boolean parent = isParent(path);
        BiFunction<String, Slot, Slot> each = (child, slot) -> {
            Slot inside = inside(slot, below -> below(below, with(path, child), made, change));
            boolean link =
                    settled && likely(slot).filter(Node.Link.class::isInstance).isPresent();
            return parent && child.equals(name) && !link ? change.apply(inside) : inside;
        };
        return directory.mapChildren(directory.rest(), made && parent ? Set.of(name) : Set.of(), each);
    }

    private static Slot inside(Slot slot, UnaryOperator<Directory> change) {
        if (slot instanceof Slot.Here here && here.node() instanceof Directory directory) {
            return new Slot.Here(change.apply(directory));
        }
        return slot instanceof Slot.Perhaps perhaps && perhaps.likely().orElse(null) instanceof Directory directory
                ? new Slot.Perhaps(Optional.of(change.apply(directory)), perhaps.reason(), perhaps.evidence())
                : slot;
    }

    private boolean isParent(List<String> path) {
        return path.size() >= parents.size()
                && path.subList(path.size() - parents.size(), path.size()).equals(parents);
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    /** What is in a slot if anything is, as far as that is known. */
    private static Optional<Node> likely(Slot slot) {
        if (slot instanceof Slot.Here here) {
            return Optional.of(here.node());
        }
        return slot instanceof Slot.Perhaps perhaps ? perhaps.likely() : Optional.empty();
    }
}
