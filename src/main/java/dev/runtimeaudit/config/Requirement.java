package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A house rule over the model.
 *
 * @param services for whom it holds
 * @param user what its container has to run as
 * @param init whether process 1 has to be an init
 * @param absent commands that the image must not have
 * @param present commands that the image must have
 * @param healthcheck whether there has to be one
 */
public record Requirement(
        NamePattern services,
        Optional<RequiredUser> user,
        Optional<Boolean> init,
        List<String> absent,
        List<String> present,
        Optional<Boolean> healthcheck,
        Span at) {

    /** A user by name, number, or both. */
    public record RequiredUser(Optional<String> name, OptionalInt uid) {

        static RequiredUser of(Section section) {
            return new RequiredUser(section.text("name"), section.number("uid"));
        }
    }

    static Requirement of(Section section) {
        return new Requirement(
                section.text("services").map(NamePattern::new).orElse(NamePattern.ALL),
                section.section("user", RequiredUser::of),
                section.flag("init"),
                section.texts("absent"),
                section.texts("present"),
                section.flag("healthcheck"),
                section.at());
    }
}
