package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;

/**
 * A program that a compiler has made from the sources of the workspace. As what a container starts it is taken to be the
 * server it was written to be; as a step of a build or a script its status is not known.
 */
final class Compiled implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        if (replay.world().phase() == World.Phase.START && call.last()) {
            return List.of(End.of(call.machine(), new Exit.Never(call.shown(), evidence)));
        }
        return List.of(End.of(call.machine(), new Exit.Unknown(Reason.PROGRAM_NOT_MODELLED, evidence)));
    }
}
