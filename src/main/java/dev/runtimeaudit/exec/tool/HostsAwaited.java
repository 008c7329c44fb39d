package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;

/**
 * {@code wait} of docker-compose-wait: waits until the hosts of WAIT_HOSTS answer and the paths of WAIT_PATHS are there, or until a
 * timeout ends it with status 1; with neither it succeeds at once (github.com/ufoscout/docker-compose-wait, "README", and its source,
 * {@code lib.rs}). It writes nothing. From 2.10 on it can run a command, WAIT_COMMAND, when it has waited.
 */
final class HostsAwaited implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Use use = new Use(call, program);
        if (call.machine().environment().get("WAIT_COMMAND") instanceof Fact.Present<String> given
                && !given.value().isBlank()) {
            Evidence evidence = Evidence.of(call.at(), "runs `" + given.value() + "` when it has waited");
            Reason reason = Reason.COMMAND_EFFECT_NOT_MODELLED;
            Machine after = call.machine().withFiles(call.machine().files().open(ImagePath.ROOT, reason, evidence));
            return List.of(End.of(after, new Exit.Lost(reason, evidence)));
        }
        return isNothing(call, "WAIT_HOSTS") && isNothing(call, "WAIT_PATHS") ? use.tells(true) : use.ends();
    }

    private static boolean isNothing(Invocation call, String name) {
        return call.machine()
                .environment()
                .get(name)
                .fold(set -> set.value().isBlank(), none -> true, unknown -> false);
    }
}
