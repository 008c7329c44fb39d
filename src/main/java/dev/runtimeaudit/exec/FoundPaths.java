package dev.runtimeaudit.exec;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a text lists that a search printed (POSIX, find): paths, one a line, that lie where the search began or below it, and that lead
 * there neither through a link nor upwards.
 *
 * @param top the path at which each of them begins, as it was named, without a slash at its end; it is the whole path, or a slash
 *     stands behind it
 * @param ending what each of them ends with; empty where that is not known
 * @param single there is only one
 * @param settled none of them is a link itself: a name that was written behind one may be
 * @param line a newline stands behind each of them
 * @param none the text where nothing was found
 */
public record FoundPaths(String top, String ending, boolean single, boolean settled, boolean line, String none) {

    private static final Pattern NAME = Pattern.compile("/[^/*?\\[\\]]+");

    /** What a search prints, of what is no link. */
    public static FoundPaths printed(String top, String ending) {
        return new FoundPaths(top, ending, false, true, true, "");
    }

    /** The first line of it, or the last. */
    public FoundPaths one() {
        return new FoundPaths(top, ending, true, settled, line, none);
    }

    /** The same without the newline at its end, as a command substitution leaves it. */
    public FoundPaths withoutNewline() {
        return new FoundPaths(top, ending, single, settled, false, none.stripTrailing());
    }

    /**
     * With a text behind it: the plain name of something in it, or what leads to a place below the top of which no more is known (a pattern of
     * the shell, a way through what may be links).
     */
    Optional<FoundPaths> then(String text) {
        boolean below = text.startsWith("/") && !text.endsWith("/") && !("/" + text + "/").contains("/../");
        if (line || !single || !settled || !below) {
            return Optional.empty();
        }
        boolean name = NAME.matcher(text).matches() && !text.equals("/.");
        return Optional.of(new FoundPaths(top, name ? ending + text : "", true, false, false, name ? none + text : ""));
    }

    /**
     * The directory that it lies in, as dirname(1) prints it; empty where that is not known to lie in the top, too.
     *
     * @param of what is printed where nothing was found
     */
    public Optional<FoundPaths> parent(String of) {
        int slash = ending.lastIndexOf('/');
        boolean named = slash >= 0 && slash < ending.length() - 1;
        boolean inside = shortest() - (ending.length() - slash) >= top.length();
        return line || !single || !named || !inside
                ? Optional.empty()
                : Optional.of(new FoundPaths(top, ending.substring(0, slash), true, true, true, of));
    }

    /** How many characters one has at least: the end of the top may be where the ending begins. */
    private int shortest() {
        int shared = Math.min(top.length(), ending.length());
        while (!top.endsWith(ending.substring(0, shared))) {
            shared--;
        }
        return top.length() + ending.length() - shared;
    }
}
