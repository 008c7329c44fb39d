package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Set;

/**
 * {@code k6 run}: a test that ends by itself, with a status that its thresholds decide (grafana.com/docs/k6, "Options reference"). Asked to
 * linger or to wait, it does not end; of one whose script is not proven to be there, nothing is said.
 */
final class LoadTest implements Launcher {

    private static final Set<String> STAYS = Set.of("--linger", "-l", "--paused", "-p");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        boolean tests = !words.isEmpty() && words.get(0).shown().equals("run");
        boolean ends = words.stream()
                .allMatch(word -> word.value() instanceof Value.Known known
                        && !STAYS.contains(known.text().split("=", 2)[0]));
        boolean scripted = words.stream()
                .skip(1)
                .anyMatch(word -> call.machine()
                        .files()
                        .holdsFile(call.machine().directory().resolve(word.shown())));
        if (!tests || !ends || !scripted) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        return List.of(End.of(call.machine(), new Exit.Unknown(Reason.PROGRAM_NOT_MODELLED, evidence)));
    }
}
