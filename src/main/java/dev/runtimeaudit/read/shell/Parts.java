package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.List;

/** Collects the parts of a word; characters that stand side by side become one literal. */
final class Parts {

    private final Scanner in;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int from;
    private int to;

    Parts(Scanner in) {
        this.in = in;
    }

    /** Takes the next character as text. */
    void take() {
        int at = in.at();
        literal(String.valueOf((char) in.next()), at);
    }

    /** Text that stands from an index up to where the scanner is now. */
    void literal(String chars, int start) {
        if (text.length() == 0) {
            from = start;
        }
        text.append(chars);
        to = in.at();
    }

    void add(Part part) {
        flush();
        parts.add(part);
    }

    boolean isEmpty() {
        return parts.isEmpty() && text.length() == 0;
    }

    /** The text so far, if it is nothing but text. */
    String textSoFar() {
        return parts.isEmpty() ? text.toString() : "";
    }

    boolean onlyText() {
        return parts.isEmpty();
    }

    private void flush() {
        if (text.length() > 0) {
            parts.add(new Part.Literal(text.toString(), in.span(from, to)));
            text.setLength(0);
        }
    }

    /** What was collected; from now on other parts are. */
    List<Part> done() {
        flush();
        List<Part> all = List.copyOf(parts);
        parts.clear();
        return all;
    }

    /** The word that the collected parts make up, from an index to where the scanner is now. */
    ShellWord word(int start) {
        return new ShellWord(in.text(start, in.at()), done(), in.span(start, in.at()));
    }
}
