/**
 * What an image holds, as far as it is known: a file system, an environment, users, a configuration.
 *
 * <p>Comes in: {@link dev.runtimeaudit.image.Knowledge}, everything that is known from outside the workspace. Goes out:
 * immutable {@link dev.runtimeaudit.image.Image}s whose every answer is a {@link dev.runtimeaudit.image.Fact}. How an image
 * comes to be is left to {@code build}, what runs in it to {@code exec}.
 */
@NullMarked
package dev.runtimeaudit.image;

import org.jspecify.annotations.NullMarked;
