package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that compiles first, and starts what it has made. */
class TscStartTest {

    private static final String OPTIONS = "\"module\": \"commonjs\", \"outDir\": \"./dist\"";

    private static String image(String start, String more) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci
                COPY . .
                CMD ["npm", "start"]
                -- .dockerignore --
                node_modules
                dist
                -- .gitignore --
                node_modules
                dist
                -- package.json --
                {"name": "api", "scripts": {"start": "%s"%s}, "dependencies": {"typescript": "5.4.5"}, "devDependencies": {"@nestjs/cli": "10.0.0"}}
                -- package-lock.json --
                {"name": "api", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                  "": {"name": "api", "dependencies": {"typescript": "5.4.5"}, "devDependencies": {"@nestjs/cli": "10.0.0"}},
                  "node_modules/typescript": {"version": "5.4.5", "resolved": "r", "bin": {"tsc": "bin/tsc"}},
                  "node_modules/@nestjs/cli": {"version": "10.0.0", "dev": true, "resolved": "r", "bin": {"nest": "bin/nest.js"}}}}
                -- nest-cli.json --
                {"sourceRoot": "src"}
                -- tsconfig.json --
                {"compilerOptions": {%s}, "include": ["src/**/*"]}
                -- src/main.ts --
                import { createServer } from 'http';
                createServer().listen(3000);
                """.formatted(start, more, OPTIONS);
    }

    private static String image(String start) {
        return image(start, ", \"build\": \"tsc\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tsc && node dist/main.js",
                "tsc; node dist/main.js",
                "tsc -p tsconfig.json && node dist/main.js",
                "npx tsc --project . && exec node dist/main",
                "npm run build && node dist/main.js",
                "tsc --outDir out && node out/main.js",
                "nest build && node dist/main",
            })
    void whatIsCompiledFirstServes(String start) {
        assertThat(Started.outcome(image(start))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aHookCompilesInFrontOfIt() {
        assertThat(Started.outcome(image("node dist/main.js", ", \"prestart\": \"tsc\"")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotCompiledIsMissing() {
        assertThat(Started.death(image("tsc && node dist/server.js")).cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(Started.death(image("nest build && node dist/server.js")).cause())
                .isEqualTo(Cause.START_FILE_MISSING);
        String gone = image("tsc && node dist/main.js").replace("from 'http';", "from './gone';");
        assertThat(Started.outcome(gone)).isNotInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tsc -b && node dist/main.js",
                "tsc --watch && node dist/main.js",
                "tsc src/main.ts && node dist/main.js",
                "tsc --noEmit && node dist/main.js",
                "tsc $FLAGS && node dist/main.js",
                "nest build --watch && node dist/main.js",
                "nest build --all && node dist/main.js",
                "nest build --webpack && node dist/main.js",
                "tsc && node $MAIN",
            })
    void whatIsNotFollowedIsOpen(String start) {
        assertThat(Started.outcome(image(start))).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tsc", "nest build"})
    void asTheLastStepItDoesNotServe(String start) {
        assertThat(Started.outcome(image(start))).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void outputBesideTheSourcesIsOpen() {
        String beside = image("tsc && node src/main.js").replace(", \"outDir\": \"./dist\"", "");
        assertThat(Started.outcome(beside)).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tsc && node dist/main.js", "nest build && node dist/main.js"})
    void withoutTheTypesOfItsDevelopmentNothingIsSaid(String start) {
        String without = image(start).replace("npm ci", "npm ci --omit=dev && npm install -g @nestjs/cli");
        assertThat(Started.outcome(without)).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tsc && node dist/main.js", "nest build && node dist/main.js"})
    void whoMayNotWriteTheOutputIsNotFollowed(String start) {
        String node = image(start).replace("CMD ", "USER node\nCMD ");
        assertThat(Started.outcome(node)).isNotInstanceOf(Outcome.Starts.class);
        String own = node.replace("USER node", "RUN chown node:node /app\nUSER node");
        assertThat(Started.outcome(own)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatItKeepsBesideTheOutputMayBeOutOfReach() {
        String incremental = image("tsc && node dist/main.js")
                .replace(OPTIONS, OPTIONS + ", \"incremental\": true")
                .replace("CMD ", "RUN mkdir dist && chown node:node dist\nUSER node\nCMD ");
        assertThat(Started.outcome(incremental)).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(incremental.replace("\"incremental\": true", "\"strict\": true")))
                .isInstanceOf(Outcome.Starts.class);
    }
}
