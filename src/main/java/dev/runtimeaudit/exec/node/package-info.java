/**
 * What node does from its command line on: options, the main file, the modules it loads, and what a program without packages
 * does until it ends or keeps running.
 *
 * <p>What is not followed is lost, not guessed.
 */
@NullMarked
package dev.runtimeaudit.exec.node;

import org.jspecify.annotations.NullMarked;
