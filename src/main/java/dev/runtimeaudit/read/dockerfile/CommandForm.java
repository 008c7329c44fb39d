package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.List;

/** The command of a {@code RUN}, {@code CMD}, {@code ENTRYPOINT}, {@code SHELL} or {@code HEALTHCHECK}. */
public sealed interface CommandForm {

    Span span();

    /** A JSON array of strings. {@code ["node", "server.js"]} */
    record Exec(List<Argument> arguments, Span span) implements CommandForm {
        public Exec {
            arguments = List.copyOf(arguments);
        }

        public List<String> words() {
            return arguments.stream().map(Argument::text).toList();
        }
    }

    /** One word of an exec form, JSON escapes taken off. */
    record Argument(String text, Span span) {}

    /**
     * A line for the shell, continuation lines joined and comment lines between them removed as BuildKit does.
     *
     * @param text what the shell gets, with its places; heredoc bodies are not in it but in {@code heredocs}
     * @param heredocs the bodies of {@code <<EOT}, in order; none outside {@code RUN}
     * @param looksLikeExec the text begins with {@code [}: perhaps meant as exec form, but no valid JSON, so BuildKit
     *     silently takes it for a line of shell
     */
    record Shell(Fragment text, List<Heredoc> heredocs, boolean looksLikeExec, Span span) implements CommandForm {
        public Shell {
            heredocs = List.copyOf(heredocs);
        }
    }

    /**
     * A here-document.
     *
     * @param name the delimiter without quotes; the file name in {@code COPY <<name /dst}
     * @param body its lines, leading tabs removed when {@code <<-} asks for it
     * @param content the same as {@code COPY} and {@code ADD} write it, with variables where they are expanded
     * @param expand variables are expanded in it: the delimiter is not quoted
     * @param stripTabs it was written {@code <<-}
     * @param span from the first line of the body to the delimiter that ends it
     */
    record Heredoc(String name, Fragment body, Word content, boolean expand, boolean stripTabs, Span span) {}
}
