package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;

/** {@code cross-env}: sets variables and runs a command; {@code cross-env-shell} gives it to a shell (cross-env 7, "Usage"). */
final class CrossEnv extends NodeTool {

    private final boolean shell;

    CrossEnv(boolean shell) {
        this.shell = shell;
    }

    @Override
    List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        Machine machine = call.machine();
        int at = 0;
        while (at < words.size() && isAssignment(words.get(at))) {
            String text = words.get(at).shown();
            int equals = text.indexOf('=');
            Evidence evidence = Evidence.of(words.get(at).at(), "sets it");
            String value = unquoted(text.substring(equals + 1));
            // `$NAME` in it stands for another variable.
            Fact<String> given = value.contains("$")
                    ? Fact.unknown(Reason.VALUE_NOT_KNOWN, evidence)
                    : new Fact.Present<>(value, evidence);
            machine = machine.withEnvironment(machine.environment().with(text.substring(0, equals), given));
            at++;
        }
        if (at >= words.size()) {
            return List.of(End.success(call.machine()));
        }
        List<Arg> command = new ArrayList<>(words.subList(at, words.size()));
        if (shell) {
            if (command.size() != 1) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            command.add(0, Arg.of("-c", call.at()));
            command.add(0, Arg.of("sh", call.at()));
        }
        Invocation child = new Invocation(command, machine, call.at(), call.input(), call.last());
        return Chain.exec(
                        child,
                        false,
                        replay,
                        (name, refused) -> new Chain.Words("Error: spawn " + name + " " + refused.errno(), 1))
                .stream()
                .map(end -> PackageScript.back(call, end))
                .toList();
    }

    private static boolean isAssignment(Arg word) {
        if (!(word.value() instanceof Value.Known known)) {
            return false;
        }
        int equals = known.text().indexOf('=');
        return equals > 0
                && known.text().substring(0, equals).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("'") && value.endsWith("'") || value.startsWith("\"") && value.endsWith("\""));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
