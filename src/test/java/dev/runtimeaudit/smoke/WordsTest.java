package dev.runtimeaudit.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void aLineOfTheContainerHasToBeTheSame() {
        List<String> log = List.of("starting", "./entrypoint.sh: line 3: pnpm: not found");
        assertThat(Words.say(log, "./entrypoint.sh: line 3: pnpm: not found")).isTrue();
        assertThat(Words.say(log, "./entrypoint.sh: line 4: pnpm: not found")).isFalse();
        assertThat(Words.say(log, "pnpm: not found")).isFalse();
    }

    @Test
    void enginesMayPutTheirOwnWordsAroundThoseOfTheRuntime() {
        String predicted = "exec: \"pnpm\": executable file not found in $PATH";
        assertThat(Words.say(
                        List.of("Error: runc: runc create failed: unable to start container process: " + predicted
                                + ": OCI runtime attempted to invoke a command that was not found"),
                        "OCI runtime create failed: runc create failed: unable to start container process: "
                                + predicted))
                .isTrue();
        assertThat(Words.say(List.of("exec: \"npm\": executable file not found in $PATH"), predicted))
                .isFalse();
    }

    @Test
    void buildersNumberTheirSteps() {
        assertThat(Words.say(
                        List.of("#8 [2/2] RUN pnpm i", "#8 0.213 /bin/sh: pnpm: not found"),
                        "/bin/sh: pnpm: not found"))
                .isTrue();
    }

    @Test
    void whereNothingIsPredictedAnythingMayBeSaid() {
        assertThat(Words.say(List.of("whatever"), "")).isTrue();
    }

    @Test
    void coloursAreNoWords() {
        assertThat(Words.say(List.of("\u001b[31m\u001b[1mError: no port\u001b[0m"), "Error: no port"))
                .isTrue();
    }
}
