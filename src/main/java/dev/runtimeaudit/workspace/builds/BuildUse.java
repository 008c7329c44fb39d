package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One way in which somebody builds an image of the workspace.
 *
 * @param context empty where whoever runs the build decides
 * @param target empty for the last stage
 * @param args build arguments whose values are known
 * @param contexts named contexts: a directory relative to the root, or an address
 * @param platforms those that it is built for, as far as they are known; none where whoever runs the build decides
 * @param production whether the image is meant to be shipped
 * @param address how other builds name its result as a context: {@code target://docker-bake.hcl#web} of a bake file,
 *     {@code service://compose.yml#web} of a compose project
 * @param names what the image is tagged with, as far as that is known
 */
public record BuildUse(
        TreePath dockerfile,
        Optional<TreePath> context,
        Optional<String> target,
        Map<String, String> args,
        Map<String, String> contexts,
        List<String> platforms,
        boolean production,
        Evidence evidence,
        Optional<String> address,
        Set<String> names) {

    public BuildUse {
        args = Map.copyOf(args);
        contexts = Map.copyOf(contexts);
        platforms = List.copyOf(platforms);
        names = Set.copyOf(names);
    }

    /** One whose result is known by no name. */
    BuildUse(
            TreePath dockerfile,
            Optional<TreePath> context,
            Optional<String> target,
            Map<String, String> args,
            Map<String, String> contexts,
            List<String> platforms,
            boolean production,
            Evidence evidence) {
        this(dockerfile, context, target, args, contexts, platforms, production, evidence, Optional.empty(), Set.of());
    }

    /** The names that its image is published under: its tags, or the target of a bake file that a pipeline tags. */
    public Stream<String> publishedAs() {
        return names.isEmpty()
                ? address
                        .filter(text -> text.startsWith(DockerBuild.TARGET))
                        .map(text -> text.substring(text.lastIndexOf('#') + 1))
                        .stream()
                : names.stream();
    }

    /** What makes two of them one: the arguments alone do not. */
    List<Object> build() {
        return List.of(dockerfile, context, target);
    }

    /** What makes the images of two of them one. */
    public List<Object> result() {
        return List.of(dockerfile, context, target, args, contexts);
    }

    BuildUse asDevelopment() {
        return new BuildUse(dockerfile, context, target, args, contexts, platforms, false, evidence, address, names);
    }
}
