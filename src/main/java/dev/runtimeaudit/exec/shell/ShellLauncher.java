package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Blocked;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * BusyBox ash, dash and bash as programs: their command line (POSIX, sh utility), then the script.
 *
 * <p>It is long because the ways to come to a script, and how each can fail, stand side by side.
 */
public final class ShellLauncher implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        String called = call.command().shown();
        Line line = new Line(Flavor.of(program, called));
        Optional<Exit> odd = line.read(call);
        if (odd.isPresent()) {
            return List.of(End.of(call.machine(), odd.get()));
        }
        if (line.argument) {
            return argument(call, program, replay, line);
        }
        if (line.operands.isEmpty() || line.fromInput) {
            return input(call, program, replay, line);
        }
        return script(call, program, replay, line);
    }

    private List<End> argument(Invocation call, Program program, Replay replay, Line line) {
        Arg text = line.operands.get(0);
        if (!(text.value() instanceof Value.Known known)) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            Reason.VALUE_NOT_KNOWN,
                            Evidence.of(call.at(), "runs a command line that is known only when the container runs"))));
        }
        boolean places = text.text().isPresent();
        Fragment fragment =
                text.text().orElse(Fragment.of(new SourceFile(text.at().path(), known.text())));
        String name = line.operands.size() > 1
                ? line.operands.get(1).shown()
                : call.command().shown();
        List<Value> positional = values(line.operands, 2);
        Source source = new Source(name, Source.Kind.ARGUMENT, 1, places ? Optional.empty() : Optional.of(text.at()));
        return start(call, program, replay, line, new Text(name, source, fragment, positional));
    }

    private static List<Value> values(List<Arg> operands, int from) {
        return operands.size() <= from
                ? List.of()
                : operands.subList(from, operands.size()).stream()
                        .map(Arg::value)
                        .toList();
    }

    private List<End> input(Invocation call, Program program, Replay replay, Line line) {
        if (!(call.input() instanceof Value.Known known)) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            Reason.VALUE_NOT_KNOWN, Evidence.of(call.at(), "runs what it reads on standard input"))));
        }
        String name = call.command().shown();
        Source source = new Source(name, Source.Kind.SCRIPT, 1, Optional.of(call.at()));
        Fragment fragment = Fragment.of(new SourceFile(call.at().path(), known.text()));
        Text text = new Text(name, source, fragment, values(line.operands, 0), false, Optional.empty());
        return start(call, program, replay, line, text);
    }

    private List<End> script(Invocation call, Program program, Replay replay, Line line) {
        Arg first = line.operands.get(0);
        if (!(first.value() instanceof Value.Known known)) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            Reason.VALUE_NOT_KNOWN,
                            Evidence.of(call.at(), "runs a script whose name is known only when the container runs"))));
        }
        String name = known.text();
        ImagePath path = call.machine().directory().resolve(name);
        Fact<Located> found = call.machine().files().follow(path);
        if (found instanceof Fact.Absent<Located> && line.flavor.bash() && name.indexOf('/') < 0) {
            // bash(1): "If no file is found, the shell searches PATH for the script."
            Fact<ImagePath> onPath = dev.runtimeaudit.exec.Kernel.onPath(name, call.machine());
            if (onPath instanceof Fact.Present<ImagePath> there) {
                found = call.machine().files().follow(there.value());
            }
        }
        if (found instanceof Fact.Unknown<Located> unknown) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            unknown.reason(),
                            Evidence.of(call.at(), "runs the script `" + name + "`")
                                    .because(unknown.evidence()))));
        }
        if (!(found instanceof Fact.Present<Located> present)) {
            return List.of(cannotOpen(call, line, name, Blocked.MISSING, found.evidence()));
        }
        Located located = present.value();
        if (!(located.node() instanceof Node.File file)) {
            return List.of(cannotOpen(call, line, name, Blocked.DIRECTORY, found.evidence()));
        }
        if (Files.may(file, Right.READ, call.machine().identity()) == Files.Tri.NO) {
            return List.of(cannotOpen(call, line, name, Blocked.DENIED, found.evidence()));
        }
        if (Files.may(file, Right.READ, call.machine().identity()) == Files.Tri.UNKNOWN) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            Reason.PERMISSIONS_NOT_KNOWN,
                            Evidence.of(
                                            call.at(),
                                            "runs the script `" + name + "`, which its user may not be able to read")
                                    .because(found.evidence()))));
        }
        Fact<SourceFile> text = file.content().likely().text();
        if (!(text instanceof Fact.Present<SourceFile> readable)) {
            return List.of(End.of(
                    call.machine(),
                    new Exit.Lost(
                            Reason.FILE_CONTENT_NOT_KNOWN,
                            Evidence.of(call.at(), "runs the script `" + name + "`, whose content is not known")
                                    .because(found.evidence()))));
        }
        Source source = new Source(name, Source.Kind.SCRIPT, 1, Running.place(file));
        return start(
                call,
                program,
                replay,
                line,
                new Text(
                        name,
                        source,
                        Fragment.of(readable.value()),
                        values(line.operands, 1),
                        true,
                        file.content().doubt()));
    }

    private static End cannotOpen(Invocation call, Line line, String name, Blocked why, Evidence cause) {
        Words words =
                Speaker.of(line.flavor, call.command().shown(), false, false).cannotOpenScript(name, why);
        String prefix = call.command().shown() + (line.flavor.dash() ? ": 0: " : ": ");
        Cause what = why == Blocked.DENIED ? Cause.USER_CANNOT_READ : Cause.START_FILE_MISSING;
        Evidence evidence = Evidence.of(call.at(), "runs the script `" + name + "`, which cannot be opened")
                .because(cause);
        return End.failed(
                call.machine(), new Failure(what, words.code(), prefix + words.message(), call.at(), name, evidence));
    }

    /** A file that execve(2) did not know: the shell that tried runs it itself. */
    List<End> file(Invocation call, Program program, Replay replay, String path, String name, SourceFile text) {
        Line line = new Line(Flavor.of(program, "sh"));
        String spoken = line.flavor.bash() ? name : path;
        Optional<Span> place = call.machine().files().follow(ImagePath.of(path)) instanceof Fact.Present<Located> found
                ? Running.place(found.value().node())
                : Optional.empty();
        Source source = new Source(spoken, Source.Kind.SCRIPT, 1, place);
        return start(call, program, replay, line, new Text(spoken, source, Fragment.of(text), values(call.argv(), 1)));
    }

    /**
     * What a shell is given to run.
     *
     * @param isFile it is a file of its own, not the argument of {@code -c} or what comes on standard input
     * @param doubt why it may no longer be the text of the script
     */
    private record Text(
            String name,
            Source source,
            Fragment fragment,
            List<Value> positional,
            boolean isFile,
            Optional<Reason> doubt) {
        Text(String name, Source source, Fragment fragment, List<Value> positional) {
            this(name, source, fragment, positional, source.kind() == Source.Kind.SCRIPT, Optional.empty());
        }
    }

    private static List<End> start(Invocation call, Program program, Replay replay, Line line, Text text) {
        boolean argument = text.source().kind() == Source.Kind.ARGUMENT;
        Value pid = new Value.Unknown(
                Reason.VALUE_NOT_KNOWN, Evidence.of(call.at(), "uses the number of its process"), true);
        Script script = ShellReader.read(text.fragment(), line.flavor.dialect());
        Shell shell = new Shell(
                line.flavor,
                Speaker.of(line.flavor, text.name(), argument, line.operands.size() > 1),
                text.name(),
                argument,
                program,
                replay,
                call,
                pid,
                Tails.of(script));
        ScriptFacts facts = ScriptFacts.of(script);
        note(script, facts, line, text, program, replay);
        Machine machine = line.flavor.bash() ? withoutArrays(call.machine(), facts) : call.machine();
        State state = new State(machine, text.source(), text.positional(), call.input());
        state.doubt = text.doubt();
        prepare(state, line);
        Interpreter interpreter = new Interpreter(shell);
        List<End> ends = new ArrayList<>();
        for (State end : interpreter.finished(interpreter.script(script, state))) {
            Exit exit = explained(interpreter.exit(end), end, call);
            boolean decides = replay.guesses() && call.last() && !(end.flow instanceof Flow.Gone);
            if (decides && end.status instanceof Status.Open open && !open.lost()) {
                // A build goes on only where the last of a RUN has succeeded.
                open.refine().apply(end, !open.negated());
            }
            ends.add(new End(
                    call.machine().withFiles(end.files()).withAccounts(end.machine.accounts()),
                    end.doubt.map(reason -> doubted(exit, reason, call)).orElse(exit),
                    end.out,
                    end.conditions,
                    end.doubt.isPresent() ? List.of() : end.tolerated));
        }
        return ends;
    }

    /** What a text says that may have been changed since is believed as far as it serves; that it ends there is no proof. */
    private static Exit doubted(Exit exit, Reason reason, Invocation call) {
        boolean goesOn = !(exit instanceof Exit.Code code) || code.code() == 0 && !call.last();
        return goesOn
                ? exit
                : new Exit.Lost(reason, Evidence.of(call.at(), "runs a script that may have been changed since"));
    }

    /**
     * What a script sets as an array is its own and not set before: nothing of the environment is an array (bash(1), "Arrays"), and
     * whoever gave it a text would get that as the first element.
     */
    private static Machine withoutArrays(Machine machine, ScriptFacts facts) {
        Environment environment = machine.environment();
        for (String name : facts.arrays()) {
            if (!environment.names().contains(name)) {
                environment = environment.with(name, Fact.absent(Evidence.NONE));
            }
        }
        return machine.withEnvironment(environment);
    }

    private static void note(Script script, ScriptFacts facts, Line line, Text text, Program program, Replay replay) {
        replay.note(new ScriptRun(
                text.source().at(script.span()),
                program.name(),
                text.positional().size(),
                facts.usesArguments(),
                line.options.contains(Option.ERREXIT) || facts.setsErrexit(),
                line.options.contains(Option.NOUNSET) || facts.setsNounset(),
                facts.traps(),
                text.isFile()));
    }

    private static void prepare(State state, Line line) {
        for (String name : state.machine.environment().names()) {
            Fact<String> value = state.machine.environment().get(name);
            if (value instanceof Fact.Present<String> present && Parameters.isName(name)) {
                state.variables.put(name, Variable.of(Value.of(present.value()), true));
            }
        }
        state.variables.put(
                "PWD", Variable.of(Value.of(state.machine.directory().value()), true));
        state.variables.putIfAbsent("OPTIND", Variable.of(Value.of("1"), false));
        if (state.machine.environment().get("PATH") instanceof Fact.Absent<String>) {
            state.variables.put(
                    "PATH",
                    Variable.of(Value.of("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), false));
        }
        // IFS never comes from the environment.
        state.variables.remove("IFS");
        state.options.addAll(line.options);
        state.shopts.addAll(line.shopts);
    }

    /** A status without a word still needs its reason: the command that failed last, and what was said before. */
    private static Exit explained(Exit exit, State end, Invocation call) {
        if (!(exit instanceof Exit.Code code)
                || code.code() == 0
                || code.failure().isPresent()) {
            return exit;
        }
        Optional<Failure> blame = end.status instanceof Status.Known known ? known.blame() : Optional.empty();
        Span at = end.failedAt.orElse(call.at());
        Evidence evidence = Evidence.of(at, "fails with status " + code.code());
        Failure failure = new Failure(
                blame.map(Failure::cause).orElse(Cause.STEP_FAILS),
                code.code(),
                end.lastSaid(),
                at,
                blame.map(Failure::subject).orElse("status " + code.code()),
                blame.map(b -> evidence.because(b.evidence())).orElse(evidence));
        return Exit.failed(failure);
    }

    /** The command line of a shell, taken apart. */
    private static final class Line {
        private Flavor flavor;
        private final List<Option> options = new ArrayList<>();
        private final List<String> shopts = new ArrayList<>();
        private List<Arg> operands = List.of();
        private boolean argument;
        private boolean fromInput;

        Line(Flavor flavor) {
            this.flavor = flavor;
        }

        /** @return how the shell ends at once, if it does */
        Optional<Exit> read(Invocation call) {
            List<Arg> words = call.arguments();
            int at = 0;
            while (at < words.size()) {
                if (!(words.get(at).value() instanceof Value.Known known)) {
                    break;
                }
                String word = known.text();
                if (word.equals("--") || word.equals("-")) {
                    at++;
                    break;
                }
                boolean option = word.length() > 1 && (word.startsWith("-") || word.startsWith("+"));
                if (!option) {
                    break;
                }
                at++;
                if (word.startsWith("--")) {
                    Optional<Exit> end = longOption(word, call);
                    if (end.isPresent()) {
                        return end;
                    }
                    continue;
                }
                for (int i = 1; i < word.length(); i++) {
                    char c = word.charAt(i);
                    boolean named = c == 'o' || c == 'O' && flavor.bash();
                    if (named && at < words.size()) {
                        name(words.get(at++).shown(), c == 'O');
                    } else if (!letter(c, word.startsWith("-"))) {
                        return Optional.of(illegal(call, "-" + c));
                    }
                }
            }
            operands = words.subList(at, words.size());
            if (argument && operands.isEmpty()) {
                String needs = flavor.bash()
                        ? ": -c: option requires an argument"
                        : flavor.dash() ? ": 0: -c requires an argument" : ": -c requires an argument";
                return Optional.of(Exit.failed(new Failure(
                        Cause.STEP_FAILS,
                        2,
                        call.command().shown() + needs,
                        call.at(),
                        "-c",
                        Evidence.of(call.at(), "calls a shell with -c and no command"))));
            }
            return Optional.empty();
        }

        private Optional<Exit> longOption(String word, Invocation call) {
            if (flavor.bash()) {
                switch (word) {
                    case "--posix":
                        flavor = flavor.posix();
                        return Optional.empty();
                    case "--login", "--norc", "--noprofile", "--noediting", "--verbose", "--restricted":
                        return Optional.empty();
                    case "--version", "--help":
                        return Optional.of(Exit.success());
                    default:
                        break;
                }
            }
            return Optional.of(illegal(call, flavor.bash() ? word : "--"));
        }

        private Exit illegal(Invocation call, String option) {
            String name = call.command().shown();
            String line = flavor.dash()
                    ? name + ": 0: Illegal option " + option
                    : flavor.bash() ? name + ": " + option + ": invalid option" : name + ": illegal option " + option;
            // Where -e stands in front, bash gives up at its own usage message.
            int code = flavor.bash() && options.contains(Option.ERREXIT) ? 1 : 2;
            return Exit.failed(new Failure(
                    Cause.STEP_FAILS,
                    code,
                    line,
                    call.at(),
                    name + " " + option,
                    Evidence.of(call.at(), "calls a shell with an option that it does not know")));
        }

        private void name(String name, boolean shopt) {
            if (shopt) {
                shopts.add(name);
            } else {
                Option.of(name, flavor).ifPresent(options::add);
            }
        }

        private boolean letter(char c, boolean on) {
            if (c == 'c') {
                argument = true;
                return true;
            }
            if (c == 's') {
                fromInput = true;
                return true;
            }
            if (c == 'l' || c == 'i') {
                return true;
            }
            Optional<Option> option = Option.of(c, flavor);
            option.ifPresent(o -> {
                if (on) {
                    options.add(o);
                } else {
                    options.remove(o);
                }
            });
            return option.isPresent();
        }
    }
}
