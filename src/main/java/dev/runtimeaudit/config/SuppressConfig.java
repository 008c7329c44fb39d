package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;

/**
 * Findings that the user accepts.
 *
 * @param rule the id of their rule
 * @param service of which services
 * @param reason why they are acceptable
 */
public record SuppressConfig(String rule, NamePattern service, String reason, Span at) {

    static SuppressConfig of(Section section) {
        return new SuppressConfig(
                section.requiredText("rule"),
                section.text("service").map(NamePattern::new).orElse(NamePattern.ALL),
                section.requiredText("reason"),
                section.at());
    }
}
