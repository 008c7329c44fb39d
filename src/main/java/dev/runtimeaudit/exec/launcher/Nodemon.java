package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code nodemon server.js}, {@code nodemon --exec "node -r dotenv/config" server.js}: runs a script, and again whenever a file changes
 * (github.com/remy/nodemon, {@code lib/cli/parse.js}; measured with 3.1). It waits where what it runs ends or fails: the container then stays
 * up and serves nothing, which is left open. So are settings in a file.
 */
final class Nodemon extends NodeTool {

    private static final Set<String> VALUED = Set.of(
            "-w",
            "--watch",
            "-i",
            "--ignore",
            "-e",
            "--ext",
            "-d",
            "--delay",
            "-P",
            "--polling-interval",
            "-s",
            "--signal");

    private static final Set<String> BARE = Set.of(
            "-L",
            "--legacy-watch",
            "-q",
            "--quiet",
            "-V",
            "--verbose",
            "-I",
            "--no-stdin",
            "--no-update-notifier",
            "--no-colours",
            "--no-colors",
            "--spawn");

    /** It reads another file, ends with what it runs, or runs nothing at first. */
    private static final Set<String> OTHER = Set.of(
            "--config", "--cwd", "--exitcrash", "-C", "--on-change-only", "--dump", "-h", "--help", "-v", "--version");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        List<Arg> rest = new ArrayList<>();
        String exec = "";
        String script = "";
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String text = known.text();
            // It takes its own options from behind the script, too (measured with 3.1).
            if (OTHER.contains(text) || text.equals("--") || script.isEmpty() && text.equals(".")) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            } else if (VALUED.contains(text)) {
                i++;
            } else if ((text.equals("-x") || text.equals("--exec"))
                    && i + 1 < words.size()
                    && words.get(i + 1).value() instanceof Value.Known command) {
                exec = command.text();
                i++;
            } else if (!BARE.contains(text) && !isLong(text)) {
                script = script.isEmpty() && isFile(text, call.machine()) ? text : script;
                rest.add(words.get(i));
            }
        }
        String runner = exec.isEmpty() ? runner(script) : exec;
        if (script.isEmpty() || runner.isEmpty() || isConfigured(call.machine())) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        StringBuilder line = new StringBuilder(runner);
        rest.forEach(word -> line.append(' ').append(PackageScript.quoted(word.shown())));
        List<Arg> shell = List.of(Arg.of("sh", call.at()), Arg.of("-c", call.at()), Arg.of(line.toString(), call.at()));
        return PackageScript.spawned(call, call.with(shimmed(call.machine())).with(shell), false, replay).stream()
                .map(end -> end.exit() instanceof Exit.Never ? end : waiting(call, end))
                .toList();
    }

    /** {@code --watch=src}: an option and its value in one word. */
    private static boolean isLong(String text) {
        int equals = text.indexOf('=');
        return equals > 0 && VALUED.contains(text.substring(0, equals));
    }

    private static boolean isFile(String text, Machine machine) {
        return !text.startsWith("-")
                && machine.files().holdsFile(machine.directory().resolve(text));
    }

    /** {@code execMap}: what runs a script of which only the name is given. */
    private static String runner(String script) {
        if (script.endsWith(".ts")) {
            return "ts-node";
        }
        return script.endsWith(".js") || script.endsWith(".mjs") || script.endsWith(".cjs") ? "node" : "";
    }

    /** Whether settings stand, or may stand, in a file; what people write, no step makes. */
    private static boolean isConfigured(Machine machine) {
        Fact<Located> file = machine.files().follow(machine.directory().child("nodemon.json"));
        boolean none = (file instanceof Fact.Absent<Located>
                        || file instanceof Fact.Unknown<Located> unknown
                                && unknown.reason().isOfStep())
                && !(Manifest.in(machine.directory(), machine) instanceof Manifest.Found found
                        && found.json().json().member("nodemonConfig").isPresent());
        return !none;
    }

    /** It does not end: it waits for a change. */
    private static End waiting(Invocation call, End end) {
        Exit lost = end.exit() instanceof Exit.Lost known
                ? new Exit.Lost(known.reason(), known.evidence())
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED).get(0).exit();
        return new End(end.machine(), lost, end.output(), end.conditions(), List.of());
    }
}
