/**
 * What single programs do when they run: one small file each, and {@link dev.runtimeaudit.exec.launcher.Launchers} for all
 * of them. Shells have a package of their own.
 */
@NullMarked
package dev.runtimeaudit.exec.launcher;

import org.jspecify.annotations.NullMarked;
