package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes that a program starts with {@code spawn} (nodejs.org, "Child process"). They keep it running where every one of them
 * keeps running itself. Where one is proven to end, those who listen to that are followed. A listener to what one prints that does more
 * than print is not.
 */
final class Children {

    private static final Set<String> LISTENS = Set.of("on", "once", "addListener");

    /** Nothing of this happens as long as the process runs. */
    private static final Set<String> LATER = Set.of("close", "disconnect", "error", "exit");

    /** Of what it prints. */
    private static final Set<String> PRINTED = Set.of("data", "readable");

    /** Someone listens to the end of what it prints. */
    private static final String STREAM = "stream";

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
        if (later) {
            Val.Child child = of instanceof Val.Printed printed ? printed.by() : (Val.Child) of;
            child.listeners.add(new Val.Listener(stream ? STREAM : text, listener));
        }
        return later || heard ? Optional.of(of) : Optional.empty();
    }

    /**
     * How the program ends that has started them: as it does by itself, where each of them keeps running. Where one cannot be started,
     * and nobody listens to that, or one ends, and who listens to that ends the program, so does the program.
     *
     * @param own how it ends when nothing happens to them
     */
    static Exit beside(Exit own, Invocation call, Evaluation program, Replay replay) {
        if (own instanceof Exit.Lost || own instanceof Exit.Unknown) {
            return own;
        }
        Evidence evidence = own instanceof Exit.Never up ? up.evidence() : Evidence.NONE;
        List<Dead> dead = new ArrayList<>();
        for (Val.Child child : program.children()) {
            List<End> ends = ends(child, call, replay);
            for (End end : ends) {
                if (end.exit() instanceof Exit.Never never) {
                    evidence = evidence.because(never.evidence());
                } else if (own instanceof Exit.Never
                        && ends.size() == 1
                        && end.conditions().isEmpty()
                        && end.exit() instanceof Exit.Code code) {
                    dead.add(new Dead(child, code));
                } else {
                    return lost(child, end.exit());
                }
            }
        }
        if (dead.isEmpty()) {
            return own instanceof Exit.Never up ? new Exit.Never(up.process(), evidence) : own;
        }
        Dead first = dead.get(0);
        if (Kernel.find(invocation(first.child(), call)) instanceof Loaded.Refused refused) {
            boolean unheard = listeners("error", first.child()).isEmpty() && !program.handlesEnds();
            return unheard && TOLD.contains(refused.errno()) ? first.exit() : lost(first.child(), first.exit());
        }
        return (dead.size() > 1 ? Optional.<Exit>empty() : program.ended(first.child(), first.exit()))
                .map(exit -> blamed(exit, first))
                .orElseGet(() -> lost(first.child(), first.exit()));
    }

    /** A process that is proven to end. */
    private record Dead(Val.Child child, Exit.Code exit) {}

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

    /** Who are told, in their order: all of them are functions of the script; empty as well where something else is told first. */
    static Optional<List<Val.Closure>> told(Val.Child child) {
        List<Val.Closure> told = new ArrayList<>();
        for (String event : List.of("exit", "close")) {
            for (Val listener : listeners(event, child)) {
                if (!(listener instanceof Val.Closure closure)) {
                    return Optional.empty();
                }
                told.add(closure);
            }
        }
        return listeners(STREAM, child).isEmpty() ? Optional.of(told) : Optional.empty();
    }

    private static List<Val> listeners(String event, Val.Child child) {
        return child.listeners.stream()
                .filter(each -> each.event().equals(event))
                .map(Val.Listener::told)
                .toList();
    }

    /** A program that ends because another one has ends for the same cause. */
    private static Exit blamed(Exit exit, Dead dead) {
        if (!(exit instanceof Exit.Code code)
                || code.failure().isEmpty()
                || code.failure().get().cause() != Cause.MAIN_PROCESS_ENDS
                || dead.exit().failure().isEmpty()) {
            return exit;
        }
        Failure own = code.failure().get();
        Failure why = dead.exit().failure().get();
        Evidence evidence = Evidence.of(dead.child().at, "starts `" + String.join(" ", dead.child().words) + "`")
                .because(why.evidence());
        String output = dead.child().piped || !own.output().isEmpty() ? own.output() : why.output();
        return Exit.failed(new Failure(why.cause(), own.exitCode(), output, why.at(), why.subject(), evidence));
    }
}
