package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.Arrays;

/** The characters of a shell text, one after the other, and the line each stands on. */
final class Scanner {

    /** What stands behind the last character. */
    static final int END = -1;

    private final Fragment fragment;
    private final String text;
    private final int[] newlines;
    private final int firstLine;
    private int at;
    private int farthest = -1;
    private boolean countsLastLine;

    /** @param firstLine the number of the first line, as the shell counts: not always 1 in a backquoted command */
    Scanner(Fragment fragment, int firstLine) {
        this.fragment = fragment;
        this.text = fragment.text();
        this.firstLine = firstLine;
        this.newlines = newlines(text);
    }

    /** A text to which a newline is added if its last line has none. */
    static Scanner withLastNewline(Fragment fragment, int firstLine) {
        String text = fragment.text();
        if (text.isEmpty() || text.endsWith("\n")) {
            return new Scanner(fragment, firstLine);
        }
        int[] offsets = new int[text.length() + 2];
        Arrays.setAll(offsets, i -> fragment.offset(Math.min(i, text.length())));
        return new Scanner(Fragment.of(text + "\n", fragment.file(), offsets), firstLine);
    }

    private static int[] newlines(String text) {
        int[] found = new int[16];
        int count = 0;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = i;
        }
        return Arrays.copyOf(found, count);
    }

    Fragment fragment() {
        return fragment;
    }

    String text() {
        return text;
    }

    int at() {
        return at;
    }

    void moveTo(int index) {
        farthest = Math.max(farthest, index - 1);
        at = index;
    }

    /** Goes back to read once more, as if nothing behind had been looked at. */
    void restart(int index) {
        farthest = index - 1;
        at = index;
    }

    /** The next character, not taken; {@link #END} behind the last. */
    int peek() {
        farthest = Math.max(farthest, at);
        return at < text.length() ? text.charAt(at) : END;
    }

    /** The character behind the next one, line joins not looked at. */
    int peekSecond() {
        return at + 1 < text.length() ? text.charAt(at + 1) : END;
    }

    /** The next character behind any backslash-newlines, which are taken (POSIX 2.2.1). */
    int peekJoined() {
        while (peek() == '\\' && peekSecond() == '\n') {
            at += 2;
        }
        return peek();
    }

    int next() {
        int c = peek();
        if (c != END) {
            at++;
        }
        return c;
    }

    /** Takes the next character if it is this one; line joins in front of it are taken with it. */
    boolean takeJoined(char expected) {
        int before = at;
        if (peekJoined() == expected) {
            at++;
            return true;
        }
        at = before;
        return false;
    }

    /** Whether nothing is left; unlike {@link #peek} this does not count as looking. */
    boolean atEnd() {
        return at == text.length();
    }

    /** The line of the next character: one more than the newlines taken so far. */
    int line() {
        return lineOf(at) + (countsLastLine && at == text.length() ? 1 : 0);
    }

    /** The text ends without a newline where the shell counts one: behind a here-document. */
    void countLastLine() {
        countsLastLine = true;
    }

    /** The line of the last character that was looked at, which is what bash counts. */
    int lineLookedAt() {
        if (farthest < text.length()) {
            return lineOf(Math.max(0, farthest));
        }
        // bash counts the line that it tried to read at the end, too
        boolean ended = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
        return lineOf(text.length()) + (ended ? 0 : 1);
    }

    int lineOf(int index) {
        int found = Arrays.binarySearch(newlines, index);
        return firstLine + (found >= 0 ? found : -found - 1);
    }

    /** The text of the line that was looked at last, without its line end. */
    String lineTextLookedAt() {
        int index = Math.max(0, Math.min(farthest, text.length() - 1));
        int from = text.lastIndexOf('\n', index - 1) + 1;
        int to = text.indexOf('\n', index);
        return text.substring(Math.min(from, text.length()), to < 0 ? text.length() : to);
    }

    String text(int from, int to) {
        return text.substring(from, to);
    }

    Span span(int from, int to) {
        return fragment.span(from, to);
    }
}
