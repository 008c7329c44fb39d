/**
 * What counts: severities as configured, suppressions, and which findings fail the build.
 *
 * <p>Comes in: verdicts. Goes out: an {@link dev.runtimeaudit.triage.AuditResult}. How it is shown is left to the reports.
 */
@NullMarked
package dev.runtimeaudit.triage;

import org.jspecify.annotations.NullMarked;
