package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.Arrays;

/** A fragment in the making: characters, each with its place. */
final class FragmentBuilder {

    private final SourceFile file;
    private final StringBuilder text = new StringBuilder();
    private int[] offsets = new int[64];

    FragmentBuilder(SourceFile file) {
        this.file = file;
    }

    void add(char c, int offset) {
        if (text.length() + 1 >= offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        offsets[text.length()] = offset;
        text.append(c);
    }

    /** Adds what stands in the file from {@code from} to {@code to}. */
    void addFromFile(int from, int to) {
        for (int i = from; i < to; i++) {
            add(file.text().charAt(i), i);
        }
    }

    boolean isEmpty() {
        return text.length() == 0;
    }

    String text() {
        return text.toString();
    }

    /**
     * @param end the offset in the file that is behind the last character
     */
    Fragment build(int end) {
        int[] exact = Arrays.copyOf(offsets, text.length() + 1);
        exact[text.length()] = end;
        return Fragment.of(text.toString(), file, exact);
    }
}
