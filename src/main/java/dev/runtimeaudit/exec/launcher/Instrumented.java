package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/**
 * {@code opentelemetry-instrument}: sets variables, then replaces itself by the command behind its options
 * (opentelemetry-python-contrib, {@code auto_instrumentation}).
 */
final class Instrumented implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("--")) {
            at += known.text().contains("=") ? 1 : 2;
        }
        if (at >= words.size()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        return Chain.exec(
                call.with(words.subList(at, words.size())),
                false,
                replay,
                (command, refused) -> new Chain.Words(
                        Chain.isMissing(refused)
                                ? "FileNotFoundError: [Errno 2] No such file or directory: '" + command + "'"
                                : Chain.text(refused),
                        1));
    }
}
