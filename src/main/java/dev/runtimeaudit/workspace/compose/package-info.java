/**
 * The effective compose model: what {@code docker compose} makes of the files of a workspace, each value with its place.
 *
 * <p>Comes in: the source tree. Goes out: {@link dev.runtimeaudit.workspace.compose.ComposeProject}s with their services,
 * what {@code docker compose config} would reject, and the launches that the services ask for. Whether a service is any
 * good is left to the rules.
 */
@NullMarked
package dev.runtimeaudit.workspace.compose;

import org.jspecify.annotations.NullMarked;
