package dev.runtimeaudit.report;

import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * A line of a file with what a span covers of it.
 *
 * @param before what stands in front of it
 * @param marked empty for a span that stands for the line
 */
record Quote(int line, String before, String marked, String after) {

    private static final int MOST = 400;

    /** The first line of a span; empty where there is no such text, as for a file as a whole. */
    static Optional<Quote> of(SourceTree sources, Span at) {
        return sources.read(at.path())
                .asFile()
                .filter(file -> at.line() <= file.lineCount() && !at.equals(Span.wholeFile(at.path())))
                .map(file -> of(file.line(at.line()), at));
    }

    private static Quote of(String whole, Span at) {
        String text = whole.length() > MOST ? whole.substring(0, MOST) + "…" : whole;
        int from = Math.min(at.column() - 1, text.length());
        int to = at.endLine() > at.line() ? text.length() : Math.min(at.endColumn() - 1, text.length());
        return to <= from
                ? new Quote(at.line(), text, "", "")
                : new Quote(at.line(), text.substring(0, from), text.substring(from, to), text.substring(to));
    }

    String text() {
        return before + marked + after;
    }
}
