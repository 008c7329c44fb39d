package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * {@code dotenv … -- command}: reads variables from files and runs a command (dotenv-cli, "Usage"). Where there is such a file, what
 * it sets is not followed.
 */
final class Dotenv extends NodeTool {

    private static final Set<String> FILES = Set.of("-e", "-c");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        Machine machine = call.machine();
        boolean open = false;
        boolean named = false;
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String word = known.text();
            if (word.equals("--")) {
                at++;
                break;
            }
            boolean valued = (FILES.contains(word) || word.equals("-v")) && at + 1 < words.size();
            boolean cascade =
                    word.equals("-c") && valued && words.get(at + 1).shown().startsWith("-");
            if (word.equals("-e") && valued) {
                named = true;
                open |= !isAbsent(words.get(at + 1).shown(), machine);
            } else {
                open |= word.equals("-v") || word.startsWith("-c");
            }
            at += valued && !cascade ? 2 : 1;
        }
        open |= !named && !isAbsent(".env", machine);
        if (at >= words.size() || open && !replay.guesses()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Invocation child = call.with(shimmed(machine)).with(words.subList(at, words.size()));
        return Chain.exec(
                        child,
                        false,
                        replay,
                        (name, refused) -> new Chain.Words("Error: spawn " + name + " " + refused.errno(), 1))
                .stream()
                .map(end -> PackageScript.back(call, end))
                .toList();
    }

    private static boolean isAbsent(String file, Machine machine) {
        return machine.files().follow(machine.directory().resolve(file)) instanceof Fact.Absent<Located>;
    }
}
