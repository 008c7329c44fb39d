package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code cron} of Debian and {@code crond} of BusyBox, dcron and cronie (cron(8), crond(8), {@code busybox crond --help}): told to stay
 * in the foreground by root, it runs what the tables say until it is stopped. One that changes into the directory of its tables ends where
 * that is missing: then nothing is said. Whether a table is right is not read.
 */
final class Cron implements Launcher {

    private static final Set<String> PLAIN = Set.of("-l", "-S", "-P", "-s", "-i");

    private static final Set<String> VALUED = Set.of("-L", "-l", "-d", "-c", "-x", "-m", "-M");

    /** Where BusyBox has its tables ({@code miscutils/crond.c}). */
    private static final String TABLES = "/var/spool/cron/crontabs";

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
        // Debian's and cronie's make do without, or have it from their package.
        Optional<String> tables = Optional.of(TABLES).filter(any -> busybox);
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
            if (word.equals("-c") && !debian) {
                tables = Optional.of(i + 1 < words.size() ? words.get(i + 1).shown() : "");
            }
            if (valued && i + 1 < words.size()) {
                i++;
            } else if (!foreground && !attached && (valued || !PLAIN.contains(word))) {
                return false;
            }
            stays |= foreground;
        }
        return stays && tables.map(path -> mayBeThere(path, call)).orElse(true);
    }

    /** The usual one comes with Alpine, which is known by its apk (alpine-baselayout); any other has to be there. */
    private static boolean mayBeThere(String tables, Invocation call) {
        Fact<Located> found =
                call.machine().files().follow(call.machine().directory().resolve(tables));
        return found instanceof Fact.Present<Located> there
                ? there.value().node() instanceof Node.Directory
                : tables.equals(TABLES)
                        && found instanceof Fact.Unknown<Located>
                        && Kernel.onPath("apk", call.machine()) instanceof Fact.Present<ImagePath>;
    }
}
