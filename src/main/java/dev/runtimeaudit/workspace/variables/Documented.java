package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.source.Span;

/**
 * A variable that a file documents.
 *
 * @param mentioned something in the workspace names it, besides files that document variables; true where that is not known
 */
public record Documented(String name, Span at, boolean mentioned) {}
