package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.source.Evidence;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which failures of a launch are those of a mount: the same launch without it does not fail so.
 *
 * @param without starts the same container again, with other mounts
 */
record Hiding(LaunchRequest request, Function<LaunchRequest, Launch> without) {

    /** Something is looked for and not there. */
    private static final Set<Cause> MISSING = EnumSet.of(
            Cause.COMMAND_NOT_FOUND,
            Cause.ENTRYPOINT_NOT_IN_IMAGE,
            Cause.INTERPRETER_NOT_FOUND,
            Cause.START_SCRIPT_MISSING,
            Cause.START_FILE_MISSING,
            Cause.MODULE_NOT_FOUND,
            Cause.NEXT_SERVER_PATH,
            Cause.PRISMA_SCHEMA_MISSING,
            Cause.PRISMA_CLIENT_MISSING,
            Cause.WORKSPACE_PACKAGE_NOT_SHIPPED);

    /** The launch, with the mounts blamed for what they hide. */
    Launch blamed(Launch launch) {
        boolean clear = request.mounts().isEmpty()
                || request.world().phase() != World.Phase.START
                || failures(launch).noneMatch(failure -> MISSING.contains(failure.cause()));
        if (clear) {
            return launch;
        }
        Launch bare = without.apply(request.with(List.of()));
        return new Launch(
                launch.request(),
                blamed(launch.outcome(), bare),
                launch.then().stream().map(outcome -> blamed(outcome, bare)).toList(),
                launch.conditional().stream()
                        .map(death -> new Launch.Conditional(blamed(death.failure(), bare), death.conditions()))
                        .toList(),
                launch.tolerated(),
                launch.first(),
                launch.visits(),
                launch.scripts());
    }

    private Outcome blamed(Outcome outcome, Launch bare) {
        return outcome instanceof Outcome.Dies dies ? new Outcome.Dies(blamed(dies.failure(), bare)) : outcome;
    }

    private Failure blamed(Failure failure, Launch bare) {
        if (!MISSING.contains(failure.cause()) || fails(bare, failure)) {
            return failure;
        }
        return one(failure)
                .map(mount -> {
                    Evidence why = Evidence.of(
                            mount.place(),
                            "mounts something over `" + mount.target() + "`, which hides what the image has there");
                    return new Failure(
                            Cause.HIDDEN_BY_MOUNT,
                            failure.exitCode(),
                            failure.output(),
                            mount.place(),
                            failure.subject(),
                            why.because(failure.evidence()));
                })
                .orElse(failure);
    }

    /** The mount without which it does not fail so. */
    private Optional<Mounted> one(Failure failure) {
        List<Mounted> all = request.mounts();
        return all.stream()
                .filter(mount -> !fails(
                        without.apply(request.with(
                                all.stream().filter(other -> other != mount).toList())),
                        failure))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private static boolean fails(Launch launch, Failure failure) {
        return failures(launch).anyMatch(other -> Launches.isSame(other, failure));
    }

    private static Stream<Failure> failures(Launch launch) {
        return Stream.concat(
                Stream.concat(Stream.of(launch.outcome()), launch.then().stream())
                        .filter(outcome -> outcome instanceof Outcome.Dies)
                        .map(outcome -> ((Outcome.Dies) outcome).failure()),
                launch.conditional().stream().map(Launch.Conditional::failure));
    }
}
