package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellReader;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Walks the commands of a script: lists, pipelines, background jobs, subshells, {@code set -e} (POSIX 2.8.1, 2.9).
 *
 * <p>Every method takes one state, which it may use up, and gives the states that come out, at most so many; where there
 * are more, neighbours become one and what they do not agree on becomes unknown. The compound commands stand in {@link
 * Compounds}, the commands with a name in {@link SimpleCommand}.
 *
 * <p>It is long because lists, pipelines, subshells and set -e share the bookkeeping of statuses and paths.
 */
final class Interpreter {

    private static final int MOST_PATHS = 16;
    private static final int MOST_ENDS = 48;

    private final Shell shell;
    private final Compounds compounds;

    Interpreter(Shell shell) {
        this.shell = shell;
        this.compounds = new Compounds(this);
    }

    Shell shell() {
        return shell;
    }

    /** The paths on which the shell goes on, moved on; the others, as they are. */
    List<State> each(List<State> states, Function<State, List<State>> step) {
        List<State> out = new ArrayList<>();
        for (State state : states) {
            if (state.goesOn()) {
                out.addAll(step.apply(state));
            } else {
                out.add(state);
            }
        }
        return bounded(out);
    }

    /** The paths with a status that is known: an open one goes both ways. Joining many paths would open it again, so all are kept. */
    List<State> resolved(List<State> states) {
        List<State> out = new ArrayList<>();
        for (State state : states) {
            out.addAll(state.goesOn() ? state.resolved() : List.of(state));
        }
        return distinct(out);
    }

    private List<State> bounded(List<State> all) {
        List<State> states = distinct(all);
        if (states.size() <= MOST_PATHS) {
            return states;
        }
        List<State> live = new ArrayList<>();
        List<State> done = new ArrayList<>();
        for (State state : states) {
            boolean over = state.flow instanceof Flow.Gone || state.flow instanceof Flow.Leave;
            (over ? done : live).add(state);
        }
        Evidence evidence = Evidence.of(shell.call().at(), "runs a script with many ways through it");
        for (int i = 0; live.size() > MOST_PATHS && i + 1 < live.size(); i++) {
            for (int j = live.size() - 1; j > 0 && live.size() > MOST_PATHS; j--) {
                if (State.joinable(live.get(j - 1), live.get(j))) {
                    live.set(j - 1, State.join(live.get(j - 1), live.remove(j), evidence));
                }
            }
        }
        if (live.size() > MOST_PATHS * 2) {
            State lost = live.get(0);
            lost.lost(Reason.OVER_BUDGET, evidence);
            live = List.of(lost);
        }
        List<State> both = new ArrayList<>(done);
        if (done.size() > MOST_ENDS) {
            both = new ArrayList<>(done.subList(0, MOST_ENDS));
            State lost = done.get(MOST_ENDS);
            lost.lost(Reason.OVER_BUDGET, evidence);
            both.add(lost);
        }
        both.addAll(live);
        return both;
    }

    /** Paths that nothing but their history tells apart become one. */
    static List<State> distinct(List<State> states) {
        List<State> out = new ArrayList<>(states);
        for (int i = 1; i < out.size(); i++) {
            for (int j = i - 1; j >= 0; j--) {
                Optional<State> both =
                        State.isAlike(out.get(j), out.get(i)) ? State.one(out.get(j), out.get(i)) : Optional.empty();
                if (both.isPresent()) {
                    out.set(j, both.get());
                    out.remove(i);
                    i = Math.max(j - 1, 0); // what became one may be one with another now
                    break;
                }
            }
        }
        return out;
    }

    // ---- texts

    /** A whole script, read and run line by line. */
    List<State> script(Script script, State start) {
        List<State> states = List.of(start);
        for (Script.Complete line : script.lines()) {
            states = each(states, state -> {
                state.readTo = line.readTo();
                return items(line.items(), state);
            });
            if (start.sourced == 0 && start.calls == 0) {
                states.forEach(state -> {
                    if (state.flow instanceof Flow.NextLine) {
                        state.flow = Flow.NEXT;
                    }
                });
            }
        }
        return script.error().isEmpty()
                ? states
                : each(states, state -> syntaxError(script.error().get(), state));
    }

