package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.source.Span;

/**
 * A value in an image that whoever has the image can read and should not. The value itself is not kept.
 *
 * @param name the variable that has it
 * @param what what its form says it is: "a private key"
 * @param how how it gets into the image: "ENV"
 */
public record Secret(String name, String what, String how, Span at) {}
