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
        return plain && call.last() && !isScripted(call.machine().files(), List.of(".sh"))
                ? Chain.never(call)
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /**
     * Whether a script of the workspace may be run before it serves, or what a step that is not followed has put there; SQL is taken to
     * be right.
     *
     * @param endings what names of scripts end with
     */
    static boolean isScripted(FileSystem files, List<String> endings) {
        Fact<FileSystem.Located> scripts = files.follow(SCRIPTS);
        if (!(scripts instanceof Fact.Present<FileSystem.Located> here)) {
            return scripts instanceof Fact.Unknown<FileSystem.Located> unknown
                    && unknown.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN;
        }
        return !(here.value().node() instanceof Node.Directory directory)
                || isFilled(directory)
                || directory.children().entrySet().stream()
                        .anyMatch(child -> endings.stream().anyMatch(child.getKey()::endsWith)
                                && !(child.getValue() instanceof Node.Slot.Gone));
    }

    /** Whether somebody else than the base image may have put more into it. */
    static boolean isFilled(Node.Directory directory) {
        return directory.rest() instanceof Node.Rest.Open open && open.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN;
    }
}