    private List<State> syntaxError(Script.SyntaxError error, State state) {
        state.settle();
        Source source = state.source;
        Span at = source.at(error.span());
        String said = shell.speaker().syntaxError(source, source.line(error.line()), error.message());
        Evidence evidence = Evidence.of(at, "is not what " + shellName() + " can parse");
        Failure failure =
                new Failure(Cause.SHELL_FEATURE_MISSING, 2, state.isHeard() ? said : "", at, error.message(), evidence);
        state.say(said, at);
        error.echo()
                .ifPresent(echo -> state.say(shell.speaker().syntaxError(source, source.line(error.line()), echo), at));
        state.ends(Status.failed(failure));
        boolean inner = source.kind() == Source.Kind.EVAL || source.kind() == Source.Kind.SOURCED;
        if (!inner || !shell.flavor().ownMode()) {
            state.leave();
        }
        return List.of(state);
    }

    private String shellName() {
        return shell.flavor().ash() ? "BusyBox ash" : shell.flavor().dash() ? "dash" : "bash";
    }

    /** A text that stands at one place as a whole: the argument of {@code eval}, the action of a trap. */
    Script read(String text, Span at) {
        return ShellReader.read(
                Fragment.of(new SourceFile(at.path(), text)), shell.flavor().dialect());
    }

    List<State> body(Command.Body body, State state) {
        return items(body.items(), state);
    }

    List<State> items(List<Script.Item> items, State start) {
        List<State> states = List.of(start);
        for (Script.Item item : items) {
            states = each(states, state -> {
                state.settle();
                if (state.has(Option.NOEXEC)) {
                    return List.of(state);
                }
                return item.background() ? background(item.command(), state) : command(item.command(), state);
            });
        }
        return states;
    }

    List<State> command(Command command, State state) {
        if (!shell.replay().step()) {
            state.lost(
                    Reason.OVER_BUDGET,
                    Evidence.of(state.source.at(command.span()), "comes after more steps than the replay takes"));
            return List.of(state);
        }
        if (command instanceof Command.Simple simple) {
            return checked(
                    Choices.all(state, (s, choices) -> {
                        Run run = new Run(this, s, choices, simple.span(), simple.line());
                        try {
                            new SimpleCommand(run).run(simple);
                        } catch (Abort done) {
                            return mended(run);
                        }
                        return mended(run);
                    }),
                    state.source.at(simple.span()));
        }
        if (command instanceof Command.Pipeline pipeline) {
            return pipeline(pipeline, state);
        }
        if (command instanceof Command.AndOr both) {
            return andOr(both, state);
        }
        if (command instanceof Command.Subshell subshell) {
            return compounds.redirected(subshell, subshell.redirects(), state, s -> {
                List<State> out = new ArrayList<>();
                for (Sub end : subshell(s, sub -> sub.apart = s.apart, sub -> body(subshell.body(), sub))) {
                    end.after().write(1, end.output(), end.after().source.at(subshell.span()));
                    out.add(end.after());
                }
                return checked(out, s.source.at(subshell.span()));
            });
        }
        return compounds.run(command, state);
    }

    /** A failure that is taken not to happen: the script goes on, and nobody knows what the command would have done. */
    private State mended(Run run) {
        State state = run.state;
        boolean mended = state.status instanceof Status.Known known
                && known.failure().filter(shell.replay()::isMended).isPresent();
        if (!mended) {
            return state;
        }
        Evidence why = Evidence.of(run.at, "fails; what it would have done is not known");
        state.files(state.files().open(state.machine.directory(), Reason.COMMAND_EFFECT_NOT_MODELLED, why));
        boolean replaced = state.flow instanceof Flow.Leave && state.execs;
        state.ends(Status.success());
        if (replaced) {
            state.lost(Reason.COMMAND_EFFECT_NOT_MODELLED, why);
        } else if (!(state.flow instanceof Flow.Gone)) {
            state.flow = Flow.NEXT;
        }
        return state;
    }

    /** Applies {@code set -e} behind a command. */
    List<State> checked(List<State> states, Span at) {
        return each(states, state -> {
            if (state.status.isFailure()) {
                state.failedAt = Optional.of(at);
            }
            if (state.guards > 0) {
                return List.of(state);
            }
            if (state.status instanceof Status.Open) {
                state.owed = state.has(Option.ERREXIT);
            } else if (state.status.isFailure()) {
                return failed(state, at);
            }
            return List.of(state);
        });
    }

