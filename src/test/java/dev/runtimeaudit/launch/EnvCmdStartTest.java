package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starts through env-cmd. */
class EnvCmdStartTest {

    private static String image(String line) {
        return """
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g env-cmd
                COPY . /app/
                WORKDIR /app
                RUN wget -q -O fetched.env https://example.org/env
                ENV KEPT=image
                CMD %s
                -- .env --
                # how it runs
                MODE="serve" # quoted
                PORT = 3000 # plain
                KEPT=file
                -- other.env --
                MODE=other
                -- config.json --
                {"MODE": "serve"}
                -- server.js --
                if (process.env.MODE !== 'serve') process.exit(3)
                if (process.env.PORT !== '3000') process.exit(4)
                require('http').createServer().listen(3000)
                -- kept.js --
                if (process.env.KEPT !== 'image') process.exit(5)
                require('http').createServer().listen(3000)
                """.formatted(line);
    }

    @Test
    void theCommandGetsTheVariablesOfTheFile() {
        assertThat(Started.outcome(image("env-cmd -- node server.js"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("env-cmd node server.js"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.death(image("env-cmd -f other.env node server.js")).exitCode())
                .isEqualTo(3);
    }

    @Test
    void theFileWinsUnlessItIsToldNotTo() {
        assertThat(Started.death(image("env-cmd node kept.js")).exitCode()).isEqualTo(5);
        assertThat(Started.outcome(image("env-cmd --no-override node kept.js"))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aFileThatNobodyHasReadMayGiveAnyVariable() {
        assertThat(Started.outcome(image("env-cmd -f fetched.env node server.js")))
                .isNotInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(image("env-cmd -f fetched.env node kept.js")))
                .isNotInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(image("env-cmd --no-override -f fetched.env node kept.js")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.death(image("env-cmd -f fetched.env node gone.js")).exitCode())
                .isEqualTo(1);
    }

    @Test
    void whatItIsNotFollowedInIsOpen() {
        for (String options : new String[] {"-x", "--use-shell", "-f config.json", "-f gone.env", "-e production"}) {
            assertThat(Started.outcome(image("env-cmd " + options + " node server.js")))
                    .as(options)
                    .isInstanceOf(Outcome.Undecided.class);
        }
    }
}
