package dev.runtimeaudit.source;

import java.util.Optional;

/** Path resolution as the kernel does it, on a source tree. */
final class Links {

    /** As many links as Linux follows on one path (path_resolution(7)). */
    private static final int MOST = 40;

    private Links() {}

    static Optional<TreePath> real(SourceTree tree, TreePath path) {
        return real(tree, path, MOST);
    }

    private static Optional<TreePath> real(SourceTree tree, TreePath path, int left) {
        TreePath at = TreePath.ROOT;
        if (path.isRoot()) {
            return Optional.of(at);
        }
        String[] names = path.value().split("/");
        for (int i = 0; i < names.length; i++) {
            TreePath next = at.child(names[i]);
            Optional<Entry> entry = tree.entry(next);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            if (entry.get().isSymlink()) {
                String target = entry.get().link().orElse("");
                if (left == 0 || target.startsWith("/")) {
                    return Optional.empty();
                }
                Optional<TreePath> aimed = at.resolve(target);
                if (aimed.isEmpty()) {
                    return Optional.empty();
                }
                TreePath whole = aimed.get();
                for (int rest = i + 1; rest < names.length; rest++) {
                    whole = whole.child(names[rest]);
                }
                return real(tree, whole, left - 1);
            }
            at = next;
        }
        return Optional.of(at);
    }
}
