package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Aftermath.Seen;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Blame;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.Whichever;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.shell.Speaker.Refusal;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs programs: looks them up, loads them, and takes what they leave behind (POSIX 2.9.1, "Command Search and Execution").
 *
 * <p>It is one class although it is long: each way in which a program ends leaves something else of the same state behind.
 */
final class Externals {

    private final Run run;

    Externals(Run run) {
        this.run = run;
    }

    /** @param exec the shell becomes the program */
    void run(List<Field> words, List<ShellWord> written, boolean exec) {
        List<Arg> argv = argv(words, written);
        if (!(words.get(0).value() instanceof Value.Known known) || words.get(0).uncertain()) {
            String shown = "<unknown>";
            lost(Reason.VALUE_NOT_KNOWN, run.evidence("runs a command whose name is not known"), shown, exec);
            return;
        }
        String name = known.text();
        if (name.isEmpty()) {
            refused(
                    name,
                    Refusal.EMPTY_NAME,
                    exec,
                    new Blame(Cause.COMMAND_NOT_FOUND, run.at, name, run.evidence("runs a command without a name")));
            return;
        }
        Machine machine = run.state.machine.withEnvironment(run.state.environment());
        boolean ends = run.state.subshells == 0 && exec || run.state.apart == 0 && isTail();
        boolean last = run.shell.call().last() && ends;
        Invocation call = new Invocation(argv, machine, run.at, run.state.input, last);
        Loaded loaded = Kernel.find(call);
        if (loaded instanceof Loaded.Unclear && run.shell.replay().guesses()) {
            take(pick(() -> run.shell.replay().guess(call)), call, exec);
        } else if (loaded instanceof Loaded.Unclear unclear) {
            Optional<List<End>> failing = unclear.reason().isOfInstall()
                    ? Whichever.failing(name, "", call, run.shell.replay())
                    : Optional.empty();
            if (failing.isPresent()) {
                take(pick(failing::get), call, exec);
                return;
            }
            lost(
                    unclear.reason(),
                    run.evidence("runs `" + call.sought() + "`").because(unclear.evidence()),
                    shown(call),
                    exec);
        } else if (loaded instanceof Loaded.Refused refused) {
            refused(name, refused, call, exec);
        } else {
            Loaded.Runs runs = (Loaded.Runs) loaded;
            Invocation inner = call.with(runs.argv());
            boolean becomes = run.state.subshells == 0 && (exec || becomesLast());
            take(
                    pick(() -> {
                        if (becomes) {
                            run.shell.replay().becomes();
                        }
                        return run.shell.replay().run(inner, runs.program());
                    }),
                    inner,
                    exec);
        }
    }

    /** One of the ways in which a program ends; a script can end in more than are followed one by one. */
    private End pick(Supplier<List<End>> ends) {
        return run.choices.pick(() -> Ends.few(ends.get(), run.evidence("can end in many ways")));
    }

    /** Whether the script itself ends with this command; a text that it reads or calls is looked at as something in its middle. */
    private boolean isTail() {
        Source.Kind kind = run.state.source.kind();
        boolean own = kind == Source.Kind.SCRIPT || kind == Source.Kind.ARGUMENT;
        return own && run.state.calls == 0 && run.shell.tails().contains(run.inText);
    }

    /** The last command of {@code -c}: ash and bash do not fork for it (BusyBox 1.35 and bash 5.2 do so, dash 0.5.12 does not). */
    private boolean becomesLast() {
        return !run.flavor().dash() && run.state.source.kind() == Source.Kind.ARGUMENT && isTail();
    }

    private static List<Arg> argv(List<Field> words, List<ShellWord> written, Span fallback) {
        List<Arg> argv = new ArrayList<>();
        boolean same = words.size() == written.size();
        for (int i = 0; i < words.size(); i++) {
            argv.add(new Arg(words.get(i).value(), same ? written.get(i).span() : fallback));
        }
        return argv;
    }

    private List<Arg> argv(List<Field> words, List<ShellWord> written) {
        boolean places = run.state.source.place().isEmpty();
        return argv(words, places ? written : List.of(), run.at);
    }

