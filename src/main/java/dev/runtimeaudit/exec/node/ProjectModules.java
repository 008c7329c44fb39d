package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.ImagePath;
import java.util.Optional;

/** Where imports lead, for the tools that build a project. */
public final class ProjectModules {

    private final Modules modules;

    public ProjectModules(Machine machine) {
        // A release that nobody knows: what belongs to node is asked of isBuiltin.
        this.modules = new Modules(machine, Release.of(""));
    }

    public static boolean isBuiltin(String specifier) {
        return Modules.builtin(specifier).isPresent();
    }

    /** The file that a package names as the one that is meant, as node looks for it; empty when it cannot be told. */
    public Optional<ImagePath> inPackage(String specifier, ImagePath from, boolean esm) {
        return modules.resolve(specifier, from, esm, "") instanceof Resolution.Found found
                ? Optional.of(found.path())
                : Optional.empty();
    }
}
