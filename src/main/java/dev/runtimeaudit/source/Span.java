package dev.runtimeaudit.source;

/**
 * A place in a file: from its first character up to, but not including, the one behind its last.
 *
 * <p>Lines and columns are counted from 1; columns count UTF-16 code units, as SARIF's default column kind does. A
 * span that stands for a whole file, or for something that has no text (a directory, a base image's content), is
 * {@link #wholeFile}.
 *
 * @param path where the file lies in the workspace
 * @param line first line, from 1
 * @param column first column, from 1
 * @param endLine last line, from 1
 * @param endColumn the column behind the last character, from 1
 */
public record Span(TreePath path, int line, int column, int endLine, int endColumn) implements Comparable<Span> {

    public Span {
        if (line < 1 || column < 1 || endLine < line || endColumn < 1) {
            throw new IllegalArgumentException("not a span: " + line + ":" + column + "-" + endLine + ":" + endColumn);
        }
    }

    /** The place of a file as a whole. */
    public static Span wholeFile(TreePath path) {
        return new Span(path, 1, 1, 1, 1);
    }

    /** From the start of this to the end of a later place in the same file. */
    public Span to(Span last) {
        return new Span(path, line, column, last.endLine, last.endColumn);
    }

    @Override
    public int compareTo(Span other) {
        int byPath = path.compareTo(other.path);
        if (byPath != 0) {
            return byPath;
        }
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return path + ":" + line;
    }
}
