package dev.runtimeaudit.smoke;

import java.util.List;
import java.util.Optional;

/**
 * Which engine is asked, and what it is told besides.
 *
 * @param program docker, podman, nerdctl or a path to one of them; empty: the first of them that answers
 * @param options in front of every subcommand ({@code --root /var/tmp/engine})
 * @param build for {@code build} ({@code --isolation chroot})
 * @param run for {@code run} ({@code --memory 512m})
 * @param network what containers are connected to ({@code none}, {@code host}, a network that exists)
 */
public record EngineChoice(
        Optional<String> program, List<String> options, List<String> build, List<String> run, String network) {

    public EngineChoice {
        options = List.copyOf(options);
        build = List.copyOf(build);
        run = List.copyOf(run);
    }

    /** Whichever answers, with containers that reach nobody. */
    public static EngineChoice any() {
        return new EngineChoice(Optional.empty(), List.of(), List.of(), List.of(), "none");
    }
}
