package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Span;

/**
 * Something that is known only when the container runs, and on which a branch of the replay rests.
 *
 * @param kind what decides it
 * @param subject the variable, or the command whose status or output it is
 * @param holds which way it went on this branch; for a variable, true means it is set (or has the wanted value)
 * @param at where it is asked
 */
public record Condition(Kind kind, String subject, boolean holds, Span at) {

    /** What decides a condition. */
    public enum Kind {
        /** Whether a variable is set and not empty. */
        VARIABLE_SET,
        /** Whether a variable has a certain value. */
        VARIABLE_VALUE,
        /** Whether a command succeeds that is known to do its work and end: what it works with is no part of the image. */
        COMMAND_SUCCEEDS,
        /** Whether a command succeeds of which nobody knows what it does. */
        PROGRAM_UNKNOWN,
        /** Whether a command comes back of which nobody knows what it does; with which status is all the same. */
        COMMAND_RETURNS,
        /** What a command prints. */
        OUTPUT,
        /** Whether a file is there. */
        FILE
    }

    /** A clause for people: "`PORT` is not set". */
    public String says() {
        String name = "`" + subject + "`";
        return switch (kind) {
            case VARIABLE_SET -> name + (holds ? " is set" : " is not set");
            case VARIABLE_VALUE -> name + (holds ? " has a certain value" : " has not a certain value");
            case COMMAND_SUCCEEDS, PROGRAM_UNKNOWN -> name + (holds ? " succeeds" : " fails");
            case COMMAND_RETURNS -> name + (holds ? " comes back" : " keeps running");
            case OUTPUT -> name + " prints " + (holds ? "what is asked for" : "something else");
            case FILE -> name + (holds ? " is there" : " is not there");
        };
    }
}
