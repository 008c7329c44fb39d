package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Content.Program;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code nc -z}: asks whether a port can be reached. Without a network, and before anything listens, none can. */
final class Connection implements Launcher {

    /** Programs that run beside what they start, and may listen by then. */
    private static final Set<String> MAY_LISTEN = Set.of(
            "node",
            "npm",
            "npx",
            "pnpm",
            "yarn",
            "bun",
            "deno",
            "java",
            "python3",
            "nginx",
            "redis-server",
            "compiled");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Use use = new Use(call, program);
        Optional<List<String>> words = use.words();
        if (words.isEmpty()) {
            return use.ends();
        }
        boolean probes =
                words.get().stream().anyMatch(w -> w.startsWith("-") && !w.startsWith("--") && w.contains("z"));
        boolean closed =
                replay.world().network() == Network.NONE && replay.world().phase() == Phase.START;
        boolean alone = replay.visits().stream().noneMatch(visit -> MAY_LISTEN.contains(visit.program()));
        return probes && closed && alone ? use.tells(false) : Looking.bounded(use, words.get());
    }
}
