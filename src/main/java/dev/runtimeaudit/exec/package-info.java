/**
 * What the kernel, the shells and the launchers do with an image: look a command up, load it, follow it to the process
 * that runs in the end, and say what it prints when it cannot.
 *
 * <p>Comes in: a {@link dev.runtimeaudit.exec.Machine} and a command line. Goes out: every way in which it can
 * {@linkplain dev.runtimeaudit.exec.End end}. Which command lines there are is left to {@code build} and {@code launch}.
 */
@NullMarked
package dev.runtimeaudit.exec;

import org.jspecify.annotations.NullMarked;
