package dev.runtimeaudit.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads one word of a closed set. A constant {@code DOCKER_28} is written {@code docker-28}, in either case. */
public final class Choice {

    private Choice() {}

    /**
     * @param where what the word is given for, and where, as a message begins
     */
    public static <E extends Enum<E>> E of(Class<E> set, String word, String where) {
        return of(set, word, where, List.of());
    }

    /** @param also words that the caller has taken before, for messages */
    static <E extends Enum<E>> E of(Class<E> set, String word, String where, List<String> also) {
        List<String> accepted = Stream.concat(
                        Arrays.stream(set.getEnumConstants()).map(Choice::word), also.stream())
                .toList();
        int index = accepted.indexOf(word.strip().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (index < 0) {
            throw new ConfigurationException("%s cannot be `%s`%s Accepted: %s"
                    .formatted(where, word, orStop(Nearest.hint(word, accepted)), String.join(", ", accepted)));
        }
        return set.getEnumConstants()[index];
    }

    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String orStop(String hint) {
        return hint.isEmpty() ? "." : hint;
    }
}
