/**
 * The text the audit reads: a read-only tree of files, places in them, and the trails of places that prove a fact.
 *
 * <p>Comes in: a directory, or a txtar archive in tests. Goes out: {@link dev.runtimeaudit.source.SourceFile}s and
 * {@link dev.runtimeaudit.source.Span}s. What the text means is left to the readers.
 */
@NullMarked
package dev.runtimeaudit.source;

import org.jspecify.annotations.NullMarked;
