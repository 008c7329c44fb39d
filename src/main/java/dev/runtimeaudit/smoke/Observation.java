package dev.runtimeaudit.smoke;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a real engine did with one image.
 *
 * @param exitCode of the container, or of the engine where it refused; 0 for what stayed up
 * @param text the last lines that the container, or the engine, printed
 * @param checks what was looked at while it ran
 * @param log where all of it stands
 */
public record Observation(Ending ending, int exitCode, List<String> text, List<Check> checks, Optional<Path> log) {

    public Observation {
        text = List.copyOf(text);
        checks = List.copyOf(checks);
    }

    /** What became of it. */
    public enum Ending {
        NOT_BUILT,
        ENDED,
        STAYED_UP,
        /** The engine could not be brought to try it. */
        NOT_TRIED
    }

    /**
     * Something that was looked at.
     *
     * @param name "process", "user", "health"
     * @param says what was seen
     */
    public record Check(String name, Result result, String says) {}

    /** How a check went. */
    public enum Result {
        PASSED,
        FAILED,
        /** It could not be seen from outside. */
        NOT_SEEN
    }

    static Observation notTried(String why) {
        return new Observation(Ending.NOT_TRIED, 0, List.of(why), List.of(), Optional.empty());
    }
}
