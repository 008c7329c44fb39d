package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of node's in front of which an installed package is loaded; measured with node 20.20 and tsx 4.20. */
class PreloadStartTest {

    private static Outcome outcome(String command) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                CMD %s
                -- package.json --
                {"dependencies": {"dotenv": "16.4.5", "express": "4.0.0", "newrelic": "12.0.0", "tsx": "4.20.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {
                  "": {"dependencies": {"dotenv": "16.4.5", "express": "4.0.0", "newrelic": "12.0.0", "tsx": "4.20.0"}},
                  "node_modules/dotenv": {"version": "16.4.5"}, "node_modules/express": {"version": "4.0.0"},
                  "node_modules/newrelic": {"version": "12.0.0"},
                  "node_modules/tsx": {"version": "4.20.0", "bin": {"tsx": "dist/cli.mjs"}}}}
                -- server.js --
                require('./routes')(require('express')()).listen(3000)
                -- routes.js --
                module.exports = app => app
                -- early.js --
                console.log('first')
                -- missing.js --
                require('helmet')
                require('express')().listen(3000)
                -- job.js --
                require('express')
                console.log('done')
                -- src/main.ts --
                import { port } from './port'
                import { createServer } from 'node:http'
                createServer().listen(port as number)
                -- src/port.ts --
                export const port: number = 3000
                -- src/lost.ts --
                import { port } from './nowhere'
                import { createServer } from 'node:http'
                createServer().listen(port as number)
                """.formatted(command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node -r dotenv/config server.js",
                "node --require=dotenv/config server.js",
                "node -r newrelic -r ./early.js server.js",
                "node --import newrelic server.js",
                "NODE_OPTIONS='--require dotenv/config' node server.js",
                "node -r dotenv/config job.js && node -r dotenv/config server.js",
                "node --import tsx src/main.ts",
                "node --import tsx --import newrelic src/main.ts"
            })
    void aProgramThatListensServesBehindIt(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node -r dotenv/config job.js",
                "node -r dotenv/confg server.js",
                "node -r newrelic missing.js",
                "node -r newrelic gone.js",
                "node -r newrelic src/main.ts",
                "node --import tsx src/lost.ts",
                "node --import tsx --import lost src/main.ts",
                "node --loader tsx server.js",
                "node --watch -r dotenv/config server.js"
            })
    void whatIsNotFollowedOrMayBeFoundElsewhereIsLeftOpen(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-r dotenv-flow/config", "-r ./late.js", "--import ./late.mjs", "-r @opentelemetry/api"})
    void onePackageThatIsNotInstalledEndsIt(String preload) {
        Outcome outcome = outcome("node " + preload + " server.js");

        assertThat(outcome).as(preload).isInstanceOf(Outcome.Dies.class);
        assertThat(((Outcome.Dies) outcome).failure().cause()).isEqualTo(Cause.MODULE_NOT_FOUND);
    }

    @Test
    void whatLeavesTheSearchAloneHidesNoMissingFile() {
        assertThat(((Outcome.Dies) outcome("node -r dotenv/config gone.js"))
                        .failure()
                        .output())
                .isEqualTo("Error: Cannot find module '/app/gone.js'");
        assertThat(((Outcome.Dies) outcome("node -r dotenv/config missing.js"))
                        .failure()
                        .output())
                .isEqualTo("Error: Cannot find module 'helmet'");
    }
}
