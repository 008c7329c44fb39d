package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Processor;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.builds.BuildUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    /** Words in the name of a base image that is one for a single processor. */
    private static final Set<String> SINGLE = Set.of(
            "amd64", "x86_64", "i386", "386", "arm64", "arm64v8", "arm32v5", "arm32v6", "arm32v7", "armhf", "aarch64",
            "ppc64le", "s390x", "riscv64");

    private Platforms() {}

    /** What the builds of a Dockerfile say about platforms, and where. */
    static Map<String, Evidence> of(List<BuildUse> uses, ServicePlan plan) {
        Map<String, Evidence> platforms = new TreeMap<>();
        for (BuildUse use : uses) {
            boolean ours = use.dockerfile().equals(plan.dockerfile())
                    && use.target().equals(plan.target())
                    && use.production();
            if (ours && !use.evidence().steps().isEmpty()) {
                Span at = use.evidence().steps().get(0).at();
                String all = String.join(", ", use.platforms());
                use.platforms()
                        .forEach(platform ->
                                platforms.putIfAbsent(platform, Evidence.of(at, "builds the image for " + all)));
            }
        }
        return platforms;
    }

    /**
     * @param request of the build for the usual platform
     * @param usual what the image does there by itself
     */
    static List<PlatformDeath> deaths(
            ServicePlan plan,
            Dockerfile dockerfile,
            Optional<Dockerfile.Stage> shipped,
            BuildRequest request,
            Knowledge knowledge,
            Launch usual) {
        LaunchRequest start = usual.request();
        boolean others = plan.platforms().keySet().stream().anyMatch(platform -> !platform.equals(USUAL));
        if (!others
                || !dockerfile.file().text().contains(RELEASES)
                || shipped.filter(stage -> follows(stage, dockerfile)).isEmpty()) {
            return List.of();
        }
        Set<List<Object>> everywhere = new HashSet<>();
        failures(usual).forEach(failure -> everywhere.add(key(failure)));
        Map<List<Object>, List<String>> on = new LinkedHashMap<>();
        Map<List<Object>, Failure> what = new LinkedHashMap<>();
        Map<Processor, List<Failure>> known = new LinkedHashMap<>();
        plan.platforms().forEach((platform, evidence) -> {
            Optional<Processor> processor = Processor.of(platform).filter(other -> other != Processor.AMD64);
            if (processor.isEmpty()) {
                return;
            }
            List<Failure> failures = known.computeIfAbsent(processor.get(), other -> {
                Image image = Build.target(dockerfile, request.on(platform, other), knowledge)
                        .image();
                return failures(Launches.start(image, start.in(start.world().on(other))))
                        .toList();
            });
            for (Failure failure : failures) {
                if (!everywhere.contains(key(failure))) {
                    on.computeIfAbsent(key(failure), none -> new ArrayList<>()).add(platform);
                    what.putIfAbsent(key(failure), because(failure, evidence));
                }
            }
        });
        return what.entrySet().stream()
                .map(entry -> new PlatformDeath(on.getOrDefault(entry.getKey(), List.of()), entry.getValue()))
                .toList();
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

    /** Whether what ships is built for the platform that is asked for: no FROM names another one, or a base for one processor. */
    private static boolean follows(Dockerfile.Stage stage, Dockerfile dockerfile) {
        Instruction.From from = stage.from();
        boolean pinned = from.flags().stream()
                .filter(flag -> flag.name().equals("platform"))
                .anyMatch(flag -> flag.value()
                        .filter(word -> word.raw().replaceAll("[\"{}]", "").equals("$TARGETPLATFORM"))
                        .isEmpty());
        String base = from.image().raw().toLowerCase(Locale.ROOT);
        boolean single = base.indexOf('@') >= 0
                || Stream.of(base.split("[/:_.-]")).anyMatch(SINGLE::contains)
                || base.contains("x86_64");
        if (pinned || single) {
            return false;
        }
        return dockerfile.stages().stream()
                .filter(other -> other.index() < stage.index()
                        && other.name().filter(base::equals).isPresent())
                .reduce((first, second) -> second)
                .map(parent -> follows(parent, dockerfile))
                .orElse(true);
    }
}
