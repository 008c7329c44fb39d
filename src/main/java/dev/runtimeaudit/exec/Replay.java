package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One replay of a container's start or of a RUN: knows the world, the programs, and how many steps are left.
 *
 * <p>Not shared between launches: it counts.
 */
public final class Replay {

    private static final int STEPS = 20_000;
    private static final int DEPTH = 60;

    private final World world;
    private final Map<String, Launcher> programs;
    private int steps;
    private int depth;
    private final List<Visit> visits = new ArrayList<>();
    private final List<ScriptRun> scripts = new ArrayList<>();

    /** @param programs what each known program does, by its name */
    public Replay(World world, Map<String, Launcher> programs) {
        this.world = world;
        this.programs = Map.copyOf(programs);
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

    /** Counts one step; false when there are none left. */
    public boolean step() {
        return ++steps <= STEPS;
    }

    /** Runs what execve(2) loaded. What is not known by name is {@link Exit.Lost}. */
    public List<End> run(Invocation call, Content content) {
        if (!step() || depth >= DEPTH) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(dev.runtimeaudit.image.Reason.OVER_BUDGET, dev.runtimeaudit.source.Evidence.NONE)));
        }
        depth++;
        try {
            if (content instanceof Content.Program known) {
                visits.add(new Visit(known.name(), call.shown(), call.at()));
            }
            if (content instanceof Content.Program program && programs.containsKey(program.name())) {
                return programs.get(program.name()).run(call, program, this);
            }
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            dev.runtimeaudit.image.Reason.PROGRAM_NOT_MODELLED,
                            dev.runtimeaudit.source.Evidence.of(
                                    call.at(), "runs `" + call.command().shown() + "`, which is not modelled"))));
        } finally {
            depth--;
        }
    }
}
