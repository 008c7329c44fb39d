package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Servers that load an application of python by the name of its module: {@code uvicorn main:app}, {@code gunicorn -b :80 app:app},
 * {@code celery -A tasks worker} (the manuals of uvicorn, gunicorn, hypercorn and celery, "Settings"). They serve when the module, and
 * all that it imports, is there.
 */
final class PythonServer implements Launcher {

    /** Options without a value. */
    private static final Map<String, Set<String>> FLAGS = Map.of(
            "uvicorn",
            Set.of(
                    "--reload",
                    "--proxy-headers",
                    "--no-proxy-headers",
                    "--access-log",
                    "--no-access-log",
                    "--server-header",
                    "--no-server-header",
                    "--date-header",
                    "--no-date-header",
                    "--use-colors",
                    "--no-use-colors",
                    "--factory"),
            "gunicorn",
            Set.of("--reload", "--preload", "--capture-output", "--no-sendfile", "--proxy-protocol", "-R", "--spew"),
            "hypercorn",
            Set.of("--reload", "--debug"),
            "celery",
            Set.of(
                    "-B",
                    "--beat",
                    "-E",
                    "--task-events",
                    "--without-gossip",
                    "--without-mingle",
                    "--without-heartbeat"));

    /** Asked for one of these, it does something else, or goes into the background. */
    private static final Set<String> ENDS =
            Set.of("--version", "-v", "--help", "-h", "--check-config", "--print-config", "--daemon", "-D", "--detach");

    private static final Set<String> DIRECTORIES = Set.of("--app-dir", "--chdir", "--workdir");

    private final String server;

    PythonServer(String server) {
        this.server = server;
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        Optional<String> application = Optional.empty();
        ImagePath directory = call.machine().directory();
        String command = "";
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            if (ENDS.contains(word)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (!word.startsWith("-")) {
                command = command.isEmpty() ? word : command;
                application = application.isEmpty() && !server.equals("celery") ? Optional.of(word) : application;
                continue;
            }
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            boolean attached =
                    word.contains("=") || FLAGS.getOrDefault(server, Set.of()).contains(word);
            boolean values = !attached && i + 1 < words.size();
            String value = word.contains("=")
                    ? word.substring(word.indexOf('=') + 1)
                    : values && words.get(i + 1).value() instanceof Value.Known next ? next.text() : "";
            if (DIRECTORIES.contains(name)) {
                directory = directory.resolve(value);
            }
            boolean names = server.equals("celery") && (name.equals("-A") || name.equals("--app"));
            application = names ? Optional.of(value) : application;
            i += values ? 1 : 0;
        }
        boolean works = !server.equals("celery") || command.equals("worker") || command.equals("beat");
        if (application.isEmpty() || !works || !call.last()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        return loads(call, application.get().split(":", 2)[0], directory);
    }

    private static List<End> loads(Invocation call, String module, ImagePath directory) {
        Evidence start = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        Optional<PythonPlace> place = PythonPlace.of(call.command().shown(), call.machine());
        PythonModules modules = new PythonModules(call.machine(), place, List.of(directory), start);
        Optional<Doubt> doubt = modules.load(module);
        boolean there = call.machine().files().follow(directory) instanceof Fact.Present<?>;
        return doubt.map(open -> Chain.lost(call, open.reason(), open.evidence()))
                .orElseGet(() -> there ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
    }
}
