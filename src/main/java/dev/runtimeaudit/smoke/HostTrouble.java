package dev.runtimeaudit.smoke;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words of engines that are about the host and not about what was to run: whoever hears them has not tried the container. */
final class HostTrouble {

    private static final List<String> WORDS = List.of(
            "cannot connect to the docker daemon",
            "cannot connect to podman",
            "error setting rlimit",
            "no space left on device",
            "cannot allocate memory",
            "resource temporarily unavailable",
            "too many open files",
            "disk quota exceeded",
            "error mounting \"proc\"",
            "unable to apply cgroup configuration",
            "error creating new mount namespace",
            "cannot set up namespace",
            "failed to mount overlay",
            "mounting overlay",
            "network not found",
            "unable to find network",
            "acquiring lock");

    private HostTrouble() {}

    /** The line that tells of it; empty where the engine speaks of the container. */
    static Optional<String> in(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> WORDS.stream().anyMatch(line.toLowerCase(Locale.ROOT)::contains))
                .findFirst();
    }
}
