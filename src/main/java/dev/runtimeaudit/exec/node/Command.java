package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Aftermath.Seen;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line that a program gives to a function of {@code child_process} (nodejs.org, "Child process").
 *
 * @param words what is run, a shell in front of it where one reads it
 * @param line what node says failed
 * @param piped the program gets what it prints
 * @param text as a text, not as bytes
 */
record Command(List<String> words, String line, boolean piped, boolean text) {

    private static final Set<String> STDIO = Set.of("ignore", "inherit", "pipe");

    private static final Set<String> TEXTS = Set.of("utf8", "utf-8");

    /** No program ends with this: it could not be run. */
    private static final int REFUSED = -1;

    Command {
        words = List.copyOf(words);
    }

    /** The command of a call; empty where it is not known which, or it is run in a way that is not followed. */
    static Optional<Command> of(String function, List<Val> arguments, Val environment) {
        List<Val> rest = new ArrayList<>(arguments);
        List<String> words = new ArrayList<>();
        boolean line = function.equals("execSync");
        if (rest.isEmpty() || !(rest.remove(0) instanceof Val.Known command) || !(command.value() instanceof String)) {
            return Optional.empty();
        }
        words.add(Operators.text(command).orElseThrow());
        if (!line && !rest.isEmpty() && rest.get(0) instanceof Val.Obj list && list.array) {
            rest.remove(0);
            if (list.elements.isEmpty() || !list.properties.isEmpty()) {
                return Optional.empty();
            }
            for (Val element : list.elements.get()) {
                if (!(element instanceof Val.Known known) || !(known.value() instanceof String text)) {
                    return Optional.empty();
                }
                words.add(text);
            }
        }
        Map<String, Val> options = Map.of();
        if (rest.size() == 1 && rest.get(0) instanceof Val.Obj given && !given.open && !given.array) {
            options = given.properties;
        } else if (!rest.isEmpty()) {
            return Optional.empty();
        }
        return with(options, words, function, environment);
    }

    private static Optional<Command> with(
            Map<String, Val> options, List<String> words, String function, Val environment) {
        boolean shell = function.equals("execSync");
        boolean piped = true;
        boolean text = false;
        for (var option : options.entrySet()) {
            Val value = option.getValue();
            String word = value instanceof Val.Known ? Operators.text(value).orElse("") : "";
            switch (option.getKey()) {
                case "stdio" -> {
                    if (!STDIO.contains(word)) {
                        return Optional.empty();
                    }
                    piped = word.equals("pipe");
                }
                case "shell" -> {
                    boolean asked = value.equals(new Val.Known(true));
                    if (function.equals("execSync") || !asked && !value.equals(new Val.Known(false))) {
                        return Optional.empty();
                    }
                    shell = asked;
                }
                case "env" -> {
                    if (!value.equals(environment)) {
                        return Optional.empty();
                    }
                }
                case "encoding" -> {
                    if (function.equals("spawn") || !TEXTS.contains(word)) {
                        return Optional.empty();
                    }
                    text = true;
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        String shown = String.join(" ", words);
        return Optional.of(new Command(shell ? List.of("/bin/sh", "-c", shown) : words, shown, piped, text));
    }

    /** A shell may leave others behind that hold the pipe on which node waits. */
    boolean leavesOthers() {
        return isShell() && piped && line.replace("&&", "").replace(">&", "").contains("&");
    }

    /** How it ends where the program waits for it, and what it leaves behind. */
    List<End> ends(Invocation call, Machine machine, Span at, Replay replay) {
        List<Arg> argv = words.stream().map(word -> Arg.of(word, at)).toList();
        Invocation child = new Invocation(argv, machine, at, piped ? Value.of("") : call.input(), false);
        boolean fallback = machine.libc() == Linkage.GLIBC;
        Loaded loaded = Kernel.find(child);
        return Chain.exec(
                        child,
                        fallback,
                        replay,
                        (name, refused) -> new Chain.Words(
                                "Error: spawnSync " + name + (Chain.isMissing(refused) ? " ENOENT" : " EACCES"),
                                REFUSED))
                .stream()
                .map(end -> isShell() ? end : left(end, child, loaded, replay))
                .toList();
    }

    /** Why a command could not be run. */
    static Optional<Failure> refused(Exit exit) {
        return exit instanceof Exit.Code code && code.code() == REFUSED ? code.failure() : Optional.empty();
    }

    private boolean isShell() {
        return words.get(0).equals("/bin/sh");
    }

    /** What a program leaves behind that was not followed, as behind a step of a shell. */
    private End left(End end, Invocation child, Loaded loaded, Replay replay) {
        boolean same = end.machine().files() == child.machine().files();
        boolean lost = end.exit() instanceof Exit.Lost;
        boolean done =
                end.exit() instanceof Exit.Code code && code.failure().isEmpty() || end.exit() instanceof Exit.Unknown;
        if (!lost && !(done && same)) {
            return end;
        }
        Seen seen = lost ? same ? Seen.NOTHING : Seen.PARTS : Seen.END;
        Evidence evidence = Evidence.of(child.at(), "runs `" + line + "`, which is not followed");
        if (loaded instanceof Loaded.Runs runs && runs.program() instanceof Content.Program program) {
            Machine after = replay.aftermath()
                    .of(program.name(), child.with(runs.argv()).with(end.machine()), seen, evidence);
            return with(end, after);
        }
        return with(
                end,
                end.machine()
                        .withFiles(end.machine()
                                .files()
                                .open(ImagePath.ROOT, Reason.COMMAND_EFFECT_NOT_MODELLED, evidence)));
    }

    private static End with(End end, Machine after) {
        return new End(after, end.exit(), end.output(), end.conditions(), end.tolerated());
    }
}
