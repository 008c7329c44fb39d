package dev.runtimeaudit.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of the accepted words somebody meant to write. */
public final class Nearest {

    private Nearest() {}

    /** The accepted word that the fewest slips make out of {@code written}; empty when none is near. */
    public static Optional<String> to(String written, Collection<String> accepted) {
        int most = written.length() < 4 ? 1 : Math.max(2, written.length() / 3);
        return accepted.stream()
                .filter(word -> slips(written, word) <= most)
                .min(Comparator.comparingInt((String word) -> slips(written, word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean `x`?"}, or nothing. */
    public static String hint(String written, Collection<String> accepted) {
        return to(written, accepted)
                .map(word -> "; did you mean `" + word + "`?")
                .orElse("");
    }

    /** Letters missing, added, wrong, or two in the wrong order, whatever their case (optimal string alignment). */
    private static int slips(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = last;
            last = row;
        }
        return last[b.length()];
    }
}
