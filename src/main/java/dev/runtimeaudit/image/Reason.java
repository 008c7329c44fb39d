package dev.runtimeaudit.image;

import java.util.Optional;

/** Why the analysis could not tell. Each constant is a sentence users see and a bucket we count. */
public enum Reason {
    BASE_IMAGE_NOT_MODELLED("the content of the base image is not known", "images"),
    BASE_IMAGE_PARTLY_KNOWN("the base image is known, but not this part of it", "images"),
    BUILD_ARG_WITHOUT_VALUE("a build argument has no value", "buildArgs"),
    BUILD_ARG_GIVEN("a build argument is given, and its value is not known", "buildArgs"),
    BUILD_CONTEXT_UNKNOWN("it cannot be told which directory is the build context", "services"),
    NAMED_CONTEXT_UNKNOWN("a named build context is not configured", "buildContexts"),
    COMMAND_EFFECT_NOT_MODELLED("what a command leaves behind is not modelled", "assume"),
    BUILD_OUTPUT_NOT_MODELLED("what a build leaves behind is not modelled", "assume"),
    INSTALLED_MODULES_NOT_MODELLED("what a package manager installs is not modelled", "assume"),
    INSTALLED_HERE_OR_BELOW(
            "a package manager may have put a package at the root or into the member that asks for it", "assume"),
    DOWNLOADED("it comes from the network", "assume"),
    MADE_OUTSIDE_THE_BUILD("it is made before docker build runs", "assume"),
    SHELL_NOT_UNDERSTOOD("a part of a shell script is not understood"),
    VALUE_NOT_KNOWN("a value is known only when the container runs"),
    VALUE_GIVEN("a value is given that is known only when the container runs"),
    DEPENDS_ON_A_CONDITION("it depends on something that is known only when the container runs"),
    PROGRAM_NOT_MODELLED("what a program does is not modelled"),
    MODULES_NOT_RESOLVED("the modules that the program loads were not resolved"),
    FILE_CONTENT_NOT_KNOWN("the content of a file is not known"),
    PERMISSIONS_NOT_KNOWN("the mode or the owner of a file is not known"),
    MOUNTED_AT_RUN_TIME("something is mounted over it when the container runs"),
    WRITTEN_AT_RUN_TIME("the running service may have written it"),
    DOCKERFILE_NOT_READABLE("the Dockerfile could not be read", "services"),
    TAKEN_ON_TRUST("the configuration says that it is there, and not what it does"),
    INTENT_NOT_KNOWN("it ends by itself, and nobody says whether it is meant to stay up", "services"),
    OVER_BUDGET("the replay would have taken too many steps");

    private final String says;
    private final Optional<String> decidedBy;

    Reason(String says) {
        this.says = says;
        this.decidedBy = Optional.empty();
    }

    Reason(String says, String decidedBy) {
        this.says = says;
        this.decidedBy = Optional.of(decidedBy);
    }

    /** A clause for people: "the content of the base image is not known". */
    public String says() {
        return says;
    }

    /** The key of {@code runtime-audit.yaml} with which a user can decide it; empty where nothing there can. */
    public Optional<String> decidedBy() {
        return decidedBy;
    }

    /** Whether only a step of a build could have made it that is not followed: what people write, and no builder does, is then not there. */
    public boolean isOfStep() {
        return this == COMMAND_EFFECT_NOT_MODELLED || this == BUILD_OUTPUT_NOT_MODELLED;
    }

    /** Whether a package manager may have put it there. */
    public boolean isOfInstall() {
        return this == INSTALLED_MODULES_NOT_MODELLED || this == INSTALLED_HERE_OR_BELOW;
    }
}
