package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is compiled file by file, in an image over which another stage was laid. */
class CompiledServerTest {

    private static final String SERVES =
            "import './app.server';\nimport { createServer } from 'http';\ncreateServer().listen(3000);\n";

    private static String image(String steps, String main) {
        return """
                -- Dockerfile --
                FROM node:22-alpine AS deps
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci && ./node_modules/.bin/vendor-setup
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                COPY --from=deps /app .
                RUN npx esbuild --platform=node --format=cjs ./server.ts ./app.server.ts --outdir=build --sourcemap
                %s
                CMD ["node", "build/server.js"]
                -- .dockerignore --
                node_modules
                build
                -- package.json --
                {"name": "api", "version": "1.0.0", "devDependencies": {"esbuild": "0.28.0", "@sentry/cli": "2.58.2", "vendor-setup": "1.0.0"}}
                -- package-lock.json --
                {"name": "api", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                  "": {"name": "api", "version": "1.0.0",
                    "devDependencies": {"esbuild": "0.28.0", "@sentry/cli": "2.58.2", "vendor-setup": "1.0.0"}},
                  "node_modules/esbuild": {"version": "0.28.0", "dev": true, "bin": {"esbuild": "bin/esbuild"}},
                  "node_modules/vendor-setup": {"version": "1.0.0", "dev": true, "bin": {"vendor-setup": "index.js"}},
                  "node_modules/@sentry/cli": {"version": "2.58.2", "dev": true, "bin": {"sentry-cli": "bin/sentry-cli"}}}}
                -- app.server.ts --
                export const name: string = 'x';
                -- plain.js --
                require('http').createServer().listen(3000);
                -- server.ts --
                %s""".formatted(steps, main);
    }

    @Test
    void aSourceIsNotMadeOnceMoreByAnotherStage() {
        assertThat(Started.outcome(image("", SERVES))).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./patch.sh", "node patch.js"})
    void norByAStepOfItsOwn(String step) {
        String patched = image("", SERVES).replace("RUN npx esbuild", "RUN " + step + " && npx esbuild")
                + "-- patch.sh --\n#!/usr/bin/env tool\n-- patch.js --\nrequire('patcher').run(process.env.WHAT);\n";
        assertThat(Started.outcome(patched)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aScriptMayBe() {
        String plain = image("", SERVES).replace("build/server.js\"", "plain.js\"");
        assertThat(Started.outcome(plain)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatACompiledSourceLoadsHasToBeThere() {
        String missing = image("RUN rm build/app.server.js", SERVES);
        assertThat(Started.outcome(missing)).isNotInstanceOf(Outcome.Starts.class);
        String other = image("", SERVES.replace("./app.server", "./gone.server"));
        assertThat(Started.outcome(other)).isNotInstanceOf(Outcome.Starts.class);
        String inFull = image("", SERVES.replace("./app.server", "./app.json"));
        assertThat(Started.outcome(inFull)).isNotInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npx sentry-cli releases new 1",
                "npx sentry-cli --org a sourcemaps inject ./build",
                "npx sentry-cli sourcemaps upload ./build --release 1",
                "npx sentry-cli debug-files check ./build/server.js",
            })
    void idsForSentryChangeNothing(String line) {
        String step = "ARG ORG\nRUN if [ -n \"$ORG\" ]; then " + line + " && rm -rf ./build/*.map; fi";
        assertThat(Started.outcome(image(step, SERVES))).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "monitors run job -- ./change",
                "debug-files bundle-sources --output ./build x",
                "debug-files bundle-jvm --output ./build --debug-id 1 src",
                "debug-files",
            })
    void whatSentryRunsOrWritesIsNotFollowed(String words) {
        String step = "ARG ORG\nRUN if [ -n \"$ORG\" ]; then npx sentry-cli " + words + "; fi";
        assertThat(Started.outcome(image(step, SERVES))).isNotInstanceOf(Outcome.Starts.class);
    }
}
