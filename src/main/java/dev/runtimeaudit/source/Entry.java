package dev.runtimeaudit.source;

import java.util.Optional;

/**
 * One entry of the source tree, not followed if it is a link.
 *
 * @param kind what it is
 * @param mode the permission bits, 0 to 0777; from the git index where there is one
 * @param size in bytes; 0 for what is no file
 * @param link where a symbolic link points to, as written
 */
public record Entry(Kind kind, int mode, long size, Optional<String> link) {

    /** What an entry can be. {@code OTHER} is a socket, a pipe, a device, or something that may not be looked at. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        OTHER
    }

    public static Entry directory() {
        return new Entry(Kind.DIRECTORY, 0755, 0, Optional.empty());
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    public boolean isSymlink() {
        return kind == Kind.SYMLINK;
    }
}
