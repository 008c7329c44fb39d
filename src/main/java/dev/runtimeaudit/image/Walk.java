package dev.runtimeaudit.image;

import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Path resolution as the kernel does it (path_resolution(7)), as far as the files are known. */
final class Walk {

    /** As many links as Linux follows on one path. */
    static final int MOST_LINKS = 40;

    private final Directory root;
    private final Deque<String> names = new ArrayDeque<>();
    private final Deque<Optional<Directory>> parents = new ArrayDeque<>();
    private Optional<Directory> here;
    private ImagePath at = ImagePath.ROOT;
    private int links;

    private Walk(Directory root, ImagePath path) {
        this.root = root;
        this.here = Optional.of(root);
        this.names.addAll(path.names());
    }

    /** What is at a path; with {@code followLast} its last name is followed, too, when it is a link. */
    static Fact<Located> find(Directory root, ImagePath path, boolean followLast) {
        return new Walk(root, path).find(followLast);
    }

    /** Where a path leads when every link that is known is followed, whether or not there is something. */
    static ImagePath aim(Directory root, ImagePath path) {
        return new Walk(root, path).aim();
    }

    private Fact<Located> find(boolean followLast) {
        while (!names.isEmpty()) {
            String name = names.pop();
            if (isStep(name)) {
                continue;
            }
            Slot slot = directory().slot(name);
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
                turn(link);
                continue;
            }
            if (names.isEmpty()) {
                return new Fact.Present<>(
                        new Located(at.child(name), node), node.meta().origin());
            }
            if (!(node instanceof Directory below)) {
                return Fact.absent(node.meta().origin());
            }
            enter(name, Optional.of(below));
        }
        return new Fact.Present<>(
                new Located(at, directory()), directory().meta().origin());
    }

    /** Where the walk stands: {@link #find} goes no further than the directories that are there. */
    private Directory directory() {
        return here.orElse(root);
    }

    private ImagePath aim() {
        while (!names.isEmpty()) {
            String name = names.pop();
            if (isStep(name)) {
                continue;
            }
            Optional<Node> node = here.map(directory -> directory.slot(name))
                    .filter(slot -> slot instanceof Slot.Here)
                    .map(slot -> ((Slot.Here) slot).node());
            if (node.isPresent() && node.get() instanceof Node.Link link && ++links <= MOST_LINKS) {
                turn(link);
            } else {
                enter(name, node.filter(n -> n instanceof Directory).map(n -> (Directory) n));
            }
        }
        return at;
    }

    /** Whether a name only moves about: {@code .} and {@code ..}, which are then done. */
    private boolean isStep(String name) {
        if (name.equals("..")) {
            here = parents.isEmpty() ? Optional.of(root) : parents.pop();
            at = at.parent();
        }
        return name.isEmpty() || name.equals(".") || name.equals("..");
    }

    private void enter(String name, Optional<Directory> below) {
        parents.push(here);
        here = below;
        at = at.child(name);
    }

    private void turn(Node.Link link) {
        String[] aimed = link.target().split("/");
        for (int i = aimed.length - 1; i >= 0; i--) {
            names.push(aimed[i]);
        }
        if (link.target().startsWith("/")) {
            here = Optional.of(root);
            at = ImagePath.ROOT;
            parents.clear();
        }
    }
}
