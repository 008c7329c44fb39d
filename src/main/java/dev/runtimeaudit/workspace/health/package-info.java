/**
 * What a health check asks, who listens in its container, and whether the two meet. In come services with their launches; whether
 * an answer that comes is a good one is left to whoever runs them.
 */
@NullMarked
package dev.runtimeaudit.workspace.health;

import org.jspecify.annotations.NullMarked;
