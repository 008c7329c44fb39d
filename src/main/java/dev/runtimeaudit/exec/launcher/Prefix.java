package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/** {@code nice}, {@code nohup}, {@code setsid}, {@code stdbuf}: they change something about the process and become the command. */
final class Prefix implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<Arg> words = call.arguments();
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            // nice -n 5, stdbuf -o L; -n5 and -oL are one word
            boolean valued =
                    known.text().length() == 2 && "nioe".indexOf(known.text().charAt(1)) >= 0;
            at += valued ? 2 : 1;
            if (known.text().equals("--")) {
                break;
            }
        }
        if (at >= words.size()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        boolean busybox = Applets.isBusybox(program);
        String name = program.name();
        return Chain.exec(call.with(words.subList(at, words.size())), !busybox, replay, (command, refused) -> {
            int code = Chain.isMissing(refused) ? 127 : 126;
            String text = Chain.text(refused);
            if (busybox) {
                return new Chain.Words(name + ": can't execute '" + command + "': " + text, code);
            }
            String line = name.equals("nice") || name.equals("setsid")
                    ? name + ": '" + command + "': " + text
                    : name + ": failed to run command '" + command + "': " + text;
            return new Chain.Words(line, code);
        });
    }
}
