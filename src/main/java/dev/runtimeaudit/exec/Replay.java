package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One replay of a container's start or of a RUN: knows the world, the programs, and how many steps are left.
 *
 * <p>Not shared between launches: it counts.
 */
public final class Replay {

    /** Under this name stands what is done with a program that has no launcher of its own. */
    public static final String ANY = "*";

    private static final int STEPS = 20_000;
    private static final int DEPTH = 60;

    private final World world;
    private final Map<String, Launcher> programs;
    private int steps;
    private int depth;
    private OptionalInt caller = OptionalInt.empty();
    private boolean becomes;
    private final List<Visit> visits = new ArrayList<>();
    private final List<ScriptRun> scripts = new ArrayList<>();

    private final Set<Failure> mended;
    private final Aftermath aftermath;

    /** @param programs what each known program does, by its name */
    public Replay(World world, Map<String, Launcher> programs) {
        this(world, programs, Set.of());
    }

    /** @param mended failures that are taken not to happen, to see what lies behind them */
    public Replay(World world, Map<String, Launcher> programs, Set<Failure> mended) {
        this(world, programs, mended, Replay::anything);
    }

    /** @param aftermath what programs may leave behind that are known by name and not followed */
    public Replay(World world, Map<String, Launcher> programs, Set<Failure> mended, Aftermath aftermath) {
        this.aftermath = aftermath;
        this.world = world;
        this.programs = Map.copyOf(programs);
        this.mended = Set.copyOf(mended);
    }

    private static Machine anything(String program, Invocation call, Aftermath.Seen seen, Evidence evidence) {
        return call.machine()
                .withFiles(call.machine().files().open(ImagePath.ROOT, Reason.COMMAND_EFFECT_NOT_MODELLED, evidence));
    }

    public Aftermath aftermath() {
        return aftermath;
    }

    public World world() {
        return world;
    }

    public Optional<Launcher> launcher(String program) {
        return Optional.ofNullable(programs.get(program));
    }

    /** The programs that ran so far, in order, on whichever branch. */
    public List<Visit> visits() {
        return List.copyOf(visits);
    }

    /** Takes down a script that runs. */
    public void note(ScriptRun script) {
        scripts.add(script);
    }

    public List<ScriptRun> scripts() {
        return List.copyOf(scripts);
    }

    /** Whether a failure is taken not to happen. Whoever raises one for a command that no program could be run for asks this. */
    public boolean isMended(Failure failure) {
        return mended.stream()
                .anyMatch(m -> m.cause() == failure.cause()
                        && m.at().equals(failure.at())
                        && m.subject().equals(failure.subject()));
    }

