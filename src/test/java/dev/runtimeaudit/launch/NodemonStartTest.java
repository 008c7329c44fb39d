package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts through nodemon, measured with 3.1. */
class NodemonStartTest {

    private static Outcome outcome(String command, String more) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g nodemon tsx
                WORKDIR /app
                COPY . .
                CMD %s
                -- package.json --
                {"name": "a"}
                -- server.js --
                require('http').createServer().listen(3000)
                -- early.js --
                console.log('first')
                -- job.js --
                console.log('done')
                -- broken.js --
                require('./nowhere')
                -- src/server.ts --
                import { createServer } from 'node:http'
                createServer().listen(3000 as number)
                """.formatted(command) + more);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodemon server.js",
                "nodemon -L --watch src -e js,json --delay 2 server.js --port 1",
                "nodemon --watch=src -r ./early.js server.js",
                "nodemon --exec 'node -r ./early.js' server.js",
                "nodemon src/server.ts -x tsx",
                "nodemon server.js --watch src --port 1",
                "nodemon -x tsx src/server.ts"
            })
    void itRunsWhatServes(String command) {
        assertThat(outcome(command, "")).as(command).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodemon",
                "nodemon gone.js",
                "nodemon job.js",
                "nodemon broken.js",
                "nodemon job.js && node server.js",
                "nodemon -C server.js",
                "nodemon server.js -C",
                "nodemon server.js --exec nothing-like-it",
                "nodemon --exitcrash server.js",
                "nodemon --config n.json server.js",
                "nodemon -x 'npm test' server.js"
            })
    void whatItOnlyWaitsForIsLeftOpen(String command) {
        assertThat(outcome(command, "")).as(command).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- nodemon.json --\n{\"exec\": \"node job.js\"}\n",
                "-- package.json --\n{\"nodemonConfig\": {\"exec\": \"node job.js\"}}\n"
            })
    void settingsInAFileAreNotFollowed(String file) {
        assertThat(outcome("nodemon server.js", file)).as(file).isInstanceOf(Outcome.Undecided.class);
    }
}
