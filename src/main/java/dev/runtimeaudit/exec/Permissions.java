package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether modes and owners let a process do something (inode(7), path_resolution(7) "Permissions", capabilities(7)).
 *
 * <p>An absent fact is a proof that it may not. Supplementary groups are not modelled: where only the group's bits would
 * allow it, nothing is proven.
 */
public final class Permissions {

    /** What a mode has bits for; each constant's are those of "others". */
    public enum Right {
        READ(4),
        WRITE(2),
        EXECUTE(1);

        private final int bit;

        Right(int bit) {
            this.bit = bit;
        }
    }

    private Permissions() {}

    /** Whether a node's own mode allows it; the directories above it are not asked. */
    public static Fact<Node> of(Node node, Right right, Machine.Identity who) {
        Fact<Node> said = said(node, right, who);
        return said instanceof Fact.Absent<Node> && !node.meta().settled() ? unclear(node.meta()) : said;
    }

    private static Fact<Node> said(Node node, Right right, Machine.Identity who) {
        Meta meta = node.meta();
        boolean executes = right == Right.EXECUTE && !(node instanceof Node.Directory);
        if (who.known() && who.overrides() && !executes) {
            return Fact.present(node);
        }
        if (meta.mode().isEmpty()) {
            return unclear(meta);
        }
        int mode = meta.mode().getAsInt();
        if (right.bit * 0111 == (mode & right.bit * 0111)) {
            return Fact.present(node);
        }
        if ((mode & right.bit * 0111) == 0 && (executes || who.known())) {
            return Fact.absent(meta.origin());
        }
        if (!who.known()) {
            return unclear(meta);
        }
        if (who.overrides()) {
            return Fact.present(node); // for a file, one x bit of the three is enough
        }
        if (meta.owner().isEmpty()) {
            return unclear(meta);
        }
        Meta.Owner owner = meta.owner().get();
        int group = mode >> 3 & right.bit;
        int others = mode & right.bit;
        int granted;
        if (owner.uid() == who.uid()) {
            granted = mode >> 6 & right.bit;
        } else if (owner.gid() == who.gid()) {
            granted = group;
        } else if (group != others && (owner.gid() != 0 || right == Right.WRITE)) {
            // Users are put into root's group so that they may write, not so that they may read.
            return unclear(meta);
        } else {
            granted = others;
        }
        return granted != 0 ? Fact.present(node) : Fact.absent(meta.origin());
    }

    private static Fact<Node> unclear(Meta meta) {
        return Fact.unknown(Reason.PERMISSIONS_NOT_KNOWN, meta.origin());
    }

    /** Whether the directories that a path leads through may be searched; absent means that one of them may not. */
    public static Fact<ImagePath> reach(ImagePath path, Machine machine) {
        if (machine.identity().known() && machine.identity().overrides()) {
            return Fact.present(path);
        }
        List<ImagePath> asked = new ArrayList<>();
        Evidence doubt = Evidence.NONE;
        boolean certain = true;
        for (ImagePath above = path; !above.isRoot(); above = above.parent()) {
            asked.add(above.parent());
        }
        asked.sort((a, b) -> Integer.compare(a.value().length(), b.value().length()));
        Predicate<Fact<?>> denied = fact -> fact instanceof Fact.Absent<?>;
        for (ImagePath directory : asked) {
            Fact<FileSystem.Located> found = machine.files().follow(directory);
            if (!(found instanceof Fact.Present<FileSystem.Located> here)) {
                break;
            }
            for (ImagePath real = here.value().path(); ; real = real.parent()) {
                Fact<Node> allowed =
                        machine.files().at(real).then(at -> of(at.value().node(), Right.EXECUTE, machine.identity()));
                if (denied.test(allowed)) {
                    return Fact.absent(allowed.evidence());
                }
                if (allowed instanceof Fact.Unknown<Node>) {
                    certain = false;
                    doubt = allowed.evidence();
                }
                if (real.isRoot()) {
                    break;
                }
            }
        }
        return certain ? Fact.present(path) : Fact.unknown(Reason.PERMISSIONS_NOT_KNOWN, doubt);
    }
}
