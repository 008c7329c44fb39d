package dev.runtimeaudit.workspace;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * A file that has to exist before {@code docker build} runs, and that version control does not hold.
 *
 * @param path relative to the root, as COPY names it
 * @param by what makes it, where the user has said so
 * @param at the instruction that needs it
 */
public record Precondition(String path, Optional<String> by, Span at) {}
