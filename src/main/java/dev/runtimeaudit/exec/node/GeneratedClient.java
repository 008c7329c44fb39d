package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;

/**
 * The generated client behind {@code @prisma/client}: that package only hands on what {@code .prisma/client/default} holds, which is
 * found from its real path (measured with 5.22, 6.7, 6.19 and 7.0; a generated client has a package.json, a stub has none).
 */
sealed interface GeneratedClient {

    record Present() implements GeneratedClient {}

    /** The stub of the package's postinstall: it can be loaded, and throws when a client is made. */
    record Stub(Evidence evidence) implements GeneratedClient {}

    /** @param message what node prints */
    record Missing(String message, Evidence evidence) implements GeneratedClient {}

    record Unknown() implements GeneratedClient {}

    String PACKAGE = "@prisma/client";

    /** What the stub throws. */
    String SAYS = "@prisma/client did not initialize yet.";

    /** @param from the directory of the file that asks for the package */
    static GeneratedClient of(ImagePath from, Machine machine) {
        // Where it is does not depend on the version of node.
        Modules modules = new Modules(machine, Release.of(""));
        return of(modules.installed(PACKAGE, from), false, modules, machine);
    }

    /** Whether the client is there, where steps that are not followed are taken to have put no package nearer than where it is. */
    static boolean isThere(ImagePath from, Machine machine) {
        Modules modules = new Modules(machine, Release.of(""));
        return of(modules.installedBehindSteps(PACKAGE, from), true, modules, machine) instanceof Present;
    }

    private static GeneratedClient of(
            Fact<ImagePath> installed, boolean behindSteps, Modules modules, Machine machine) {
        if (!(installed instanceof Fact.Present<ImagePath> real)
                || !(machine.files().follow(real.value().child("default.js")) instanceof Fact.Present<Located>)) {
            return new Unknown();
        }
        String client = ".prisma/client/default";
        Resolution resolution = behindSteps
                ? modules.resolveBehindSteps(client, real.value(), false, "")
                : modules.resolve(client, real.value(), false, "");
        if (resolution instanceof Resolution.Failed failed) {
            return new Missing(failed.message(), failed.evidence());
        }
        if (!(resolution instanceof Resolution.Found found)) {
            return new Unknown();
        }
        if (machine.files().follow(found.path()) instanceof Fact.Present<Located> file
                && Manifest.text(found.path(), machine) instanceof Fact.Present<SourceFile> text
                && text.value().text().contains(SAYS)) {
            return new Stub(file.value().node().meta().origin());
        }
        return machine.files().follow(found.path().parent().child("package.json")) instanceof Fact.Present<Located>
                ? new Present()
                : new Unknown();
    }
}
