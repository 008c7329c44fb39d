package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** php at a command line (php.net, "Command line usage"): whether there is a program, whether all that it loads is there, and whether that serves. */
final class Php implements Launcher {

    private static final Set<String> QUESTIONS = Set.of("-v", "--version", "-m", "-i", "--ini", "-h", "--help");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            if (QUESTIONS.contains(word)) {
                return List.of(End.success(call.machine()));
            }
            if (word.equals("-S") && i + 1 < words.size()) {
                return server(call, words.get(i + 1), words.subList(i + 2, words.size()));
            }
            if (word.equals("-d")) {
                i++;
            } else if (!word.startsWith("-")) {
                return file(call, words.get(i), word);
            } else if (!word.startsWith("-d")) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** {@code -S}: the server that is built in, for the directory behind {@code -t} or the current one, and perhaps a script. */
    private static List<End> server(Invocation call, Arg address, List<Arg> words) {
        boolean rooted = words.size() > 1 && words.get(0).shown().equals("-t");
        boolean understood = words.size() <= (rooted ? 3 : 1)
                && words.stream().allMatch(word -> word.value() instanceof Value.Known)
                && words.stream()
                        .skip(rooted ? 1 : 0)
                        .noneMatch(word -> word.shown().startsWith("-"));
        ImagePath root =
                call.machine().directory().resolve(rooted ? words.get(1).shown() : ".");
        boolean there = call.machine().files().holdsDirectory(root);
        // Without a port it is "Invalid address".
        boolean listens = address.value() instanceof Value.Known known
                && known.text().lastIndexOf(':') > 0
                && Numeric.isNumber(known.text().substring(known.text().lastIndexOf(':') + 1));
        return understood && listens && there && call.last()
                ? Chain.never(call)
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static List<End> file(Invocation call, Arg word, String text) {
        Machine machine = call.machine();
        ImagePath path = machine.directory().resolve(text);
        Fact<Located> found = machine.files().follow(path);
        Evidence evidence = Evidence.of(word.at(), "runs `" + text + "`").because(found.evidence());
        String line = "Could not open input file: " + text;
        if (found instanceof Fact.Absent<Located>) {
            return Chain.failed(call, new Failure(Cause.START_FILE_MISSING, 1, line, word.at(), text, evidence));
        }
        if (found instanceof Fact.Present<Located> here
                && Permissions.of(here.value().node(), Permissions.Right.READ, machine.identity())
                        instanceof Fact.Absent<Node> denied) {
            return Chain.failed(
                    call,
                    new Failure(Cause.USER_CANNOT_READ, 1, line, word.at(), text, evidence.because(denied.evidence())));
        }
        PhpProgram loaded = new PhpProgram(machine, evidence);
        Optional<Doubt> doubt = loaded.load(path);
        if (doubt.isPresent()) {
            return Chain.lost(call, doubt.get().reason(), doubt.get().evidence());
        }
        return loaded.serves() && call.last() ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
