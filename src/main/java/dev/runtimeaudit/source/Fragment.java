package dev.runtimeaudit.source;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A piece of text that a reader works on, and where each of its characters stands in a file.
 *
 * <p>A shell script is a fragment that is a whole file. The body of a {@code RUN} is one whose continuation lines have
 * been joined: its second logical character may stand three lines below its first. A text that only the replay knows
 * (the argument of {@code eval}, a script written by {@code echo}) stands at one place as a whole.
 */
public final class Fragment {

    private final String text;
    private final SourceFile file;
    private final int[] offsets;

    private Fragment(String text, SourceFile file, int[] offsets) {
        this.text = text;
        this.file = file;
        this.offsets = offsets;
    }

    public static Fragment of(SourceFile file) {
        int[] offsets = new int[file.text().length() + 1];
        Arrays.setAll(offsets, i -> i);
        return new Fragment(file.text(), file, offsets);
    }

    /**
     * @param offsets for each character of {@code text}, its offset in the file, and one more for the end of the text
     */
    public static Fragment of(String text, SourceFile file, int[] offsets) {
        if (offsets.length != text.length() + 1) {
            throw new IllegalArgumentException(offsets.length + " offsets for " + text.length() + " characters");
        }
        return new Fragment(text, file, offsets.clone());
    }

    /** A text of which only the place as a whole is known. */
    public static Fragment at(String text, SourceFile file, int offset) {
        int[] offsets = new int[text.length() + 1];
        Arrays.fill(offsets, offset);
        return new Fragment(text, file, offsets);
    }

    /** The same with other text for what matches; all of it stands where the match began. */
    public Fragment replaced(Pattern pattern, UnaryOperator<String> by) {
        StringBuilder plain = new StringBuilder();
        IntStream.Builder places = IntStream.builder();
        Matcher matcher = pattern.matcher(text);
        int from = 0;
        while (matcher.find()) {
            plain.append(text, from, matcher.start());
            Arrays.stream(offsets, from, matcher.start()).forEach(places::add);
            String other = by.apply(matcher.group());
            plain.append(other);
            other.chars().map(c -> offsets[matcher.start()]).forEach(places::add);
            from = matcher.end();
        }
        plain.append(text, from, text.length());
        Arrays.stream(offsets, from, offsets.length).forEach(places::add);
        return new Fragment(plain.toString(), file, places.build().toArray());
    }

    public String text() {
        return text;
    }

    public SourceFile file() {
        return file;
    }

    /** Where a character stands in the file; {@code index} may be the length of the text. */
    public int offset(int index) {
        return offsets[index];
    }

    public Span span(int from, int to) {
        int start = offsets[from];
        int end = to <= from ? start : Math.max(start, offsets[to - 1] + 1);
        return file.span(start, Math.min(end, file.text().length()));
    }

    public Span span() {
        return span(0, text.length());
    }

    public Fragment part(int from, int to) {
        return new Fragment(text.substring(from, to), file, Arrays.copyOfRange(offsets, from, to + 1));
    }
}
