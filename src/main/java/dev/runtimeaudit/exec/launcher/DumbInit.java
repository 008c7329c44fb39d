package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/** dumb-init ({@code dumb-init.c}), which runs a command as its child and passes signals on. */
final class DumbInit implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        int at = 1;
        while (at < call.argv().size()) {
            if (!(call.argv().get(at).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            if (word.equals("--")) {
                at++;
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                break;
            }
            switch (word) {
                case "-c", "--single-child", "-v", "--verbose":
                    at++;
                    break;
                case "-r", "--rewrite":
                    at += 2;
                    break;
                default:
                    if (!word.startsWith("--rewrite=")) {
                        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                    }
                    at++;
            }
        }
        if (at >= call.argv().size()) {
            return Chain.fails(
                    call,
                    Cause.STEP_FAILS,
                    1,
                    "Usage: dumb-init [option] program [args]",
                    call.command().shown());
        }
        return Chain.exec(
                call.with(call.argv().subList(at, call.argv().size())),
                true,
                replay,
                (command, refused) -> new Chain.Words("[dumb-init] " + command + ": " + Chain.text(refused), 2));
    }
}
