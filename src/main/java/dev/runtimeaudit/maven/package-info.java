/**
 * The goals: what Maven is asked through, and what the projects of one build agree on.
 *
 * <p>Comes in: parameters, the POM, the session. Goes out: reports, log lines, a build that fails or not. What is wrong
 * with a service is left to everything else.
 */
@NullMarked
package dev.runtimeaudit.maven;

import org.jspecify.annotations.NullMarked;
