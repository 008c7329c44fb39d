/**
 * What node does from its command line to the first moment at which it waits: options, the main file, the modules it loads,
 * and the statements that are simple enough to be followed.
 *
 * <p>What is not followed is lost, not guessed.
 */
@NullMarked
package dev.runtimeaudit.exec.node;

import org.jspecify.annotations.NullMarked;
