package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code cross-env NAME=value command}, and {@code cross-env-shell}, which gives the command to a shell. Its words and its status
 * were measured with cross-env 7.0.3: that of the command; 1 when there is none of that name.
 */
final class CrossEnv extends NodeTool {

    private final boolean shell;

    CrossEnv(boolean shell) {
        this.shell = shell;
    }

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        Machine machine = shimmed(call.machine());
        int at = 0;
        while (at < words.size()) {
            if (!(words.get(at).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            int equals = known.text().indexOf('=');
            if (equals < 1) {
                break;
            }
            String name = known.text().substring(0, equals);
            boolean plain = name.chars().allMatch(c -> c == '_' || c < 128 && Character.isLetterOrDigit(c));
            if (!plain) {
                // It looks for NAME= anywhere in the word, "--name=value" included.
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            machine = set(machine, name, known.text().substring(equals + 1), words.get(at));
            at++;
        }
        if (at == words.size()) {
            return List.of(End.success(call.machine()));
        }
        List<Arg> command = new ArrayList<>(words.subList(at, words.size()));
        if (shell) {
            if (command.stream().anyMatch(word -> !(word.value() instanceof Value.Known))) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String line = String.join(" ", command.stream().map(Arg::shown).toList());
            command = List.of(
                    Arg.of("/bin/sh", call.at()),
                    Arg.of("-c", call.at()),
                    Arg.of(line, command.get(0).at()));
        }
        Invocation child = call.with(machine).with(command);
        // node starts it by execvp(3): glibc's gives what is no program to a shell.
        return PackageScript.spawned(call, child, call.machine().libc() == Linkage.GLIBC, replay);
    }

    /** Quotes around a value are taken off; what stands for another variable is not followed. */
    private static Machine set(Machine machine, String name, String written, Arg word) {
        Evidence sets = Evidence.of(word.at(), "sets `" + name + "`");
        boolean quotes = written.length() > 1
                && (written.charAt(0) == '\'' || written.charAt(0) == '"')
                && written.charAt(0) == written.charAt(written.length() - 1);
        String value = quotes ? written.substring(1, written.length() - 1) : written;
        boolean expands = value.indexOf('$') >= 0 || value.indexOf('\\') >= 0;
        return machine.withEnvironment(machine.environment()
                .with(name, expands ? Fact.unknown(Reason.VALUE_NOT_KNOWN, sets) : Fact.present(value)));
    }
}
