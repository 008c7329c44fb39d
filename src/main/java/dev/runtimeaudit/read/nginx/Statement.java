package dev.runtimeaudit.read.nginx;

import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * One step in the reading of an nginx configuration (nginx.org, "Beginner's Guide", configuration file's structure). nginx
 * acts on each before it reads the next: what stands behind a wrong one is never seen.
 */
public sealed interface Statement {

    /** Where it stands. */
    Span at();

    /** The line that nginx names in its messages, from 1: the one on which the statement ends. */
    int line();

    /** {@code listen 80 default_server;}: at least one word. */
    record Simple(List<Word> words, Span at, int line) implements Statement {
        public Simple {
            words = List.copyOf(words);
        }
    }

    /** <code>location / {</code>: at least one word. */
    record Open(List<Word> words, Span at, int line) implements Statement {
        public Open {
            words = List.copyOf(words);
        }
    }

    /** A closing brace. */
    record Close(Span at, int line) implements Statement {}

    /**
     * The end of the file.
     *
     * @param complete no statement is left without its end
     */
    record End(boolean complete, Span at, int line) implements Statement {}

    /** Something that cannot be read, in nginx's words; nothing comes behind it. */
    record Broken(String reason, Span at, int line) implements Statement {}

    /**
     * One word, quotes and escapes taken away.
     *
     * @param quoted it stood in quotes
     */
    record Word(String text, boolean quoted, Span at) {}
}
