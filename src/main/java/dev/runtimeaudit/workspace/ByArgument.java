package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuildRequest.Supposed;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Launches of an image that a build argument decides: what a step installs only with it, a start asks for only with it ({@code ARG X},
 * {@code ENV X=$X}, {@code RUN if [ -n "$X" ]}). Of the image of all ways together nothing is known there; so the image is built each
 * way, and where a launch starts in all of them, it starts.
 */
final class ByArgument {

    private final Function<BuildRequest, BuiltImage> build;
    private final Function<BuiltImage, List<Launch>> start;

    /**
     * @param build builds the image
     * @param start all launches of an image, in an order that does not depend on it
     */
    ByArgument(Function<BuildRequest, BuiltImage> build, Function<BuiltImage, List<Launch>> start) {
        this.build = build;
        this.start = start;
    }

    /** The launches, with those decided that start whichever way the image was built; one argument is looked at. */
    List<Launch> decided(BuildRequest request, BuiltImage built, List<Launch> launches) {
        boolean asked = built.asked().size() == 1
                && built.failures().isEmpty()
                && launches.stream().anyMatch(ByArgument::isOpen);
        if (!asked) {
            return launches;
        }
        Map<Integer, List<Launch>> starts = new TreeMap<>();
        for (int i = 0; i < launches.size(); i++) {
            if (isOpen(launches.get(i))) {
                starts.put(i, new ArrayList<>());
            }
        }
        for (Supposed what : Supposed.values()) {
            BuiltImage one = build.apply(request.supposing(built.asked().get(0), what));
            List<Launch> others = start.apply(one);
            if (!one.failures().isEmpty() || others.size() != launches.size()) {
                return launches;
            }
            starts.keySet().removeIf(i -> !starts(others.get(i), launches.get(i)));
            if (starts.isEmpty()) {
                return launches;
            }
            starts.forEach((i, ways) -> ways.add(others.get(i)));
        }
        List<Launch> all = new ArrayList<>(launches);
        starts.forEach((i, ways) -> all.set(i, starting(launches.get(i), ways)));
        return all;
    }

    private static boolean starts(Launch one, Launch of) {
        return one.outcome() instanceof Outcome.Starts
                && one.request().name().equals(of.request().name());
    }

    /**
     * What it passes through is all that any of the images has it pass through; what else is said of it is what holds in all of them.
     *
     * @param ways the launches of each image
     */
    private static Launch starting(Launch launch, List<Launch> ways) {
        Launch one = ways.get(0);
        List<Launch.Conditional> conditional = new ArrayList<>(one.conditional());
        List<Failure> tolerated = new ArrayList<>(one.tolerated());
        for (Launch other : ways) {
            conditional.retainAll(other.conditional());
            tolerated.retainAll(other.tolerated());
        }
        return new Launch(
                launch.request(),
                one.outcome(),
                List.of(),
                conditional,
                tolerated,
                launch.first(),
                launch.visits(),
                launch.scripts());
    }

    private static boolean isOpen(Launch launch) {
        return launch.outcome() instanceof Outcome.Undecided
                && launch.request().world().phase() == World.Phase.START;
    }
}
