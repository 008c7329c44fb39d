package dev.runtimeaudit.maven;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The modules of a build, and which of them a service belongs to.
 *
 * @param root the directory of the monorepo
 */
record Reactor(Path root, List<Module> modules) {

    /**
     * A module of the monorepo, also one that this session does not build.
     *
     * @param name for messages
     */
    record Module(Path directory, String name, Part part) {}

    /** What a module does for its services. */
    enum Part {
        /** It is built in this session, and runs the goal. */
        AUDITS,
        /** It is built in this session, or could be, but it does not run the goal. */
        BYSTANDER,
        /** It runs the goal, but in another session: {@code -pl}, {@code -rf} or a start below the top left it out. */
        LEFT_OUT
    }

    Reactor {
        modules = List.copyOf(modules);
    }

    /**
     * The module that audits a service, or would if it were built: the deepest one that holds it. A module that holds
     * other modules owns nothing but a service in its very directory, and the root of the monorepo not even that: it is
     * built before the modules that such a service is made of.
     */
    Optional<Module> owner(Path service) {
        return modules.stream()
                .filter(module -> service.startsWith(module.directory()))
                .max(Comparator.comparingInt(module -> module.directory().getNameCount()))
                .filter(module -> module.part() != Part.BYSTANDER)
                .filter(module -> !holdsModules(module)
                        || (module.directory().equals(service)
                                && !module.directory().equals(root)));
    }

    private boolean holdsModules(Module module) {
        return modules.stream()
                .anyMatch(other -> other.directory().startsWith(module.directory())
                        && !other.directory().equals(module.directory()));
    }
}
