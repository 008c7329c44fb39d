package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Broken;
import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A build whose context is plainly another directory than the one that its Dockerfile was written for: all that is copied and not
 * there lies beside the Dockerfile. What would fail behind that is found with the directory of the Dockerfile as the context.
 */
final class OtherContext {

    private OtherContext() {}

    /**
     * The build with what is behind its missing sources; the same build where its context is not plainly a wrong one.
     *
     * @param built with the context of the plan
     */
    static BuiltImage behind(
            ServicePlan plan,
            Dockerfile dockerfile,
            BuildRequest request,
            Knowledge knowledge,
            BuiltImage built,
            SourceTree sources,
            Ignores ignores) {
        TreePath own = plan.dockerfile().parent();
        List<Broken> missing =
                built.broken().stream().filter(OtherContext::isMissing).toList();
        boolean beside = !own.equals(plan.context())
                && !missing.isEmpty()
                && missing.stream()
                        .allMatch(broken -> source(broken, own, sources).isPresent());
        if (!beside) {
            return built;
        }
        BuiltImage there = Build.target(
                dockerfile,
                request.in(own).ignoring(ignores.docker(plan.dockerfile(), own), ignores.git(knowledge)),
                knowledge);
        if (there.broken().stream().anyMatch(OtherContext::isMissing)) {
            return built;
        }
        List<Broken> all = new ArrayList<>();
        missing.forEach(broken -> all.add(explained(broken, own, sources)));
        all.addAll(there.broken());
        return new BuiltImage(
                there.image(),
                all,
                there.stages(),
                there.hostBuilt(),
                there.notes(),
                there.asked(),
                there.isForAnyPlatform());
    }

    private static boolean isMissing(Broken broken) {
        return broken.failure().cause() == Cause.COPY_SOURCE_MISSING;
    }

    private static Optional<TreePath> source(Broken broken, TreePath own, SourceTree sources) {
        return own.resolve(broken.failure().subject())
                .filter(path -> !path.equals(own) && sources.entry(path).isPresent());
    }

    private static Broken explained(Broken broken, TreePath own, SourceTree sources) {
        Failure failure = broken.failure();
        return source(broken, own, sources)
                .map(path -> new Broken(
                        new Failure(
                                failure.cause(),
                                failure.exitCode(),
                                failure.output(),
                                failure.at(),
                                failure.subject(),
                                failure.evidence()
                                        .because(
                                                Span.wholeFile(path),
                                                "lies beside the Dockerfile: the build context should be `" + own
                                                        + "`")),
                        broken.engine()))
                .orElse(broken);
    }
}
