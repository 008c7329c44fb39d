/**
 * Starting a container of an image: which command line the engine runs, and the one outcome it has.
 *
 * <p>Comes in: an {@link dev.runtimeaudit.image.Image} and a {@link dev.runtimeaudit.launch.LaunchRequest}. Goes out: a
 * {@link dev.runtimeaudit.launch.Launch}. How bad an outcome is, is left to the rules.
 */
@NullMarked
package dev.runtimeaudit.launch;

import org.jspecify.annotations.NullMarked;
