package dev.runtimeaudit.workspace;

import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service that nothing was replayed for: for tests of what comes behind the model. */
public final class HandMade {

    private final String name;
    private ServiceKind kind = ServiceKind.SERVICE;
    private boolean declared = true;
    private final List<Problem> unread = new ArrayList<>();
    private final List<Failure> building = new ArrayList<>();
    private final List<Launch> launches = new ArrayList<>();
    private final List<Precondition> preconditions = new ArrayList<>();

    private HandMade(String name) {
        this.name = name;
    }

    /** A service in {@code apps/<name>}. */
    public static HandMade service(String name) {
        return new HandMade(name);
    }

    public static Span at(String file, int line) {
        return new Span(new TreePath(file), line, 1, line, 1);
    }

    public HandMade job() {
        kind = ServiceKind.JOB;
        return this;
    }

    /** Nobody says whether it is meant to stay up. */
    public HandMade undeclared() {
        declared = false;
        return this;
    }

    public HandMade unread(int line, String why) {
        unread.add(new Problem(at(dockerfile().value(), line), why));
        return this;
    }

    public HandMade failing(Failure failure) {
        building.add(failure);
        return this;
    }

    public HandMade needing(Precondition precondition) {
        preconditions.add(precondition);
        return this;
    }

    /** The launch of the image, and what lies behind its end. */
    public HandMade launched(Outcome outcome, Outcome... then) {
        return launched("image", outcome, List.of(), then);
    }

    public HandMade through(String script, Outcome outcome) {
        ScriptRun run = new ScriptRun(at(script, 1), "ash", 0, false, true, false, false, true);
        return launched("image", outcome, List.of(run));
    }

    private HandMade launched(String launch, Outcome outcome, List<ScriptRun> scripts, Outcome... then) {
        LaunchRequest request = new LaunchRequest(
                launch,
                at(dockerfile().value(), 9),
                Optional.empty(),
                Optional.empty(),
                Environment.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                World.open(World.Engine.DOCKER_28, World.Phase.START));
        launches.add(new Launch(request, outcome, List.of(then), List.of(), List.of(), List.of(), List.of(), scripts));
        return this;
    }

    private TreePath dockerfile() {
        return new TreePath("apps/" + name + "/Dockerfile");
    }

    public Service build() {
        return new Service(
                name,
                dockerfile().parent(),
                dockerfile(),
                TreePath.ROOT,
                Optional.empty(),
                kind,
                declared && kind == ServiceKind.SERVICE,
                Evidence.of(Span.wholeFile(dockerfile()), "makes it a service"),
                unread,
                Image.scratch(),
                building,
                launches,
                at(dockerfile().value(), 9),
                at(dockerfile().value(), 1),
                preconditions,
                false,
                List.of(),
                List.of());
    }
}
