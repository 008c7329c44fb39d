package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service that the user names; it replaces a discovered one with the same Dockerfile, target and arguments.
 *
 * @param name empty: after the directory of its Dockerfile
 * @param context empty: as discovery finds it
 * @param target the stage that ships; empty for the last one
 * @param buildContexts what {@code COPY --from=name} may name besides stages: a directory, or {@code docker-image://…}
 * @param compose the files that deploy it; none: as discovery finds them
 * @param kind empty: as discovery finds it
 */
public record ServiceConfig(
        Optional<String> name,
        TreePath dockerfile,
        Optional<TreePath> context,
        Optional<String> target,
        Map<String, String> buildArgs,
        Map<String, String> buildContexts,
        List<TreePath> compose,
        Optional<ServiceKind> kind,
        Span at) {

    static ServiceConfig of(Section section) {
        return new ServiceConfig(
                section.text("name"),
                section.requiredTreePath("dockerfile"),
                section.treePath("context"),
                section.text("target"),
                section.map("buildArgs"),
                section.map("buildContexts"),
                section.treePaths("compose"),
                section.choice("kind", ServiceKind.class),
                section.at());
    }
}
