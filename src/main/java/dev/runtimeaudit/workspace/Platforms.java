package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Platform;
import dev.runtimeaudit.image.Processor;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.builds.BuildUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The platforms that an image is built for besides linux/amd64, on which all else is judged: whether it dies there of a binary that
 * was fetched for another processor. Nothing else is said of them, and nothing is replayed where nothing is fetched whose address
 * says for which processor it is.
 */
final class Platforms {

    private static final String USUAL = "linux/amd64";

    /** What tells processors apart in the model are the files of releases. */
    private static final String RELEASES = "/releases/download/";

    private Platforms() {}

    /** The platforms that the builds of a Dockerfile name, and which of them do. */
    static Map<String, List<BuildUse>> of(List<BuildUse> uses, ServicePlan plan) {
        Map<String, List<BuildUse>> platforms = new TreeMap<>();
        for (BuildUse use : uses) {
            boolean ours = use.dockerfile().equals(plan.dockerfile())
                    && use.target().equals(plan.target())
                    && use.production();
            if (ours && !use.evidence().steps().isEmpty()) {
                use.platforms().stream()
                        .map(Platform::normal)
                        .distinct()
                        .forEach(platform -> platforms
                                .computeIfAbsent(platform, none -> new ArrayList<>())
                                .add(use));
            }
        }
        return platforms;
    }

    /**
     * @param request of the build for the usual platform
     * @param usual what the image does there by itself
     */
    static List<PlatformDeath> deaths(
            ServicePlan plan, Dockerfile dockerfile, BuildRequest request, Knowledge knowledge, Launch usual) {
        boolean others = plan.platforms().keySet().stream().anyMatch(platform -> !platform.equals(USUAL));
        if (!others || !dockerfile.file().text().contains(RELEASES)) {
            return List.of();
        }
        // Images that are built here are known for the usual platform only.
        Knowledge elsewhere = knowledge.withLocal(Knowledge.Local.NONE);
        Set<List<Object>> everywhere = new HashSet<>();
        failures(usual).forEach(failure -> everywhere.add(key(failure)));
        Map<List<Object>, List<String>> on = new LinkedHashMap<>();
        Map<List<Object>, Failure> what = new LinkedHashMap<>();
        plan.platforms().forEach((platform, uses) -> {
            Optional<Processor> processor = Processor.of(platform).filter(other -> other != Processor.AMD64);
            // Another context may bring what this one does not.
            boolean alike = uses.stream()
                    .allMatch(use -> use.contexts().equals(plan.buildContexts())
                            && use.context().filter(plan.context()::equals).isPresent());
            if (processor.isEmpty() || !alike) {
                return;
            }
            Evidence says = Evidence.of(
                    uses.get(0).evidence().steps().get(0).at(),
                    "builds the image for " + String.join(", ", uses.get(0).platforms()));
            Map<List<Object>, Failure> dying = uses.stream()
                    .map(BuildUse::args)
                    .distinct()
                    .map(args ->
                            replay(dockerfile, request.on(platform, processor.get(), args), elsewhere, usual.request()))
                    .reduce((one, other) -> {
                        one.keySet().retainAll(other.keySet());
                        return one;
                    })
                    .orElseGet(Map::of);
            dying.forEach((key, failure) -> {
                if (!everywhere.contains(key)) {
                    on.computeIfAbsent(key, none -> new ArrayList<>()).add(platform);
                    what.putIfAbsent(key, because(failure, says));
                }
            });
        });
        return what.entrySet().stream()
                .map(entry -> new PlatformDeath(on.getOrDefault(entry.getKey(), List.of()), entry.getValue()))
                .toList();
    }

    private static Map<List<Object>, Failure> replay(
            Dockerfile dockerfile, BuildRequest request, Knowledge knowledge, LaunchRequest start) {
        Map<List<Object>, Failure> dying = new LinkedHashMap<>();
        BuiltImage built = Build.target(dockerfile, request, knowledge);
        if (built.isForAnyPlatform()) {
            failures(Launches.start(
                            built.image(),
                            start.in(start.world().on(request.world().processor()))))
                    .forEach(failure -> dying.putIfAbsent(key(failure), failure));
        }
        return dying;
    }

    private static Stream<Failure> failures(Launch launch) {
        return Stream.concat(Stream.of(launch.outcome()), launch.then().stream())
                .filter(Outcome.Dies.class::isInstance)
                .map(outcome -> ((Outcome.Dies) outcome).failure())
                .filter(failure -> failure.cause() == Cause.WRONG_ARCHITECTURE);
    }

    private static List<Object> key(Failure failure) {
        return List.of(failure.at(), failure.subject());
    }

    private static Failure because(Failure failure, Evidence evidence) {
        return new Failure(
                failure.cause(),
                failure.exitCode(),
                failure.output(),
                failure.at(),
                failure.subject(),
                failure.evidence().because(evidence));
    }
}
