/**
 * How an image comes to be: the stages of a Dockerfile folded over what their base images hold.
 *
 * <p>Comes in: a syntax tree, the build context and {@link dev.runtimeaudit.image.Knowledge}. Goes out: a
 * {@link dev.runtimeaudit.build.BuiltImage}, with what is proven to break the build. What runs in the image afterwards is
 * left to {@code launch}.
 */
@NullMarked
package dev.runtimeaudit.build;

import org.jspecify.annotations.NullMarked;
