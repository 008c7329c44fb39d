package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way in which somebody builds an image of the workspace.
 *
 * @param context empty where whoever runs the build decides
 * @param target empty for the last stage
 * @param args build arguments whose values are known
 * @param contexts named contexts: a directory relative to the root, or an address
 * @param platforms those that it is built for, as far as they are known; none where whoever runs the build decides
 * @param production whether the image is meant to be shipped
 */
public record BuildUse(
        TreePath dockerfile,
        Optional<TreePath> context,
        Optional<String> target,
        Map<String, String> args,
        Map<String, String> contexts,
        List<String> platforms,
        boolean production,
        Evidence evidence) {

    public BuildUse {
        args = Map.copyOf(args);
        contexts = Map.copyOf(contexts);
        platforms = List.copyOf(platforms);
    }

    /** What makes two of them one: the arguments alone do not. */
    List<Object> build() {
        return List.of(dockerfile, context, target);
    }

    BuildUse asDevelopment() {
        return new BuildUse(dockerfile, context, target, args, contexts, platforms, false, evidence);
    }
}
