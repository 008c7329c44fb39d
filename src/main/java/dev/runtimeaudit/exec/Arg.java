package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Span;

/**
 * One word of a command line.
 *
 * @param at where it is written, or the command that made it
 */
public record Arg(Value value, Span at) {

    public static Arg of(String text, Span at) {
        return new Arg(Value.of(text), at);
    }

    public String shown() {
        return value.shown();
    }
}