    private static String shown(Invocation call) {
        return String.join(" ", call.shown());
    }

    private void refused(String name, Loaded.Refused refused, Invocation call, boolean exec) {
        boolean command = refused.what() == Loaded.Part.COMMAND;
        Blame blame = Blame.of(call, refused);
        switch (refused.errno()) {
            case ENOENT:
                refused(name, command ? Refusal.MISSING : Refusal.INTERPRETER, exec, blame);
                break;
            case EACCES:
                // bash names the file that it found on PATH.
                boolean searched = name.indexOf('/') < 0 && run.flavor().bash();
                refused(searched ? refused.missing() : name, Refusal.DENIED, exec, blame);
                break;
            case EISDIR:
                refused(name, Refusal.DIRECTORY, exec, blame);
                break;
            case ELOOP:
                refused(name, Refusal.LOOP, exec, blame);
                break;
            case ENOTDIR:
                refused(name, Refusal.NOT_A_DIRECTORY, exec, blame);
                break;
            case ENOEXEC:
                withoutShebang(name, call, exec, blame);
                break;
        }
    }

    /** What execve(2) does not know, the shell reads as a script (POSIX 2.9.1.1), unless it looks like a binary. */
    private void withoutShebang(String name, Invocation call, boolean exec, Blame blame) {
        Evidence evidence = blame.evidence();
        Fact<ImagePath> at =
                name.indexOf('/') >= 0 ? Fact.present(run.state.path(name)) : Kernel.onPath(name, call.machine());
        ImagePath path = at instanceof Fact.Present<ImagePath> there ? there.value() : ImagePath.ROOT;
        if (!(run.state.files().follow(path) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)) {
            lost(Reason.FILE_CONTENT_NOT_KNOWN, evidence, name, exec);
            return;
        }
        Fact<SourceFile> text = file.content().on(call.machine().processor()).text();
        if (text instanceof Fact.Present<SourceFile> present
                && !looksBinary(present.value().text())) {
            run.shell.replay().step();
            take(
                    pick(() -> new ShellLauncher()
                            .file(call, run.shell.program(), run.shell.replay(), path.value(), name, present.value())),
                    call,
                    exec);
        } else if (text instanceof Fact.Unknown<SourceFile>) {
            lost(Reason.FILE_CONTENT_NOT_KNOWN, evidence, name, exec);
        } else if (run.flavor().ash()) {
            // BusyBox reads it all the same, and finds no command of that name, or no syntax.
            boolean exact = text instanceof Fact.Present<SourceFile>;
            run.state.ends(new Status.Known(127, exact, Optional.empty(), Optional.empty()));
            if (exec) {
                run.state.leave();
            }
        } else {
            refused(name, Refusal.FORMAT, exec, blame);
        }
    }

    private boolean looksBinary(String text) {
        // bash looks for a NUL in the first line; a text that the model could decode has none further on, either.
        return text.startsWith("\u007fELF") || text.indexOf('\0') >= 0;
    }

    private void refused(String name, Refusal why, boolean exec, Blame blame) {
        Words words = run.speaker().refuses(name, why, exec);
        // A name with blanks in it is no more to a shell than a name that is not there.
        Cause cause = blame.cause() == Cause.EXEC_FORM_IS_NO_SHELL ? Cause.COMMAND_NOT_FOUND : blame.cause();
        Failure failure = run.failure(cause, words, blame.subject(), blame.evidence());
        run.state.ends(Status.failed(new Failure(
                failure.cause(),
                failure.exitCode(),
                failure.output(),
                run.state.source.at(blame.at()),
                failure.subject(),
                failure.evidence())));
        if (exec && !run.state.shopts.contains("execfail")) {
            run.state.execs = true;
            run.state.leave();
        }
    }

    void lost(Reason reason, Evidence evidence, String subject, boolean exec) {
        // It is not even known to be there: it is no step of which only the effects are open.
        anythingMayHaveChanged(Reason.FILE_CONTENT_NOT_KNOWN);
        unknownOutput(reason, evidence);
        if (exec) {
            run.state.lost(reason, evidence);
        } else {
            run.state.ends(Status.lost(reason, evidence, subject, run.at));
        }
    }

