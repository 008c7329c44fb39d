package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;

/**
 * A command that is proven to fail, and what it prints. Whether that is the end depends on who called it.
 *
 * @param exitCode 1 to 255, as its caller sees it
 * @param output the line that tells it, in the words of the program that speaks ("./entrypoint.sh: line 3: pnpm: not found")
 * @param at the place the user has to change, or that fails first; never a FROM
 * @param subject what it is about, stable when lines move: the command, the file, the variable
 * @param evidence why it fails, nearest cause first
 */
public record Failure(Cause cause, int exitCode, String output, Span at, String subject, Evidence evidence) {}
