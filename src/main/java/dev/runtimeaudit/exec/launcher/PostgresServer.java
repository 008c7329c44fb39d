package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Set;

/**
 * {@code postgres} that a package brought or the build made (src/backend/main/main.c, src/backend/postmaster/postmaster.c): it serves a
 * database that is there, for anybody but root. Where the image is that of postgres itself, its entry script sees to both.
 */
public final class PostgresServer implements Launcher {

    /** Under this name the model knows it. */
    public static final String NAME = "postgres-server";

    private static final String VERSION = "PG_VERSION";

    /** Settings that name another place, or what has to be there besides: an option {@code -D}, libraries, a certificate. */
    private static final List<String> ASIDE = List.of("_D", "data_dir", "preload_libraries", "ssl");

    private static final Set<String> ASKING = Set.of("--help", "-?", "--version", "-V", "--describe-config");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        if (!words.isEmpty() && ASKING.contains(words.get(0).shown())) {
            return List.of(prints(call));
        }
        Machine.Identity who = call.machine().identity();
        boolean has = call.machine().environment().get("PGDATA") instanceof Fact.Present<String> data
                && isDatabase(call.machine(), call.machine().directory().resolve(data.value()));
        boolean elsewhere = words.stream()
                .map(word -> word.shown().replace('-', '_'))
                .anyMatch(word -> ASIDE.stream().anyMatch(word::contains));
        if (words.size() == 2 && words.get(0).shown().equals("-C") && has && who.known() && who.uid() != 0) {
            return List.of(prints(call));
        }
        boolean serves = who.known()
                && who.uid() != 0
                && words.stream().allMatch(word -> Server.isHarmless(word, call.machine()))
                && has
                && !elsewhere;
        boolean none = !elsewhere
                && call.machine().environment().get("PGDATA") instanceof Fact.Present<String> data
                && call.machine()
                                .files()
                                .follow(call.machine()
                                        .directory()
                                        .resolve(data.value())
                                        .child(VERSION))
                        instanceof Fact.Absent<Located>;
        if (none) {
            // A database may be mounted there, but whoever wants none to be made sees to one.
            Evidence why = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "` without a database");
            return List.of(End.of(call.machine(), new Exit.Unknown(Reason.VALUE_NOT_KNOWN, why, true)));
        }
        return serves && call.last() && replay.world().phase() == World.Phase.START
                ? Chain.never(call)
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static End prints(Invocation call) {
        Evidence prints = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        return End.success(call.machine()).printing(Value.unknown(Reason.VALUE_NOT_KNOWN, prints));
    }

    /** Whether a directory is proven to hold a database. */
    public static boolean isDatabase(Machine machine, ImagePath directory) {
        return machine.files().follow(directory.child(VERSION)) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File;
    }
}
