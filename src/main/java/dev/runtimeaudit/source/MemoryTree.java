package dev.runtimeaudit.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A source tree that is held in memory: for tests and for the examples of the rules. */
final class MemoryTree implements SourceTree {

    private final Map<TreePath, SourceFile> files;

    private MemoryTree(Map<TreePath, SourceFile> files) {
        this.files = files;
    }

    static MemoryTree parse(String txtar) {
        Map<TreePath, SourceFile> files = new TreeMap<>();
        TreePath path = null;
        StringBuilder text = new StringBuilder();
        for (String line : txtar.split("(?<=\n)")) {
            String bare = line.stripTrailing();
            if (bare.startsWith("-- ") && bare.endsWith(" --") && bare.length() > 6) {
                keep(files, path, text);
                String name = bare.substring(3, bare.length() - 3).strip();
                path = TreePath.of(name).orElseThrow(() -> new IllegalArgumentException("leads out: " + name));
            } else {
                text.append(line);
            }
        }
        keep(files, path, text);
        return new MemoryTree(files);
    }

    private static void keep(
            Map<TreePath, SourceFile> files, @org.jspecify.annotations.Nullable TreePath path, StringBuilder text) {
        if (path != null) {
            files.put(path, new SourceFile(path, text.toString()));
        }
        text.setLength(0);
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        SourceFile file = files.get(path);
        if (file != null) {
            int mode = file.text().startsWith("#!") ? 0755 : 0644;
            return Optional.of(new Entry(Entry.Kind.FILE, mode, file.text().length(), Optional.empty()));
        }
        boolean holdsSomething = path.isRoot() || files.keySet().stream().anyMatch(f -> f.isIn(path));
        return holdsSomething ? Optional.of(Entry.directory()) : Optional.empty();
    }

    @Override
    public List<String> names(TreePath directory) {
        List<String> names = new ArrayList<>();
        for (TreePath file : files.keySet()) {
            if (file.isIn(directory) && !file.equals(directory)) {
                String name = file.below(directory).split("/", 2)[0];
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names.stream().sorted().toList();
    }

    @Override
    public Text read(TreePath path) {
        SourceFile file = files.get(path);
        if (file != null) {
            return new Text.Readable(file);
        }
        return new Text.NotReadable(path, entry(path).isPresent() ? Unreadable.NOT_A_FILE : Unreadable.MISSING);
    }

    @Override
    public Tracking tracking(TreePath path) {
        return Tracking.UNKNOWN;
    }
}
