package dev.runtimeaudit.source;

/**
 * Something in a user's file that a reader could not take as it stands.
 *
 * @param at the place in the file
 * @param message one sentence; where another tool would reject the file, the words of that tool
 */
public record Problem(Span at, String message) {}
