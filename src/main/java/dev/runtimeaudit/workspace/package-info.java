/**
 * The monorepo as the audit sees it: its services, their images, and the launches there are.
 *
 * <p>Comes in: the source tree, the configuration and the knowledge. Goes out: a
 * {@link dev.runtimeaudit.workspace.Workspace}. Whether any of it is good is left to the rules.
 */
@NullMarked
package dev.runtimeaudit.workspace;

import org.jspecify.annotations.NullMarked;
