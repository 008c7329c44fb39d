package dev.runtimeaudit.build;

import dev.runtimeaudit.build.tool.Effects;
import dev.runtimeaudit.build.tool.Tools;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Runc;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.CommandForm;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One {@code RUN}: a command line that is replayed on the image, and what it leaves behind.
 *
 * <p>A command whose status is not known is taken to succeed: else hardly a build would. What is proven to fail is noted, and
 * replayed once more as if it had not, until the end is reached.
 */
final class RunStep {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** As many failures of one RUN are looked behind. */
    private static final int MOST_MENDED = 6;

    private final StageBuilder stage;
    private final Instruction.Run run;
    private final RunMounts mounts;

    RunStep(StageBuilder stage, Instruction.Run run) {
        this.stage = stage;
        this.run = run;
        this.mounts = new RunMounts(stage, run);
    }

    void fold() {
        Optional<List<Arg>> argv = argv();
        if (argv.isEmpty()) {
            return;
        }
        FileSystem before = stage.files();
        Machine machine = machine(mounts.over(before));
        Invocation call = new Invocation(argv.get(), machine, at(), Value.of(""), true);
        Machine after = machine.identity().known() || !isMissing(stage.identity()) ? replay(call) : unknownUser(call);
        Image image = stage.image();
        stage.become(image.withFiles(mounts.away(before, after.files())).withAccounts(after.accounts()));
    }

    private Span at() {
        return run.command().span();
    }

    private static boolean isMissing(Fact<Identity> user) {
        return user instanceof Fact.Absent<Identity>;
    }

    private Machine unknownUser(Invocation call) {
        String user = stage.image().user() instanceof Fact.Present<String> named ? named.value() : "";
        Evidence why = Evidence.of(at(), "runs as `" + user + "`, who is not in the image")
                .because(stage.image().user().evidence());
        String message = "unable to find user " + user.split(":", 2)[0] + ": no matching entries in passwd file";
        breaks(new Failure(Cause.UNKNOWN_USER, 1, message, at(), user, why), call, message);
        return Effects.anything(call.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, why);
    }

    // --- the command line ----------------------------------------------------------------------------------------

    private Optional<List<Arg>> argv() {
        List<Arg> argv = new ArrayList<>();
        if (run.command() instanceof CommandForm.Exec exec) {
            for (CommandForm.Argument word : exec.arguments()) {
                argv.add(Arg.of(word.text(), word.span()));
            }
            return argv.isEmpty() ? Optional.empty() : Optional.of(argv);
        }
        CommandForm.Shell shell = (CommandForm.Shell) run.command();
        for (String word : stage.image().shell()) {
            argv.add(Arg.of(word, shell.span()));
        }
        argv.add(Arg.of(text(shell)));
        return Optional.of(argv);
    }

    /** What the shell gets: a RUN that is one here-document, and nothing else, runs its text (BuildKit, dispatchRun). */
    private static Fragment text(CommandForm.Shell shell) {
        List<CommandForm.Heredoc> heredocs = shell.heredocs();
        if (heredocs.isEmpty()) {
            return shell.text();
        }
        String line = shell.text().text().strip();
        boolean alone =
                heredocs.size() == 1 && line.startsWith("<<") && line.chars().noneMatch(Character::isWhitespace);
        if (alone) {
            return heredocs.get(0).body();
        }
        List<Fragment> parts = new ArrayList<>();
        parts.add(shell.text());
        for (CommandForm.Heredoc heredoc : heredocs) {
            parts.add(Fragment.at("\n", heredoc.body().file(), heredoc.body().offset(0)));
            parts.add(heredoc.body());
            parts.add(Fragment.at(
                    heredoc.name(),
                    heredoc.body().file(),
                    heredoc.body().offset(heredoc.body().text().length())));
        }
        return concatenated(parts);
    }

    private static Fragment concatenated(List<Fragment> parts) {
        StringBuilder text = new StringBuilder();
        List<Integer> offsets = new ArrayList<>();
        for (Fragment part : parts) {
            for (int i = 0; i < part.text().length(); i++) {
                offsets.add(part.offset(i));
            }
            text.append(part.text());
        }
        Fragment last = parts.get(parts.size() - 1);
        offsets.add(last.offset(last.text().length()));
        return Fragment.of(
                text.toString(),
                parts.get(0).file(),
                offsets.stream().mapToInt(Integer::intValue).toArray());
    }

    // --- the machine ---------------------------------------------------------------------------------------------

    private Machine machine(FileSystem files) {
        Image image = stage.image();
        Fact<Identity> user = stage.identity();
        Identity identity =
                user instanceof Fact.Present<Identity> known ? known.value() : new Identity("", 0, 0, "/", false);
        Evidence engine = Evidence.of(at(), "is run by the builder, which sets it");
        Environment environment = stage.scope().over(image.environment());
        if (environment.get("PATH") instanceof Fact.Absent<String>) {
            environment = environment.with("PATH", DEFAULT_PATH, engine);
        }
        if (!environment.names().contains("HOME")) {
            environment = identity.known() && !identity.home().isEmpty()
                    ? environment.with("HOME", identity.home(), engine)
                    : environment.with("HOME", Fact.unknown(Reason.VALUE_NOT_KNOWN, engine));
        }
        // A directory that WORKDIR names is made anew for every command when somebody has removed it.
        FileSystem there = files.mkdirs(stage.directory(), Meta.root(0755, engine));
        return new Machine(there, image.accounts(), environment, stage.directory(), identity, image.libc())
                .on(image.processor());
    }

