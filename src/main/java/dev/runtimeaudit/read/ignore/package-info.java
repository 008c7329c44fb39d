/**
 * Reads {@code .dockerignore} and {@code .gitignore} as Docker and git do: text in, and for each path whether it is left
 * out and by which line. What that means for a build is left to others.
 */
@NullMarked
package dev.runtimeaudit.read.ignore;

import org.jspecify.annotations.NullMarked;
