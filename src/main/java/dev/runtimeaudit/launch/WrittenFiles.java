package dev.runtimeaudit.launch;

import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of a container that has been running for a while, as a health check finds them. What a service writes is not in
 * its image: in its volumes, where programs keep their state, and in directories that the image holds empty, which are there to
 * be filled.
 */
final class WrittenFiles {

    private static final List<String> STATE =
            List.of("/tmp", "/var/tmp", "/run", "/var/run", "/var/lib", "/var/log", "/var/cache");

    /** The distribution's own, whose empty directories nobody fills. */
    private static final Set<String> DISTRIBUTION =
            Set.of("bin", "boot", "dev", "etc", "lib", "lib64", "proc", "sbin", "sys", "usr");

    private static final int DEEPEST = 3;

    private FileSystem files;

    private WrittenFiles(FileSystem files) {
        this.files = files;
    }

    static Image of(Image image) {
        WrittenFiles written = new WrittenFiles(image.files());
        STATE.forEach(directory -> written.open(ImagePath.of(directory), Evidence.NONE));
        image.volumes().forEach(volume -> written.open(volume, Evidence.NONE));
        image.files().root().children().forEach((name, slot) -> {
            if (!DISTRIBUTION.contains(name) && slot instanceof Slot.Here here) {
                written.empty(ImagePath.ROOT.child(name), here.node(), 1);
            }
        });
        return image.withFiles(written.files);
    }

    private void empty(ImagePath path, Node node, int depth) {
        if (!(node instanceof Directory directory) || path.name().equals("node_modules")) {
            return;
        }
        if (directory.rest() instanceof Rest.Closed && directory.children().isEmpty()) {
            open(path, directory.meta().origin());
        } else if (depth < DEEPEST) {
            for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
                if (child.getValue() instanceof Slot.Here here) {
                    empty(path.child(child.getKey()), here.node(), depth + 1);
                }
            }
        }
    }

    private void open(ImagePath path, Evidence evidence) {
        files = files.open(path, Reason.WRITTEN_AT_RUN_TIME, evidence);
    }
}
