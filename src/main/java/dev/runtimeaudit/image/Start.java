package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * An ENTRYPOINT, a CMD or the command of a health check, as the image's configuration keeps it.
 *
 * @param argv the words the engine gets: a shell form is {@code [/bin/sh, -c, text]}
 * @param form how it was written
 * @param words where each word of an exec form stands; as long as {@code argv}, or empty when it has no place of its own
 * @param script the text of a shell form
 * @param at the place in a file of the workspace; empty for what a base image brings
 */
public record Start(List<String> argv, Form form, List<Span> words, Optional<Fragment> script, Optional<Span> at) {

    /** How a command was written. */
    public enum Form {
        EXEC,
        SHELL,
        /** It begins with a bracket, but is no JSON: BuildKit takes it for shell text. */
        MALFORMED_EXEC
    }

    public Start {
        argv = List.copyOf(argv);
        words = List.copyOf(words);
    }

    public boolean isShell() {
        return form != Form.EXEC;
    }
}
