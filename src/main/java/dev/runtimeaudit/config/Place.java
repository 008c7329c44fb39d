package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;

/**
 * Where a piece of configuration was written.
 *
 * @param shown for messages: {@code runtime-audit.yaml:7:5}, or a POM and the element in it
 * @param span for findings about it; a POM, and a file outside the root, stand there as a whole
 */
public record Place(String shown, Span span) {

    boolean isInSameFileAs(Place other) {
        return span.path().equals(other.span.path());
    }
}
