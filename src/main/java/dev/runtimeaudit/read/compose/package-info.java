/**
 * The small languages inside the values of a compose file: interpolation, command lines, ports and mounts.
 *
 * <p>Comes in: the text of one value. Goes out: its syntax, with positions in that text. What they mean together is
 * left to the effective model.
 */
@NullMarked
package dev.runtimeaudit.read.compose;

import org.jspecify.annotations.NullMarked;
