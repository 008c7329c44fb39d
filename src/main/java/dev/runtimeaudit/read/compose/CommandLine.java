package dev.runtimeaudit.read.compose;

import java.util.List;
import java.util.Optional;

/**
 * The words of a {@code command} or {@code entrypoint} that is written as one string. No shell takes part: the words are
 * split by the library go-shellwords, which knows quotes and backslashes, stops at the first unquoted {@code ;},
 * {@code &}, {@code |}, {@code <} or {@code >}, and replaces nothing.
 *
 * @param cut where it stopped: what follows is silently dropped
 * @param rejected it cannot be split: "invalid command line string"
 */
public record CommandLine(List<Word> words, Optional<Integer> cut, boolean rejected) {

    public static final String REJECTION = "invalid command line string";

    /** One word, and from where to where it stands in the text. */
    public record Word(String text, int from, int to) {}

    public CommandLine {
        words = List.copyOf(words);
    }

    public static CommandLine split(String text) {
        return new CommandLineSplitter(text).split();
    }

    public List<String> argv() {
        return words.stream().map(Word::text).toList();
    }
}
