package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;

/** {@code timeout 10 command}: what would run for ever is ended, and then the status is not the command's. */
final class Timeout implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        boolean busybox = Applets.isBusybox(program);
        List<Arg> words = call.arguments();
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String option = known.text();
            if (option.equals("-t")) {
                // BusyBox before 1.30 wanted the time behind it; today neither knows it.
                String line = busybox ? "timeout: unrecognized option: t" : "timeout: invalid option -- 't'";
                return Chain.fails(call, Cause.STEP_FAILS, busybox ? 1 : 125, line, "timeout");
            }
            at += option.equals("-k") || option.equals("-s") ? 2 : 1;
        }
        if (at + 1 >= words.size()) {
            return at == 0 && words.stream().allMatch(word -> word.value() instanceof Value.Known)
                    ? misses(call, busybox, words.size() - at)
                    : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Invocation inner =
                new Invocation(words.subList(at + 1, words.size()), call.machine(), call.at(), call.input(), false);
        List<End> ends = Chain.exec(inner, !busybox, replay, (command, refused) -> {
            int code = Chain.isMissing(refused) ? 127 : 126;
            String text = Chain.text(refused);
            String line = busybox
                    ? "timeout: can't execute '" + command + "': " + text
                    : "timeout: failed to run command '" + command + "': " + text;
            return new Chain.Words(line, code);
        });
        boolean outlasts = outlasts(words.get(at), words.subList(at + 1, words.size()));
        List<End> bounded = new ArrayList<>();
        for (End end : ends) {
            boolean killed =
                    end.exit() instanceof Exit.Never || outlasts && end.exit().isSuccess();
            if (killed) {
                // BusyBox lets the shell see the signal, GNU has a status of its own.
                bounded.add(new End(
                        end.machine(),
                        Exit.code(busybox ? 143 : 124),
                        end.output(),
                        end.conditions(),
                        end.tolerated()));
            } else if (end.exit() instanceof Exit.Lost lost) {
                Evidence evidence =
                        Evidence.of(call.at(), "ends it after a while").because(lost.evidence());
                bounded.add(new End(
                        end.machine(),
                        new Exit.Unknown(lost.reason(), evidence),
                        end.output(),
                        end.conditions(),
                        end.tolerated()));
            } else {
                bounded.add(end);
            }
        }
        return bounded;
    }

    /** What it says without a command: measured with BusyBox 1.35 and coreutils 9.1. */
    private static List<End> misses(Invocation call, boolean busybox, int operands) {
        String line = busybox
                ? "Usage: timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS"
                : (operands <= 0
                        ? "timeout: missing operand"
                        : "timeout: missing operand after '"
                                + call.shown().get(call.shown().size() - 1) + "'");
        return Chain.fails(call, Cause.STEP_FAILS, busybox ? 1 : 125, line, "timeout");
    }

    /** Whether a {@code sleep} takes longer than it is given. */
    private static boolean outlasts(Arg limit, List<Arg> words) {
        boolean sleeps = words.size() == 2 && words.get(0).shown().equals("sleep");
        return sleeps && seconds(words.get(1).shown()) > seconds(limit.shown()) && seconds(limit.shown()) > 0;
    }

    private static double seconds(String text) {
        int end = text.length();
        double factor = 1;
        if (end > 0 && "smh".indexOf(text.charAt(end - 1)) >= 0) {
            factor = Math.pow(60, "smh".indexOf(text.charAt(--end)));
        }
        String digits = text.substring(0, end);
        boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
        return number && !digits.equals(".") ? Double.parseDouble(digits) * factor : -1;
    }
}
