package dev.runtimeaudit.workspace;

import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.builds.BuildUse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A service as discovery finds it, before anything of it is modelled.
 *
 * @param name unique in the workspace
 * @param directory where it lies
 * @param context the directory that {@code docker build} is given
 * @param contextIsCertain somebody says so (the configuration, a deployment), or the COPY sources leave no doubt
 * @param buildContexts named contexts, as configured
 * @param compose the deployment files the user names; none: as discovery finds them
 * @param kind empty: as the deployment says
 * @param purpose what its image is for
 * @param contextIsGuessed nobody says what the context is, and nothing tells it from another one: the image is not known
 * @param found why it is one, and why this is its context
 * @param platforms those that somebody builds its image for, and who does; none where nobody says so
 */
public record ServicePlan(
        String name,
        TreePath directory,
        TreePath dockerfile,
        TreePath context,
        boolean contextIsCertain,
        Optional<String> target,
        Map<String, String> buildArgs,
        Map<String, String> buildContexts,
        List<TreePath> compose,
        Optional<ServiceKind> kind,
        Purpose purpose,
        boolean contextIsGuessed,
        Evidence found,
        Map<String, List<BuildUse>> platforms) {

    /** One of which nobody says what platforms it is for. */
    public ServicePlan(
            String name,
            TreePath directory,
            TreePath dockerfile,
            TreePath context,
            boolean contextIsCertain,
            Optional<String> target,
            Map<String, String> buildArgs,
            Map<String, String> buildContexts,
            List<TreePath> compose,
            Optional<ServiceKind> kind,
            Purpose purpose,
            boolean contextIsGuessed,
            Evidence found) {
        this(
                name,
                directory,
                dockerfile,
                context,
                contextIsCertain,
                target,
                buildArgs,
                buildContexts,
                compose,
                kind,
                purpose,
                contextIsGuessed,
                found,
                Map.of());
    }

    /** What an image is for. */
    public enum Purpose {
        /** It is shipped. */
        DEPLOYMENT,
        /** Developers, tests, examples or other builds use it: it is judged, but nothing that is found in it fails a build. */
        DEVELOPMENT
    }

    public ServicePlan {
        buildArgs = Map.copyOf(buildArgs);
        buildContexts = Map.copyOf(buildContexts);
        compose = List.copyOf(compose);
        platforms = Collections.unmodifiableSortedMap(new TreeMap<>(platforms));
    }

    /** The Dockerfile as a whole: where things are said of a service that have no line. */
    public Span place() {
        return Span.wholeFile(dockerfile);
    }

    ServicePlan on(Map<String, List<BuildUse>> others) {
        return new ServicePlan(
                name,
                directory,
                dockerfile,
                context,
                contextIsCertain,
                target,
                buildArgs,
                buildContexts,
                compose,
                kind,
                purpose,
                contextIsGuessed,
                found,
                others);
    }
}