    private List<State> failed(State state, Span at) {
        boolean leaves = state.has(Option.ERREXIT);
        String action = state.traps.get("ERR");
        if (action == null || state.calls > 0 && !leaves) {
            if (leaves) {
                state.leave();
            }
            return List.of(state);
        }
        Status status = state.status;
        boolean settled = state.settled;
        state.traps.remove("ERR");
        return each(script(read(action, at), state), after -> {
            after.traps.put("ERR", action);
            after.status = status;
            after.settled = settled;
            if (leaves) {
                after.leave();
            }
            return List.of(after);
        });
    }

    // ---- lists

    private List<State> andOr(Command.AndOr both, State start) {
        start.guards++;
        List<State> left = resolved(command(both.left(), start));
        left.forEach(state -> state.guards--);
        return each(left, state -> {
            boolean success = state.status.isSuccess();
            if (success != both.and()) {
                // The failure of `a && b` is still to be noted; that of `a || true` is noted here.
                return List.of(state);
            }
            Optional<Failure> outer = state.blame;
            if (state.status instanceof Status.Known known) {
                Optional<Failure> found = known.blame().or(() -> blameable(known));
                state.blame = found.or(() -> outer);
                if (isNothing(both.right())) {
                    known.failure().ifPresent(state::tolerate);
                }
            }
            state.settled = true;
            return each(command(both.right(), state), after -> {
                after.blame = outer;
                return List.of(after);
            });
        });
    }

    /** What the author tested with a command that is proven not to be there. */
    static Optional<Failure> blameable(Status.Known known) {
        return known.failure().filter(f -> f.cause() == Cause.COMMAND_NOT_FOUND);
    }

    /** {@code true} or {@code :}, which only stand there to hide a failure. */
    private static boolean isNothing(Command command) {
        return command instanceof Command.Simple simple
                && simple.words().size() == 1
                && simple.words()
                        .get(0)
                        .literal()
                        .filter(w -> w.equals("true") || w.equals(":"))
                        .isPresent();
    }

    private record Flowing(State parent, Value input, List<Status> statuses) {}

    private List<State> pipeline(Command.Pipeline pipeline, State start) {
        Span at = start.source.at(pipeline.span());
        if (pipeline.commands().size() == 1) {
            start.guards++;
            List<State> states = command(pipeline.commands().get(0), start);
            states.forEach(state -> state.guards--);
            return each(states, state -> negated(state));
        }
        if (pipeline.negated()) {
            start.guards++;
        }
        Value input = start.input;
        List<State> over = new ArrayList<>();
        List<Flowing> flowing = List.of(new Flowing(start, input, List.of()));
        for (int i = 0; i < pipeline.commands().size(); i++) {
            Command command = pipeline.commands().get(i);
            boolean last = i == pipeline.commands().size() - 1;
            List<Flowing> next = new ArrayList<>();
            for (Flowing before : flowing) {
                Consumer<State> plumb = sub -> {
                    sub.input = before.input();
                    if (!last) {
                        sub.descriptors.put(1, Sink.OUT);
                        sub.captured = true;
                    }
                };
                for (Sub end : subshell(before.parent(), plumb, sub -> command(command, sub))) {
                    if (!end.after().goesOn()) {
                        over.add(end.after());
                        continue;
                    }
                    List<Status> statuses = new ArrayList<>(before.statuses());
                    statuses.add(end.after().status);
                    if (last) {
                        end.after().write(1, end.output(), at);
                    }
                    next.add(new Flowing(end.after(), end.output(), statuses));
                }
            }
            if (next.size() > MOST_PATHS) {
                State lost = next.get(MOST_PATHS).parent();
                lost.lost(Reason.OVER_BUDGET, Evidence.of(at, "is a pipeline with many ways through it"));
                over.add(lost);
            }
            flowing = next.size() > MOST_PATHS ? next.subList(0, MOST_PATHS) : next;
        }
        List<State> states = new ArrayList<>(over);
        for (Flowing end : flowing) {
            end.parent().input = input;
            states.addAll(ended(end));
        }
        if (pipeline.negated()) {
            states.forEach(state -> state.guards--);
            return each(states, Interpreter::negated);
        }
        return checked(states, at);
    }

