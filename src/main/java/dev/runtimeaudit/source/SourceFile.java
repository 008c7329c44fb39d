package dev.runtimeaudit.source;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The text of one file and the positions of its lines. Text is what stands on disk, line ends and all. */
public final class SourceFile {

    private final TreePath path;
    private final String text;
    private final int[] lineStarts;
    private final int linesAbove;
    private final Map<Class<?>, Object> derived = new ConcurrentHashMap<>();

    public SourceFile(TreePath path, String text) {
        this(path, text, 1);
    }

    /**
     * A text that stands in another file: a here-document. Its places are places there.
     *
     * @param firstLine where its first line stands in that file, from 1
     */
    public SourceFile(TreePath path, String text, int firstLine) {
        this.path = path;
        this.text = text;
        this.linesAbove = firstLine - 1;
        this.lineStarts = lineStarts(text);
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    public TreePath path() {
        return path;
    }

    public String text() {
        return text;
    }

    /**
     * What a reader makes of this text, made once: a lockfile of several megabytes is asked for by every stage that copies it.
     *
     * @param reader whose it is
     */
    @SuppressWarnings("unchecked") // each reader stores one type only
    public <T> T once(Class<?> reader, Function<SourceFile, T> read) {
        Object known = derived.get(reader);
        if (known == null) {
            // Not computeIfAbsent: a reader may ask another for what it makes of the same text.
            Object made = read.apply(this);
            Object first = derived.putIfAbsent(reader, made);
            known = first == null ? made : first;
        }
        return (T) known;
    }

    /** The line, from 1, on which the character at an offset stands. */
    public int lineAt(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    public int lineCount() {
        return lineStarts.length;
    }

    /** The text of a line, from 1, without its line end. */
    public String line(int number) {
        int start = lineStarts[number - 1];
        int end = number < lineStarts.length ? lineStarts[number] - 1 : text.length();
        if (end > start && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(start, end);
    }

    /** The place of the characters from {@code from} (inclusive) to {@code to} (exclusive). */
    public Span span(int from, int to) {
        int line = lineAt(from);
        int last = lineAt(Math.max(from, to));
        return new Span(
                path,
                linesAbove + line,
                from - lineStarts[line - 1] + 1,
                linesAbove + last,
                Math.max(from, to) - lineStarts[last - 1] + 1);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