    // --- replay --------------------------------------------------------------------------------------------------

    private Machine replay(Invocation call) {
        Set<Failure> mended = new HashSet<>();
        for (int i = 0; i <= MOST_MENDED; i++) {
            Replay replay = new Replay(
                    stage.whole().request().world(),
                    Tools.forBuild(
                            stage.whole().request().programs(), stage.whole().knowledge()),
                    mended);
            List<End> ends = ends(call, replay);
            List<End> alive = ends.stream().filter(end -> !isFailure(end)).toList();
            if (!alive.isEmpty()) {
                return joined(alive);
            }
            Optional<End> known =
                    ends.stream().filter(end -> end.exit() instanceof Exit.Code).findFirst();
            if (known.isEmpty()) {
                return joined(ends);
            }
            End dead = known.get();
            Exit.Code code = (Exit.Code) dead.exit();
            Failure failure = code.failure()
                    .orElseGet(() -> new Failure(
                            Cause.STEP_FAILS,
                            code.code(),
                            "",
                            at(),
                            shown(call),
                            Evidence.of(at(), "ends with status " + code.code())));
            if (mended.isEmpty()) {
                breaks(failure, call, "exit code: " + code.code());
            }
            if (code.failure().isEmpty() || !mended.add(failure)) {
                return Effects.anything(dead.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, failure.evidence());
            }
        }
        Evidence why = Evidence.of(at(), "fails in many ways");
        return Effects.anything(call.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, why);
    }

    private static boolean isFailure(End end) {
        return end.exit() instanceof Exit.Code code && code.code() != 0
                || end.exit() instanceof Exit.Unknown unknown && unknown.fails();
    }

    private static String shown(Invocation call) {
        Arg last = call.argv().get(call.argv().size() - 1);
        return last.shown();
    }

    /** A failing RUN ends with the status of its command; what the engine itself refuses ends with 1. */
    private List<End> ends(Invocation call, Replay replay) {
        World world = stage.whole().request().world();
        Runc.Started started = new Runc(world.engine()).start(call);
        if (started instanceof Runc.Started.Runs runs) {
            return replay.run(call.with(runs.loaded().argv()), runs.loaded().program());
        }
        if (started instanceof Runc.Started.Fails fails) {
            Failure failure = fails.failure();
            return List.of(End.failed(
                    call.machine(),
                    new Failure(
                            failure.cause(),
                            1,
                            failure.output(),
                            failure.at(),
                            failure.subject(),
                            failure.evidence())));
        }
        return guessed(call, replay);
    }

    /** Nobody knows which shell it is, or whether there is one: what it does is told as the usual one would do it. */
    private List<End> guessed(Invocation call, Replay replay) {
        String name = call.command().shown();
        boolean plainShell = name.equals("/bin/sh") || name.equals("sh");
        String shell = !plainShell
                ? name.substring(name.lastIndexOf('/') + 1)
                : call.machine().libc() == Linkage.MUSL ? "ash" : "dash";
        List<Arg> argv = new ArrayList<>(call.argv());
        argv.set(0, Arg.of(shell, call.command().at()));
        return replay.guess(call.with(argv));
    }

    /** Which build arguments decide which way it goes. */
    private void asks(List<End> ends) {
        for (End end : ends) {
            for (Condition condition : end.conditions()) {
                Fact<String> argument = stage.scope().get(condition.subject());
                boolean open = argument instanceof Fact.Unknown<String> unknown
                        && unknown.reason() == Reason.BUILD_ARG_WITHOUT_VALUE;
                if (condition.kind() == Condition.Kind.VARIABLE_SET && open) {
                    stage.whole().asks(condition.subject());
                }
            }
        }
    }

    private Machine joined(List<End> alive) {
        asks(alive);
        Machine all = after(alive.get(0));
        for (End end : alive.subList(1, alive.size())) {
            Machine other = after(end);
            Evidence why = Evidence.of(at(), "runs commands whose outcome is not known");
            FileSystem files = FileSystem.join(all.files(), other.files(), Reason.DEPENDS_ON_A_CONDITION, why);
            all = all.withFiles(files);
            if (!all.accounts().equals(other.accounts())) {
                all = all.withAccounts(all.accounts().open(Reason.DEPENDS_ON_A_CONDITION, why));
            }
        }
        return all;
    }

    private Machine after(End end) {
        if (end.exit() instanceof Exit.Lost lost) {
            Evidence why =
                    Evidence.of(at(), "runs what cannot be followed to its end").because(lost.evidence());
            return Effects.anything(end.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, why);
        }
        return end.machine();
    }

    private void breaks(Failure failure, Invocation call, String how) {
        String process = String.join(" ", call.shown()).replace("\n", "\\n");
        String engine = "process \"" + process + "\" did not complete successfully: " + how;
        stage.whole().breaks(stage.stage().index(), new Broken(failure, engine));
    }
}
