package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes that a program starts with {@code spawn} (nodejs.org, "Child process"). They keep it running where every one of them
 * keeps running itself. What the program does when one ends is not followed, nor a listener to what one prints that does more than
 * print.
 */
final class Children {

    private static final Set<String> LISTENS = Set.of("on", "once", "addListener");

    /** Nothing of this happens as long as the process runs. */
    private static final Set<String> LATER = Set.of("close", "disconnect", "error", "exit");

    /** Of what it prints. */
    private static final Set<String> PRINTED = Set.of("data", "readable");

    private static final Set<String> STREAMS_LATER = Set.of("close", "end", "error");

    /** An event tells of these; others are thrown (measured with node 20). */
    private static final Set<Errno> TOLD = Set.of(Errno.ENOENT, Errno.EACCES);

    private Children() {}

    static Val member(Val.Child child, String name) {
        if (name.equals("pid")) {
            return new Val.Plain("number");
        }
        if (name.equals("stdout") || name.equals("stderr")) {
            return child.piped ? new Val.Printed(child) : new Val.Null();
        }
        return LISTENS.contains(name) ? new Val.Method(child, name) : Val.ANY;
    }

    static Val member(Val.Printed stream, String name) {
        return LISTENS.contains(name) || name.equals("setEncoding") || name.equals("pipe")
                ? new Val.Method(stream, name)
                : Val.ANY;
    }

    /** What a method of a process, or of what it prints, gives back; empty for what is not followed. */
    static Optional<Val> call(Val of, String name, List<Val> arguments) {
        Val first = arguments.isEmpty() ? Val.UNDEFINED : arguments.get(0);
        String text = first instanceof Val.Known ? Operators.text(first).orElse("") : "";
        boolean stream = of instanceof Val.Printed;
        if (name.equals("setEncoding")) {
            return text.equals("utf8") || text.equals("utf-8") ? Optional.of(of) : Optional.empty();
        }
        if (name.equals("pipe")) {
            boolean own =
                    first.equals(new Val.Native("process.stdout")) || first.equals(new Val.Native("process.stderr"));
            return own && arguments.size() == 1 ? Optional.of(first) : Optional.empty();
        }
        if (arguments.size() != 2) {
            return Optional.empty();
        }
        Val listener = arguments.get(1);
        boolean later = (stream ? STREAMS_LATER : LATER).contains(text)
                && (listener instanceof Val.Closure || listener instanceof Val.Settler);
        boolean heard = (stream ? PRINTED.contains(text) : text.equals("spawn"))
                && listener instanceof Val.Closure closure
                && Prints.only(closure);
        if (later && text.equals("error") && of instanceof Val.Child child) {
            child.hearsErrors = true;
        }
        return later || heard ? Optional.of(of) : Optional.empty();
    }

    /**
     * How the program ends that has started them: as it does by itself, where each of them keeps running. Where the first one cannot be
     * started, and nobody listens to that, the program ends. What it does when one ends is not followed: others, and timers, may have changed
     * what it finds by then.
     *
     * @param own how it ends when nothing happens to them
     */
    static Exit beside(Exit own, Invocation call, Evaluation program, Replay replay) {
        if (own instanceof Exit.Lost || own instanceof Exit.Unknown) {
            return own;
        }
        Evidence evidence = own instanceof Exit.Never up ? up.evidence() : Evidence.NONE;
        for (Val.Child child : program.children()) {
            for (End end : ends(child, call, replay)) {
                if (end.exit() instanceof Exit.Never never) {
                    evidence = evidence.because(never.evidence());
                } else {
                    boolean first = own instanceof Exit.Never
                            && child.equals(program.children().get(0))
                            && end.conditions().isEmpty();
                    return first && isUnheard(child, call, program) ? end.exit() : lost(child, end.exit());
                }
            }
        }
        return own instanceof Exit.Never up ? new Exit.Never(up.process(), evidence) : own;
    }

    /** Whether it cannot be started, and nobody listens to that. */
    private static boolean isUnheard(Val.Child child, Invocation call, Evaluation program) {
        return Kernel.find(invocation(child, call)) instanceof Loaded.Refused refused
                && TOLD.contains(refused.errno())
                && !child.hearsErrors
                && !program.handlesEnds();
    }

    private static List<End> ends(Val.Child child, Invocation call, Replay replay) {
        boolean fallback = child.machine.libc() == Linkage.GLIBC;
        return PackageScript.spawned(call, invocation(child, call), fallback, replay);
    }

    private static Invocation invocation(Val.Child child, Invocation call) {
        List<Arg> words =
                child.words.stream().map(word -> Arg.of(word, child.at)).toList();
        return call.with(child.machine).with(words);
    }

    private static Exit.Lost lost(Val.Child child, Exit exit) {
        Evidence lost = Evidence.of(
                child.at, "starts `" + String.join(" ", child.words) + "`, which is not known to keep running");
        return new Exit.Lost(
                Reason.PROGRAM_NOT_MODELLED, exit instanceof Exit.Lost why ? lost.because(why.evidence()) : lost);
    }
}
