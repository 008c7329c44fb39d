package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a word that is an assignment into its name and its value. */
final class Assignments {

    private Assignments() {}

    /** How long {@code NAME=} is at the start of a word, 0 when it is no assignment (POSIX 2.10.2, rule 7). */
    static int plain(ShellWord word) {
        String text = firstLiteral(word);
        int end = nameLength(text);
        return end > 0 && end < text.length() && text.charAt(end) == '=' ? end + 1 : 0;
    }

    static int nameLength(String text) {
        int end = 0;
        while (end < text.length()
                && (end == 0
                        ? AlmquistWords.isNameStart(text.charAt(0))
                        : AlmquistWords.isNamePart(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    static String firstLiteral(ShellWord word) {
        return !word.parts().isEmpty() && word.parts().get(0) instanceof Part.Literal literal ? literal.text() : "";
    }

    /**
     * @param head how many characters of the first literal are the name, subscript, {@code +} and {@code =}
     * @param subscript where in the first literal the subscript ends (behind its bracket), or 0
     * @param start where the word stands in the text
     */
    static Command.Assignment split(ShellWord word, int head, int subscript, Fragment text, int start) {
        Part.Literal literal = (Part.Literal) word.parts().get(0);
        String before = literal.text().substring(0, head);
        String name = before.substring(0, nameLength(before));
        Optional<String> index =
                subscript == 0 ? Optional.empty() : Optional.of(before.substring(name.length() + 1, subscript - 1));
        boolean append = before.endsWith("+=");
        List<Part> rest = new ArrayList<>(word.parts().subList(1, word.parts().size()));
        if (rest.size() == 1 && literal.text().length() == head && rest.get(0) instanceof Part.ArrayLiteral array) {
            return new Command.Assignment(
                    name, index, append, Optional.empty(), Optional.of(array.elements()), word.span());
        }
        // Behind line joins the literal is shorter than its place in the text.
        int from = headEnd(text.text(), start, head);
        int end = start + word.raw().length();
        if (literal.text().length() > head) {
            String value = literal.text().substring(head);
            int literalEnd = rest.isEmpty()
                    ? end
                    : headEnd(text.text(), start, literal.text().length());
            rest.add(0, new Part.Literal(value, text.span(from, literalEnd)));
        }
        Span span = text.span(from, end);
        ShellWord value = new ShellWord(text.text().substring(from, end), rest, span);
        return new Command.Assignment(name, index, append, Optional.of(value), Optional.empty(), word.span());
    }

    private static int headEnd(String text, int start, int characters) {
        int at = start;
        for (int left = characters; left > 0 && at < text.length(); left--) {
            while (text.startsWith("\\\n", at)) {
                at += 2;
            }
            at++;
        }
        return at;
    }
}
