package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs a line of {@code package.json}'s scripts as the package managers do: in the package's directory, with every
 * {@code node_modules/.bin} above it in front of PATH.
 *
 * @param pnpm whether pnpm runs it, which looks for commands in its own package and at the root of its workspace only (8.15 to
 *     12.21, measured)
 * @param shell the words in front of the line, {@code sh -c}
 */
public record PackageScript(ImagePath directory, boolean pnpm, List<String> shell, Chain.Voice voice) {

    public PackageScript(ImagePath directory, List<String> shell, Chain.Voice voice) {
        this(directory, false, shell, voice);
    }

    /** The variable by which a command can tell that a script runs it. */
    public static final String EVENT = "npm_lifecycle_event";

    /** More ways than these are cut to what is known of none of them. */
    private static final int MOST_WAYS = 64;

    /** A text that the package manager itself made up, or one of the file. */
    public List<End> run(Invocation call, Arg line, List<Arg> arguments, Replay replay) {
        Span at = line.at();
        List<Arg> words = new ArrayList<>();
        shell.forEach(word -> words.add(Arg.of(word, at)));
        words.add(arguments.isEmpty() ? line : new Arg(with(line.value(), arguments), at, Optional.empty()));
        Machine inside = call.machine()
                .withDirectory(directory)
                .withEnvironment(environment(call.machine(), directory, pnpm, call.at()));
        Invocation child = new Invocation(words, inside, at, call.input(), call.last());
        return Chain.exec(child, false, replay, voice).stream()
                .map(end -> back(call, end))
                .toList();
    }

    public List<End> run(Invocation call, Fragment line, List<Arg> arguments, Replay replay) {
        return run(call, Arg.of(line), arguments, replay);
    }

    private static Value with(Value line, List<Arg> arguments) {
        Value all = line;
        for (Arg argument : arguments) {
            Value word = argument.value();
            all = all.then(Value.of(" "))
                    .then(word instanceof Value.Known known ? Value.of(quoted(known.text())) : word);
        }
        return all;
    }

    public static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-./:=,@%+".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** What is left of the caller when its child ended: the files are the child's, all else is its own. */
    public static End back(Invocation call, End end) {
        Machine after = call.machine()
                .withFiles(end.machine().files())
                .withAccounts(end.machine().accounts());
        return new End(after, end.exit(), end.output(), end.conditions(), end.tolerated());
    }

    /**
     * How a program of node ends that starts another one and waits for it (nodejs.org, "Child process").
     *
     * @param shellFallback whether what the kernel takes for no program is given to a shell
     */
    public static List<End> spawned(Invocation call, Invocation child, boolean shellFallback, Replay replay) {
        return Chain.exec(
                        child,
                        shellFallback,
                        replay,
                        (name, refused) -> new Chain.Words(
                                "Error: spawn " + name + (Chain.isMissing(refused) ? " ENOENT" : " EACCES"), 1))
                .stream()
                .map(end -> back(call, end))
                .toList();
    }

    public static Environment environment(Machine machine, ImagePath directory, boolean pnpm, Span at) {
        Environment environment = machine.environment();
        Fact<String> path = environment.get("PATH");
        StringBuilder bins = new StringBuilder();
        for (ImagePath above = directory; ; above = above.parent()) {
            Fact<Located> workspace = machine.files().follow(above.child("pnpm-workspace.yaml"));
            boolean none = workspace instanceof Fact.Absent<Located>
                    || workspace instanceof Fact.Unknown<Located> unknown
                            && unknown.reason().isOfStep();
            if (!pnpm || above.equals(directory) || !none) {
                bins.append(above.resolve("node_modules/.bin")).append(':');
            }
            if (above.isRoot() || pnpm && workspace instanceof Fact.Present<Located>) {
                break;
            }
        }
        Evidence evidence = Evidence.of(at, "puts `node_modules/.bin` in front of PATH");
        Fact<String> longer = path.fold(
                known -> new Fact.Present<>(bins + known.value(), evidence.because(known.evidence())),
                none -> new Fact.Present<>(bins.substring(0, bins.length() - 1), evidence),
                unknown -> unknown);
        return environment
                .with("PATH", longer)
                .with("INIT_CWD", machine.directory().value(), evidence)
                .with(EVENT, Fact.unknown(Reason.VALUE_NOT_KNOWN, evidence));
    }

    /**
     * Runs one after the other, as long as they succeed. In a build one whose status is not known is taken to, as on every straight
     * path; at start both ways are followed, as a shell does.
     */
    public static List<End> sequence(Invocation call, List<Function<Invocation, List<End>>> steps, Replay replay) {
        List<End> ends = List.of(End.success(call.machine()));
        for (Function<Invocation, List<End>> step : steps) {
            List<End> next = new ArrayList<>();
            for (End end : ends) {
                boolean open = end.exit() instanceof Exit.Unknown unknown && !unknown.fails()
                        || end.exit() instanceof Exit.Lost lost && lost.step();
                if (!end.exit().isSuccess() && !open) {
                    next.add(end);
                    continue;
                }
                List<Condition> conditions = new ArrayList<>(end.conditions());
                if (open && !replay.guesses()) {
                    String subject = String.join(" ", call.shown());
                    conditions.add(new Condition(Condition.Kind.COMMAND_SUCCEEDS, subject, true, call.at()));
                    next.add(stopped(end, subject, call.at()));
                }
                for (End after : step.apply(call.with(end.machine()))) {
                    next.add(after.after(conditions, end.tolerated()));
                }
            }
            if (next.size() > MOST_WAYS) {
                return Chain.lost(call, Reason.OVER_BUDGET);
            }
            ends = next;
        }
        return ends;
    }

    /** The way on which a step of which nobody knows the status has failed. */
    private static End stopped(End end, String subject, Span at) {
        Exit failed = end.exit() instanceof Exit.Lost lost
                ? new Exit.Unknown(lost.reason(), lost.evidence(), true)
                : new Exit.Unknown(((Exit.Unknown) end.exit()).reason(), ((Exit.Unknown) end.exit()).evidence(), true);
        List<Condition> conditions = new ArrayList<>(end.conditions());
        conditions.add(new Condition(Condition.Kind.COMMAND_SUCCEEDS, subject, false, at));
        return new End(end.machine(), failed, end.output(), conditions, end.tolerated());
    }
}
