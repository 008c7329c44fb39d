package dev.runtimeaudit.smoke;

import dev.runtimeaudit.smoke.Comparison.Agreement;
import dev.runtimeaudit.smoke.Observation.Check;
import dev.runtimeaudit.smoke.Observation.Ending;
import dev.runtimeaudit.smoke.Observation.Result;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a real engine did with the services of a workspace.
 *
 * @param engine its name and version
 */
public record SmokeResult(String engine, List<Tried> services) {

    public SmokeResult {
        services = List.copyOf(services);
    }

    /**
     * One service.
     *
     * @param isJob it is meant to end
     * @param standIns the variables that were made up
     */
    public record Tried(
            String service,
            boolean isJob,
            Prediction prediction,
            Observation observation,
            Comparison comparison,
            Set<String> standIns) {

        /** Whether it runs as it should; whether that was predicted is another question. */
        public boolean isFine() {
            boolean lives = isJob
                    ? observation.ending() == Ending.ENDED && observation.exitCode() == 0
                    : observation.ending() == Ending.STAYED_UP;
            return lives && failed().findAny().isEmpty();
        }

        public Stream<Check> failed() {
            return observation.checks().stream().filter(check -> check.result() == Result.FAILED);
        }

        public boolean isOurDefect() {
            return comparison.agreement() == Agreement.DISAGREES;
        }
    }

    public boolean isFine() {
        return services.stream().allMatch(tried -> tried.isFine() && !tried.isOurDefect());
    }
}
