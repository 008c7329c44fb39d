package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes that a container keeps once it is up: the one with the number 1, and what each waits for down to the program that
 * serves.
 */
public final class Processes {

    /** Programs that become what they run (execve(2) without a fork). */
    private static final Set<String> BECOMING = Set.of(
            "bun-docker-entrypoint",
            "deno-docker-entrypoint",
            "env",
            "gosu",
            "mariadb-docker-entrypoint",
            "mongo-docker-entrypoint",
            "mysql-docker-entrypoint",
            "nginx-docker-entrypoint",
            "nice",
            "node-docker-entrypoint",
            "nohup",
            "postgres-docker-entrypoint",
            "redis-docker-entrypoint",
            "stdbuf",
            "su-exec");

    /** Programs that wait for what they run. */
    private static final Set<String> WAITING = Set.of(
            "ash",
            "bash",
            "catatonit",
            "cross-env",
            "dash",
            "docker-init",
            "dumb-init",
            "npm",
            "npx",
            "pnpm",
            "tini",
            "yarn");

    private Processes() {}

    /** Outermost first; empty for a container that does not start, and where a program on the way is not known well enough. */
    public static Optional<List<Visit>> of(Launch launch) {
        if (!(launch.outcome() instanceof Outcome.Starts starts)
                || launch.request().world().init()) {
            return Optional.empty();
        }
        Optional<List<Visit>> found = Optional.empty();
        for (Visit visit : launch.visits()) {
            if (visit.argv().equals(starts.process())) {
                Optional<List<Visit>> processes = above(visit, launch.visits());
                boolean other = found.isPresent()
                        && !programs(found.get())
                                .equals(processes.map(Processes::programs).orElse(List.of()));
                if (processes.isEmpty() || other) {
                    return Optional.empty();
                }
                found = processes;
            }
        }
        return found;
    }

    private static List<String> programs(List<Visit> processes) {
        return processes.stream().map(Visit::program).toList();
    }

    private static Optional<List<Visit>> above(Visit last, List<Visit> all) {
        List<Visit> processes = new ArrayList<>(List.of(last));
        Visit at = last;
        while (at.caller().isPresent()) {
            Visit caller = all.get(at.caller().getAsInt());
            boolean becomes = at.becomes() || BECOMING.contains(caller.program());
            if (!becomes && !WAITING.contains(caller.program())) {
                return Optional.empty();
            }
            if (!becomes) {
                processes.add(0, caller);
            }
            at = caller;
        }
        return Optional.of(processes);
    }
}
