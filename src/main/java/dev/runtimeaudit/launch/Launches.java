package dev.runtimeaudit.launch;

import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.build.tool.Unfollowed;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Runc;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.launcher.Tini;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Starts containers and health checks of images, on paper. */
public final class Launches {

    /** How many failures that lie behind one another are looked for. */
    private static final int MOST_BEHIND = 4;

    private static final Value NO_INPUT = Value.of("");

    private Launches() {}

    /** What the engine says of an image that names nothing to start (moby, {@code daemon/create.go}; podman says it in other words). */
    public static final String NO_COMMAND = "no command specified";

    /** Starts a container. */
    public static Launch start(Image image, LaunchRequest request) {
        Fact<CommandLine> line = CommandLine.of(image, request);
        if (!(line instanceof Fact.Present<CommandLine> known)) {
            Evidence evidence = line.evidence();
            Reason reason = line instanceof Fact.Unknown<CommandLine> unknown
                    ? unknown.reason()
                    : Reason.BASE_IMAGE_NOT_MODELLED;
            return launch(request, new Outcome.Undecided(reason, request.at(), evidence), List.of());
        }
        CommandLine command = known.value();
        List<String> first = command.words().stream().map(Arg::shown).toList();
        if (first.isEmpty()) {
            Failure failure = Runc.refuses(
                    Cause.COMMAND_NOT_FOUND,
                    NO_COMMAND,
                    request.at(),
                    "CMD",
                    List.of(Evidence.of(
                            request.at(), "names neither ENTRYPOINT nor CMD, and the base image has none")));
            return launch(request, new Outcome.Dies(failure), first);
        }
        Launch launch = replayed(new Attempt(image, request, command), first);
        return new Hiding(request, other -> replayed(new Attempt(image, other, command), first)).blamed(launch);
    }

    /**
     * Runs a health check in a container that is up. It dies only where it can never pass, because its tool or its shell is
     * not there; what it finds out by asking is not known.
     */
    public static Launch health(Image image, Start check, LaunchRequest running) {
        LaunchRequest request = new LaunchRequest(
                running.name(),
                check.at().orElse(running.at()),
                running.entrypoint(),
                running.command(),
                running.environment(),
                running.user(),
                running.workdir(),
                running.mounts(),
                running.world().in(World.Phase.HEALTH));
        List<Arg> words = CommandLine.words(check, request.at());
        List<String> first = words.stream().map(Arg::shown).toList();
        if (words.isEmpty()) {
            return launch(request, new Outcome.Undecided(Reason.VALUE_NOT_KNOWN, request.at(), Evidence.NONE), first);
        }
        Image used = WrittenFiles.of(image);
        Launch launch = replayed(new Attempt(used, request, new CommandLine(words, Optional.empty())), first);
        if (!(launch.outcome() instanceof Outcome.Dies dies)) {
            return launch.conditional().isEmpty() ? launch : depends(launch, request, first);
        }
        Optional<Failure> missing = neverPasses(dies.failure())
                ? Optional.of(dies.failure())
                : launch.tolerated().stream().filter(Launches::neverPasses).findFirst();
        Outcome outcome = missing.<Outcome>map(Outcome.Dies::new)
                .orElse(new Outcome.Undecided(
                        Reason.DEPENDS_ON_A_CONDITION, dies.failure().at(), dies.evidence()));
        return new Launch(
                request, outcome, List.of(), List.of(), launch.tolerated(), first, launch.visits(), launch.scripts());
    }

    /** A check that fails when what it asks does not answer is not proven to pass. */
    private static Launch depends(Launch launch, LaunchRequest request, List<String> first) {
        Failure failure = launch.conditional().get(0).failure();
        Outcome outcome = new Outcome.Undecided(Reason.DEPENDS_ON_A_CONDITION, failure.at(), failure.evidence());
        return new Launch(
                request,
                outcome,
                List.of(),
                launch.conditional(),
                launch.tolerated(),
                first,
                launch.visits(),
                launch.scripts());
    }

    private static final Set<Cause> CAN_NEVER_PASS = Set.of(
            Cause.COMMAND_NOT_FOUND,
            Cause.ENTRYPOINT_NOT_IN_IMAGE,
            Cause.INTERPRETER_NOT_FOUND,
            Cause.NOT_EXECUTABLE,
            Cause.NO_SHEBANG,
            Cause.EXEC_FORM_IS_NO_SHELL,
            Cause.MALFORMED_EXEC_FORM,
            Cause.SHELL_FEATURE_MISSING,
            Cause.WRONG_ARCHITECTURE,
            Cause.WRONG_LIBC,
            Cause.START_FILE_MISSING,
            Cause.NEXT_SERVER_PATH,
            Cause.MODULE_NOT_FOUND);

    /** A file that a check loads by its path, unlike a package, may be one that the service writes. */
    private static boolean neverPasses(Failure failure) {
        boolean loadsFile = failure.cause() == Cause.MODULE_NOT_FOUND
                && (failure.subject().startsWith("/") || failure.subject().startsWith("."));
        return CAN_NEVER_PASS.contains(failure.cause()) && !loadsFile;
    }

