package dev.runtimeaudit.smoke;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One image, how it is started, and what is looked at while it runs.
 *
 * @param name of the service
 * @param image a name that the engine knows; empty: it is built
 * @param build how; empty where there is an image
 * @param options of {@code run}, besides those of the {@linkplain EngineChoice choice}
 * @param arguments behind the image
 */
public record Trial(
        String name,
        Optional<String> image,
        Optional<Build> build,
        List<String> options,
        List<String> arguments,
        Map<String, String> environment,
        Expected expected,
        Limits limits) {

    public Trial {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /** What {@code build} is given. */
    public record Build(
            Path dockerfile,
            Path context,
            Optional<String> target,
            Map<String, String> arguments,
            Map<String, String> contexts) {}

    /**
     * What has to be seen in a container that stays up.
     *
     * @param process the command line that runs in the end; empty: not known
     * @param absent commands that must not be on PATH
     * @param nonRoot process 1 must not be root
     * @param stops it must end by itself after SIGTERM
     * @param health the command of its health check
     * @param ports somebody has to listen there; not asked where there is a health check
     * @param ready a text that has to be in its log
     * @param ends it has to end: it is waited for as long as others may take to become ready
     */
    public record Expected(
            List<String> process,
            List<String> absent,
            boolean nonRoot,
            boolean stops,
            List<String> health,
            List<Integer> ports,
            Optional<String> ready,
            boolean ends) {

        public Expected {
            process = List.copyOf(process);
            absent = List.copyOf(absent);
            health = List.copyOf(health);
            ports = List.copyOf(ports);
        }

        /** Nothing but that it runs. */
        public static final Expected NOTHING =
                new Expected(List.of(), List.of(), false, false, List.of(), List.of(), Optional.empty(), false);
    }

    /**
     * How long things may take.
     *
     * @param grace after which a container that still runs counts as up
     * @param ready within which its health check, ports and log have to be right
     * @param stop within which it has to end after SIGTERM
     */
    public record Limits(Duration build, Duration grace, Duration ready, Duration stop) {}
}
