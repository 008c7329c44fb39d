/**
 * Reads shell scripts as the shell that runs them does.
 *
 * <p>Comes in: a {@link dev.runtimeaudit.source.Fragment} and a {@link dev.runtimeaudit.read.shell.Dialect}. Goes out: a
 * {@link dev.runtimeaudit.read.shell.Script}, a tree with spans and, where that shell rejects the text, its own words and
 * line. There are two grammars: {@code Almquist…} for dash and BusyBox ash, {@code Bash…} for bash. Neither throws on
 * content. What the commands do is left to the interpreter.
 */
@NullMarked
package dev.runtimeaudit.read.shell;

import org.jspecify.annotations.NullMarked;
