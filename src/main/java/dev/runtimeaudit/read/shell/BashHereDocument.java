package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.AlmquistWords.HereEnd;
import dev.runtimeaudit.read.shell.HereDocuments.Pending;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;

/** Reads one here-document as bash does: first its lines, and what is inside only when it is expanded. */
final class BashHereDocument {

    private final Scanner in;
    private final Dialect dialect;
    private final Budget budget;
    private final boolean inSubstitution;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> offsets = new ArrayList<>();
    private int lineStart;

    BashHereDocument(Scanner in, Dialect dialect, Budget budget, boolean inSubstitution) {
        this.in = in;
        this.dialect = dialect;
        this.budget = budget;
        this.inSubstitution = inSubstitution;
    }

    /** From the start of the first line to behind the line that ends the document. */
    ShellWord read(Pending pending) {
        int start = in.at();
        int end = start;
        while (!in.atEnd()) {
            end = in.at();
            int length = text.length();
            if (endsWithTabs(pending.end())) {
                break;
            }
            line(pending);
            if (ends(pending.end().delimiter(), length)) {
                text.setLength(length);
                offsets.subList(length, offsets.size()).clear();
                break;
            }
            end = in.at();
        }
        Span span = in.span(start, end);
        List<Part> parts = List.of(
                pending.expand()
                        ? new Part.DoubleQuoted(inside(end), span)
                        : new Part.SingleQuoted(text.toString(), false, span));
        return new ShellWord(in.text(start, end), parts, span);
    }

    /** Adds a line, its end included; where the text expands, lines that a backslash joins are one. */
    private void line(Pending pending) {
        while (pending.end().stripTabs() && !in.atEnd() && in.peek() == '\t') {
            in.next();
        }
        lineStart = in.at();
        boolean escaped = false;
        while (!in.atEnd()) {
            int c = in.peek();
            if (pending.expand() && !escaped && c == '\\' && in.peekSecond() == '\n') {
                in.next();
                in.next();
                continue;
            }
            escaped = c == '\\' && !escaped;
            offsets.add(in.fragment().offset(in.at()));
            text.append((char) in.next());
            if (c == '\n') {
                return;
            }
        }
    }

    /** A delimiter that starts with tabs itself is looked for before they are dropped. */
    private boolean endsWithTabs(HereEnd end) {
        int behind = in.at() + end.delimiter().length();
        boolean found = end.stripTabs()
                && end.delimiter().startsWith("\t")
                && in.text().startsWith(end.delimiter() + "\n", in.at());
        if (found) {
            in.moveTo(behind + 1);
        }
        return found;
    }

    private boolean ends(String delimiter, int from) {
        String line = text.substring(from);
        if (line.equals(delimiter) || line.equals(delimiter + "\n")) {
            return true;
        }
        // "EOF)" ends a document inside $(…), and the parenthesis is read again
        if (inSubstitution && line.startsWith(delimiter) && line.indexOf(')', delimiter.length()) >= 0) {
            in.moveTo(lineStart + delimiter.length());
            return true;
        }
        return false;
    }

    private List<Part> inside(int end) {
        int[] places = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            places[i] = offsets.get(i);
        }
        places[text.length()] = in.fragment().offset(Math.min(end, in.text().length()));
        Fragment fragment = Fragment.of(text.toString(), in.fragment().file(), places);
        Scanner scanner = new Scanner(fragment, 0);
        BashGrammar own = new BashGrammar(scanner, dialect, budget);
        List<Part> parts = own.words().document();
        if (own.documents().count() > 0) {
            scanner.restart(0);
            parts = own.words().document();
        }
        return parts;
    }
}
