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
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * python (docs.python.org, "Command line and environment"): whether there is something to run, whether all that it loads is there, and
 * whether that serves.
 */
final class Python implements Launcher {

    private static final Set<String> SERVERS = Set.of("uvicorn", "gunicorn", "hypercorn", "celery");

    private static final Set<String> VALUED = Set.of("-W", "-X", "--check-hash-based-pycs");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            if (word.equals("--version") || word.equals("-V") || word.equals("-VV") || word.equals("--help")) {
                return List.of(End.success(call.machine()));
            }
            if (word.startsWith("-")) {
                if (word.equals("-m") && i + 1 < words.size()) {
                    return module(call, words.subList(i + 1, words.size()), replay);
                }
                if (word.equals("-c") || word.equals("-m") || word.equals("-")) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                i += VALUED.contains(word) ? 1 : 0;
                continue;
            }
            return file(call, words.get(i), word);
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static List<End> file(Invocation call, Arg word, String text) {
        Machine machine = call.machine();
        ImagePath path = machine.directory().resolve(text);
        Fact<FileSystem.Located> found = machine.files().follow(path);
        Evidence evidence = Evidence.of(word.at(), "runs `" + text + "`").because(found.evidence());
        String self = call.command().shown();
        if (found instanceof Fact.Absent<FileSystem.Located>) {
            String line = self + ": can't open file '" + path + "': [Errno 2] No such file or directory";
            return Chain.failed(call, new Failure(Cause.START_FILE_MISSING, 2, line, word.at(), text, evidence));
        }
        if (found instanceof Fact.Present<FileSystem.Located> here) {
            Fact<Node> readable = Permissions.of(here.value().node(), Permissions.Right.READ, machine.identity());
            if (readable instanceof Fact.Absent<Node> denied) {
                String line = self + ": can't open file '" + path + "': [Errno 13] Permission denied";
                return Chain.failed(
                        call,
                        new Failure(
                                Cause.USER_CANNOT_READ, 2, line, word.at(), text, evidence.because(denied.evidence())));
            }
            boolean noMain = here.value().node() instanceof Node.Directory
                    && machine.files().follow(path.child("__main__.py")) instanceof Fact.Absent<?>;
            if (noMain) {
                String real = self.contains("/") ? self : "/usr/local/bin/" + self;
                String line = real + ": can't find '__main__' module in '" + text + "'";
                return Chain.failed(call, new Failure(Cause.START_FILE_MISSING, 1, line, word.at(), text, evidence));
            }
        }
        return found instanceof Fact.Present<FileSystem.Located> here
                        && here.value().node() instanceof Node.File
                ? loaded(call, modules(call, path.parent(), evidence), modules -> modules.program(path))
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** {@code -m}: a server that is installed, or a module that is run as the program; it is looked for from the current directory on. */
    private static List<End> module(Invocation call, List<Arg> words, Replay replay) {
        if (!(words.get(0).value() instanceof Value.Known known)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        String name = known.text();
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        boolean installed = PythonPlace.of(call.command().shown(), call.machine())
                .map(place -> place.commands().child(name))
                .filter(command -> call.machine().files().follow(command) instanceof Fact.Present<FileSystem.Located>)
                .isPresent();
        if (SERVERS.contains(name) && installed) {
            String beside = PythonPlace.of(call.command().shown(), call.machine())
                    .orElseThrow()
                    .commands()
                    .child(name)
                    .value();
            List<Arg> argv = new ArrayList<>(words);
            argv.set(0, Arg.of(beside, words.get(0).at()));
            return new PythonServer(name)
                    .run(call.with(argv), new Content.Program(name, "", Content.Linkage.UNKNOWN), replay);
        }
        return loaded(call, modules(call, call.machine().directory(), evidence), modules -> modules.run(name));
    }

    private static PythonModules modules(Invocation call, ImagePath root, Evidence evidence) {
        return new PythonModules(
                call.machine(), PythonPlace.of(call.command().shown(), call.machine()), List.of(root), evidence);
    }

    private static List<End> loaded(
            Invocation call, PythonModules modules, Function<PythonModules, Optional<Doubt>> load) {
        Optional<Doubt> doubt = load.apply(modules);
        if (doubt.isPresent()) {
            return Chain.lost(call, doubt.get().reason(), doubt.get().evidence());
        }
        return modules.serves() && call.last() ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
