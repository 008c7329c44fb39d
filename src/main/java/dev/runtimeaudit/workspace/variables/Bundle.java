package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * How the values of public names get into the files that a browser is given: when they are built, and not again.
 *
 * @param step the step of the build that makes them; empty when it cannot be told
 * @param rewritten why they may be changed again when the container starts
 * @param open why the build may take values from somewhere that is not seen
 */
public record Bundle(Optional<Span> step, Optional<Evidence> rewritten, Optional<Evidence> open) {}
