package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Command.Redirect;
import dev.runtimeaudit.read.shell.Dialect;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The compound commands (POSIX 2.9.4; bash(1), "Compound Commands"): conditions, loops, {@code case}, groups.
 *
 * <p>It is long because loops, conditions and case share how paths leave a body; each is short.
 */
final class Compounds {

    private static final int MOST_ROUNDS = 64;

    private final Interpreter interpreter;

    Compounds(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    List<State> run(Command command, State state) {
        if (command instanceof Command.Group group) {
            return redirected(group, group.redirects(), state, s -> interpreter.body(group.body(), s));
        }
        if (command instanceof Command.If test) {
            return redirected(test, test.redirects(), state, s -> ifs(test, 0, s));
        }
        if (command instanceof Command.While loop) {
            return redirected(loop, loop.redirects(), state, s -> whiles(loop, s));
        }
        if (command instanceof Command.For loop) {
            return redirected(loop, loop.redirects(), state, s -> fors(loop, s));
        }
        if (command instanceof Command.ArithmeticFor loop) {
            return redirected(loop, loop.redirects(), state, s -> arithmeticFor(loop, s));
        }
        if (command instanceof Command.Case cases) {
            return redirected(cases, cases.redirects(), state, s -> cases(cases, s));
        }
        if (command instanceof Command.Condition condition) {
            return redirected(
                    condition,
                    condition.redirects(),
                    state,
                    s -> checked(condition, s, run -> new Conditional(run).run(condition.words())));
        }
        if (command instanceof Command.ArithmeticCommand arithmetic) {
            return redirected(
                    arithmetic,
                    arithmetic.redirects(),
                    state,
                    s -> checked(arithmetic, s, run -> arithmetic(arithmetic, run)));
        }
        if (command instanceof Command.Function function) {
            // bash(1), POSIX mode: "Function names must be valid shell names."
            if (interpreter.shell().flavor().dialect() == Dialect.BASH_POSIX && !Parameters.isName(function.name())) {
                return straight(
                        function,
                        state,
                        run -> run.kills(
                                new Speaker.Words("", "`" + function.name() + "': not a valid identifier", 2),
                                function.name()));
            }
            state.functions.put(function.name(), new State.Function(function.body(), state.source));
            state.ends(Status.success());
            return List.of(state);
        }
        if (command instanceof Command.Prefixed prefixed) {
            return interpreter.command(prefixed.command(), state);
        }
        if (command instanceof Command.Unparsed unparsed) {
            state.lost(
                    Reason.SHELL_NOT_UNDERSTOOD,
                    Evidence.of(state.source.at(unparsed.span()), "is shell text that is not understood"));
            return List.of(state);
        }
        throw new AssertionError(command);
    }

    private interface Step {
        void run(Run run);
    }

    private List<State> checked(Command command, State state, Step step) {
        return interpreter.checked(straight(command, state, step), state.source.at(command.span()));
    }

    private List<State> straight(Command command, State state, Step step) {
        return Choices.all(state, (s, choices) -> {
            Run run = new Run(interpreter, s, choices, command.span(), command.line());
            try {
                step.run(run);
            } catch (Abort done) {
                return run.state;
            }
            return run.state;
        });
    }

    private static void arithmetic(Command.ArithmeticCommand command, Run run) {
        Expander expander = new Expander(run);
        Value expression = expander.single(command.expression());
        OptionalLong value =
                expression instanceof Value.Known known ? expander.number(known.text()) : OptionalLong.empty();
        run.state.ends(
                value.isPresent()
                        ? Status.code(value.getAsLong() == 0 ? 1 : 0)
                        : Status.open(
                                Reason.VALUE_NOT_KNOWN,
                                run.evidence("calculates with a value that is not known"),
                                "((" + expression.shown() + "))",
                                run.at));
    }

    /** Runs a compound command behind its redirections. */
    List<State> redirected(
            Command command, List<Redirect> redirects, State state, Function<State, List<State>> inside) {
        if (redirects.isEmpty()) {
            return inside.apply(state);
        }
        Map<Integer, Sink> descriptors = new TreeMap<>(state.descriptors);
        Value input = state.input;
        List<State> failed = new ArrayList<>();
        List<State> opened = new ArrayList<>();
        for (State one : straight(command, state, run -> {
            run.state.ends(Status.success());
            run.state.settled = true;
            new Redirections(run).apply(redirects);
        })) {
            (one.goesOn() && !one.status.isFailure() ? opened : failed).add(one);
        }
        List<State> states = new ArrayList<>();
        for (State one : opened) {
            states.addAll(inside.apply(one));
        }
        // BusyBox goes on under -e when the file of a compound command cannot be opened.
        boolean ash = interpreter.shell().flavor().ash();
        states.addAll(ash ? failed : interpreter.checked(failed, state.source.at(command.span())));
        for (State one : states) {
            one.descriptors.clear();
            one.descriptors.putAll(descriptors);
            one.input = input;
        }
        return states;
    }

    // ---- if

    private List<State> ifs(Command.If test, int index, State start) {
        if (index == test.branches().size()) {
            start.ends(Status.success());
            return test.otherwise().isPresent()
                    ? interpreter.body(test.otherwise().get(), start)
                    : List.of(start);
        }
        Command.Branch branch = test.branches().get(index);
        Optional<Failure> outer = start.blame;
        List<State> tested = condition(branch.condition(), start);
        return interpreter.each(tested, state -> {
            Status.Known status = (Status.Known) state.status;
            Optional<Failure> blame = status.blame().or(() -> Interpreter.blameable(status));
            state.blame = blame.or(() -> outer);
            state.settled = true;
            List<State> after =
                    status.code() == 0 ? interpreter.body(branch.body(), state) : ifs(test, index + 1, state);
            after.forEach(s -> s.blame = outer);
            return after;
        });
    }

    private List<State> condition(Command.Body condition, State start) {
        start.guards++;
        List<State> tested = interpreter.resolved(interpreter.body(condition, start));
        tested.forEach(state -> state.guards--);
        return tested;
    }

    // ---- loops

    private List<State> whiles(Command.While loop, State start) {
        Span at = start.source.at(loop.span());
        start.ends(Status.success());
        start.loops++;
        List<State> done = new ArrayList<>();
        List<State> live = List.of(start);
        int assumed = start.conditions.size();
        for (int round = 0; !live.isEmpty() && round <= MOST_ROUNDS + 1; round++) {
            List<State> next = new ArrayList<>();
            List<State> before = live.stream().map(State::copy).toList();
            for (State state : live) {
                if (round == MOST_ROUNDS) {
                    widen(state, loop);
                }
                Status last = state.status;
                for (State tested : condition(loop.condition(), state)) {
                    if (!tested.goesOn()) {
                        leaveLoop(tested, done, next);
                        continue;
                    }
                    boolean enters = tested.status.isSuccess() != loop.until();
                    tested.settled = true;
                    if (!enters) {
                        tested.status = round == 0 ? Status.success() : last;
                        tested.settled = true;
                        done.add(tested);
                        continue;
                    }
                    tested.status = Status.success();
                    for (State after : interpreter.body(loop.body(), tested)) {
                        after.settle();
                        leaveLoop(after, done, next);
                    }
                }
            }
            live = next;
            // Where every round asks something that nobody knows, later rounds tell nothing new.
            boolean waits = live.stream().anyMatch(state -> state.conditions.size() > assumed + 1)
                    || !live.isEmpty() && live.stream().allMatch(state -> isAny(state, before));
            if (waits && round >= 1 || round > MOST_ROUNDS) {
                for (State state : live) {
                    state.gone(
                            new Exit.Never(interpreter.shell().call().shown(), Evidence.of(at, "goes round for ever")));
                }
                done.addAll(live);
                live = List.of();
            }
        }
        for (State state : done) {
            state.loops--;
        }
        return interpreter.each(done, List::of);
    }

    private static boolean isAny(State state, List<State> others) {
        return others.stream().anyMatch(other -> State.isAlike(state, other));
    }

    /** After many rounds: what they change may be anything. */
    private void widen(State state, Command.While loop) {
        State before = state.copy();
        List<State> after = interpreter.body(loop.body(), state.copy());
        Evidence evidence = Evidence.of(state.source.at(loop.span()), "goes round many times");
        for (State one : after) {
            State.changed(before, one)
                    .forEach((name, variable) -> state.variables.put(
                            name, variable.holding(Value.unknown(Reason.VALUE_NOT_KNOWN, evidence))));
        }
        if (!after.isEmpty() && after.get(0).input != before.input) {
            state.input = Value.unknown(Reason.VALUE_NOT_KNOWN, evidence);
        }
    }

    private static void leaveLoop(State state, List<State> done, List<State> next) {
        if (state.flow instanceof Flow.Break jump) {
            state.flow = jump.loops() > 1 ? new Flow.Break(jump.loops() - 1) : Flow.NEXT;
            done.add(state);
        } else if (state.flow instanceof Flow.Continue jump) {
            if (jump.loops() > 1) {
                state.flow = new Flow.Continue(jump.loops() - 1);
                done.add(state);
            } else {
                state.flow = Flow.NEXT;
                next.add(state);
            }
        } else if (state.goesOn()) {
            next.add(state);
        } else {
            done.add(state);
        }
    }

    private record Expanded(State state, List<Field> fields) {}

    private List<State> fors(Command.For loop, State start) {
        List<Expanded> starts = new ArrayList<>();
        List<State> done = new ArrayList<>();
        for (State state : straight(loop, start, run -> {
            List<Field> fields;
            if (loop.words().isPresent()) {
                fields = new Expander(run).fields(loop.words().get());
            } else {
                fields = new ArrayList<>(run.state.positional.stream()
                        .map(v -> new Field(v, false))
                        .toList());
                if (run.state.positionalOpen) {
                    fields.add(new Field(run.unknown(Reason.VALUE_NOT_KNOWN, "goes through `$@`"), true));
                }
            }
            run.state.ends(Status.success());
            starts.add(new Expanded(run.state, fields));
        })) {
            if (!state.goesOn()) {
                done.add(state);
            }
        }
        for (Expanded expanded : starts) {
            if (expanded.state().goesOn()) {
                done.addAll(rounds(loop, expanded));
            }
        }
        return interpreter.each(done, List::of);
    }

    private List<State> rounds(Command.For loop, Expanded expanded) {
        List<State> done = new ArrayList<>();
        List<State> live = List.of(expanded.state());
        expanded.state().loops++;
        List<Field> fields = expanded.fields();
        int rounds = Math.min(fields.size(), MOST_ROUNDS);
        for (int i = 0; i < rounds && !live.isEmpty(); i++) {
            Field field = fields.get(i);
            boolean more = i == rounds - 1 && fields.size() > rounds;
            List<State> next = new ArrayList<>();
            for (State state : live) {
                if (field.uncertain()) {
                    // It may have been no word at all.
                    next.add(state.copy());
                }
                Value value = more
                        ? Value.unknown(
                                Reason.VALUE_NOT_KNOWN,
                                Evidence.of(state.source.at(loop.span()), "goes through many words"))
                        : field.value();
                state.set(loop.variable(), value);
                for (State after : interpreter.body(loop.body(), state)) {
                    after.settle();
                    leaveLoop(after, done, next);
                }
            }
            live = interpreter.each(next, List::of);
        }
        done.addAll(live);
        done.forEach(state -> state.loops--);
        return done;
    }

    private List<State> arithmeticFor(Command.ArithmeticFor loop, State start) {
        String[] parts = loop.head().split(";", -1);
        if (parts.length != 3) {
            start.lost(
                    Reason.SHELL_NOT_UNDERSTOOD,
                    Evidence.of(start.source.at(loop.span()), "is a loop that is not understood"));
            return List.of(start);
        }
        start.ends(Status.success());
        start.loops++;
        List<State> done = new ArrayList<>();
        List<State> live = calculated(loop, parts[0], start);
        for (int round = 0; !live.isEmpty(); round++) {
            List<State> next = new ArrayList<>();
            for (State state : live) {
                if (!state.goesOn() || round > MOST_ROUNDS) {
                    if (state.goesOn()) {
                        state.lost(
                                Reason.OVER_BUDGET,
                                Evidence.of(state.source.at(loop.span()), "goes round too many times"));
                    }
                    done.add(state);
                    continue;
                }
                for (State tested : interpreter.resolved(calculated(loop, parts[1], state))) {
                    boolean enters = tested.goesOn() && (parts[1].isBlank() || tested.status.isSuccess());
                    tested.ends(Status.success());
                    if (!enters) {
                        done.add(tested);
                        continue;
                    }
                    for (State after : interpreter.body(loop.body(), tested)) {
                        after.settle();
                        List<State> again = new ArrayList<>();
                        leaveLoop(after, done, again);
                        again.forEach(s -> next.addAll(calculated(loop, parts[2], s)));
                    }
                }
            }
            live = interpreter.each(next, List::of);
        }
        done.forEach(state -> state.loops--);
        return done;
    }

    private List<State> calculated(Command.ArithmeticFor loop, String expression, State state) {
        return straight(loop, state, run -> {
            Expander expander = new Expander(run);
            String text = expression.strip();
            Value value = Value.of("1");
            if (!text.isEmpty()) {
                // The head comes as written: its parameters are expanded by reading it as an expansion.
                value = expander.arithmetic(expander.written("$((" + text + "))"));
            }
            run.state.ends(
                    value instanceof Value.Known known
                            ? Status.code(known.text().equals("0") ? 1 : 0)
                            : Status.open(
                                    Reason.VALUE_NOT_KNOWN,
                                    run.evidence("counts with what is not known"),
                                    text,
                                    run.at));
        });
    }

    // ---- case

    private record Subject(State state, Value value) {}

    private List<State> cases(Command.Case cases, State start) {
        List<Subject> subjects = new ArrayList<>();
        List<State> done = new ArrayList<>();
        for (State state : straight(cases, start, run -> {
            Value value = new Expander(run).single(cases.word());
            run.state.ends(Status.success());
            run.state.settled = true;
            subjects.add(new Subject(run.state, value));
        })) {
            if (!state.goesOn()) {
                done.add(state);
            }
        }
        for (Subject subject : subjects) {
            if (subject.state().goesOn()) {
                done.addAll(items(cases, 0, subject.value(), subject.state()));
            }
        }
        return interpreter.each(done, List::of);
    }

    private List<State> items(Command.Case cases, int from, Value subject, State start) {
        List<State> done = new ArrayList<>();
        List<State> live = List.of(start);
        for (int i = from; i < cases.items().size() && !live.isEmpty(); i++) {
            int index = i;
            List<State> next = new ArrayList<>();
            for (State state : live) {
                List<State> asked =
                        straight(cases, state, run -> match(cases.items().get(index), subject, run));
                for (State answered : asked) {
                    if (!answered.goesOn()) {
                        done.add(answered);
                    } else if (answered.status.isSuccess()) {
                        answered.settled = true;
                        done.addAll(chosen(cases, index, subject, answered));
                    } else {
                        answered.ends(Status.success());
                        answered.settled = true;
                        next.add(answered);
                    }
                }
            }
            live = next;
        }
        done.addAll(live);
        return done;
    }

    private List<State> chosen(Command.Case cases, int index, Value subject, State state) {
        Command.CaseItem item = cases.items().get(index);
        state.ends(Status.success());
        state.settled = true;
        List<State> after = interpreter.body(item.body(), state);
        if (item.terminator().equals(";&") && index + 1 < cases.items().size()) {
            return interpreter.each(after, s -> chosen(cases, index + 1, subject, s));
        }
        if (item.terminator().equals(";;&")) {
            return interpreter.each(after, s -> items(cases, index + 1, subject, s));
        }
        return after;
    }

    /** Leaves success when one of the patterns matches; where that is not known, one path for each answer. */
    private static void match(Command.CaseItem item, Value subject, Run run) {
        Expander expander = new Expander(run);
        boolean unsure = false;
        List<String> literals = new ArrayList<>();
        for (ShellWord word : item.patterns()) {
            Optional<String> pattern = expander.pattern(word);
            if (pattern.isPresent() && isEverything(pattern.get())) {
                run.state.ends(Status.success());
                return;
            }
            Tri holds = pattern.map(p -> Glob.holds(p, subject)).orElse(Tri.UNKNOWN);
            if (holds == Tri.YES) {
                run.state.ends(Status.success());
                return;
            }
            if (holds == Tri.UNKNOWN) {
                unsure = true;
                pattern.filter(p -> !Glob.isPattern(p)).ifPresent(literals::add);
            }
        }
        boolean matches = false;
        if (unsure) {
            matches = run.fork();
            State state = run.state;
            String name = state.named(subject).orElse(subject.shown());
            String wanted = String.join(
                    "|", item.patterns().stream().map(ShellWord::raw).toList());
            state.assume(new Condition(Condition.Kind.VARIABLE_VALUE, name + "=" + wanted, matches, run.at));
            if (matches && literals.size() == 1 && item.patterns().size() == 1) {
                state.learn(subject, literals.get(0));
            } else if (!matches && literals.contains("")) {
                state.learnNotEmpty(subject, true);
            }
        }
        run.state.ends(matches ? 0 : 1);
    }

    private static boolean isEverything(String pattern) {
        return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
    }
}
