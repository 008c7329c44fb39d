/**
 * Files of environment variables, in the dialects of those who read them.
 *
 * <p>Comes in: a file and who reads it. Goes out: its assignments with their places, commented-out ones included. Values
 * are kept for the model; nobody prints them. What stands in {@code ${…}} is left to others.
 */
@NullMarked
package dev.runtimeaudit.read.env;

import org.jspecify.annotations.NullMarked;
