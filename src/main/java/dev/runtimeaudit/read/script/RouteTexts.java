package dev.runtimeaudit.read.script;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The texts of scripts that may be paths of routes, or parts of them.
 *
 * @param texts each as segments: {@code *} for one of any name, {@code **} for any number of them; what stands in front of a star is how the first of them begins
 * @param answered the paths that stand first in calls of {@code get} and the like, as written
 * @param prefix what stands in front of all routes (NestJS, {@code setGlobalPrefix})
 * @param root something may answer {@code /}
 * @param open paths may be made, or all requests be answered, in ways that are not read
 */
public record RouteTexts(
        Set<List<String>> texts, List<String> answered, Optional<String> prefix, boolean root, boolean open) {

    public RouteTexts {
        texts = Set.copyOf(texts);
        answered = List.copyOf(answered);
    }

    /** Whether a path may be put together from the texts. */
    public boolean mayAnswer(List<String> path) {
        return open || from(path, 0);
    }

    private boolean from(List<String> path, int at) {
        if (at == path.size()) {
            return true;
        }
        for (List<String> text : texts) {
            int end = matched(text, path, at);
            if (end == path.size() || end > at && from(path, end)) {
                return true;
            }
        }
        return false;
    }

    /** Where a text that begins at a segment ends; -1 when it does not fit. */
    private static int matched(List<String> text, List<String> path, int at) {
        int i = at;
        for (String segment : text) {
            boolean many = segment.endsWith("**");
            String literal = segment.substring(0, segment.length() - (many ? 2 : segment.endsWith("*") ? 1 : 0));
            if (segment.equals("**")) {
                return path.size();
            }
            boolean fits = i < path.size()
                    && (segment.endsWith("*") ? path.get(i).startsWith(literal) : segment.equals(path.get(i)));
            if (!fits || many) {
                return fits ? path.size() : -1;
            }
            i++;
        }
        return i;
    }
}
