package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptStartTest {

    private static Outcome countingTheMissing(int names) {
        return Started.outcome("""
                -- Dockerfile --
                FROM debian:bookworm-slim
                COPY --chmod=755 start.sh /start.sh
                CMD ["/start.sh"]
                -- start.sh --
                #!/bin/bash -e
                missing=()
                for key in %s; do
                    if [ -z "${!key}" ]; then
                        missing+=("$key")
                    fi
                done
                if [ ${#missing[@]} -gt 0 ]; then
                    echo "some are missing"
                    exit 1
                fi
                exec sleep infinity
                """.formatted(
                        IntStream.range(0, names).mapToObj(i -> "NAME_" + i).collect(Collectors.joining(" "))));
    }

    @Test
    void aListOfMissingVariablesStaysEmptyWhereAllAreGiven() {
        assertThat(countingTheMissing(3)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aListThatIsFilledInTooManyWaysToFollowIsNotTakenToBeFilled() {
        assertThat(countingTheMissing(9)).isNotInstanceOf(Outcome.Dies.class);
    }
}
