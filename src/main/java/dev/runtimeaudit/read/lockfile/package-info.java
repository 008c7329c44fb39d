/**
 * Lockfiles of npm, pnpm, yarn and bun. In comes a text, out comes a {@link dev.runtimeaudit.read.lockfile.Lockfile}: which
 * packages follow from which {@code package.json}. They are read in one pass over their tokens. Where an install puts them is
 * left to others.
 */
@NullMarked
package dev.runtimeaudit.read.lockfile;

import org.jspecify.annotations.NullMarked;
