package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * Files that exist before {@code docker build} although version control does not hold them.
 *
 * @param path a glob relative to the root: {@code apps/*}{@code /dist}
 * @param by what makes them
 */
public record Produced(String path, Optional<String> by, Span at) {

    static Produced of(Section section) {
        return new Produced(section.requiredText("path"), section.text("by"), section.at());
    }
}
