package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import java.util.List;
import java.util.Set;

/**
 * {@code cron} of Debian and {@code crond} of BusyBox, dcron and cronie (cron(8), crond(8), {@code busybox crond --help}): told to stay
 * in the foreground by root, it runs what the tables say until it is stopped. Whether a table is right is not read.
 */
final class Cron implements Launcher {

    private static final Set<String> PLAIN = Set.of("-l", "-S", "-P", "-s", "-i");

    private static final Set<String> VALUED = Set.of("-L", "-l", "-d", "-c", "-x", "-m", "-M");

    private final Launcher otherwise;

    /** @param otherwise what is known when it goes into the background */
    Cron(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Machine.Identity who = call.machine().identity();
        boolean root = who.known() && who.isRoot();
        return root && call.last() && stays(call, program) ? Chain.never(call) : otherwise.run(call, program, replay);
    }

    /** Of cronie alone {@code -n} says so as well; Debian's {@code -l} takes no value. */
    private static boolean stays(Invocation call, Content.Program program) {
        boolean debian = program.name().equals("cron");
        boolean busybox = program.version().startsWith("busybox");
        boolean stays = false;
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return false;
            }
            String word = known.text();
            boolean foreground = word.equals("-f") || word.equals("-n") && !debian && !busybox;
            boolean valued = VALUED.contains(word) && !(debian && word.equals("-l"));
            boolean attached =
                    word.length() > 2 && VALUED.contains(word.substring(0, 2)) && Numeric.isNumber(word.substring(2));
            if (valued && i + 1 < words.size()) {
                i++;
            } else if (!foreground && !attached && (valued || !PLAIN.contains(word))) {
                return false;
            }
            stays |= foreground;
        }
        return stays;
    }
}
