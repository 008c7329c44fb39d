package dev.runtimeaudit.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A source tree that is held in memory: for tests and for the examples of the rules. */
public final class MemoryTree implements SourceTree {

    private final Map<TreePath, Held> held;

    /** Empty: there is no version control. */
    private final Set<TreePath> tracked;

    private MemoryTree(Map<TreePath, Held> held, Set<TreePath> tracked) {
        this.held = held;
        this.tracked = tracked;
    }

    /** What is kept of one entry. */
    private record Held(Entry entry, byte[] bytes) {}

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the entries of a tree. Directories on the way come to be by themselves. */
    public static final class Builder {

        private final Map<TreePath, Held> held = new TreeMap<>();
        private final Set<TreePath> tracked = new TreeSet<>();

        private Builder() {}

        /** All that is there by now is under version control, and nothing that comes later. */
        public Builder commit() {
            for (TreePath path : held.keySet()) {
                for (TreePath at = path; !at.isRoot(); at = at.parent()) {
                    tracked.add(at);
                }
            }
            return this;
        }

        /** A text file that anybody may read; executable when it starts with {@code #!}. */
        public Builder file(String path, String text) {
            return file(path, text, text.startsWith("#!") ? 0755 : 0644);
        }

        /** @param mode the permission bits, 0 to 0777 */
        public Builder file(String path, String text, int mode) {
            return file(path, text.getBytes(StandardCharsets.UTF_8), mode);
        }

        public Builder file(String path, byte[] bytes, int mode) {
            return put(path, new Held(new Entry(Entry.Kind.FILE, mode, bytes.length, Optional.empty()), bytes.clone()));
        }

        public Builder link(String path, String target) {
            return put(path, new Held(new Entry(Entry.Kind.SYMLINK, 0777, 0, Optional.of(target)), new byte[0]));
        }

        public Builder directory(String path, int mode) {
            return put(path, new Held(new Entry(Entry.Kind.DIRECTORY, mode, 0, Optional.empty()), new byte[0]));
        }

        private Builder put(String path, Held entry) {
            TreePath at =
                    TreePath.of(path).orElseThrow(() -> new IllegalArgumentException("leads out of the tree: " + path));
            held.put(at, entry);
            return this;
        }

        public MemoryTree build() {
            Map<TreePath, Held> all = new TreeMap<>(held);
            for (TreePath path : held.keySet()) {
                for (TreePath above = path.parent(); !above.isRoot(); above = above.parent()) {
                    all.putIfAbsent(above, new Held(Entry.directory(), new byte[0]));
                }
            }
            all.putIfAbsent(TreePath.ROOT, new Held(Entry.directory(), new byte[0]));
            return new MemoryTree(all, Set.copyOf(tracked));
        }
    }

    static MemoryTree parse(String txtar) {
        Builder builder = builder();
        Optional<String> path = Optional.empty();
        StringBuilder text = new StringBuilder();
        for (String line : txtar.split("(?<=\n)")) {
            String bare = line.stripTrailing();
            if (bare.startsWith("-- ") && bare.endsWith(" --") && bare.length() > 6) {
                keep(builder, path, text);
                path = Optional.of(bare.substring(3, bare.length() - 3).strip());
            } else {
                text.append(line);
            }
        }
        keep(builder, path, text);
        return builder.build();
    }

    private static void keep(Builder builder, Optional<String> path, StringBuilder text) {
        path.ifPresent(name -> builder.file(name, text.toString()));
        text.setLength(0);
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        return Optional.ofNullable(held.get(path)).map(Held::entry);
    }

    @Override
    public List<String> names(TreePath directory) {
        TreeSet<String> names = new TreeSet<>();
        for (TreePath path : held.keySet()) {
            if (!path.isRoot() && path.parent().equals(directory)) {
                names.add(path.name());
            }
        }
        return List.copyOf(names);
    }

    @Override
    public boolean isClosed(TreePath directory) {
        return entry(directory)
                .filter(entry -> entry.isDirectory() && (entry.mode() & 0555) == 0)
                .isPresent();
    }

    @Override
    public Text read(TreePath path) {
        Optional<TreePath> real = real(path);
        if (real.isEmpty()) {
            return new Text.NotReadable(path, Unreadable.MISSING);
        }
        Held found = held.get(real.get());
        if (found == null || !found.entry().isFile()) {
            return new Text.NotReadable(path, Unreadable.NOT_A_FILE);
        }
        if (Binary.is(path, found.bytes())) {
            return new Text.NotReadable(path, Unreadable.BINARY);
        }
        return new Text.Readable(new SourceFile(real.get(), new String(found.bytes(), StandardCharsets.UTF_8)));
    }

    @Override
    public byte[] head(TreePath path, int most) {
        byte[] all = real(path)
                .map(at -> Optional.ofNullable(held.get(at)))
                .flatMap(found -> found.map(Held::bytes))
                .orElse(new byte[0]);
        return Arrays.copyOf(all, Math.min(most, all.length));
    }

    @Override
    public Tracking tracking(TreePath path) {
        return tracked.isEmpty() ? Tracking.UNKNOWN : tracked.contains(path) ? Tracking.TRACKED : Tracking.UNTRACKED;
    }
}
