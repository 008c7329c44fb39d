package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/**
 * An entry script of a base image that prepares something and then executes what it is given: {@code exec "$@"}.
 *
 * @param self the path by which it names itself
 */
record Handover(String self) implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        if (call.arguments().isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        return Chain.exec(call.with(call.arguments()), true, replay, (command, refused) -> {
            boolean missing = Chain.isMissing(refused);
            String text = missing ? "not found" : Chain.text(refused);
            return new Chain.Words(self + ": exec: " + command + ": " + text, missing ? 127 : 126);
        });
    }
}
