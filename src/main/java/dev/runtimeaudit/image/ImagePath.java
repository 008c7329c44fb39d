package dev.runtimeaudit.image;

import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path in an image, without {@code .}, {@code ..}, doubled or trailing slashes.
 *
 * <p>{@code ..} is taken off as text, as Docker does for its own paths; where links are in play, {@link FileSystem} walks.
 *
 * @param value "/" or "/a/b"
 */
public record ImagePath(String value) implements Comparable<ImagePath> {

    public static final ImagePath ROOT = new ImagePath("/");

    public ImagePath {
        if (!value.startsWith("/") || (value.length() > 1 && value.endsWith("/"))) {
            throw new IllegalArgumentException("not an absolute path: " + value);
        }
    }

    /** Reads a path that a relative one is seen from the root. */
    public static ImagePath of(String text) {
        return ROOT.resolve(text);
    }

    /** Goes on from here, or starts anew when the text is absolute. {@code ..} stops at the root. */
    public ImagePath resolve(String text) {
        List<String> names = new ArrayList<>(text.startsWith("/") ? List.of() : names());
        for (String name : text.split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return new ImagePath("/" + String.join("/", names));
    }

    public ImagePath child(String name) {
        return new ImagePath(value.equals("/") ? "/" + name : value + "/" + name);
    }

    public ImagePath parent() {
        int slash = value.lastIndexOf('/');
        return slash <= 0 ? ROOT : new ImagePath(value.substring(0, slash));
    }

    /** The last name; empty for the root. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    public List<String> names() {
        return isRoot() ? List.of() : List.of(value.substring(1).split("/"));
    }

    public boolean isRoot() {
        return value.equals("/");
    }

    public boolean isIn(ImagePath directory) {
        return directory.isRoot() || value.equals(directory.value) || value.startsWith(directory.value + "/");
    }

    /** The rest of this path below a directory it lies in; empty text for the directory itself. */
    public String below(ImagePath directory) {
        if (directory.isRoot()) {
            return value.substring(1);
        }
        return value.length() == directory.value.length() ? "" : value.substring(directory.value.length() + 1);
    }

    @Override
    public int compareTo(ImagePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
