package dev.runtimeaudit.read.dockerfile;

import java.util.List;
import java.util.Locale;

/** BuildKit's {@code (did you mean X?)}. */
final class Suggestion {

    /** From this many edits on, two words have nothing to do with each other. */
    private static final int TOO_FAR = 3;

    private Suggestion() {}

    /** The suggestion with the blank in front of it, or nothing. */
    static String ignoringCase(String word, List<String> options) {
        String match = nearest(word.toLowerCase(Locale.ROOT), options);
        return words(word.equals(word.toUpperCase(Locale.ROOT)) ? match.toUpperCase(Locale.ROOT) : match);
    }

    static String exact(String word, List<String> options) {
        return words(nearest(word, options));
    }

    private static String words(String match) {
        return match.isEmpty() ? "" : " (did you mean " + match + "?)";
    }

    private static String nearest(String word, List<String> options) {
        String match = "";
        int least = TOO_FAR;
        for (String option : options) {
            if (option.equals(word)) {
                return "";
            }
            int distance = Math.abs(option.length() - word.length()) < least ? distance(word, option) : TOO_FAR;
            if (distance < least) {
                least = distance;
                match = option;
            }
        }
        return match;
    }

    /** Levenshtein's: insertions, deletions and replacements. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
