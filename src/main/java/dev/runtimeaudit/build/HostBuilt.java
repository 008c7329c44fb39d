package dev.runtimeaudit.build;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * A file that the build needs and version control does not hold: it has to be made before.
 *
 * @param path relative to the root of the workspace
 * @param by what makes it, where the user has said so
 * @param at the instruction that needs it
 */
public record HostBuilt(String path, Optional<String> by, Span at) {}
