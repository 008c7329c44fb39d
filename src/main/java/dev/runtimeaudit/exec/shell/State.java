package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Variable.Presence;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All that a shell has in hand on one path of the replay. Its owner changes it in place and copies it where paths part.
 *
 * <p>The machine's environment is the one the shell was started with; what it hands on to programs is put together by
 * {@link #environment}.
 *
 * <p>It is long because all of it is copied, and joined, as one.
 */
final class State {

    /** A function, and the text it was defined in. */
    record Function(Command body, Source source) {}

    /**
     * What {@code &} started.
     *
     * @param pid the value of {@code $!}, told from others by identity
     */
    record Job(Value pid, Exit exit) {}

    Machine machine;
    Source source;
    final TreeMap<String, Variable> variables;
    List<Value> positional;
    /** There may be more positional parameters than are listed, or fewer. */
    boolean positionalOpen;

    final TreeMap<String, Function> functions;
    final EnumSet<Option> options;
    final TreeSet<String> shopts;
    final TreeMap<String, String> traps;
    final TreeMap<String, String> aliases;
    final TreeMap<Integer, Sink> descriptors;
    Value input;
    Value out = Value.of("");
    /** The last line on standard output that people see. */
    String lastLine = "";
    /** The last line on standard error that people see. */
    String lastError = "";

    Status status = Status.success();
    /** A failure in {@link #status} has been dealt with: noted, or tested by the script. */
    boolean settled = true;
    /** {@code set -e} would have ended the shell if the open {@link #status} were a failure. */
    boolean owed;

    Flow flow = Flow.NEXT;
    List<Condition> conditions = List.of();
    List<Failure> tolerated = List.of();
    List<Job> jobs = List.of();
    /** How many constructs around here take a failure as an answer, so that {@code set -e} does not apply. */
    int guards;

    int loops;
    int calls;
    int sourced;
    int subshells;

    /** The subshells around, but for those in parentheses: the shell waits for these, and takes their status for its own. */
    int apart;
    /** The line of the last command. */
    int line;
    /** Where the last command stands that failed. */
    Optional<Span> failedAt = Optional.empty();

    /** The line up to which the shell has read its text. */
    int readTo;

    /** The shell was to become a program that could not be run. */
    boolean execs;
    /** Standard output is what a command substitution takes. */
    boolean captured;

    /** What the test found missing under whose outcome this runs. */
    Optional<Failure> blame = Optional.empty();
    /** The values that {@code local} will give back, innermost function last. */
    List<Map<String, Variable>> locals = List.of();

    Optional<Integer> optionAt = Optional.empty();
    /** Why the text that runs may no longer be what it was; what fails by it is no proof. */
    Optional<Reason> doubt = Optional.empty();

    State(Machine machine, Source source, List<Value> positional, Value input) {
        this.machine = machine;
        this.source = source;
        this.positional = List.copyOf(positional);
        this.input = input;
        variables = new TreeMap<>();
        functions = new TreeMap<>();
        options = EnumSet.noneOf(Option.class);
        shopts = new TreeSet<>();
        traps = new TreeMap<>();
        aliases = new TreeMap<>();
        descriptors = new TreeMap<>(Map.of(1, Sink.OUT, 2, Sink.ERR));
    }

    private State(State other) {
        machine = other.machine;
        source = other.source;
        variables = new TreeMap<>(other.variables);
        positional = other.positional;
        positionalOpen = other.positionalOpen;
        functions = new TreeMap<>(other.functions);
        options = EnumSet.copyOf(other.options);
        shopts = new TreeSet<>(other.shopts);
        traps = new TreeMap<>(other.traps);
        aliases = new TreeMap<>(other.aliases);
        descriptors = new TreeMap<>(other.descriptors);
        input = other.input;
        out = other.out;
        lastLine = other.lastLine;
        lastError = other.lastError;
        status = other.status;
        settled = other.settled;
        owed = other.owed;
        flow = other.flow;
        conditions = other.conditions;
        tolerated = other.tolerated;
        jobs = other.jobs;
        guards = other.guards;
        loops = other.loops;
        calls = other.calls;
        sourced = other.sourced;
        subshells = other.subshells;
        apart = other.apart;
        readTo = other.readTo;
        line = other.line;
        execs = other.execs;
        failedAt = other.failedAt;
        captured = other.captured;
        blame = other.blame;
        locals = other.locals;
        optionAt = other.optionAt;
        doubt = other.doubt;
    }

    State copy() {
        return new State(this);
    }

    boolean goesOn() {
        return flow instanceof Flow.Next;
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    // ---- status

    void ends(Status how) {
        status = how;
        settled = false;
        owed = false;
    }

    void ends(int code) {
        ends(Status.code(code));
    }

    void leave() {
        flow = Flow.LEAVE;
    }

    void gone(Exit exit) {
        flow = new Flow.Gone(exit);
    }

    void lost(Reason reason, Evidence evidence) {
        gone(new Exit.Lost(reason, evidence));
    }

    /** Called before the next command runs, when nobody will look at the last status any more but through {@code $?}. */
    void settle() {
        if (settled) {
            return;
        }
        settled = true;
        if (status instanceof Status.Open open) {
            if (open.lost() || owed) {
                // Where nothing asks for its status, it only has to come back.
                boolean returns = !owed && open.kind() == Condition.Kind.PROGRAM_UNKNOWN;
                assume(
                        returns
                                ? new Condition(Condition.Kind.COMMAND_RETURNS, open.subject(), true, open.at())
                                : new Condition(open.kind(), open.subject(), !open.negated(), open.at()));
                open.refine().apply(this, !open.negated());
                status = Status.success();
            }
        } else if (status instanceof Status.Known known && known.code() != 0) {
            known.failure().ifPresent(this::tolerate);
        }
    }

    void tolerate(Failure failure) {
        if (!tolerated.contains(failure)) {
            List<Failure> more = new ArrayList<>(tolerated);
            more.add(failure);
            tolerated = List.copyOf(more);
        }
    }

    /** The script looks at {@code $?}: what failed just now is no surprise to it. */
    void lookedAt() {
        if (status instanceof Status.Known known && known.failure().isPresent()) {
            tolerated = tolerated.stream()
                    .filter(f -> !f.equals(known.failure().get()))
                    .toList();
        }
    }

    void assume(Status.Open open, boolean holds) {
        assume(new Condition(open.kind(), open.subject(), holds, open.at()));
    }

    void assume(Condition condition) {
        if (!conditions.contains(condition)) {
            List<Condition> more = new ArrayList<>(conditions);
            more.add(condition);
            conditions = List.copyOf(more);
        }
    }

    /** The paths on which the status is known: itself, or one for success and one for failure. */
    List<State> resolved() {
        if (!(status instanceof Status.Open open)) {
            return List.of(this);
        }
        State success = copy();
        success.assume(open, !open.negated());
        open.refine().apply(success, !open.negated());
        success.ends(Status.success());
        State failure = this;
        failure.assume(open, open.negated());
        open.refine().apply(failure, open.negated());
        failure.ends(new Status.Known(1, false, Optional.empty(), Optional.empty()));
        return List.of(success, failure);
    }

    // ---- variables

    /** What is said of a variable; one that nobody named so far gets its own entry, so that what is learned of it stays. */
    Variable variable(String name) {
        Variable known = variables.get(name);
        if (known != null) {
            return known;
        }
        if (machine.environment().get(name) instanceof Fact.Unknown<String> unknown) {
            boolean holds = unknown.reason() == Reason.BUILD_ARG_GIVEN || unknown.reason() == Reason.VALUE_GIVEN;
            Value.Unknown value = new Value.Unknown(unknown.reason(), unknown.evidence(), holds);
            // One that nobody has named so far comes from outside, if it is there.
            boolean given = unknown == machine.environment().others();
            Variable open = new Variable(
                    holds ? Presence.SET : Presence.MAYBE,
                    given ? value.given("") : value,
                    true,
                    false,
                    Optional.empty());
            variables.put(name, open);
            return open;
        }
        return Variable.NONE;
    }

    void set(String name, Value value) {
        Variable old = variable(name);
        Variable set = old.holding(value);
        variables.put(name, has(Option.ALLEXPORT) ? set.exported(true) : set);
    }

    /** The name of a variable that holds exactly this value. */
    Optional<String> named(Value value) {
        if (value instanceof Value.Known) {
            return Optional.empty();
        }
        for (Map.Entry<String, Variable> entry : variables.entrySet()) {
            if (entry.getValue().value() == value) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /** A value that was not known turns out to be empty or not. */
    void learnNotEmpty(Value value, boolean notEmpty) {
        if (!(value instanceof Value.Unknown unknown)) {
            return;
        }
        Value learned = notEmpty ? unknown.notEmptyEither() : Value.of("");
        replace(value, learned, notEmpty);
    }

    /** The status of a command, kept in a variable, turns out to be none of success. */
    void learnNotZero(Value value) {
        if (value instanceof Value.Unknown unknown) {
            replace(value, Value.Unknown.positive(unknown.reason(), unknown.evidence()), true);
        }
    }

    void learn(Value value, String text) {
        if (value instanceof Value.Unknown) {
            replace(value, Value.of(text), !text.isEmpty());
        }
    }

    private void replace(Value old, Value learned, boolean set) {
        variables.replaceAll((name, variable) -> {
            if (variable.value() != old) {
                return variable;
            }
            return variable.holding(set ? Presence.SET : variable.presence(), learned);
        });
        List<Value> changed = new ArrayList<>();
        for (Value value : positional) {
            changed.add(value == old ? learned : value);
        }
        positional = List.copyOf(changed);
    }

    /** The environment of a program that this shell starts. */
    Environment environment() {
        Environment environment = machine.environment();
        for (Map.Entry<String, Variable> entry : variables.entrySet()) {
            String name = entry.getKey();
            Variable variable = entry.getValue();
            if (variable.exported()) {
                environment = environment.with(name, isHandedOn(variable) ? environment.others() : fact(variable));
            } else if (!(environment.get(name) instanceof Fact.Absent<String>)) {
                environment = environment.with(name, Fact.absent(Evidence.NONE));
            }
        }
        return environment;
    }

    /** Whether it is what whoever starts the container has given, or nothing. */
    private static boolean isHandedOn(Variable variable) {
        return variable.presence() != Presence.UNSET
                && variable.value() instanceof Value.Unknown unknown
                && unknown.otherwise().equals(Optional.of(""))
                && unknown.ending().isEmpty();
    }

    private static Fact<String> fact(Variable variable) {
        if (variable.presence() == Presence.UNSET) {
            return Fact.absent(Evidence.NONE);
        }
        if (variable.value() instanceof Value.Unknown unknown) {
            return Fact.unknown(unknown.reason(), unknown.evidence());
        }
        if (variable.presence() == Presence.MAYBE) {
            return Fact.unknown(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        }
        return Fact.present(((Value.Known) variable.value()).text());
    }

    // ---- files and output

    ImagePath path(String text) {
        return machine.directory().resolve(text);
    }

    FileSystem files() {
        return machine.files();
    }

    void files(FileSystem changed) {
        machine = machine.withFiles(changed);
    }

    Sink sink(int descriptor) {
        Sink sink = descriptors.get(descriptor);
        return sink == null ? Sink.NOWHERE : sink;
    }

    void write(int descriptor, Value text, Span at) {
        Sink sink = sink(descriptor);
        if (sink instanceof Sink.Out) {
            out = out.then(text);
            if (!captured) {
                lastLine = lastLine(text, lastLine);
            }
        } else if (sink instanceof Sink.Err) {
            lastError = lastLine(text, lastError);
        } else if (sink instanceof Sink.ToFile file) {
            files(Files.append(files(), file.path(), text, at));
        }
    }

    /** What the log of the container ends with: errors before what is printed. */
    String lastSaid() {
        return lastError.isEmpty() ? lastLine : lastError;
    }

    private static String lastLine(Value text, String before) {
        String[] lines = text.ending().split("\n", -1);
        for (int i = lines.length - 1; i >= 0; i--) {
            if (!lines[i].isBlank()) {
                return lines[i];
            }
        }
        return before;
    }

    void say(String line, Span at) {
        write(2, Value.of(line + "\n"), at);
    }

    /** Whether what the shell says to its standard error can be seen. */
    boolean isHeard() {
        return sink(2) instanceof Sink.Err || sink(2) instanceof Sink.Out && !captured;
    }

    // ---- paths that become one

    /** What holds on both paths. They stand next to each other, so they differ in what was assumed last. */
    static State join(State one, State other, Evidence evidence) {
        State joined = one.copy();
        Reason reason = Reason.DEPENDS_ON_A_CONDITION;
        joined.machine = one.machine
                .withFiles(FileSystem.join(one.files(), other.files(), reason, evidence))
                .withAccounts(one.machine.accounts());
        Set<String> names = new TreeSet<>(one.variables.keySet());
        names.addAll(other.variables.keySet());
        for (String name : names) {
            joined.variables.put(name, join(one.variable(name), other.variable(name), reason, evidence));
        }
        if (!one.positional.equals(other.positional)) {
            joined.positionalOpen = true;
        }
        joined.functions.putAll(other.functions);
        joined.out = joinValues(one.out, other.out, reason, evidence);
        int same = 0;
        while (same < Math.min(one.conditions.size(), other.conditions.size())
                && one.conditions.get(same).equals(other.conditions.get(same))) {
            same++;
        }
        joined.conditions = one.conditions.subList(0, same);
        for (Failure failure : other.tolerated) {
            joined.tolerate(failure);
        }
        if (other.jobs.size() > one.jobs.size()) {
            joined.jobs = other.jobs;
        }
        if (!one.status.equals(other.status)) {
            boolean failed = one.status.isFailure() && other.status.isFailure();
            joined.status = failed
                    ? new Status.Known(1, false, Optional.empty(), Optional.empty())
                    : Status.open(
                            reason, evidence, "$?", evidence.steps().get(0).at());
        }
        return joined;
    }

    /** Whether both go on in the same place and way, so that they can become one. */
    static boolean joinable(State one, State other) {
        return one.flow.equals(other.flow)
                && !(one.flow instanceof Flow.Gone)
                && !(one.flow instanceof Flow.Leave)
                && one.machine.directory().equals(other.machine.directory())
                && one.source.equals(other.source)
                && one.options.equals(other.options)
                && one.guards == other.guards
                && one.calls == other.calls
                && one.traps.equals(other.traps)
                && one.descriptors.equals(other.descriptors)
                && one.functions.keySet().equals(other.functions.keySet())
                && arrays(one).equals(arrays(other));
    }

    /**
     * How long each array is. One of which not even the length is known has no form of its own: paths that differ in that are kept
     * apart.
     */
    private static Map<String, Integer> arrays(State state) {
        Map<String, Integer> lengths = new TreeMap<>();
        state.variables.forEach(
                (name, variable) -> variable.array().ifPresent(elements -> lengths.put(name, elements.size())));
        return lengths;
    }

    /**
     * Whether whatever comes next takes the same ways from both. What was assumed on the way is not asked, nor what was printed;
     * two values that are not known are as good as one another.
     */
    static boolean isAlike(State one, State other) {
        if (one.machine.files() != other.machine.files() || !one.traps.equals(other.traps)) {
            return false;
        }
        if (isOver(one) || isOver(other)) {
            return isOver(one) && isOver(other) && one.traps.isEmpty() && endsAlike(one, other);
        }
        return joinable(one, other)
                && one.machine.accounts().equals(other.machine.accounts())
                && one.positional.size() == other.positional.size()
                && one.positionalOpen == other.positionalOpen
                && one.jobs.equals(other.jobs)
                && isAlike(one.status, other.status)
                && isAlike(one.input, other.input)
                && (!one.captured || isAlike(one.out, other.out))
                && IntStream.range(0, one.positional.size())
                        .allMatch(i -> isAlike(one.positional.get(i), other.positional.get(i)))
                && one.variables.keySet().equals(other.variables.keySet())
                && one.variables.entrySet().stream()
                        .allMatch(entry -> Optional.ofNullable(other.variables.get(entry.getKey()))
                                .filter(there -> isAlike(entry.getValue(), there))
                                .isPresent());
    }

    private static boolean isOver(State state) {
        return state.flow instanceof Flow.Gone || state.flow instanceof Flow.Leave;
    }

    /** Where a script gives up, what decided it is told with it; a command that fails is left alone. */
    private static boolean endsAlike(State one, State other) {
        if (one.flow instanceof Flow.Gone gone && other.flow instanceof Flow.Gone same) {
            return gone.exit() instanceof Exit.Never left
                    && same.exit() instanceof Exit.Never right
                    && left.process().equals(right.process());
        }
        return one.flow instanceof Flow.Leave
                && other.flow instanceof Flow.Leave
                && one.execs == other.execs
                && isAlike(one.status, other.status)
                && (!one.status.isFailure() || givesUpAlike(one, other))
                && (!one.captured || isAlike(one.out, other.out));
    }

    private static boolean givesUpAlike(State one, State other) {
        boolean chosen = one.status instanceof Status.Known left
                && other.status instanceof Status.Known right
                && left.failure().equals(right.failure())
                && left.failure()
                        .filter(f -> f.cause() != Cause.MAIN_PROCESS_ENDS)
                        .isEmpty()
                && left.blame().equals(right.blame());
        return chosen
                && one.line == other.line
                && one.source.equals(other.source)
                && !one.conditions.isEmpty()
                && !other.conditions.isEmpty()
                && last(one.conditions).equals(last(other.conditions));
    }

    private static Condition last(List<Condition> conditions) {
        return conditions.get(conditions.size() - 1);
    }

    /**
     * One of two that are alike; empty where it would claim too much. What was assumed is left out only if one went one way and
     * the other the other.
     */
    static Optional<State> one(State one, State other) {
        List<Condition> mine = new ArrayList<>(one.conditions);
        mine.removeAll(other.conditions);
        List<Condition> others = new ArrayList<>(other.conditions);
        others.removeAll(one.conditions);
        boolean complete = mine.isEmpty()
                || others.isEmpty()
                || mine.size() == 1 && others.size() == 1 && isOpposite(mine.get(0), others.get(0))
                || isOver(one) && one.status.isFailure();
        if (!complete) {
            return Optional.empty();
        }
        State both = one.copy();
        both.conditions =
                one.conditions.stream().filter(other.conditions::contains).toList();
        both.tolerated =
                one.tolerated.stream().filter(other.tolerated::contains).toList();
        Evidence evidence = one.out instanceof Value.Unknown unknown ? unknown.evidence() : Evidence.NONE;
        both.out = joinValues(one.out, other.out, Reason.DEPENDS_ON_A_CONDITION, evidence);
        both.lastLine = one.lastLine.equals(other.lastLine) ? one.lastLine : "";
        both.lastError = one.lastError.equals(other.lastError) ? one.lastError : "";
        return Optional.of(both);
    }

    private static boolean isOpposite(Condition one, Condition other) {
        return one.kind() == other.kind()
                && one.subject().equals(other.subject())
                && one.at().equals(other.at())
                && one.holds() != other.holds();
    }

    private static boolean isAlike(Status one, Status other) {
        return one instanceof Status.Known known && other instanceof Status.Known same
                ? known.code() == same.code()
                : one instanceof Status.Open && other instanceof Status.Open;
    }

    private static boolean isAlike(Variable one, Variable other) {
        return one.presence() == other.presence()
                && one.exported() == other.exported()
                && one.readonly() == other.readonly()
                && one.array().equals(other.array())
                && isAlike(one.value(), other.value());
    }

    private static boolean isAlike(Value one, Value other) {
        return one.equals(other)
                || one instanceof Value.Unknown left
                        && other instanceof Value.Unknown right
                        && left.isNotEmpty() == right.isNotEmpty()
                        && left.positive() == right.positive()
                        && left.beginning().equals(right.beginning())
                        && left.ending().equals(right.ending());
    }

    private static Variable join(Variable one, Variable other, Reason reason, Evidence evidence) {
        if (one.equals(other)) {
            return one;
        }
        Presence presence = one.presence() == other.presence() ? one.presence() : Presence.MAYBE;
        return new Variable(
                presence,
                joinValues(one.value(), other.value(), reason, evidence),
                one.exported() || other.exported(),
                one.readonly() && other.readonly(),
                one.array().map(elements -> joinElements(elements, other.array().orElse(elements), reason, evidence)));
    }

    private static List<Value> joinElements(List<Value> one, List<Value> other, Reason reason, Evidence evidence) {
        return IntStream.range(0, one.size())
                .mapToObj(i -> joinValues(one.get(i), other.get(i), reason, evidence))
                .toList();
    }

    private static boolean isPositive(Value value) {
        return value instanceof Value.Unknown unknown && unknown.positive();
    }

    private static Value joinValues(Value one, Value other, Reason reason, Evidence evidence) {
        if (one.equals(other)) {
            return one;
        }
        String a = one.ending();
        String b = other.ending();
        int same = 0;
        while (same < Math.min(a.length(), b.length())
                && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) {
            same++;
        }
        String front = one.beginning();
        int first = 0;
        while (first < Math.min(front.length(), other.beginning().length())
                && front.charAt(first) == other.beginning().charAt(first)) {
            first++;
        }
        return new Value.Unknown(
                reason,
                evidence,
                one.isNotEmpty() && other.isNotEmpty(),
                front.substring(0, first),
                a.substring(a.length() - same),
                isPositive(one) && isPositive(other),
                Optional.empty());
    }

    /** The variables that two states of one path do not agree on. */
    static SortedMap<String, Variable> changed(State before, State after) {
        SortedMap<String, Variable> changed = new TreeMap<>();
        after.variables.forEach((name, variable) -> {
            if (!Objects.equals(before.variables.get(name), variable)) {
                changed.put(name, variable);
            }
        });
        return changed;
    }
}
