package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Commands that fail whether they are there or not: without the program there is no command, and the program itself refuses its
 * command line, or what it finds, wherever it comes from.
 */
public final class Whichever {

    private static final Set<String> PROGRAMS = Set.of("prisma");

    private Whichever() {}

    /**
     * How a program ends that may be there; empty unless it can only fail.
     *
     * @param name of the program, as its package calls it
     * @param version as far as it is known
     */
    public static Optional<List<End>> failing(String name, String version, Invocation call, Replay replay) {
        Optional<Launcher> launcher = replay.launcher(name).filter(known -> PROGRAMS.contains(name));
        if (launcher.isEmpty()) {
            return Optional.empty();
        }
        List<End> ends = launcher.get().run(call, new Program(name, version, Linkage.UNKNOWN), replay);
        boolean fails = ends.stream()
                .allMatch(end ->
                        end.exit() instanceof Exit.Code code && code.failure().isPresent());
        return fails ? Optional.of(ends) : Optional.empty();
    }
}
