package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The entry script of clickhouse's images (ClickHouse, docker/server/entrypoint.sh): without a command, or with options, it runs
 * the scripts of {@code /docker-entrypoint-initdb.d} and serves; what else it is given it executes.
 *
 * @param self the path by which it names itself
 */
record InitialisingServer(String self) implements Launcher {

    private static final ImagePath SCRIPTS = ImagePath.of("/docker-entrypoint-initdb.d");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        boolean serves = words.isEmpty() || words.get(0).shown().startsWith("--");
        if (!serves) {
            return new Handover(self).run(call, program, replay);
        }
        boolean plain = words.stream().allMatch(word -> Server.isHarmless(word, call.machine()));
        return plain && call.last() && script(call.machine().files()).isEmpty()
                ? Chain.never(call)
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** A script of the workspace that it runs before it serves; SQL is taken to be right. */
    static Optional<String> script(FileSystem files) {
        return files.follow(SCRIPTS) instanceof Fact.Present<FileSystem.Located> here
                        && here.value().node() instanceof Node.Directory directory
                ? directory.children().entrySet().stream()
                        .filter(child ->
                                child.getKey().endsWith(".sh") && !(child.getValue() instanceof Node.Slot.Gone))
                        .map(java.util.Map.Entry::getKey)
                        .findFirst()
                : Optional.empty();
    }
}
