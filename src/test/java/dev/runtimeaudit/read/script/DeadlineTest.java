package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private static List<Long> of(String text) {
        return Deadline.of(new SourceFile(new TreePath("a.js"), text)).stream()
                .map(Deadline::millis)
                .toList();
    }

    @Test
    void aTimerThatEndsTheProgramIsHowLongItTakes() {
        assertThat(of("process.on('SIGTERM', () => { setTimeout(() => process.exit(1), 30_000).unref(); });"))
                .containsExactly(30_000L);
        assertThat(
                        of(
                                "process.on('SIGTERM', stop); function stop() { setTimeout(function () { process.exit(1) }, 1e3 * 45,) }"))
                .containsExactly(45_000L);
    }

    @Test
    void othersAreNot() {
        assertThat(of("setTimeout(() => process.exit(1), 30000)")).isEmpty();
        assertThat(of("process.on('SIGTERM', f); setTimeout(() => ping(), 30000)"))
                .isEmpty();
        assertThat(of("process.on('SIGTERM', f); setTimeout(() => process.exit(1), WAIT)"))
                .isEmpty();
        assertThat(of("process.on('SIGTERM', f); setTimeout(() => process.exit(1), 2 * WAIT)"))
                .isEmpty();
        assertThat(of("process.on('SIGTERM', f); setTimeout(() => process.exit(1))"))
                .isEmpty();
        assertThat(of("process.on('SIGTERM', f); setTimeout(")).isEmpty();
    }
}
