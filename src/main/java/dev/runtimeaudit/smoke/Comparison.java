package dev.runtimeaudit.smoke;

import dev.runtimeaudit.smoke.Observation.Ending;
import dev.runtimeaudit.smoke.Observation.Result;
import java.util.List;
import java.util.stream.Stream;

/**
 * A prediction beside what happened.
 *
 * @param says where they differ, or why they cannot be compared
 */
public record Comparison(Agreement agreement, String says) {

    /** Whether reality did what was predicted. */
    public enum Agreement {
        AGREES,
        DISAGREES,
        NOT_COMPARED
    }

    /**
     * A build that fails where none was predicted to is not compared: what an audit does not know it takes to succeed, and
     * a build may fail because a registry does not answer. A prediction that it fails, however, is a proof.
     */
    public static Comparison of(Prediction prediction, Observation observed) {
        if (observed.ending() == Ending.NOT_TRIED) {
            return new Comparison(Agreement.NOT_COMPARED, "it was not tried");
        }
        if (prediction.kind() == Prediction.Kind.UNDECIDED) {
            return new Comparison(Agreement.NOT_COMPARED, "nothing was predicted");
        }
        if (observed.ending() == Ending.NOT_BUILT && prediction.kind() != Prediction.Kind.BUILDS_NOT) {
            return new Comparison(Agreement.NOT_COMPARED, "it does not build here");
        }
        List<String> differences = differences(prediction, observed);
        return differences.isEmpty()
                ? new Comparison(Agreement.AGREES, "")
                : new Comparison(Agreement.DISAGREES, String.join("; ", differences));
    }

    private static List<String> differences(Prediction prediction, Observation observed) {
        String happened = shown(observed);
        return switch (prediction.kind()) {
            case BUILDS_NOT ->
                observed.ending() == Ending.NOT_BUILT
                        ? words(prediction, observed)
                        : List.of("it builds, and " + happened);
            case DIES ->
                observed.ending() == Ending.ENDED && observed.exitCode() == prediction.exitCode()
                        ? words(prediction, observed)
                        : List.of(happened);
            case ENDS -> observed.ending() == Ending.ENDED && observed.exitCode() == 0 ? List.of() : List.of(happened);
            case STARTS ->
                observed.ending() == Ending.STAYED_UP
                        ? observed.checks().stream()
                                .filter(check -> check.name().equals("process"))
                                .filter(check -> check.result() == Result.FAILED)
                                .map(Observation.Check::says)
                                .toList()
                        : List.of(happened);
            case UNDECIDED -> List.of();
        };
    }

    private static List<String> words(Prediction prediction, Observation observed) {
        boolean isSaid = prediction.isBuilders() || Words.say(observed.text(), prediction.output());
        return isSaid ? List.of() : List.of("it says something else: " + lastLine(observed));
    }

    /** For people: "dies with 127: /bin/sh: pnpm: not found". */
    public static String shown(Observation observed) {
        return switch (observed.ending()) {
            case NOT_BUILT -> "does not build: " + lastLine(observed);
            case ENDED ->
                observed.exitCode() == 0
                        ? "ends with 0"
                        : "dies with " + observed.exitCode()
                                + (observed.text().isEmpty() ? "" : ": " + lastLine(observed));
            case STAYED_UP -> "stays up";
            case NOT_TRIED -> "was not tried: " + lastLine(observed);
        };
    }

    private static String lastLine(Observation observed) {
        Stream<String> lines = observed.text().stream().filter(line -> !line.startsWith("time="));
        return lines.reduce((first, second) -> second).orElse("nothing is printed");
    }
}
