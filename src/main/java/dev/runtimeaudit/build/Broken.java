package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Failure;

/**
 * A step that is proven to break the build.
 *
 * @param failure what fails, in the words of the command that fails
 * @param engine what the engine says of it: {@code process "/bin/sh -c …" did not complete successfully: exit code: 127}
 */
public record Broken(Failure failure, String engine) {}
