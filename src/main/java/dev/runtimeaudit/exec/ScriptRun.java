package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Span;

/**
 * A shell script that a replay passed through, and what its text says of the whole of it.
 *
 * @param at its first line
 * @param shell {@code ash}, {@code dash} or {@code bash}
 * @param arguments how many arguments it was given
 * @param usesArguments it looks at its arguments somewhere: {@code "$@"}, {@code $1}, {@code shift}, {@code getopts}
 * @param stopsOnFailure it sets {@code -e} somewhere, or was called with it
 * @param stopsOnUnset it sets {@code -u} somewhere, or was called with it
 * @param traps it may handle signals: it calls {@code trap}, or reads other scripts
 * @param isFile it is a file of its own, not the argument of {@code -c}
 */
public record ScriptRun(
        Span at,
        String shell,
        int arguments,
        boolean usesArguments,
        boolean stopsOnFailure,
        boolean stopsOnUnset,
        boolean traps,
        boolean isFile) {}
