package dev.runtimeaudit.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A source tree that lies on disk. It looks when it is asked, and never twice at the same thing.
 *
 * <p>Where a git index covers the tree, the modes of tracked files are the index's: that is what a fresh clone has,
 * whatever the umask or the disk's kind. On a disk without modes, files that git does not know count as 0755, as
 * BuildKit sends them from there (fsutil, {@code stat.go}).
 */
final class DiskTree implements SourceTree {

    /** Larger files are data, not something a person wrote. */
    static final int MOST_TEXT = 4 * 1024 * 1024;

    /** As far as git looks for a NUL to tell binary from text. */
    private static final int PROBE = 8 * 1024;

    private static final String GIT = ".git";

    private final Path root;
    private final int mostText;
    private final boolean namesMustBeCompared;
    private final GitRepositories repositories;
    private final Map<TreePath, Optional<Entry>> entries = new ConcurrentHashMap<>();
    private final Map<TreePath, List<String>> listings = new ConcurrentHashMap<>();
    private final Map<TreePath, Text> texts = new ConcurrentHashMap<>();
    private final Set<TreePath> closed = ConcurrentHashMap.newKeySet();

    DiskTree(Path root, int mostText) {
        this.root = root.toAbsolutePath().normalize();
        this.mostText = mostText;
        // Windows and macOS find a file by a name in other letters; Linux, where images are built, does not.
        this.namesMustBeCompared = !System.getProperty("os.name", "").startsWith("Linux");
        this.repositories = new GitRepositories(this.root);
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        Optional<Entry> known = entries.get(path);
        if (known == null) {
            known = look(path);
            entries.put(path, known);
        }
        return known;
    }

    private Optional<Entry> look(TreePath path) {
        if (!path.isRoot()) {
            if (path.name().equals(GIT)
                    || entry(path.parent()).filter(Entry::isDirectory).isEmpty()) {
                return Optional.empty();
            }
            if (namesMustBeCompared && !names(path.parent()).contains(path.name())) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(entryAt(path, onDisk(path)));
        } catch (AccessDeniedException denied) {
            closed.add(path.parent());
            return Optional.empty();
        } catch (IOException | InvalidPathException absent) {
            return Optional.empty();
        }
    }

    private Entry entryAt(TreePath path, Path file) throws IOException {
        BasicFileAttributes attributes;
        OptionalInt mode = OptionalInt.empty();
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS) != null) {
            PosixFileAttributes posix =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            mode = OptionalInt.of(bits(posix));
            attributes = posix;
        } else {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        if (path.isRoot() || attributes.isDirectory()) {
            // Git keeps no modes of directories; those of the disk are an accident of the umask where there is an
            // index.
            boolean cloned = path.isRoot() || tracking(path) == Tracking.TRACKED;
            return new Entry(Entry.Kind.DIRECTORY, cloned ? 0755 : mode.orElse(0755), 0, Optional.empty());
        }
        GitIndex.Kind tracked = repositories.kind(path);
        if (attributes.isSymbolicLink()) {
            String target = Files.readSymbolicLink(file).toString();
            return new Entry(Entry.Kind.SYMLINK, 0777, 0, Optional.of(target));
        }
        if (!attributes.isRegularFile()) {
            return new Entry(Entry.Kind.OTHER, mode.orElse(0644), 0, Optional.empty());
        }
        if (tracked == GitIndex.Kind.LINK && attributes.size() < PROBE) {
            // A clone with core.symlinks=false: the file holds where the link points to.
            return new Entry(Entry.Kind.SYMLINK, 0777, 0, Optional.of(Files.readString(file)));
        }
        int bits =
                tracked == GitIndex.Kind.EXECUTABLE ? 0755 : tracked == GitIndex.Kind.FILE ? 0644 : mode.orElse(0755);
        return new Entry(Entry.Kind.FILE, bits, attributes.size(), Optional.empty());
    }

    private static int bits(PosixFileAttributes attributes) {
        int bits = 0;
        for (PosixFilePermission permission : attributes.permissions()) {
            // The constants stand in the order of the bits, owner's read first.
            bits |= 0400 >> permission.ordinal();
        }
        return bits;
    }

    private Path onDisk(TreePath path) {
        return path.isRoot() ? root : root.resolve(path.value());
    }

    @Override
    public List<String> names(TreePath directory) {
        List<String> known = listings.get(directory);
        if (known == null) {
            known = list(directory);
            listings.put(directory, known);
        }
        return known;
    }

    private List<String> list(TreePath directory) {
        if (entry(directory).filter(Entry::isDirectory).isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(onDisk(directory))) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (!name.equals(GIT)) {
                    names.add(name);
                }
            }
        } catch (AccessDeniedException denied) {
            closed.add(directory);
            return List.of();
        } catch (IOException | java.nio.file.DirectoryIteratorException notListed) {
            return List.of();
        }
        Collections.sort(names);
        return List.copyOf(names);
    }

    @Override
    public boolean isClosed(TreePath directory) {
        names(directory).stream().limit(1).forEach(name -> entry(directory.child(name)));
        return closed.contains(directory);
    }

    @Override
    public Text read(TreePath path) {
        Optional<TreePath> real = real(path);
        if (real.isEmpty()) {
            return new Text.NotReadable(path, Unreadable.MISSING);
        }
        Text known = texts.get(real.get());
        if (known == null) {
            known = load(real.get());
            texts.put(real.get(), known);
        }
        return known;
    }

    private Text load(TreePath path) {
        if (entry(path).filter(Entry::isFile).isEmpty()) {
            return new Text.NotReadable(path, Unreadable.NOT_A_FILE);
        }
        try (InputStream in = Files.newInputStream(onDisk(path))) {
            byte[] head = in.readNBytes(PROBE);
            if (Binary.is(path, head)) {
                return new Text.NotReadable(path, Unreadable.BINARY);
            }
            byte[] rest = in.readNBytes(Math.max(0, mostText - head.length + 1));
            if (head.length + rest.length > mostText) {
                return new Text.NotReadable(path, Unreadable.TOO_LARGE);
            }
            byte[] all = new byte[head.length + rest.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(rest, 0, all, head.length, rest.length);
            return new Text.Readable(new SourceFile(path, new String(all, StandardCharsets.UTF_8)));
        } catch (AccessDeniedException denied) {
            return new Text.NotReadable(path, Unreadable.NO_PERMISSION);
        } catch (IOException gone) {
            return new Text.NotReadable(path, Unreadable.MISSING);
        }
    }

    @Override
    public byte[] head(TreePath path, int most) {
        Optional<TreePath> real = real(path);
        if (real.flatMap(this::entry).filter(Entry::isFile).isEmpty()) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(onDisk(real.get()))) {
            return in.readNBytes(most);
        } catch (IOException gone) {
            return new byte[0];
        }
    }

    @Override
    public Tracking tracking(TreePath path) {
        return repositories.tracking(path);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
