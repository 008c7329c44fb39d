package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.ExportedObject;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;

/**
 * The configuration file of the prisma CLI: in the current directory, or the one that {@code --config} names (prisma.io, "Prisma
 * Config reference"). The CLI does not look for it in directories above (measured with 6.19 and 7.10).
 */
public sealed interface PrismaConfig {

    /** @param object what it exports */
    record Found(ImagePath path, ExportedObject object, SourceFile file) implements PrismaConfig {}

    record None(Evidence evidence) implements PrismaConfig {}

    record Unclear(Reason reason, Evidence evidence) implements PrismaConfig {}

    /** The one of a directory. */
    static PrismaConfig in(ImagePath directory, Machine machine) {
        Evidence evidence = Evidence.NONE;
        for (String base : List.of("prisma.config", "prisma7.config", ".config/prisma")) {
            for (String extension : List.of(".js", ".ts", ".mjs", ".cjs", ".mts", ".cts")) {
                PrismaConfig here = at(directory.resolve(base + extension), machine);
                if (!(here instanceof None none)) {
                    return here;
                }
                if (evidence.steps().isEmpty()) {
                    evidence = none.evidence();
                }
            }
        }
        return new None(evidence);
    }

    /** A certain one. */
    static PrismaConfig at(ImagePath path, Machine machine) {
        Fact<Located> found = machine.files().follow(path);
        if (found instanceof Fact.Absent<Located>) {
            return new None(found.evidence());
        }
        Fact<SourceFile> text = found.then(here -> here.value().node() instanceof Node.File file
                ? file.content().text()
                : Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, here.evidence()));
        if (text instanceof Fact.Present<SourceFile> readable) {
            return new Found(path, ExportedObject.of(readable.value()), readable.value());
        }
        return text instanceof Fact.Unknown<SourceFile> unknown
                ? new Unclear(unknown.reason(), found.evidence())
                : new Unclear(Reason.FILE_CONTENT_NOT_KNOWN, found.evidence());
    }
}
