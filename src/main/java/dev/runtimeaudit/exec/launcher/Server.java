package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** A server that runs as its image starts it; with other arguments nothing is known. */
final class Server implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        String words = call.arguments().stream().map(Arg::shown).collect(Collectors.joining(" "));
        boolean asShipped = program.name().equals("redis-server") && words.isEmpty();
        return asShipped ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
