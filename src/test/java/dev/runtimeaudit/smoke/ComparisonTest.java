package dev.runtimeaudit.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.smoke.Comparison.Agreement;
import dev.runtimeaudit.smoke.Observation.Check;
import dev.runtimeaudit.smoke.Observation.Ending;
import dev.runtimeaudit.smoke.Observation.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Prediction DIES =
            new Prediction(Prediction.Kind.DIES, 127, "sh: x: not found", List.of(), false);
    private static final Prediction STARTS =
            new Prediction(Prediction.Kind.STARTS, 0, "", List.of("node", "dist/main.js"), false);

    @Test
    void codeAndWordsOfADeathHaveToBeThoseThatArePredicted() {
        assertThat(agreement(DIES, seen(Ending.ENDED, 127, "sh: x: not found"))).isEqualTo(Agreement.AGREES);
        assertThat(agreement(DIES, seen(Ending.ENDED, 126, "sh: x: not found"))).isEqualTo(Agreement.DISAGREES);
        assertThat(agreement(DIES, seen(Ending.ENDED, 127, "sh: y: not found"))).isEqualTo(Agreement.DISAGREES);
        assertThat(agreement(DIES, seen(Ending.STAYED_UP, 0))).isEqualTo(Agreement.DISAGREES);
    }

    @Test
    void whatStaysUpHasToRunWhatIsPredicted() {
        assertThat(agreement(STARTS, seen(Ending.STAYED_UP, 0))).isEqualTo(Agreement.AGREES);
        Observation other = new Observation(
                Ending.STAYED_UP,
                0,
                List.of(),
                List.of(new Check("process", Result.FAILED, "process 1 is sleep 9")),
                Optional.empty());
        assertThat(agreement(STARTS, other)).isEqualTo(Agreement.DISAGREES);
        assertThat(agreement(STARTS, seen(Ending.ENDED, 0))).isEqualTo(Agreement.DISAGREES);
    }

    @Test
    void aPredictedFailureOfABuildIsAProofAndAnotherIsNone() {
        Prediction not = new Prediction(Prediction.Kind.BUILDS_NOT, 127, "sh: x: not found", List.of(), false);
        assertThat(agreement(not, seen(Ending.NOT_BUILT, 1, "sh: x: not found")))
                .isEqualTo(Agreement.AGREES);
        assertThat(agreement(not, seen(Ending.NOT_BUILT, 1, "no space left"))).isEqualTo(Agreement.DISAGREES);
        assertThat(agreement(not, seen(Ending.STAYED_UP, 0))).isEqualTo(Agreement.DISAGREES);
        assertThat(agreement(STARTS, seen(Ending.NOT_BUILT, 1, "no such host"))).isEqualTo(Agreement.NOT_COMPARED);
    }

    @Test
    void whatIsUndecidedOrWasNotTriedIsNotCompared() {
        Prediction open = new Prediction(Prediction.Kind.UNDECIDED, 0, "why", List.of(), false);
        assertThat(agreement(open, seen(Ending.ENDED, 1))).isEqualTo(Agreement.NOT_COMPARED);
        assertThat(agreement(DIES, Observation.notTried("no disk"))).isEqualTo(Agreement.NOT_COMPARED);
    }

    private static Agreement agreement(Prediction prediction, Observation observation) {
        return Comparison.of(prediction, observation).agreement();
    }

    private static Observation seen(Ending ending, int code, String... lines) {
        return new Observation(ending, code, List.of(lines), List.of(), Optional.empty());
    }
}
