/**
 * The whole pipeline in one place: where to start reading.
 *
 * <p>Comes in: a directory and what the user says. Goes out: all that the audit has to say. Everything else is left to
 * the packages below.
 */
@NullMarked
package dev.runtimeaudit;

import org.jspecify.annotations.NullMarked;
