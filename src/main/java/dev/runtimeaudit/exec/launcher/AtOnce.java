package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Commands that one program starts side by side. In a build they are taken to come one after the other; at a start they keep the
 * container running where every one of them does. What happens when one ends, and others do not, is not followed.
 */
final class AtOnce {

    private AtOnce() {}

    static List<End> run(Invocation call, List<Function<Invocation, List<End>>> commands, Replay replay) {
        if (commands.size() == 1 || replay.guesses()) {
            return PackageScript.sequence(call, commands, replay);
        }
        List<Failure> tolerated = new ArrayList<>();
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        for (Function<Invocation, List<End>> command : commands) {
            for (End end : command.apply(call)) {
                if (end.exit() instanceof Exit.Lost lost) {
                    return Chain.lost(call, lost.reason(), lost.evidence());
                }
                if (!(end.exit() instanceof Exit.Never never)) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                evidence = evidence.because(never.evidence());
                end.tolerated().stream()
                        .filter(each -> !tolerated.contains(each))
                        .forEach(tolerated::add);
            }
        }
        return List.of(
                End.of(call.machine(), new Exit.Never(call.shown(), evidence)).after(List.of(), tolerated));
    }
}
