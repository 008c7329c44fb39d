package dev.runtimeaudit.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.smoke.Comparison;
import dev.runtimeaudit.smoke.Comparison.Agreement;
import dev.runtimeaudit.smoke.Observation;
import dev.runtimeaudit.smoke.Prediction;
import dev.runtimeaudit.smoke.Runner;
import dev.runtimeaudit.smoke.StandIns;
import dev.runtimeaudit.smoke.Trial;
import dev.runtimeaudit.workspace.OutcomesOracleTest.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs scenarios of the oracle on the engine of this machine and compares with what is predicted for that engine. Only with
 * the profile {@code real-engine}; there it fails where no engine can run containers.
 */
@Tag("real-engine")
@EnabledIfSystemProperty(named = "realEngine", matches = "true", disabledReason = "only with -Preal-engine; not run")
class RealEngineTest {

    private static final Path SCENARIOS = Path.of("src/test/resources/oracle/outcomes");
    private static final Path NOT_HERE = Path.of("src/test/resources/oracle/real-engine-not.txt");
    private static final Path PLACE = Path.of("target/real-engine").toAbsolutePath();
    private static final int AT_LEAST = 60;

    /** Of the scenarios of one class, so that a build does not wait long; {@code -DrealEngine.all} takes all of them. */
    private static final int OF_A_CLASS = 2;

    private static final int AT_A_TIME = 2;

    private static final Trial.Limits LIMITS = new Trial.Limits(
            Duration.ofMinutes(3), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(2));

    /** It is waited for longer, so that a busy machine does not make it look alive. */
    private static final Trial.Expected ITS_END =
            new Trial.Expected(List.of(), List.of(), false, false, List.of(), List.of(), Optional.empty(), true);

    private record Case(Scenario scenario, Trial trial, Prediction prediction) {}

    @Test
    void whatIsPredictedHappens(@TempDir Path contexts) throws Exception {
        PrintStream out = System.out;
        StandIns standIns = StandIns.make(Path.of("").toAbsolutePath());
        try (Runner runner = new Runner(standIns.engine(), PLACE.resolve("logs"))) {
            Map<String, Integer> left = new TreeMap<>();
            List<Case> cases = cases(standIns, contexts, left);
            List<Observation> observed = observe(runner, cases);
            List<String> wrong = new ArrayList<>();
            int agree = 0;
            for (int i = 0; i < cases.size(); i++) {
                Case each = cases.get(i);
                Comparison comparison = Comparison.of(each.prediction(), observed.get(i));
                agree += comparison.agreement() == Agreement.AGREES ? 1 : 0;
                if (comparison.agreement() != Agreement.AGREES) {
                    wrong.add(each.scenario().id() + ": predicted: "
                            + each.prediction().shown() + " | happened: " + Comparison.shown(observed.get(i)) + " | "
                            + comparison.says());
                }
            }
            wrong.forEach(out::println);
            out.println("real-engine: " + cases.size() + " scenarios compared on "
                    + standIns.engine().name() + ", " + agree + " agree, " + wrong.size() + " disagree; left out: "
                    + left);
            assertThat(wrong).isEmpty();
            assertThat(agree).as("scenarios compared").isGreaterThanOrEqualTo(AT_LEAST);
        } finally {
            standIns.remove();
        }
    }

    /** What the engine did; what it did not even try, because it was too slow for its limits, once more and alone. */
    private static List<Observation> observe(Runner runner, List<Case> cases) {
        List<Observation> observed =
                new ArrayList<>(runner.run(cases.stream().map(Case::trial).toList(), AT_A_TIME));
        for (int i = 0; i < observed.size(); i++) {
            if (observed.get(i).ending() == Observation.Ending.NOT_TRIED) {
                observed.set(i, runner.run(cases.get(i).trial()));
            }
        }
        return observed;
    }

    private static List<Case> cases(StandIns standIns, Path contexts, Map<String, Integer> left) throws IOException {
        Knowledge knowledge = Knowledge.shipped().withImages(Scenario.STAND_INS);
        Map<String, String> not = notHere();
        List<Case> cases = new ArrayList<>();
        Map<String, Integer> ofClass = new TreeMap<>();
        boolean all = System.getProperty("realEngine.all") != null;
        for (Scenario scenario : Scenario.read(SCENARIOS)) {
            Optional<String> dockerfile = standIns.over(scenario.dockerfile());
            if (dockerfile.isEmpty() || scenario.tree().isEmpty()) {
                left.merge("no stand-in for its base", 1, Integer::sum);
                continue;
            }
            if (not.containsKey(scenario.id())) {
                left.merge(not.get(scenario.id()), 1, Integer::sum);
                continue;
            }
            Answer answer = OutcomesOracleTest.answer(
                    scenario, knowledge, standIns.engine().behaviour());
            if (!answer.isDecided()) {
                left.merge("undecided", 1, Integer::sum);
                continue;
            }
            if (ofClass.merge(scenario.group(), 1, Integer::sum) > OF_A_CLASS && !all) {
                left.merge("more of the same class", 1, Integer::sum);
                continue;
            }
            Path context = contexts.resolve(scenario.id());
            scenario.write(context, dockerfile.get());
            Prediction prediction = prediction(answer);
            cases.add(new Case(scenario, trial(scenario, context, prediction), prediction));
        }
        return cases;
    }

    private static Trial trial(Scenario scenario, Path context, Prediction prediction) {
        return new Trial(
                scenario.id(),
                Optional.empty(),
                Optional.of(new Trial.Build(
                        context.resolve("Dockerfile"), context, Optional.empty(), scenario.buildArgs(), Map.of())),
                scenario.options(),
                scenario.arguments(),
                scenario.environment(),
                prediction.kind() == Prediction.Kind.STARTS ? Trial.Expected.NOTHING : ITS_END,
                LIMITS);
    }

    private static Prediction prediction(Answer answer) {
        Prediction.Kind kind = switch (answer.verdict()) {
            case "builds-not" -> Prediction.Kind.BUILDS_NOT;
            case "fails-to-start" -> Prediction.Kind.DIES;
            case "exits-0" -> Prediction.Kind.ENDS;
            case "starts-and-stays-up" -> Prediction.Kind.STARTS;
            default -> throw new AssertionError(answer.verdict());
        };
        return new Prediction(kind, answer.exitCode(), answer.text(), List.of(), true);
    }

    /** Scenarios that stand-ins cannot play, and why. */
    private static Map<String, String> notHere() throws IOException {
        Map<String, String> not = new LinkedHashMap<>();
        for (String line : Files.readAllLines(NOT_HERE)) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] parts = line.split(": ", 2);
                not.put(parts[0], parts[1]);
            }
        }
        return not;
    }
}
