package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts through dotenv-cli, measured with 11.0. */
class DotenvStartTest {

    private static String image(String line) {
        return """
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g dotenv-cli
                COPY . /app/
                WORKDIR /app
                RUN wget -q -O fetched.env https://example.org/env
                ENV KEPT=image
                CMD %s
                -- .env --
                MODE=serve
                KEPT=file
                -- node.env --
                NODE_OPTIONS=--require=./gone.js
                -- server.js --
                require('http').createServer().listen(process.env.PORT || 3000)
                -- kept.js --
                if (process.env.KEPT !== 'image') process.exit(5)
                require('http').createServer().listen(3000)
                -- mode.js --
                if (process.env.MODE !== 'serve') process.exit(5)
                require('http').createServer().listen(3000)
                """.formatted(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dotenv -- node server.js",
                "dotenv node server.js",
                "dotenv node ./server.js",
                "dotenv -e gone.env -- node server.js",
                "dotenv -- node server.js -p 3000",
                "dotenv -q -- node server.js",
                "dotenv -q -e .env node server.js",
                "dotenv --quiet=true node server.js",
                "dotenv -e fetched.env -e .env -- node server.js",
                "dotenv --no-expand -v PORT=80 -- node server.js",
                "dotenv -- node kept.js",
                "dotenv -e fetched.env -- node kept.js"
            })
    void whatItRunsServesWhateverTheFilesSay(String line) {
        assertThat(Started.outcome(image(line))).as(line).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dotenv -e node.env -- node server.js",
                "dotenv -v NODE_OPTIONS=--bad -- node server.js",
                "dotenv -o -- node kept.js",
                "dotenv -c production -- node server.js",
                "dotenv -p MODE",
                "dotenv --debug -- node server.js",
                "dotenv --help -- node server.js",
                "dotenv -e .env node server.js -p 3000",
                "dotenv node server.js --help",
                "dotenv node server.js -- --help",
                "dotenv node server.js 0x10",
                "dotenv -q node server.js",
                "dotenv --quiet node server.js",
                "dotenv -v EMPTY= -- node server.js",
                "dotenv -v A-B=b -- node server.js",
                "dotenv -e -- node server.js",
                "dotenv -- node mode.js",
                "dotenv -- node gone.js",
                "dotenv"
            })
    void whatItIsNotFollowedInIsOpen(String line) {
        assertThat(Started.outcome(image(line))).as(line).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatStandsInTheImageIsExpanded() {
        assertThat(Started.outcome(image("dotenv -- node kept.js").replace("KEPT=image", "KEPT='im$X'")))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
