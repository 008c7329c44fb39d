/**
 * Who builds which image: what compose files, bake files, workflows, scripts and platforms say about Dockerfiles. A value
 * that is known only when the build runs makes its use unknown, and is left out.
 */
@NullMarked
package dev.runtimeaudit.workspace.builds;

import org.jspecify.annotations.NullMarked;
