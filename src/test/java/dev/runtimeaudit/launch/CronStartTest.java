package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starts of what runs other programs at their times. */
class CronStartTest {

    private static Outcome debian(String lines) {
        return Started.outcome("""
                -- Dockerfile --
                FROM debian:bookworm-slim
                RUN apt-get update && apt-get install -y --no-install-recommends cron
                %s
                """.formatted(lines));
    }

    private static Outcome alpine(String lines) {
        return Started.outcome("-- Dockerfile --\nFROM alpine:3.20\n" + lines + "\n");
    }

    @Test
    void inTheForegroundItStays() {
        assertThat(debian("CMD [\"cron\", \"-f\", \"-l\", \"-L\", \"15\"]")).isInstanceOf(Outcome.Starts.class);
        assertThat(alpine("CMD [\"crond\", \"-f\", \"-l\", \"2\"]")).isInstanceOf(Outcome.Starts.class);
        assertThat(alpine("CMD crond -f -d8 -L /dev/stdout")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void inTheBackgroundItIsNotSaidTo() {
        assertThat(debian("CMD [\"cron\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(debian("CMD [\"cron\", \"-l\", \"-f2\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(debian("CMD [\"cron\", \"-n\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(alpine("CMD [\"crond\", \"-b\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(alpine("CMD [\"crond\", \"-n\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(alpine("CMD [\"crond\", \"-l\", \"-f\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(alpine("CMD [\"crond\", \"-f\", \"-l\"]")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theDirectoryOfItsTablesHasToBeThere() {
        assertThat(alpine("CMD [\"crond\", \"-f\", \"-c\", \"/app/tables\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(alpine("RUN mkdir -p /app/tables\nCMD [\"crond\", \"-f\", \"-c\", \"/app/tables\"]"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome("-- Dockerfile --\nFROM busybox:1.36\nCMD [\"crond\", \"-f\"]\n"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void onlyRootMayRunIt() {
        assertThat(alpine("USER 1000\nCMD [\"crond\", \"-f\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(debian("USER www-data\nCMD [\"cron\", \"-f\"]")).isNotInstanceOf(Outcome.Starts.class);
    }
}
