package dev.runtimeaudit.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a git index lists (gitformat-index(5), versions 2 to 4).
 *
 * <p>An index that is split, or of a repository with other hashes than SHA-1, is not read: then nothing is known.
 */
final class GitIndex {

    /** What git keeps at a path. */
    enum Kind {
        FILE,
        EXECUTABLE,
        LINK,
        /** The commit of a submodule. */
        COMMIT,
        /** A directory that a sparse index keeps as a whole. */
        SPARSE_DIRECTORY,
        /** Not listed. */
        NONE
    }

    private static final int HEADER = 12;

    private static final int HASH = 20;

    /** Times, device, inode: what stands in front of the mode. */
    private static final int TO_MODE = 24;

    private static final int TO_FLAGS = 60;
    private static final int FIXED = 62;
    private static final int EXTENDED = 0x4000;

    private final NavigableMap<String, Kind> entries;

    private GitIndex(NavigableMap<String, Kind> entries) {
        this.entries = entries;
    }

    /** Empty when it is none, or one of a kind that is not read. */
    static Optional<GitIndex> parse(byte[] bytes) {
        try {
            return isWhole(bytes) ? new Reading(bytes).index() : Optional.empty();
        } catch (IndexOutOfBoundsException truncated) {
            return Optional.empty();
        }
    }

    /** Whether it ends with its SHA-1, or with zeros where index.skipHash is set; one with SHA-256 does not. */
    private static boolean isWhole(byte[] bytes) {
        if (bytes.length < HEADER + HASH) {
            return false;
        }
        byte[] end = Arrays.copyOfRange(bytes, bytes.length - HASH, bytes.length);
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(bytes, 0, bytes.length - HASH);
            return Arrays.equals(end, new byte[HASH]) || Arrays.equals(end, sha1.digest());
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new AssertionError(everyPlatformHasIt);
        }
    }

    Kind kind(String path) {
        return entries.getOrDefault(path, Kind.NONE);
    }

    /** Whether something below this directory is listed; the empty path is the whole. */
    boolean hasBelow(String directory) {
        if (directory.isEmpty()) {
            return !entries.isEmpty();
        }
        String first = entries.ceilingKey(directory + "/");
        return first != null && first.startsWith(directory + "/");
    }

    /** Whether a path lies in a directory that a sparse index does not list in detail. */
    boolean isSparse(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (kind(path.substring(0, slash)) == Kind.SPARSE_DIRECTORY) {
                return true;
            }
        }
        return kind(path) == Kind.SPARSE_DIRECTORY;
    }

    private static final class Reading {
        private final byte[] bytes;
        private int at = HEADER;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        Optional<GitIndex> index() {
            int version = word(4);
            if (word(0) != 0x44495243 || version < 2 || version > 4) { // DIRC
                return Optional.empty();
            }
            NavigableMap<String, Kind> entries = new TreeMap<>();
            byte[] previous = {};
            int count = word(8);
            for (int i = 0; i < count; i++) {
                int start = at;
                int mode = word(start + TO_MODE);
                int flags = word(start + TO_FLAGS) >>> 16;
                at = start + FIXED + ((flags & EXTENDED) != 0 ? 2 : 0);
                byte[] name;
                if (version == 4) {
                    int drop = variableLength();
                    byte[] tail = untilNul();
                    int keep = previous.length - drop;
                    name = Arrays.copyOf(previous, keep + tail.length);
                    System.arraycopy(tail, 0, name, keep, tail.length);
                } else {
                    name = untilNul();
                    // Entries are filled up with one to eight NULs to a multiple of eight bytes.
                    int length = at - 1 - start;
                    at = start + (length + 8) / 8 * 8;
                }
                previous = name;
                String path = new String(name, StandardCharsets.UTF_8);
                boolean directory = path.endsWith("/");
                entries.put(directory ? path.substring(0, path.length() - 1) : path, kind(mode));
            }
            return isSplit() ? Optional.empty() : Optional.of(new GitIndex(entries));
        }

        /** Whether a "link" extension says that most entries stand in another file. */
        private boolean isSplit() {
            while (at + 8 <= bytes.length - HASH) {
                if (word(at) == 0x6c696e6b) { // link
                    return true;
                }
                at += 8 + word(at + 4);
                if (at < 0) {
                    return true;
                }
            }
            return false;
        }

        private static Kind kind(int mode) {
            return switch (mode >>> 12) {
                case 0b1010 -> Kind.LINK;
                case 0b1110 -> Kind.COMMIT;
                case 0b0100 -> Kind.SPARSE_DIRECTORY;
                default -> (mode & 0100) != 0 ? Kind.EXECUTABLE : Kind.FILE;
            };
        }

        private int word(int offset) {
            return (bytes[offset] & 0xff) << 24
                    | (bytes[offset + 1] & 0xff) << 16
                    | (bytes[offset + 2] & 0xff) << 8
                    | bytes[offset + 3] & 0xff;
        }

        private byte[] untilNul() {
            int end = at;
            while (bytes[end] != 0) {
                end++;
            }
            byte[] text = Arrays.copyOfRange(bytes, at, end);
            at = end + 1;
            return text;
        }

        /** The offset encoding of pack files (gitformat-pack(5)). */
        private int variableLength() {
            int b = bytes[at++] & 0xff;
            int value = b & 0x7f;
            while ((b & 0x80) != 0) {
                b = bytes[at++] & 0xff;
                value = (value + 1 << 7) + (b & 0x7f);
            }
            return value;
        }
    }
}
