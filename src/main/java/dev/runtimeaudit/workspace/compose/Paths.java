package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the paths in a compose file lead. */
final class Paths {

    private Paths() {}

    /** The place in the workspace; empty for one outside, an absolute one, a home directory or an address. */
    static Optional<TreePath> inTree(ComposeText path) {
        String text = path.text();
        boolean elsewhere = text.isEmpty()
                || text.startsWith("/")
                || text.startsWith("~")
                || text.contains("://")
                || text.startsWith("git@");
        return elsewhere ? Optional.empty() : path.base().resolve(text);
    }

    /** Go's {@code path.Clean}: no doubled or trailing slashes, no dots. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (name.equals("..")
                    && !names.isEmpty()
                    && !names.get(names.size() - 1).equals("..")) {
                names.remove(names.size() - 1);
            } else if (name.equals("..") && !absolute) {
                names.add(name);
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        }
        String joined = String.join("/", names);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}
