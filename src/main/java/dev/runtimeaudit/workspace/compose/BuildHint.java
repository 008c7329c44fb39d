package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a compose file says about building an image of the workspace.
 *
 * @param project the files of its project
 * @param service the name of the compose service
 * @param args build arguments as they are when nobody sets a variable; those that would be empty then are left out
 * @param contexts named contexts, as written
 * @param platforms those that it is built for
 * @param image the name that the image is given, where no variable decides it
 * @param production whether the project is one for production
 * @param whole whether all arguments and contexts are known, and no other file adds any
 */
public record BuildHint(
        TreePath dockerfile,
        TreePath context,
        Optional<String> target,
        Map<String, String> args,
        Map<String, String> contexts,
        List<String> platforms,
        String project,
        String service,
        Optional<String> image,
        boolean production,
        boolean whole,
        Evidence evidence) {

    public BuildHint {
        args = Map.copyOf(args);
        contexts = Map.copyOf(contexts);
        platforms = List.copyOf(platforms);
    }

    /** The hints of all projects, production first. */
    public static List<BuildHint> of(List<ComposeProject> projects) {
        return projects.stream()
                .sorted((one, other) -> Boolean.compare(other.isProduction(), one.isProduction()))
                .flatMap(project -> project.services().stream().flatMap(service -> of(service, project).stream()))
                .toList();
    }

    private static Optional<BuildHint> of(ComposeService service, ComposeProject project) {
        return service.build()
                .filter(build ->
                        build.dockerfile().isPresent() && build.context().isPresent())
                .map(build -> new BuildHint(
                        build.dockerfile().get(),
                        build.context().get(),
                        build.target().map(ComposeText::text).filter(t -> !t.isEmpty()),
                        args(build),
                        texts(build.contexts()),
                        build.platforms(),
                        project.name(),
                        service.name(),
                        service.image().filter(ComposeText::certain).map(ComposeText::text),
                        project.isProduction(),
                        project.complete() && isWhole(build),
                        Evidence.of(build.at(), "builds the service `" + service.name() + "`")));
    }

    private static boolean isWhole(ComposeService.Build build) {
        return build.args().values().stream()
                        .allMatch(argument ->
                                argument.value().filter(BuildHint::isKnown).isPresent())
                && build.contexts().values().stream().allMatch(text -> text.certainty() != ComposeText.Certainty.OPEN);
    }

    private static boolean isKnown(ComposeText value) {
        return value.certain()
                || value.certainty() != ComposeText.Certainty.OPEN
                        && !value.text().isEmpty();
    }

    private static Map<String, String> args(ComposeService.Build build) {
        Map<String, String> args = new LinkedHashMap<>();
        build.args()
                .forEach((name, argument) -> argument.value()
                        .filter(value -> value.certain() || !value.text().isEmpty())
                        .ifPresent(value -> args.put(name, value.text())));
        return args;
    }

    private static Map<String, String> texts(Map<String, ComposeText> contexts) {
        Map<String, String> texts = new LinkedHashMap<>();
        contexts.forEach((name, text) -> texts.put(name, text.text()));
        return texts;
    }
}
