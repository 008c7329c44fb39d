package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Why BuildKit rejects a file, in the order in which it would come upon it: it parses all lines first, then makes
 * instructions of them, then looks how these fit together, and it stops at the first thing that is wrong.
 */
final class Rejections {

    private final List<Problem> parsing = new ArrayList<>();
    private final List<Problem> instructing = new ArrayList<>();
    private final List<Problem> converting = new ArrayList<>();

    void whileParsing(Span at, String message) {
        parsing.add(new Problem(at, message));
    }

    void whileInstructing(Span at, String message) {
        instructing.add(new Problem(at, message));
    }

    void whileConverting(Span at, String message) {
        converting.add(new Problem(at, message));
    }

    /** Takes over what another collection has found while parsing, and nothing else. */
    void addParsing(Rejections other) {
        parsing.addAll(other.parsing);
    }

    List<Problem> inOrder() {
        List<Problem> all = new ArrayList<>(parsing);
        all.addAll(instructing);
        all.addAll(converting);
        return all;
    }
}
