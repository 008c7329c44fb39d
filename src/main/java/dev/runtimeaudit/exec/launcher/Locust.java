package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Map;

/** locust, as far as its command line is rejected (docs.locust.io, "Configuration"): argparse wants numbers where there are some. */
final class Locust implements Launcher {

    private static final Map<String, String> NUMBERS = Map.of(
            "-u", "-u/--users",
            "--users", "-u/--users",
            "-P", "--web-port/-P",
            "--web-port", "--web-port/-P",
            "--processes", "--processes",
            "--master-port", "--master-port");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            String option = word;
            String value = "";
            boolean attached = false;
            if (word.startsWith("--") && word.indexOf('=') > 0) {
                option = word.substring(0, word.indexOf('='));
                value = word.substring(word.indexOf('=') + 1);
                attached = true;
            } else if (word.startsWith("-") && !word.startsWith("--") && word.length() > 2) {
                option = word.substring(0, 2);
                value = word.substring(2);
                attached = true;
            } else if (i + 1 < words.size() && words.get(i + 1).value() instanceof Value.Known next) {
                value = next.text();
            }
            boolean number = NUMBERS.containsKey(option) && !value.isEmpty();
            if (number && !Numeric.isNumber(value)) {
                String line = "locust: error: argument " + NUMBERS.get(option) + ": invalid int value: '" + value + "'";
                return Numeric.rejected(call, words.get(attached ? i : i + 1), value, 2, line);
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
