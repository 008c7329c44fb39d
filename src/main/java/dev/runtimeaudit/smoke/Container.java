package dev.runtimeaudit.smoke;

import dev.runtimeaudit.smoke.Command.Ran;
import dev.runtimeaudit.smoke.Observation.Check;
import dev.runtimeaudit.smoke.Observation.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One container of a real engine, seen from outside and, where it has the tools, from inside. */
final class Container {

    /** Both of a shell and of engines: it could not be executed, or is not there. */
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);

    private static final String LISTENING = "0A";

    private final Engine engine;
    private final String name;

    Container(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    /**
     * What the engine says of it.
     *
     * @param pid of its process 1, as the engine's host counts
     */
    record State(boolean isRunning, int exitCode, long pid) {}

    State state() {
        Ran answer = engine.ask(
                Engine.QUICK, "inspect", "--format", "{{.State.Running}} {{.State.ExitCode}} {{.State.Pid}}", name);
        String[] words = answer.output().strip().split(" ", -1);
        if (!answer.succeeded() || words.length != 3) {
            throw new IllegalStateException("cannot inspect " + name + ": " + answer.text());
        }
        return new State(words[0].equals("true"), Integer.parseInt(words[1]), Long.parseLong(words[2]));
    }

    /** Everything it printed until now, also kept in a file. */
    String log(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
        return engine.ask(Engine.QUICK, file, "logs", name).output();
    }

    private Ran inside(Duration limit, List<String> words) {
        List<String> all = new ArrayList<>(List.of("exec", name));
        all.addAll(words);
        return engine.ask(limit, all);
    }

    /** A file of its /proc: by its own {@code cat}, else, where engine and audit share a kernel, from this side. */
    private Optional<String> proc(String path) {
        Ran cat = inside(Engine.QUICK, List.of("cat", "/proc/" + path));
        if (cat.succeeded()) {
            return Optional.of(cat.output());
        }
        long pid = state().pid();
        Path own = Path.of("/proc", String.valueOf(pid), path.startsWith("1/") ? path.substring(2) : path);
        try {
            return pid > 0 && Files.isReadable(own)
                    ? Optional.of(Files.readString(own, StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it has just ended
        }
    }

    /** Whether this is what runs: as process 1, behind an init, or as another process. */
    Check runs(List<String> process) {
        Optional<List<String>> first = proc("1/cmdline")
                .map(text -> Stream.of(text.split("\0", -1))
                        .filter(word -> !word.isEmpty())
                        .toList());
        if (first.isEmpty() || first.get().isEmpty()) {
            return new Check("process", Result.NOT_SEEN, "the container has no cat, and its /proc is not here");
        }
        String one = String.join(" ", first.get());
        String seen = "process 1 is " + one;
        if (process.isEmpty()) {
            return new Check("process", Result.PASSED, seen);
        }
        String wanted = shown(process);
        if (isSame(one, wanted)) {
            return new Check("process", Result.PASSED, seen);
        }
        List<String> all = processes();
        return all.stream().anyMatch(line -> isSame(line, wanted))
                ? new Check("process", Result.PASSED, seen + ", and " + wanted + " runs below it")
                : new Check(
                        "process",
                        all.isEmpty() ? Result.NOT_SEEN : Result.FAILED,
                        seen + ", predicted: " + wanted
                                + (all.isEmpty() ? "" : "; running: " + String.join(" | ", all)));
    }

    private List<String> processes() {
        Ran top = engine.family() == Engine.Family.PODMAN
                ? engine.ask(Engine.QUICK, "top", name, "args")
                : engine.ask(Engine.QUICK, "top", name, "-eo", "args");
        return top.succeeded() ? top.output().lines().skip(1).map(String::strip).toList() : List.of();
    }

    /** The same command line, however its program was found; one that has given itself a title begins with its name. */
    private static boolean isSame(String seen, String wanted) {
        String[] words = seen.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            if (shown(Arrays.asList(words).subList(i, words.length)).equals(wanted)) {
                return true;
            }
        }
        return seen.startsWith(wanted.split(" ", 2)[0] + ": ");
    }

    private static String shown(List<String> words) {
        String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
        List<String> all = new ArrayList<>(words);
        all.set(0, program);
        return String.join(" ", all);
    }

    /** Whether a command is missing, as {@code which} would say. */
    Check lacks(String command) {
        String check = "no " + command;
        Ran which = inside(Engine.QUICK, List.of("sh", "-c", "command -v \"$0\"", command));
        String found = which.output().strip();
        if (which.code() == 0 && !found.isEmpty()) {
            return new Check(check, Result.FAILED, found);
        }
        boolean hasShell = inside(Engine.QUICK, List.of("sh", "-c", "exit 3")).code() == 3;
        if (hasShell) {
            return new Check(check, Result.PASSED, command + " is not on PATH");
        }
        Ran direct = inside(Engine.QUICK, List.of(command, "--version"));
        return NOT_RUN.contains(direct.code())
                ? new Check(check, Result.PASSED, command + " is not on PATH")
                : new Check(check, Result.FAILED, "`" + command + " --version` runs");
    }

    Check isNotRoot() {
        Optional<String> uids = proc("1/status")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("Uid:")).findFirst());
        if (uids.isEmpty()) {
            return new Check("user", Result.NOT_SEEN, "the container has no cat, and its /proc is not here");
        }
        String effective = uids.get().strip().split("\\s+", -1)[2];
        return new Check(
                "user", effective.equals("0") ? Result.FAILED : Result.PASSED, "process 1 runs as uid " + effective);
    }

    /** One run of the command of its health check. */
    Check isHealthy(List<String> command, Duration limit) {
        Ran ran = inside(limit, command);
        String words = String.join(" ", command);
        return ran.succeeded()
                ? new Check("health", Result.PASSED, words)
                : new Check(
                        "health",
                        Result.FAILED,
                        words + " ends with " + ran.code()
                                + ran.text()
                                        .lines()
                                        .findFirst()
                                        .map(line -> ": " + line)
                                        .orElse(""));
    }

    /** Whether somebody listens on a port, on an address that others can reach. */
    Check listens(int port) {
        String check = "port " + port;
        Optional<String> four = proc("net/tcp");
        Optional<String> six = proc("net/tcp6");
        if (four.isEmpty() && six.isEmpty()) {
            return new Check(check, Result.NOT_SEEN, "the container has no cat, and its /proc is not here");
        }
        List<String> addresses = Stream.concat(
                        four.orElse("").lines(), six.orElse("").lines())
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields.length > 3 && fields[3].equals(LISTENING))
                .map(fields -> fields[1])
                .toList();
        Set<Integer> others = new TreeSet<>();
        boolean onlyHere = false;
        for (String address : addresses) {
            int colon = address.lastIndexOf(':');
            int at = Integer.parseInt(address.substring(colon + 1), 16);
            boolean isLoopback =
                    address.startsWith("0100007F") || address.startsWith("00000000000000000000000001000000");
            if (at == port && !isLoopback) {
                return new Check(check, Result.PASSED, "somebody listens");
            }
            onlyHere |= at == port;
            others.add(at);
        }
        return new Check(
                check,
                Result.FAILED,
                onlyHere
                        ? "somebody listens on the loopback address only"
                        : "nobody listens" + (others.isEmpty() ? "" : "; there is somebody on " + others));
    }

    /** Ends it as a deployment would. */
    Check stops(Duration limit) {
        engine.ask(limit.plus(Engine.QUICK), "stop", "--time", String.valueOf(Math.max(1, limit.toSeconds())), name);
        State state = state();
        boolean isKilled = state.isRunning() || state.exitCode() == 137;
        return new Check(
                "stop",
                isKilled ? Result.FAILED : Result.PASSED,
                isKilled
                        ? "still there " + limit.toSeconds() + " s after SIGTERM, and killed"
                        : "ends with " + state.exitCode() + " after SIGTERM");
    }
}
