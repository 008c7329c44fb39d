package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code nest start}: what it builds is started. */
class NestStartTest {

    private static final String LISTENS = "import { createServer } from 'http';\ncreateServer().listen(3000);\n";

    private static String image(String line, String install, String main) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g @nestjs/cli
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN %s
                COPY . .
                CMD %s
                -- .dockerignore --
                node_modules
                dist
                -- .gitignore --
                node_modules
                dist
                -- package.json --
                {"name": "api", "version": "1.0.0", "devDependencies": {"typescript": "5.4.5"}}
                -- package-lock.json --
                {"name": "api", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                  "": {"name": "api", "version": "1.0.0", "devDependencies": {"typescript": "5.4.5"}},
                  "node_modules/typescript": {"version": "5.4.5", "dev": true, "resolved": "https://example.org/typescript-5.4.5.tgz", "integrity": "sha512-x"}}}
                -- nest-cli.json --
                {"sourceRoot": "src"}
                -- tsconfig.json --
                {"compilerOptions": {"module": "commonjs", "outDir": "./dist"}, "include": ["src/**/*"]}
                -- src/main.ts --
                %s""".formatted(install, line, main);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nest start", "nest start --watch", "nest start -w --debug", "nest start -d 0.0.0.0:9229"})
    void whatItHasBuiltServes(String line) {
        assertThat(Started.outcome(image(line, "npm ci", LISTENS))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theProgramStandsBelowTheSourcesDirectoryWhereAnotherRootMovesIt() {
        String moved = image("nest start", "npm ci", LISTENS).replace("\"src/**/*\"]", "\"src/**/*\", \"lib/**/*\"]")
                + "-- lib/name.ts --\nexport const name = 'x';\n";
        assertThat(Started.outcome(moved))
                .isInstanceOfSatisfying(
                        Outcome.Starts.class,
                        starts -> assertThat(starts.process()).contains("/app/dist/src/main"));
    }

    @Test
    void aProgramThatIsNotBuiltDoesNotStart() {
        String other = image("nest start", "npm ci", LISTENS).replace("-- src/main.ts --", "-- src/index.ts --");
        assertThat(Started.death(other).cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(Started.outcome(other.replace("{\"sourceRoot\"", "{\"entryFile\": \"index\", \"sourceRoot\"")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(other.replace("CMD nest start", "CMD nest start --watch")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aProgramThatLoadsWhatIsNotThereDoesNotStart() {
        String broken = image("nest start", "npm ci", "import { x } from './gone';\nx();\n");
        assertThat(Started.outcome(broken)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void withoutTheTypesOfItsDevelopmentNothingIsSaid() {
        assertThat(Started.outcome(image("nest start", "npm ci --omit=dev", LISTENS)))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whoMayNotWriteTheOutputIsNotFollowed() {
        String root = image("nest start", "npm ci", LISTENS).replace("CMD ", "USER node\nCMD ");
        assertThat(Started.outcome(root)).isNotInstanceOf(Outcome.Starts.class);
        String own = root.replace("USER node", "RUN chown node:node /app\nUSER node");
        assertThat(Started.outcome(own)).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nest start api",
                "nest start -b swc",
                "nest start --builder webpack",
                "nest start --exec bun",
                "nest start -- --port 80",
                "nest info",
            })
    void whatIsNotFollowedIsOpen(String line) {
        assertThat(Started.outcome(image(line, "npm ci", LISTENS))).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"monorepo\": true}",
                "{\"exec\": \"bun\"}",
                "{\"compilerOptions\": {\"builder\": \"swc\"}}",
                "{\"compilerOptions\": {\"webpack\": true}}",
            })
    void whatTheConfigurationBuildsOtherwiseIsOpen(String settings) {
        String other = image("nest start", "npm ci", LISTENS).replace("{\"sourceRoot\": \"src\"}", settings);
        assertThat(Started.outcome(other)).isInstanceOf(Outcome.Undecided.class);
    }
}
