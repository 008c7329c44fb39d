package dev.runtimeaudit.read.compose;

import dev.runtimeaudit.read.compose.CommandLine.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits as go-shellwords 1.0.12 does without its options for variables and backquotes ({@code shellwords.go}, Parse). */
final class CommandLineSplitter {

    private final String text;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int from = -1;
    private boolean single;
    private boolean twofold;
    private boolean backquoted;
    private boolean dollar;

    CommandLineSplitter(String text) {
        this.text = text;
    }

    CommandLine split() {
        boolean escaped = false;
        Optional<Integer> cut = Optional.empty();
        int at = 0;
        for (; at < text.length() && cut.isEmpty(); at++) {
            char c = text.charAt(at);
            if (escaped) {
                escaped = false;
                append(c == 't' ? '\t' : c == 'n' ? '\n' : c, at);
            } else if (c == '\\') {
                if (single) {
                    word.append(c);
                } else {
                    escaped = true;
                }
                begin(at);
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                blank(c, at);
            } else if (c == '(' && !single && !twofold && !backquoted) {
                if (dollar || !word.toString().endsWith("$")) {
                    return new CommandLine(List.of(), Optional.empty(), true);
                }
                dollar = true;
                append(c, at);
            } else if (";&|<>".indexOf(c) >= 0 && !isQuoted()) {
                cut = Optional.of(at);
                boolean descriptor = c == '>' && !word.isEmpty() && Character.isDigit(word.charAt(0));
                if (descriptor) {
                    from = -1;
                }
            } else {
                other(c, at);
            }
        }
        int end = cut.orElse(text.length());
        close(end);
        if (escaped || isQuoted()) {
            return new CommandLine(List.of(), Optional.empty(), true);
        }
        return new CommandLine(words, cut, false);
    }

    private void other(char c, int at) {
        if (c == '"' && !single && !dollar) {
            twofold = !twofold;
            begin(at);
            return;
        }
        if (c == '\'' && !twofold && !dollar) {
            single = !single;
            begin(at);
            return;
        }
        if (c == '`' && !single && !twofold && !dollar) {
            backquoted = !backquoted;
        } else if (c == ')' && !single && !twofold && !backquoted) {
            dollar = !dollar;
        }
        append(c, at);
    }

    private void blank(char c, int at) {
        if (isQuoted()) {
            word.append(c);
        } else {
            close(at);
        }
    }

    private boolean isQuoted() {
        return single || twofold || backquoted || dollar;
    }

    private void append(char c, int at) {
        begin(at);
        word.append(c);
    }

    private void begin(int at) {
        if (from < 0) {
            from = at;
        }
    }

    private void close(int at) {
        if (from >= 0) {
            words.add(new Word(word.toString(), from, at));
        }
        from = -1;
        word.setLength(0);
    }
}
