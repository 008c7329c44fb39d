package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;

/**
 * Why {@code docker compose config} rejects a project.
 *
 * @param at the place to change
 * @param subject what it is about: a key, a variable, a path, the name of what is not defined
 * @param message the words of {@code docker compose}; values of variables are not in them
 * @param evidence why it is wrong
 * @param kind whether more files could mend it
 */
public record ComposeProblem(Span at, String subject, String message, Evidence evidence, Kind kind) {

    /** How much of a project is needed to say so. */
    public enum Kind {
        /** The file alone cannot be read. */
        FILE,
        /** The files as they are merged do not fit together: another file may mend it. */
        PROJECT
    }

    static ComposeProblem inFile(Span at, String subject, String message) {
        return new ComposeProblem(at, subject, message, Evidence.of(at, message), Kind.FILE);
    }

    static ComposeProblem inProject(Span at, String subject, String message) {
        return new ComposeProblem(at, subject, message, Evidence.of(at, message), Kind.PROJECT);
    }
}