    private void unknownOutput(Reason reason, Evidence evidence) {
        run.state.write(1, Value.unknown(reason, evidence), run.at);
    }

    /** A program that nobody knows may have written anywhere. */
    void anythingMayHaveChanged() {
        anythingMayHaveChanged(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private void anythingMayHaveChanged(Reason reason) {
        run.state.files(run.state
                .files()
                .open(ImagePath.ROOT, reason, run.evidence("runs a program whose effects are not modelled")));
    }

    /** Takes over one way in which a program ended. */
    private void take(End end, Invocation call, boolean exec) {
        State state = run.state;
        FileSystem before = call.machine().files();
        state.machine = state.machine
                .withFiles(end.machine().files())
                .withAccounts(end.machine().accounts());
        end.conditions().forEach(state::assume);
        end.tolerated().forEach(state::tolerate);
        state.write(1, end.output(), run.at);
        boolean runsOn =
                end.exit() instanceof Exit.Code code && code.failure().isEmpty() || end.exit() instanceof Exit.Unknown;
        if (runsOn && end.machine().files() == before) {
            mayHaveChanged(call, Seen.END);
        }
        if (end.exit() instanceof Exit.Code code) {
            code.failure().filter(f -> !f.output().isEmpty()).ifPresent(f -> state.say(f.output(), f.at()));
            Optional<Failure> failure = code.failure().map(f -> state.isHeard() ? f : silenced(f));
            state.ends(new Status.Known(code.code(), true, failure, Optional.empty()));
            if (exec) {
                state.traps.remove("EXIT");
                state.leave();
            }
        } else if (end.exit() instanceof Exit.Unknown unknown) {
            state.ends(
                    unknown.fails()
                            ? new Status.Known(1, false, Optional.empty(), Optional.empty())
                            : Status.open(unknown.reason(), unknown.evidence(), shown(call), run.at));
            if (exec) {
                state.traps.remove("EXIT");
                state.leave();
            }
        } else if (end.exit() instanceof Exit.Lost lost) {
            mayHaveChanged(call, end.machine().files() == before ? Seen.NOTHING : Seen.PARTS);
            unknownOutput(lost.reason(), lost.evidence());
            if (exec) {
                state.gone(lost);
            } else {
                state.ends(Status.lost(lost, shown(call), run.at));
            }
        } else {
            state.gone(end.exit());
        }
    }

    private static Failure silenced(Failure failure) {
        return new Failure(
                failure.cause(), failure.exitCode(), "", failure.at(), failure.subject(), failure.evidence());
    }

    /** What is lost sight of may have changed what programs of its name do; of one without a name, nothing is known. */
    private void mayHaveChanged(Invocation call, Seen seen) {
        Optional<String> name =
                name(call).filter(known -> run.shell.replay().world().phase() != World.Phase.BUILD);
        if (name.isPresent()) {
            Evidence evidence = run.evidence("runs `" + shown(call) + "`, which is not followed");
            Invocation there = call.with(
                    call.machine().withFiles(run.state.machine.files()).withAccounts(run.state.machine.accounts()));
            Machine after = run.shell.replay().aftermath().of(name.get(), there, seen, evidence);
            run.state.machine = run.state.machine.withFiles(after.files()).withAccounts(after.accounts());
        } else if (seen == Seen.NOTHING) {
            anythingMayHaveChanged();
        }
    }

    /** Under which name the model knows the program. */
    private Optional<String> name(Invocation call) {
        String name = call.command().shown();
        Fact<ImagePath> at =
                name.indexOf('/') >= 0 ? Fact.present(run.state.path(name)) : Kernel.onPath(name, call.machine());
        return at instanceof Fact.Present<ImagePath> path
                        && call.machine().files().follow(path.value()) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().on(call.machine().processor()) instanceof Content.Program program
                ? Optional.of(program.name())
                : Optional.empty();
    }
}
