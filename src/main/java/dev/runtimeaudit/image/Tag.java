package dev.runtimeaudit.image;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A tag taken apart: "22.1-alpine3.20-slim" is version 22.1, and the words alpine (3.20) and slim.
 *
 * @param version digits and dots at its head; empty when there are none
 * @param words the other parts between dashes, each with the digits and dots at its end
 */
record Tag(String version, Map<String, String> words) {

    static Tag parse(String text) {
        String version = "";
        Map<String, String> words = new TreeMap<>();
        for (String part : text.split("-")) {
            int digits = part.length();
            while (digits > 0 && isDigitOrDot(part.charAt(digits - 1))) {
                digits--;
            }
            int build = part.indexOf('_');
            // OpenJDK counts builds of one version: 21.0.4_7.
            boolean built = build > 0 && part.chars().allMatch(c -> c == '_' || isDigitOrDot((char) c));
            if ((digits == 0 || built) && version.isEmpty() && words.isEmpty()) {
                version = built ? part.substring(0, build) : part;
            } else {
                words.put(part.substring(0, digits), part.substring(digits));
            }
        }
        return new Tag(version, words);
    }

    private static boolean isDigitOrDot(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    boolean has(String word) {
        return words.containsKey(word);
    }

    Tag withVersion(String other) {
        return new Tag(other, words);
    }

    /** The first number of the version. */
    Optional<Integer> major() {
        String first = version.split("\\.", 2)[0];
        return first.isEmpty() || first.length() > 6 ? Optional.empty() : Optional.of(Integer.valueOf(first));
    }

    /** Whether it names one version and not a line that moves: "20.11.1", not "20" or "20.11". */
    boolean isPinned() {
        return version.chars().filter(c -> c == '.').count() >= 2;
    }

    /**
     * How two versions stand to each other; a missing part of the first is larger than any number: "18" means the newest
     * of its line.
     */
    static int compare(String line, String version) {
        String[] left = line.split("\\.");
        String[] right = version.split("\\.");
        for (int i = 0; i < right.length; i++) {
            if (i >= left.length) {
                return 1;
            }
            int order = left[i].length() == right[i].length()
                    ? left[i].compareTo(right[i])
                    : Integer.compare(left[i].length(), right[i].length());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
