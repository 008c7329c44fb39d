package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;

/**
 * What the user knows of an image and the audit cannot.
 *
 * @param service whose image
 * @param path absolute, in the image
 * @param is whether it is there
 * @param reason why one can rely on it
 */
public record Assumption(NamePattern service, String path, Presence is, String reason, Span at) {

    /** Whether something is there. */
    public enum Presence {
        PRESENT,
        ABSENT
    }

    static Assumption of(Section section) {
        return new Assumption(
                section.text("service").map(NamePattern::new).orElse(NamePattern.ALL),
                section.requiredText("path"),
                section.requiredChoice("is", Presence.class),
                section.requiredText("reason"),
                section.at());
    }
}
