package dev.runtimeaudit.read.script;

import java.util.List;
import java.util.Optional;

/**
 * What a script prints before it ends because variables are missing.
 *
 * @param separator what stands between the names of those that are missing; empty where none are named
 * @param after what stands behind the names
 */
public record LastWords(String before, Optional<String> separator, String after) {

    /** @param missing the names of those that are missing, in the order in which they are asked for */
    public String text(List<String> missing) {
        return separator.map(s -> before + String.join(s, missing) + after).orElse(before);
    }
}
