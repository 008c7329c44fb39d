/**
 * The small tools that scripts call to look at things: they print, tell by their status, and change nothing. Those that
 * change files stand with the build.
 */
@NullMarked
package dev.runtimeaudit.exec.tool;

import org.jspecify.annotations.NullMarked;
