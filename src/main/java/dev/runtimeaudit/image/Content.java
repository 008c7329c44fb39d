package dev.runtimeaudit.image;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;

/** What is in a file of the image. */
public sealed interface Content {

    /** A file of the build context, read when somebody asks. */
    record FromContext(SourceTree tree, TreePath path) implements Content {}

    /** A text that the replay itself wrote: a heredoc, {@code echo … > file}. */
    record Written(SourceFile file) implements Content {}

    /**
     * A program whose behaviour is known by name: a file of a base image, of a distribution package, of an installed tool.
     *
     * @param name what it is, whatever the file is called: {@code node}, {@code ash}, {@code dash}, {@code tini}, {@code mkdir}
     * @param version as far as it is known ("20.19.1", "20", "1.36.1"); empty when it is not. An applet says whose it is:
     *     "busybox 1.36.1"; apt says for which release: "bookworm"
     * @param linkage what the loader needs
     */
    record Program(String name, String version, Linkage linkage) implements Content {}

    /** There is a file, and that is all. */
    record Opaque(Reason reason) implements Content {}

    /** What a binary needs to be loaded. */
    enum Linkage {
        GLIBC,
        MUSL,
        STATIC,
        /** A text with a shebang, or nothing is known. */
        UNKNOWN
    }

    /** The text, where there is one. Absent when the file is known to be no text (a binary, a directory). */
    default Fact<SourceFile> text() {
        if (this instanceof Written written) {
            return Fact.present(written.file());
        }
        if (this instanceof FromContext context) {
            SourceTree.Text text = context.tree().read(context.path());
            if (text instanceof SourceTree.Text.Readable readable) {
                return Fact.present(readable.file());
            }
            boolean binary = ((SourceTree.Text.NotReadable) text).why() == SourceTree.Unreadable.BINARY;
            return binary
                    ? Fact.absent(dev.runtimeaudit.source.Evidence.NONE)
                    : Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, dev.runtimeaudit.source.Evidence.NONE);
        }
        if (this instanceof Program) {
            return Fact.absent(dev.runtimeaudit.source.Evidence.NONE);
        }
        return Fact.unknown(((Opaque) this).reason(), dev.runtimeaudit.source.Evidence.NONE);
    }
}
