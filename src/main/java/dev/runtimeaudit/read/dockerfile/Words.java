package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;

/** The ways in which BuildKit cuts a line into words; none of them takes quotes off. */
final class Words {

    private Words() {}

    /** Without the white space at both ends. */
    static Fragment trim(Fragment text) {
        int from = 0;
        int to = text.text().length();
        while (from < to && GoText.isSpace(text.text().charAt(from))) {
            from++;
        }
        while (to > from && GoText.isSpace(text.text().charAt(to - 1))) {
            to--;
        }
        return text.part(from, to);
    }

    /** The first word, and what follows it: one fragment or two. */
    static List<Fragment> firstAndRest(Fragment text) {
        String all = text.text();
        int end = 0;
        while (end < all.length() && !GoText.isBlank(all.charAt(end))) {
            end++;
        }
        int next = end;
        while (next < all.length() && GoText.isBlank(all.charAt(next))) {
            next++;
        }
        if (next == end) {
            return List.of(text);
        }
        return List.of(text.part(0, end), text.part(next, all.length()));
    }

    /** At every run of blanks, quotes or not: the arguments of {@code FROM}, {@code COPY}, {@code EXPOSE}. */
    static List<Fragment> atBlanks(Fragment text) {
        List<Fragment> words = new ArrayList<>();
        String all = text.text();
        int from = 0;
        for (int i = 0; i <= all.length(); i++) {
            if (i == all.length() || GoText.isBlank(all.charAt(i))) {
                if (i > from) {
                    words.add(text.part(from, i));
                }
                from = i + 1;
            }
        }
        return words;
    }

    /** At white space that is neither quoted nor escaped: the arguments of {@code ENV}, {@code LABEL} and {@code ARG}. */
    static List<Fragment> atUnquotedSpace(Fragment text, char escape) {
        List<Fragment> words = new ArrayList<>();
        String all = text.text();
        int i = 0;
        while (i < all.length()) {
            while (i < all.length() && GoText.isSpace(all.charAt(i))) {
                i++;
            }
            int from = i;
            char quote = 0;
            boolean droppedEnd = false;
            while (i < all.length() && (quote != 0 || !GoText.isSpace(all.charAt(i)))) {
                char c = all.charAt(i);
                if (c == escape && quote != '\'') {
                    // an escape that escapes nothing, at the very end, is dropped
                    droppedEnd = i + 1 == all.length();
                    i++;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (c == quote) {
                    quote = 0;
                }
                i++;
            }
            i = Math.min(i, all.length());
            int to = droppedEnd ? i - 1 : i;
            if (to > from) {
                words.add(text.part(from, to));
            }
        }
        return words;
    }
}
