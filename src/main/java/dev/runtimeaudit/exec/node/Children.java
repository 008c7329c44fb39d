package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes that a program starts with {@code spawn} (nodejs.org, "Child process"). They keep it running where every one of them
 * keeps running itself. What the program does when one ends, or could not be started, is not followed, nor a listener to what one prints
 * that does more than print.
 */
final class Children {

    private static final Set<String> LISTENS = Set.of("on", "once", "addListener");

    /** Nothing of this happens as long as the process runs. */
    private static final Set<String> LATER = Set.of("close", "disconnect", "error", "exit");

    /** Of what it prints. */
    private static final Set<String> PRINTED = Set.of("data", "readable");

    private static final Set<String> STREAMS_LATER = Set.of("close", "end", "error");

    private static final Set<String> STDIO = Set.of("ignore", "inherit", "pipe");

    private Children() {}

    /** The process that a call starts; empty where it is not known which, or it is started in a way that is not followed. */
    static Optional<Val.Child> spawned(List<Val> arguments, Val environment, Span at) {
        List<Val> rest = new ArrayList<>(arguments);
        List<String> words = new ArrayList<>();
        if (rest.isEmpty() || !(rest.remove(0) instanceof Val.Known command) || !(command.value() instanceof String)) {
            return Optional.empty();
        }
        words.add(Operators.text(command).orElseThrow());
        if (!rest.isEmpty() && rest.get(0) instanceof Val.Obj list && list.array) {
            rest.remove(0);
            if (list.elements.isEmpty() || !list.properties.isEmpty()) {
                return Optional.empty();
            }
            for (Val element : list.elements.get()) {
                if (!(element instanceof Val.Known known) || !(known.value() instanceof String text)) {
                    return Optional.empty();
                }
                words.add(text);
            }
        }
        boolean shell = false;
        boolean piped = true;
        if (rest.size() == 1 && rest.get(0) instanceof Val.Obj options && !options.open && !options.array) {
            for (var option : options.properties.entrySet()) {
                Val value = option.getValue();
                boolean known = value instanceof Val.Known;
                switch (option.getKey()) {
                    case "stdio" -> {
                        if (!known || !STDIO.contains(Operators.text(value).orElse(""))) {
                            return Optional.empty();
                        }
                        piped = value.equals(new Val.Known("pipe"));
                    }
                    case "shell" -> {
                        if (!known || !(((Val.Known) value).value() instanceof Boolean asked)) {
                            return Optional.empty();
                        }
                        shell = asked;
                    }
                    case "env" -> {
                        if (!value.equals(environment)) {
                            return Optional.empty();
                        }
                    }
                    default -> {
                        return Optional.empty();
                    }
                }
            }
        } else if (!rest.isEmpty()) {
            return Optional.empty();
        }
        List<String> argv = shell ? List.of("/bin/sh", "-c", String.join(" ", words)) : List.copyOf(words);
        return Optional.of(new Val.Child(argv, piped, at));
    }

    static Val member(Val.Child child, String name) {
        if (name.equals("pid")) {
            return new Val.Plain("number");
        }
        if (name.equals("stdout") || name.equals("stderr")) {
            return child.piped() ? new Val.Printed(child) : new Val.Null();
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
        return later || heard ? Optional.of(of) : Optional.empty();
    }

    /**
     * How the program ends that has started them: as it does by itself, where each of them keeps running.
     *
     * @param own how it ends when nothing happens to them
     */
    static Exit beside(Exit own, Invocation call, List<Val.Child> children, Replay replay) {
        if (own instanceof Exit.Lost || own instanceof Exit.Unknown) {
            return own;
        }
        boolean fallback = call.machine().libc() == Linkage.GLIBC;
        Evidence evidence = own instanceof Exit.Never up ? up.evidence() : Evidence.NONE;
        for (Val.Child child : children) {
            List<Arg> words =
                    child.words().stream().map(word -> Arg.of(word, child.at())).toList();
            for (End end : PackageScript.spawned(call, call.with(words), fallback, replay)) {
                if (!(end.exit() instanceof Exit.Never never)) {
                    Evidence lost = Evidence.of(
                            child.at(),
                            "starts `" + String.join(" ", child.words()) + "`, which is not known to keep running");
                    return new Exit.Lost(
                            Reason.PROGRAM_NOT_MODELLED,
                            end.exit() instanceof Exit.Lost why ? lost.because(why.evidence()) : lost);
                }
                evidence = evidence.because(never.evidence());
            }
        }
        return own instanceof Exit.Never up ? new Exit.Never(up.process(), evidence) : own;
    }
}