    /** The status of a pipeline is that of its last command; with pipefail, of the last that failed. */
    private static List<State> ended(Flowing end) {
        State state = end.parent();
        Status status = end.statuses().get(end.statuses().size() - 1);
        if (state.has(Option.PIPEFAIL)) {
            for (int i = end.statuses().size() - 1; i >= 0; i--) {
                Status one = end.statuses().get(i);
                if (!one.isSuccess()) {
                    status = one;
                    break;
                }
            }
        }
        for (Status one : end.statuses()) {
            if (one != status && one instanceof Status.Known known) {
                known.failure().ifPresent(state::tolerate);
            }
        }
        state.ends(status);
        return List.of(state);
    }

    private static List<State> negated(State state) {
        if (state.status instanceof Status.Known known) {
            state.settled = true;
            Optional<Failure> blame = known.blame().or(() -> blameable(known));
            int code = known.code() == 0 ? 1 : 0;
            state.ends(new Status.Known(code, true, Optional.empty(), blame));
        } else {
            state.ends(((Status.Open) state.status).not());
        }
        return List.of(state);
    }

    private List<State> background(Command command, State start) {
        Span at = start.source.at(command.span());
        Value pid = new Value.Unknown(Reason.VALUE_NOT_KNOWN, Evidence.of(at, "is started in the background"), true);
        List<Sub> ends = subshell(start.copy(), sub -> sub.input = Value.of(""), sub -> {
            sub.captured = true;
            sub.options.remove(Option.ERREXIT);
            return command(command, sub);
        });
        Sub only = ends.get(0);
        State state = start;
        Exit exit = only.exit();
        for (Sub end : ends) {
            if (end.exit() instanceof Exit.Never || end.exit() instanceof Exit.Lost) {
                exit = end.exit();
            }
        }
        if (ends.size() == 1 && exit instanceof Exit.Code code) {
            state.machine = only.after().machine;
            only.after().tolerated.forEach(state::tolerate);
            code.failure().ifPresent(state::tolerate);
            state.lastLine = only.after().lastLine;
            state.lastError = only.after().lastError;
        } else if (ends.size() > 1 && exit instanceof Exit.Code) {
            exit = new Exit.Unknown(Reason.DEPENDS_ON_A_CONDITION, Evidence.of(at, "runs in the background"));
        }
        List<State.Job> jobs = new ArrayList<>(state.jobs);
        jobs.add(new State.Job(pid, exit));
        state.jobs = List.copyOf(jobs);
        state.ends(Status.success());
        return List.of(state);
    }

    // ---- subshells

    /**
     * One end of a subshell.
     *
     * @param after the shell that waited for it, with what it left behind and its status
     */
    record Sub(State after, Exit exit, Value output) {}

    List<Sub> subshell(State parent, Consumer<State> prepare, Function<State, List<State>> run) {
        State sub = parent.copy();
        sub.out = Value.of("");
        sub.loops = 0;
        sub.subshells++;
        sub.apart++;
        sub.traps.remove("EXIT");
        sub.traps.remove("ERR");
        sub.jobs = List.of();
        sub.settled = true;
        prepare.accept(sub);
        List<Sub> ends = new ArrayList<>();
        for (State end : finished(run.apply(sub))) {
            Exit exit = exit(end);
            State after = parent.copy();
            after.machine = parent.machine.withFiles(end.files()).withAccounts(end.machine.accounts());
            after.conditions = end.conditions;
            after.tolerated = end.tolerated;
            after.lastLine = end.lastLine;
            after.lastError = end.lastError;
            learned(parent, end, after);
            after.ends(statusOf(exit, end));
            if (exit instanceof Exit.Never) {
                after.gone(exit);
            }
            ends.add(new Sub(after, exit, end.out));
        }
        return ends;
    }

    /** What a subshell learned of values that it shares with its parent holds for the parent, too. */
    private static void learned(State parent, State end, State after) {
        parent.variables.forEach((name, variable) -> {
            Variable now = end.variables.get(name);
            if (now != null
                    && now.value() != variable.value()
                    && variable.value() instanceof Value.Unknown
                    && end.conditions.size() > parent.conditions.size()
                    && end.conditions.stream().anyMatch(c -> c.subject().equals(name))) {
                after.variables.put(name, now);
            }
        });
    }

    private Status statusOf(Exit exit, State end) {
        if (exit instanceof Exit.Lost lost) {
            Span at = lost.evidence().steps().isEmpty()
                    ? shell.call().at()
                    : lost.evidence().steps().get(0).at();
            return Status.lost(lost, "( … )", at);
        }
        return end.flow instanceof Flow.Gone ? Status.success() : end.status;
    }

