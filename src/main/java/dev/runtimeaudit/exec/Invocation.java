package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * A command line that is about to run.
 *
 * @param argv at least one word
 * @param at the command in a file of the workspace
 * @param input what it reads on standard input
 * @param last nothing comes behind it: its status is the status of the container or of the RUN
 */
public record Invocation(List<Arg> argv, Machine machine, Span at, Value input, boolean last) {

    public Invocation {
        argv = List.copyOf(argv);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command line has a first word");
        }
    }

    public Arg command() {
        return argv.get(0);
    }

    public Invocation with(Machine other) {
        return new Invocation(argv, other, at, input, last);
    }

    public Invocation with(List<Arg> words) {
        return new Invocation(words, machine, at, input, last);
    }

    /** The same with something behind it. */
    public Invocation inTheMiddle() {
        return new Invocation(argv, machine, at, input, false);
    }

    /** The words behind the first. */
    public List<Arg> arguments() {
        return argv.subList(1, argv.size());
    }

    /** What is to be found: a path in the image, or a name to be looked up on PATH. */
    public String sought() {
        String name = command().shown();
        return name.indexOf('/') < 0 ? name : machine.directory().resolve(name).value();
    }

    /** The command line for messages. */
    public List<String> shown() {
        return argv.stream().map(Arg::shown).toList();
    }
}