    private static Launch launch(LaunchRequest request, Outcome outcome, List<String> first) {
        return new Launch(request, outcome, List.of(), List.of(), List.of(), first, List.of(), List.of());
    }

    private static Launch replayed(Attempt attempt, List<String> first) {
        Set<Failure> mended = new LinkedHashSet<>();
        Attempt.Result result = attempt.run(mended);
        List<Outcome> then = new ArrayList<>();
        Set<Failure> tolerated = new LinkedHashSet<>(result.judgement().tolerated());
        Outcome behind = result.judgement().outcome();
        while (behind instanceof Outcome.Dies dies && then.size() < MOST_BEHIND && mended.add(dies.failure())) {
            Judgement next = attempt.run(mended).judgement();
            behind = next.outcome();
            if (attempt.request.world().phase() == World.Phase.START) {
                // A step that fails behind one that ends the script is seen by nobody until that one is mended.
                tolerated.addAll(next.tolerated());
            }
            boolean again =
                    behind instanceof Outcome.Dies other && mended.stream().anyMatch(m -> isSame(m, other.failure()));
            if (again || !(behind instanceof Outcome.Dies)) {
                break;
            }
            then.add(behind);
        }
        return new Launch(
                attempt.request,
                result.judgement().outcome(),
                then,
                result.judgement().conditional(),
                List.copyOf(tolerated),
                first,
                result.replay().visits(),
                result.replay().scripts());
    }

    static boolean isSame(Failure one, Failure other) {
        return one.cause() == other.cause()
                && one.at().equals(other.at())
                && one.subject().equals(other.subject());
    }

    /** One image, one request, one command line; replayed once for what happens, and again for what lies behind. */
    private static final class Attempt {
        private final Image image;
        private final LaunchRequest request;
        private final CommandLine command;

        Attempt(Image image, LaunchRequest request, CommandLine command) {
            this.image = image;
            this.request = request;
            this.command = command;
        }

        record Result(Judgement judgement, Replay replay) {}

        Result run(Set<Failure> mended) {
            Replay replay = new Replay(request.world(), Programs.ALL, mended, new Unfollowed());
            Container container = Container.of(image, request);
            Span at = command.words().get(0).at();
            List<String> process = command.words().stream().map(Arg::shown).toList();
            Optional<Failure> refusal = container.refusal().filter(failure -> !replay.isMended(failure));
            List<End> ends = refusal.isPresent()
                    ? List.of(End.failed(container.machine(), refusal.get()))
                    : execute(container, replay, at);
            return new Result(Judgement.of(ends.stream().map(this::named).toList(), process, at), replay);
        }

        private List<End> execute(Container container, Replay replay, Span at) {
            Invocation call = new Invocation(command.words(), container.machine(), at, NO_INPUT, true);
            if (!replay.step()) {
                return List.of(lost(container.machine(), Reason.OVER_BUDGET, Evidence.NONE));
            }
            if (request.world().init() && request.world().phase() == World.Phase.START) {
                return Tini.OF_ENGINE.run(call, Tini.ENGINE_PROGRAM, replay);
            }
            Runc.Started started = new Runc(request.world().engine()).start(call.with(container.executing(request)));
            if (started instanceof Runc.Started.Runs runs) {
                return replay.run(call.with(runs.loaded().argv()), runs.loaded().program());
            }
            if (started instanceof Runc.Started.Unclear unclear) {
                return List.of(lost(
                        container.machine(),
                        unclear.loaded().reason(),
                        Evidence.of(at, "starts `" + call.sought() + "`")
                                .because(unclear.loaded().evidence())));
            }
            Failure failure = ((Runc.Started.Fails) started).failure();
            End end = End.failed(container.machine(), failure);
            return replay.isMended(failure) ? behind(call, container, replay, end) : List.of(end);
        }

        /** What would run if a file that may not be executed could be. */
        private List<End> behind(Invocation call, Container container, Replay replay, End end) {
            Machine all = container.machine().withIdentity(Machine.Identity.ROOT);
            Loaded loaded = Kernel.find(call.with(all));
            return loaded instanceof Loaded.Runs runs
                    ? replay.run(call.with(runs.argv()), runs.program())
                    : List.of(replay.mend(end, true));
        }

        private static End lost(Machine machine, Reason reason, Evidence evidence) {
            return End.of(machine, new Exit.Lost(reason, evidence));
        }

        /** A bracket that is no JSON is the cause of whatever the shell makes of it. */
        private End named(End end) {
            if (command.malformed().isEmpty()
                    || !(end.exit() instanceof Exit.Code code)
                    || code.failure().isEmpty()) {
                return end;
            }
            Failure failure = code.failure().get();
            Span at = command.malformed().get().at().orElse(failure.at());
            Failure named = new Failure(
                    Cause.MALFORMED_EXEC_FORM,
                    failure.exitCode(),
                    failure.output(),
                    at,
                    failure.subject(),
                    Evidence.of(at, "is no JSON, so it is a line for the shell").because(failure.evidence()));
            return new End(end.machine(), Exit.failed(named), end.output(), end.conditions(), end.tolerated());
        }
    }
}