    /** The states of a shell that has come to the end of its text, its exit trap run. */
    List<State> finished(List<State> states) {
        List<State> out = new ArrayList<>();
        for (State state : states) {
            boolean ends = !(state.flow instanceof Flow.Gone);
            String action = state.traps.get("EXIT");
            if (!ends || action == null || action.isEmpty()) {
                out.add(state);
                continue;
            }
            Status status = state.status;
            boolean settled = state.settled;
            state.traps.remove("EXIT");
            state.flow = Flow.NEXT;
            state.settled = true;
            int calls = state.calls;
            for (State after : script(read(action, shell.call().at()), state)) {
                if (after.flow instanceof Flow.Next) {
                    after.status = status;
                    after.settled = settled;
                }
                after.calls = calls;
                out.add(after);
            }
        }
        return out;
    }

    /** How a shell in this state has ended, whose text is at its end. */
    Exit exit(State state) {
        if (state.flow instanceof Flow.Gone gone) {
            return gone.exit();
        }
        if (state.status instanceof Status.Open open) {
            return open.lost()
                    ? new Exit.Lost(open.reason(), open.evidence(), open.kind() == Condition.Kind.COMMAND_SUCCEEDS)
                    : new Exit.Unknown(open.reason(), open.evidence());
        }
        Status.Known known = (Status.Known) state.status;
        return known.exact()
                ? new Exit.Code(known.code(), known.failure())
                : new Exit.Unknown(
                        Reason.DEPENDS_ON_A_CONDITION, Evidence.of(shell.call().at(), "fails"), known.code() != 0);
    }

    /** @param output what it printed */
    record Substituted(State after, Value output) {}

    List<Substituted> substitution(Script script, State parent) {
        List<Substituted> done = new ArrayList<>();
        for (Sub end : subshell(
                parent,
                sub -> {
                    sub.captured = true;
                    sub.descriptors.put(1, Sink.OUT);
                    // bash and BusyBox switch -e off in there; dash and bash's POSIX mode do not.
                    if (shell.flavor().ash() || shell.flavor().ownMode()) {
                        sub.options.remove(Option.ERREXIT);
                    }
                },
                sub -> script(script, sub))) {
            done.add(new Substituted(end.after(), end.output()));
        }
        return done;
    }

    // ---- functions and texts that run in this shell

    List<State> call(State.Function function, List<Value> arguments, boolean open, State state) {
        if (state.calls >= 40) {
            state.lost(
                    Reason.OVER_BUDGET,
                    Evidence.of(shell.call().at(), "calls a function that calls itself again and again"));
            return List.of(state);
        }
        List<Value> positional = state.positional;
        boolean positionalOpen = state.positionalOpen;
        Source source = state.source;
        int loops = state.loops;
        List<java.util.Map<String, Variable>> locals = state.locals;
        List<java.util.Map<String, Variable>> inner = new ArrayList<>(locals);
        inner.add(java.util.Map.of());
        state.locals = List.copyOf(inner);
        state.positional = List.copyOf(arguments);
        state.positionalOpen = open;
        state.source = function.source();
        state.loops = 0;
        state.calls++;
        List<State> states = command(function.body(), state);
        for (State after : states) {
            after.locals.get(after.locals.size() - 1).forEach(after.variables::put);
            after.locals = locals;
            after.positional = positional;
            after.positionalOpen = positionalOpen;
            after.source = source;
            after.loops = loops;
            after.calls--;
            if (after.flow instanceof Flow.Return) {
                after.flow = Flow.NEXT;
            }
        }
        return distinct(states);
    }

    /** Text that this shell reads in between: {@code eval} and {@code .}. */
    List<State> inline(Script script, Source source, State state) {
        Source outer = state.source;
        state.source = source;
        state.sourced++;
        int readTo = state.readTo;
        List<State> states = script(script, state);
        for (State after : states) {
            after.source = outer;
            after.sourced--;
            after.readTo = readTo;
            if (after.flow instanceof Flow.Return && source.kind() == Source.Kind.SOURCED) {
                after.flow = Flow.NEXT;
            }
        }
        return distinct(states);
    }

    /** A word that is known without running anything. */
    static boolean isLiteral(ShellWord word, String text) {
        return word.literal().filter(text::equals).isPresent();
    }
}
