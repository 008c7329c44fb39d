package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * How a container is started: what {@code docker run} or a compose service adds to the image.
 *
 * @param name "image", "compose:docker-compose.yml:web", "healthcheck"
 * @param at the place that asks for it: the last CMD or ENTRYPOINT, the compose service
 * @param entrypoint replaces the image's; an empty argv clears it. Either way the image's CMD is dropped, as Docker does
 * @param command replaces the image's CMD
 * @param environment what is given on top of the image's; open in {@code check}
 * @param user replaces the image's USER
 * @param workdir replaces the image's WORKDIR
 * @param mounts what is mounted over the image
 * @param world engine, network, init, capabilities
 */
public record LaunchRequest(
        String name,
        Span at,
        Optional<Start> entrypoint,
        Optional<Start> command,
        Environment environment,
        Optional<String> user,
        Optional<String> workdir,
        List<Mounted> mounts,
        World world) {

    public LaunchRequest {
        mounts = List.copyOf(mounts);
    }

    /** The image as it is, in an environment that anybody may add to or in which nothing is given. */
    public static LaunchRequest ofImage(Span at, Environment environment, World world) {
        return new LaunchRequest(
                "image",
                at,
                Optional.empty(),
                Optional.empty(),
                environment,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                world);
    }

    /** The same request elsewhere. */
    public LaunchRequest in(World other) {
        return new LaunchRequest(name, at, entrypoint, command, environment, user, workdir, mounts, other);
    }

    /** The same request with other mounts. */
    public LaunchRequest with(List<Mounted> others) {
        return new LaunchRequest(name, at, entrypoint, command, environment, user, workdir, others, world);
    }

    /** The same request under another name. */
    public LaunchRequest named(String other) {
        return new LaunchRequest(other, at, entrypoint, command, environment, user, workdir, mounts, world);
    }
}
