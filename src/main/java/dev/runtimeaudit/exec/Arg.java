package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * One word of a command line.
 *
 * @param at where it is written, or the command that made it
 * @param text where each of its characters stands, when it is written down as it is: the shell form of a {@code RUN} or
 *     {@code CMD}. A shell that gets it behind {@code -c} finds its places there
 */
public record Arg(Value value, Span at, Optional<Fragment> text) {

    public Arg(Value value, Span at) {
        this(value, at, Optional.empty());
    }

    public static Arg of(String text, Span at) {
        return new Arg(Value.of(text), at);
    }

    public static Arg of(Fragment text) {
        return new Arg(Value.of(text.text()), text.span(), Optional.of(text));
    }

    public String shown() {
        return value.shown();
    }
}
