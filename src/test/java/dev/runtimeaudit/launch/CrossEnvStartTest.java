package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;

/** Starts through cross-env, measured with cross-env 7.0.3 under node 20. */
class CrossEnvStartTest {

    private static String image(String line) {
        return """
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g cross-env
                COPY server.js job.js /app/
                WORKDIR /app
                CMD %s
                -- server.js --
                if (process.env.MODE !== 'serve') process.exit(3)
                require('http').createServer().listen(3000)
                -- job.js --
                process.exit(4)
                """.formatted(line);
    }

    @Test
    void itRunsTheCommandWithTheVariables() {
        assertThat(Started.outcome(image("cross-env MODE=serve node server.js")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("cross-env \"MODE='serve'\" node server.js")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("cross-env-shell MODE=serve \"node server.js\"")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void itEndsAsTheCommandDoes() {
        assertThat(Started.death(image("cross-env MODE=other node server.js")).exitCode())
                .isEqualTo(3);
        assertThat(Started.death(image("cross-env A=1 node job.js")).exitCode()).isEqualTo(4);
        assertThat(Started.outcome(image("cross-env A=1"))).isInstanceOf(Outcome.Exits.class);
    }

    @Test
    void aCommandThatIsNotThereEndsItWithOne() {
        Failure failure = Started.death(image("cross-env A=1 nothing-like-it"));

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.output()).isEqualTo("Error: spawn nothing-like-it ENOENT");
        assertThat(Started.death(image("cross-env A=1 ./server.js")).output())
                .isEqualTo("Error: spawn ./server.js EACCES");
    }

    @Test
    void wordsThatItWouldTakeApartAreNotGuessed() {
        assertThat(Started.outcome(image("cross-env --x=1 node server.js"))).isInstanceOf(Outcome.Undecided.class);
    }
}
