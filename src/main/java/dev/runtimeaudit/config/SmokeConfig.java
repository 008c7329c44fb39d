package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What services are tried with on a real engine.
 *
 * @param services which ones
 * @param image a built image to take; <code>{service}</code> in it stands for the name; empty: it is built
 * @param environment what the container is given
 * @param absent commands that must not be found in it
 * @param ports where it has to listen, instead of what its image exposes
 * @param ready a text that has to come in its log
 */
public record SmokeConfig(
        NamePattern services,
        Optional<String> image,
        Map<String, String> environment,
        List<String> absent,
        List<Integer> ports,
        Optional<String> ready,
        Span at) {

    static SmokeConfig of(Section section) {
        return new SmokeConfig(
                section.text("services").map(NamePattern::new).orElse(NamePattern.ALL),
                section.text("image"),
                section.map("environment"),
                section.texts("absent"),
                section.numbers("ports"),
                section.text("ready"),
                section.at());
    }
}
