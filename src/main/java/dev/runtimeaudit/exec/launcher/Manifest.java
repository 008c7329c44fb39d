package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.JsonReader;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;

/** The {@code package.json} that a package manager works with. */
public sealed interface Manifest {

    /** @param directory where it lies */
    record Found(ImagePath directory, PackageJson json) implements Manifest {}

    /** Neither here nor in a directory above. */
    record None(Evidence evidence) implements Manifest {}

    /** It is no JSON. */
    record Malformed(ImagePath directory, SourceFile file, JsonReader.Result.Rejected rejected) implements Manifest {
        public int offset() {
            return rejected.offset();
        }
    }

    record Unclear(Reason reason, Evidence evidence) implements Manifest {}

    /** The one of a directory. */
    static Manifest in(ImagePath directory, Machine machine) {
        Fact<SourceFile> text = text(directory.child("package.json"), machine);
        if (text instanceof Fact.Unknown<SourceFile> unknown) {
            return new Unclear(unknown.reason(), unknown.evidence());
        }
        if (!(text instanceof Fact.Present<SourceFile> present)) {
            return new None(text.evidence());
        }
        JsonReader.Result read = JsonReader.read(present.value());
        if (read instanceof JsonReader.Result.Rejected rejected) {
            return new Malformed(directory, present.value(), rejected);
        }
        return new Found(directory, new PackageJson(present.value(), ((JsonReader.Result.Value) read).json()));
    }

    /**
     * The nearest one upwards, as npm and yarn look for it.
     *
     * @param modulesStop a directory with {@code node_modules} is the package, too, as npm sees it
     */
    static Manifest above(ImagePath directory, Machine machine, boolean modulesStop) {
        for (ImagePath at = directory; ; at = at.parent()) {
            Manifest here = in(at, machine);
            if (!(here instanceof None)) {
                return here;
            }
            boolean stops = modulesStop
                    && machine.files().follow(at.child("node_modules")) instanceof Fact.Present<FileSystem.Located>;
            if (at.isRoot() || stops) {
                return in(stops ? at : directory, machine);
            }
        }
    }

    /** The nearest one upwards, where a step that is not followed may have made one nearer: what people write, no step makes. */
    static Manifest aboveBehindSteps(ImagePath directory, Machine machine) {
        for (ImagePath at = directory; ; at = at.parent()) {
            Manifest here = in(at, machine);
            boolean none = here instanceof None
                    || here instanceof Unclear unclear && unclear.reason().isOfStep();
            if (!none || at.isRoot()) {
                return here;
            }
        }
    }

    /** The text of a file of the image; absent when there is no file, or none with a text. */
    static Fact<SourceFile> text(ImagePath path, Machine machine) {
        return machine.files()
                .follow(path)
                .then(here -> here.value().node() instanceof Node.File file
                        ? file.content().text()
                        : Fact.absent(here.evidence()));
    }
}
