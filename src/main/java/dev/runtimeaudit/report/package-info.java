/**
 * An audit's result as text, one file for each format: pure functions.
 *
 * <p>Comes in: an {@link dev.runtimeaudit.triage.AuditResult}. Goes out: a string. What counts was decided before.
 */
@NullMarked
package dev.runtimeaudit.report;

import org.jspecify.annotations.NullMarked;
