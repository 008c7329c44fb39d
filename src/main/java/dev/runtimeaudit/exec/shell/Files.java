package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reading, writing and access checks on the model's files, as open(2) and access(2) do them. */
final class Files {

    /** An answer that may be missing. */
    enum Tri {
        YES,
        NO,
        UNKNOWN;

        static Tri of(boolean answer) {
            return answer ? YES : NO;
        }

        Tri not() {
            return this == YES ? NO : this == NO ? YES : UNKNOWN;
        }
    }

    private static final Set<String> FOUND = Set.of("-f", "-d");

    private static final Set<String> MISSED = Set.of("-a", "-e", "-f", "-d");

    private Files() {}

    static FileSystem append(FileSystem files, ImagePath path, Value text, Span at) {
        if (text instanceof Value.Known known && known.text().isEmpty()) {
            return files;
        }
        if (!(files.follow(path) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)) {
            return files;
        }
        Evidence wrote = Evidence.of(at, "writes `" + path + "`");
        Optional<SourceFile> before = file.content().text() instanceof Fact.Present<SourceFile> present
                ? Optional.of(present.value())
                : Optional.empty();
        Content content = before.isPresent() && text instanceof Value.Known known
                ? new Content.Written(new SourceFile(at.path(), before.get().text() + known.text()))
                : new Content.Opaque(Reason.FILE_CONTENT_NOT_KNOWN);
        return files.with(found.value().path(), new Node.File(file.meta().because(wrote), content));
    }

    /** Makes an empty file, or empties the one that is there. */
    static FileSystem truncated(FileSystem files, ImagePath path, Identity who, Span at) {
        Evidence wrote = Evidence.of(at, "writes `" + path + "`");
        Content empty = new Content.Written(new SourceFile(at.path(), ""));
        if (files.follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file) {
            return files.with(found.value().path(), new Node.File(file.meta().because(wrote), empty));
        }
        return files.with(path, new Node.File(fresh(who, wrote), empty));
    }

    /**
     * What a test of a name tells that may be there (POSIX, test): where it holds, a file or directory of which no more is known;
     * where it does not, none. Whoever asks for a file is taken not to have a directory of that name, nor the other way round.
     *
     * @param holds whether the test came out true
     */
    static FileSystem tested(FileSystem files, ImagePath path, String operator, boolean holds, Evidence tested) {
        boolean tells = holds ? FOUND.contains(operator) : MISSED.contains(operator);
        if (!tells
                || path.isRoot()
                || !(files.follow(path) instanceof Fact.Unknown<Located> open)
                || !(files.at(path) instanceof Fact.Unknown<Located>)
                || !(files.follow(path.parent()) instanceof Fact.Present<Located> above)
                || !(above.value().node() instanceof Node.Directory directory)) {
            return files;
        }
        if (!holds) {
            return files.without(path, tested.because(open.evidence()));
        }
        if (directory.slot(path.name()) instanceof Node.Slot.Perhaps perhaps
                && perhaps.likely().isPresent()) {
            return files; // it is likely to be what is known of it already
        }
        Meta meta = Meta.unknown(tested.because(open.evidence()));
        return files.with(
                above.value().path().child(path.name()),
                operator.equals("-d")
                        ? Node.Directory.empty(meta, new Node.Rest.Open(open.reason(), open.evidence()))
                        : new Node.File(meta, new Content.Opaque(open.reason())));
    }

    static Meta fresh(Identity who, Evidence origin) {
        return who.known()
                ? new Meta(OptionalInt.of(0644), Optional.of(new Meta.Owner(who.uid(), who.gid())), origin)
                : Meta.unknown(origin);
    }

    /** Whether a user may do something with a node. */
    static Tri may(Node node, Right what, Identity who) {
        return Permissions.of(node, what, who).fold(yes -> Tri.YES, no -> Tri.NO, unknown -> Tri.UNKNOWN);
    }

    /** The text of the file at a path; absent when there is none to read. */
    static Fact<String> text(FileSystem files, ImagePath path) {
        return files.follow(path).then(located -> {
            if (!(located.value().node() instanceof Node.File file)) {
                return Fact.absent(located.evidence());
            }
            Fact<SourceFile> text = file.content().text();
            if (text instanceof Fact.Present<SourceFile> present) {
                return new Fact.Present<>(present.value().text(), located.evidence());
            }
            return Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, located.evidence());
        });
    }
}
