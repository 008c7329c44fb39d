package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeProject.Use;
import java.util.List;
import java.util.Set;

/**
 * Which files make a project, before any is read.
 *
 * @param directory the project directory
 * @param envFiles what {@code --env-file} names; none: {@code .env} of the directory
 * @param profiles those that are active
 */
record ProjectFiles(
        TreePath directory,
        List<TreePath> files,
        List<TreePath> envFiles,
        Set<String> profiles,
        Use use,
        boolean complete,
        Evidence found) {

    ProjectFiles {
        files = List.copyOf(files);
        envFiles = List.copyOf(envFiles);
        profiles = Set.copyOf(profiles);
    }
}