    /** What is left of an end when its failure is taken not to happen: success, and nobody knows what the command would have done. */
    public End mend(End end, boolean last) {
        if (!(end.exit() instanceof Exit.Code code)
                || code.failure().filter(this::isMended).isEmpty()) {
            return end;
        }
        Evidence why = Evidence.of(code.failure().get().at(), "fails; what it would have done is not known");
        Machine after = end.machine()
                .withFiles(
                        end.machine().files().open(end.machine().directory(), Reason.COMMAND_EFFECT_NOT_MODELLED, why));
        Exit exit = last ? new Exit.Lost(Reason.COMMAND_EFFECT_NOT_MODELLED, why) : Exit.success();
        Value output = Value.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED, why);
        return new End(after, exit, output, end.conditions(), end.tolerated());
    }

    /** Counts one step; false when there are none left. */
    public boolean step() {
        return ++steps <= STEPS;
    }

    /** Runs what execve(2) loaded. What is not known by name is {@link Exit.Lost}. */
    public List<End> run(Invocation call, Content content) {
        if (!step() || depth >= DEPTH) {
            return List.of(End.of(call.machine(), new Exit.Lost(Reason.OVER_BUDGET, Evidence.NONE)));
        }
        if (content.isVouchedFor()) {
            return vouched(call);
        }
        depth++;
        OptionalInt above = caller;
        try {
            if (content instanceof Content.Program known) {
                visits.add(new Visit(
                        known.name(),
                        known.version(),
                        call.shown(),
                        call.machine().environment(),
                        call.machine().directory(),
                        call.machine().files(),
                        call.at(),
                        caller,
                        becomes));
                caller = OptionalInt.of(visits.size() - 1);
            }
            becomes = false;
            Content.Program program =
                    content instanceof Content.Program known ? known : new Content.Program("", "", Linkage.UNKNOWN);
            // What is guessed goes through the one for all: it does not believe in failures.
            Launcher launcher = program.version().equals(UNCLEAR) && guesses()
                    ? programs.get(ANY)
                    : programs.getOrDefault(program.name(), programs.get(ANY));
            if (launcher != null) {
                return launcher.run(call, program, this).stream()
                        .map(end -> mend(end, call.last()))
                        .toList();
            }
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            Reason.PROGRAM_NOT_MODELLED,
                            Evidence.of(call.at(), "runs `" + call.command().shown() + "`, which is not modelled"))));
        } finally {
            depth--;
            caller = above;
        }
    }

    /**
     * A program that the user vouches for serves where it is what a start comes down to. In front of other steps it is not
     * known what it does; nor is it of an interpreter, which is only as good as what it is given.
     */
    private List<End> vouched(Invocation call) {
        String command = call.command().shown();
        Evidence why = Evidence.of(call.at(), "runs `" + command + "`")
                .because(Kernel.find(call) instanceof Loaded.Runs runs ? runs.evidence() : Evidence.NONE);
        boolean serves = call.last() && world.phase() == World.Phase.START && !isGivenAProgram(call);
        Exit exit = serves ? new Exit.Never(call.shown(), why) : new Exit.Lost(Reason.TAKEN_ON_TRUST, why);
        return List.of(End.of(call.machine(), exit));
    }

    /** Whether one of its words is a program or a script, which is then what the start comes down to. */
    private boolean isGivenAProgram(Invocation call) {
        String command = call.command().shown();
        String name = command.substring(command.lastIndexOf('/') + 1);
        boolean interprets = call.argv().size() > 1
                && (programs.containsKey(name) || INTERPRETER.matcher(name).matches());
        return interprets
                || call.arguments().stream()
                        .map(Arg::shown)
                        .filter(word -> !word.startsWith("-"))
                        .anyMatch(word -> SCRIPT.matcher(word).find()
                                || word.indexOf('/') < 0
                                        && Kernel.onPath(word, call.machine()) instanceof Fact.Present<ImagePath>);
    }

    /** The program that runs next takes the place of the shell that runs it. */
    public void becomes() {
        becomes = true;
    }

    /** Whether a command of which it cannot be told which file it loads is taken for what its name says: in a {@code RUN}. */
    public boolean guesses() {
        return programs.containsKey(ANY);
    }

    /** Runs a command by its name. */
    public List<End> guess(Invocation call) {
        String command = call.command().shown();
        return run(
                call, new Content.Program(command.substring(command.lastIndexOf('/') + 1), UNCLEAR, Linkage.UNKNOWN));
    }

    /** Languages whose interpreters are not followed, with or without a version: {@code php8}, {@code python3.12}. */
    private static final Pattern INTERPRETER = Pattern.compile(
            "(node|nodejs|deno|bun|java|php|php-cgi|ruby|jruby|perl|python|pypy|lua|luajit|erl|elixir|Rscript|dotnet|guile)[\\d.-]*");

    private static final Pattern SCRIPT = Pattern.compile("\\.([cm]?[jt]sx?|py|rb|php|pl|jar|sh|lua|exs?|dll)$");

    /** The version of a program that is only guessed: it proves no failure. */
    public static final String UNCLEAR = "?";
}
