package dev.runtimeaudit.launch;

import dev.runtimeaudit.build.HostFiles;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is laid over a place of the image when a container starts.
 *
 * @param target the place
 * @param place who asks for it
 */
public record Mounted(ImagePath target, What what, Span place) {

    /** What is seen at the place then. */
    public sealed interface What {}

    /** Nobody knows. */
    public record Anything() implements What {}

    /** An empty file system: {@code tmpfs}. */
    public record Nothing() implements What {}

    /**
     * A volume that nobody else has filled. The engine copies into it what the image has at the place (Docker's "Volumes", "Mounting a
     * volume over existing data"): so it is at the first start.
     */
    public record CopyOfImage() implements What {}

    /** A file or directory of the workspace ({@code bind}): what the image has there is hidden. */
    public record OfHost(HostFiles host, TreePath path) implements What {}

    /**
     * The files as they are seen under it.
     *
     * @param image what the image has, without other mounts: that is what gets copied
     */
    FileSystem over(FileSystem files, FileSystem image) {
        Evidence evidence = Evidence.of(place, "mounts something over `" + target + "`");
        FileSystem unknown = files.perhaps(target, Reason.MOUNTED_AT_RUN_TIME, evidence);
        Fact<Located> hidden = image.at(target);
        if (target.isRoot()
                || hidden instanceof Fact.Present<Located> at && at.value().node() instanceof Node.Link) {
            return unknown;
        }
        if (what instanceof Nothing) {
            return files.with(target, empty(hidden, evidence));
        }
        if (what instanceof CopyOfImage) {
            return hidden instanceof Fact.Present<Located> at && at.value().node() instanceof Directory copied
                    ? files.with(target, copied)
                    : unknown;
        }
        if (what instanceof OfHost shown) {
            return shown.host()
                    .over(shown.path(), hidden, evidence)
                    .map(node -> files.with(target, node))
                    .orElse(unknown);
        }
        return unknown;
    }

    /** A directory without what the image has there, of which nobody knows what the program makes in it. */
    private static Directory empty(Fact<Located> hidden, Evidence evidence) {
        SortedMap<String, Slot> gone = new TreeMap<>();
        if (hidden instanceof Fact.Present<Located> present && present.value().node() instanceof Directory directory) {
            HostFiles.insteadOf(directory.children().keySet()).forEach(name -> gone.put(name, new Slot.Gone(evidence)));
        }
        return new Directory(
                Meta.root(01777, evidence), new Rest.Open(Reason.MOUNTED_AT_RUN_TIME, evidence), () -> gone);
    }
}
