package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;

/**
 * A command of an installed package that does its work and ends: a migration, a generator. With which status is known only when
 * it runs; what it works with is mostly no file of the image.
 */
final class PackageCommand implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        return List.of(End.of(call.machine(), new Exit.Unknown(Reason.PROGRAM_NOT_MODELLED, evidence)));
    }
}
