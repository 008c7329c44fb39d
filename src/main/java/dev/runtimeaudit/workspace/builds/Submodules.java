package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;

/** The directories that git fills from other repositories and that are empty so far (gitmodules(5)). */
final class Submodules {

    private static final String FILL = "git submodule update --init";

    private Submodules() {}

    static List<BuildUses.Made> of(SourceTree tree) {
        List<BuildUses.Made> made = new ArrayList<>();
        tree.read(TreePath.ROOT.child(".gitmodules")).asFile().ifPresent(file -> read(file, tree, made));
        return made;
    }

    private static void read(SourceFile file, SourceTree tree, List<BuildUses.Made> made) {
        int from = 0;
        for (String line : file.text().split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equals("path")) {
                String value = line.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                Span at = file.span(from, from + line.stripTrailing().length());
                TreePath.of(quoted ? value.substring(1, value.length() - 1) : value)
                        .filter(path -> !path.isRoot() && tree.names(path).isEmpty())
                        .ifPresent(path -> made.add(new BuildUses.Made(path, FILL, at)));
            }
            from += line.length() + 1;
        }
    }
}
