package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code trap}, {@code kill} and {@code wait}.
 *
 * <p>It is one class although it is long: what one of the three does is what the others ask.
 */
final class Signals {

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("EXIT", 0),
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ABRT", 6),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15),
            Map.entry("CHLD", 17),
            Map.entry("CONT", 18),
            Map.entry("STOP", 19),
            Map.entry("TSTP", 20),
            Map.entry("TTIN", 21),
            Map.entry("TTOU", 22),
            Map.entry("WINCH", 28));

    private static final List<String> INITS = List.of("tini", "dumb-init", "catatonit", "docker-init");

    private Signals() {}

    /** The name of a signal without SIG; empty when the shell does not know it. */
    private static Optional<String> signal(Run run, String text, boolean prefixed) {
        if (Operands.isNumber(text)) {
            int number = Integer.parseInt(text);
            return NUMBERS.entrySet().stream()
                    .filter(e -> e.getValue() == number)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .or(() -> number < 65 ? Optional.of(text) : Optional.empty());
        }
        String name = run.flavor().dash() ? text : text.toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) {
            if (!prefixed) {
                return Optional.empty();
            }
            name = name.substring(3);
        }
        boolean pseudo = name.equals("ERR") && !run.flavor().dash()
                || run.flavor().bash() && (name.equals("DEBUG") || name.equals("RETURN"));
        return pseudo || NUMBERS.containsKey(name) || name.startsWith("RT") ? Optional.of(name) : Optional.empty();
    }

    static void trap(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            // An action that is not known runs when a signal comes, which does not happen by itself.
            run.state.ends(0);
            return;
        }
        List<String> operands = new ArrayList<>(known.get());
        if (!operands.isEmpty()
                && (operands.get(0).equals("--") || operands.get(0).equals("-p"))) {
            operands.remove(0);
        }
        if (operands.isEmpty()) {
            run.state.ends(0);
            return;
        }
        String action = operands.get(0);
        boolean reset = action.equals("-") || operands.size() == 1 || Operands.isNumber(action);
        List<String> signals = action.equals("-") || !reset ? operands.subList(1, operands.size()) : operands;
        for (String text : signals) {
            Optional<String> signal = signal(run, text, !run.flavor().dash());
            if (signal.isEmpty()) {
                if (run.flavor().dash()) {
                    run.state.say("trap: " + text + ": bad trap", run.at);
                    run.state.ends(Status.failed(new dev.runtimeaudit.exec.Failure(
                            Cause.STEP_FAILS,
                            1,
                            run.state.isHeard() ? "trap: " + text + ": bad trap" : "",
                            run.at,
                            "trap " + text,
                            run.evidence("traps `" + text + "`, which dash does not know"))));
                } else {
                    run.fails(new Words("trap", text + ": invalid signal specification", 1), "trap " + text);
                }
                return;
            }
            if (reset) {
                run.state.traps.remove(signal.get());
            } else {
                run.state.traps.put(signal.get(), action);
            }
        }
        run.state.ends(0);
    }

    static void kill(Run run, List<Field> words) {
        List<Field> operands = new ArrayList<>(Operands.behindName(words));
        String name = "TERM";
        if (!operands.isEmpty()
                && operands.get(0).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String option = known.text().substring(1);
            operands.remove(0);
            if (option.equals("l") || option.equals("L")) {
                list(run, operands);
                return;
            }
            if ((option.equals("s") || option.equals("n")) && !operands.isEmpty()) {
                option = operands.remove(0).shown();
            }
            Optional<String> signal = option.equals("0") ? Optional.of("0") : signal(run, option, takesPrefix(run));
            if (signal.isEmpty()) {
                run.fails(
                        run.flavor().dash()
                                ? run.speaker().illegalOption("kill", "-" + option.charAt(0))
                                : new Words("kill", option + ": invalid signal specification", 1),
                        "kill " + option);
                return;
            }
            name = signal.get();
        }
        for (Field operand : operands) {
            if (operand.value() == run.shell.pid()) {
                self(run, name);
                return;
            }
        }
        boolean job = operands.stream().anyMatch(o -> isJob(run, o.value()));
        ends(run, name, operands);
        Optional<List<String>> known = Operands.known(operands);
        if (job || known.isEmpty()) {
            Operands.open(run, words);
            return;
        }
        boolean absent = known.get().stream().allMatch(p -> Operands.isNumber(p) && p.length() > 4);
        if (absent && !known.get().isEmpty()) {
            String pid = known.get().get(0);
            Words said = run.flavor().bash()
                    ? new Words("kill", "(" + pid + ") - No such process", 1)
                    : run.flavor().dash()
                            ? new Words("kill", "No such process", 1)
                            : new Words("", "can't kill pid " + pid + ": No such process", 1);
            run.failsAsApplet(said, "kill " + pid);
        } else {
            Operands.open(run, words);
        }
    }

    private static boolean takesPrefix(Run run) {
        // bash in POSIX mode wants the names without SIG.
        return run.flavor().ash() || run.flavor().ownMode();
    }

    private static void list(Run run, List<Field> operands) {
        String text = operands.isEmpty() ? "" : operands.get(0).shown();
        Integer number = NUMBERS.get(text.startsWith("SIG") ? text.substring(3) : text);
        if (number != null && run.flavor().dash()) {
            run.fails(run.speaker().illegalNumber("kill", text), "kill -l " + text);
            return;
        }
        run.state.write(1, Value.of(number == null ? "\n" : number + "\n"), run.at);
        run.state.ends(0);
    }

    private static final Set<String> ENDING = Set.of("TERM", "KILL", "INT", "HUP", "QUIT");

    /** What gets such a signal from the shell that started it is taken to end, whatever it does first. */
    private static void ends(Run run, String name, List<Field> operands) {
        if (!ENDING.contains(name)) {
            return;
        }
        run.state.jobs = run.state.jobs.stream()
                .map(job -> job.exit() instanceof Exit.Code || operands.stream().noneMatch(o -> o.value() == job.pid())
                        ? job
                        : new State.Job(
                                job.pid(),
                                new Exit.Unknown(
                                        Reason.DEPENDS_ON_A_CONDITION, run.evidence("ends what it has started"))))
                .toList();
    }

    private static boolean isJob(Run run, Value value) {
        return run.state.jobs.stream().anyMatch(j -> j.pid() == value);
    }

    /** A signal to the shell itself: its trap runs, or it dies. */
    private static void self(Run run, String name) {
        run.state.ends(0);
        if (name.equals("0")) {
            return;
        }
        String action = run.state.traps.get(name);
        if (action != null) {
            State before = run.state;
            run.state = run.choices.pickState(
                    () -> run.interpreter.script(run.interpreter.read(action, run.at), before.copy()));
            return;
        }
        Integer number = NUMBERS.get(name);
        if (number == null || name.equals("CHLD") || name.equals("CONT") || name.equals("WINCH")) {
            return;
        }
        if (isFirst(run)) {
            // signal(7): the first process of a PID namespace gets only the signals that it has handlers for.
            return;
        }
        run.state.ends(Status.failed(new dev.runtimeaudit.exec.Failure(
                Cause.MAIN_PROCESS_ENDS,
                128 + number,
                run.state.lastSaid(),
                run.at,
                "kill",
                run.evidence("sends itself " + name + ", which ends it"))));
        run.state.traps.remove("EXIT");
        run.state.leave();
    }

    private static boolean isFirst(Run run) {
        World world = run.shell.replay().world();
        return world.phase() == World.Phase.START
                && !world.init()
                && run.shell.call().last()
                && run.state.subshells == 0
                && run.shell.replay().visits().stream().noneMatch(v -> INITS.contains(v.program()));
    }

    static void wait(Run run, List<Field> words) {
        List<Field> operands = Operands.behindName(words);
        if (!operands.isEmpty() && operands.get(0).shown().startsWith("-")) {
            String option = operands.get(0).shown();
            if (run.flavor().dash()) {
                run.fails(run.speaker().illegalOption("wait", option), "wait " + option);
                return;
            }
            next(run);
            return;
        }
        if (operands.isEmpty()) {
            for (State.Job job : run.state.jobs) {
                blocks(run, job.exit());
            }
            run.state.jobs = List.of();
            run.state.ends(0);
            return;
        }
        for (Field operand : operands) {
            boolean last = operand == operands.get(operands.size() - 1);
            Optional<State.Job> job = run.state.jobs.stream()
                    .filter(j -> j.pid() == operand.value())
                    .findFirst();
            if (job.isPresent()) {
                blocks(run, job.get().exit());
                if (last) {
                    // Of the others the status is lost (POSIX, wait): they stay steps that failed beside the script.
                    ended(run, job.get().exit());
                }
            } else if (operand.value() instanceof Value.Known known && Operands.isNumber(known.text())) {
                if (run.flavor().bash()) {
                    run.fails(
                            new Words("wait", "pid " + known.text() + " is not a child of this shell", 127),
                            "wait " + known.text());
                } else {
                    run.state.ends(127);
                }
            } else {
                Operands.open(run, words);
            }
        }
    }

    /** {@code wait -n}: the first job that ends. One that is known to end comes before those that serve. */
    private static void next(Run run) {
        if (run.state.jobs.isEmpty()) {
            run.state.ends(127);
            return;
        }
        List<State.Job> ending = run.state.jobs.stream()
                .filter(j -> !(j.exit() instanceof Exit.Never) && !(j.exit() instanceof Exit.Lost))
                .toList();
        if (ending.isEmpty()) {
            blocks(run, run.state.jobs.get(0).exit());
            return;
        }
        List<State.Job> left = new ArrayList<>(run.state.jobs);
        left.remove(ending.get(0));
        run.state.jobs = List.copyOf(left);
        ended(run, ending.get(0).exit());
    }

    private static void blocks(Run run, Exit exit) {
        if (exit instanceof Exit.Never || exit instanceof Exit.Lost) {
            run.state.gone(exit);
            throw new Abort();
        }
    }

    private static void ended(Run run, Exit exit) {
        if (exit instanceof Exit.Code code) {
            run.state.ends(new Status.Known(code.code(), true, code.failure(), Optional.empty()));
            code.failure()
                    .ifPresent(f -> run.state.tolerated = run.state.tolerated.stream()
                            .filter(t -> !t.equals(f))
                            .toList());
        } else {
            Exit.Unknown unknown = (Exit.Unknown) exit;
            run.state.ends(Status.open(unknown.reason(), unknown.evidence(), "wait", run.at));
        }
    }
}
