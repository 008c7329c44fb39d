/**
 * What is judged: one file for each rule. A rule asks the model questions and says what it proves; it never looks at text.
 *
 * <p>Comes in: a {@link dev.runtimeaudit.workspace.Workspace}. Goes out: {@link dev.runtimeaudit.rule.Verdict}s. Which of
 * them count is left to triage.
 */
@NullMarked
package dev.runtimeaudit.rule;

import org.jspecify.annotations.NullMarked;
