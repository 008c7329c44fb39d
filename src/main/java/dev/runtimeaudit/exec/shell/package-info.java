/**
 * The shell interpreter: BusyBox ash, dash and bash, each in its own words, over the syntax tree and the model of the
 * machine.
 *
 * <p>Comes in: a command line of a shell. Goes out: every way in which it can end. What a value or a status is that
 * nobody knows splits the replay into paths, each with its conditions. What the programs do that a script calls is left
 * to their launchers.
 */
@NullMarked
package dev.runtimeaudit.exec.shell;

import org.jspecify.annotations.NullMarked;
