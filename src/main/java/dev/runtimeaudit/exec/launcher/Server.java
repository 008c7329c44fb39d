package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * A program that does nothing but serve. As it is shipped, or with files that are proven to be there, it stays up; whether
 * what stands in those files is right is not read. {@code mysqld} needs a database that is there, and is not followed without the
 * entry script that makes one ({@link DatabaseEntrypoint}).
 */
final class Server implements Launcher {

    /** Words that make it end: it was asked for something else than to serve. */
    private static final Set<String> ENDING = Set.of(
            "-v",
            "-V",
            "-h",
            "--version",
            "--help",
            "version",
            "help",
            "validate",
            "fmt",
            "adapt",
            "-t",
            "-T",
            "-C",
            "--check");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        if (program.name().equals("redis-server") && words.isEmpty()) {
            return Chain.never(call);
        }
        boolean open = replay.world().network() == World.Network.UNKNOWN;
        boolean harmless = switch (program.name()) {
            case "mysqld" -> false;
            case "mongod" -> DatabaseEntrypoint.mongo().serves(call);
            default -> words.stream().allMatch(word -> isHarmless(word, call.machine()));
        };
        boolean serves = open && call.last() && harmless;
        return serves ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** Whether nothing speaks against a word: it is known, does not end the program, and if it names a file, that is there. */
    static boolean isHarmless(Arg word, Machine machine) {
        if (!(word.value() instanceof Value.Known known) || ENDING.contains(known.text())) {
            return false;
        }
        String text = known.text().substring(known.text().indexOf('=') + 1);
        return !text.startsWith("/")
                || machine.files().follow(ImagePath.of(text)) instanceof Fact.Present<FileSystem.Located>;
    }
}
