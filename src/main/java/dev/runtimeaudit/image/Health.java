package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/** The health check of an image. */
public sealed interface Health {

    Optional<Span> at();

    record Check(Start command, Optional<Span> at) implements Health {}

    /** {@code HEALTHCHECK NONE}: what the base has is switched off. */
    record Disabled(Optional<Span> at) implements Health {}
}
