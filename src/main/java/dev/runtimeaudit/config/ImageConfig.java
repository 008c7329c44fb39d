package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * What the user knows of a base image that the audit does not.
 *
 * @param image its name, as {@code FROM} has it
 * @param like a known image that it is made from
 * @param commands what it has on PATH besides
 */
public record ImageConfig(String image, Optional<String> like, List<String> commands, Span at) {

    static ImageConfig of(Section section) {
        return new ImageConfig(
                section.requiredText("image"), section.text("like"), section.texts("commands"), section.at());
    }
}
