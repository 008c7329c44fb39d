package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Commands that scripts of packages use on every system. */
class WrappersTest {

    private static BuiltImage script(String build, String more) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci && npm run build
                -- package.json --
                {"scripts": {"build": "%s", %s "x": "true"}, "dependencies": {"t": "1"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {
                  "": {"dependencies": {"t": "1"}},
                  "node_modules/t": {"version": "1.0.0", "bin": {"cross-env": "a", "rimraf": "a", "run-s": "a", "run-p": "a", "dotenv": "a", "concurrently": "a", "del-cli": "a"}}
                }}
                -- old/file --
                x
                """.formatted(build, more));
    }

    @Test
    void crossEnvSetsVariablesForACommand() {
        BuiltImage built = script("cross-env WHERE=made sh -c 'mkdir $WHERE'", "");

        Builds.present(built, "/app/made");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void whatCrossEnvCannotFindBreaksTheBuild() {
        BuiltImage built = script("cross-env A=b nope", "");

        assertThat(built.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.output()).isEqualTo("Error: spawn nope ENOENT");
            assertThat(failure.exitCode()).isEqualTo(1);
        });
    }

    @Test
    void rimrafRemoves() {
        BuiltImage built = script("rimraf old && mkdir made", "");

        Builds.absent(built, "/app/old/file", "/app/old");
        Builds.present(built, "/app/made");
    }

    @Test
    void severalScriptsRunByTheirPattern() {
        BuiltImage built = script(
                "run-s build:*", "\"build:a\": \"mkdir a\", \"build:b\": \"mkdir a/b\", \"build:b:c\": \"mkdir c\",");

        Builds.present(built, "/app/a/b");
        Builds.absent(built, "/app/c");
    }

    @Test
    void dotenvRunsWhatStandsBehindIt() {
        Builds.present(script("dotenv -e .env.production -- mkdir made", ""), "/app/made");
        Builds.present(script("dotenv -c production -- mkdir made", ""), "/app/made");
    }

    @Test
    void concurrentlyRunsEachLineInAShell() {
        BuiltImage built = script("concurrently -k 'mkdir a && mkdir a/b' npm:c", "\"c\": \"mkdir c\",");

        Builds.present(built, "/app/a/b", "/app/c");
    }

    @Test
    void delRemoves() {
        BuiltImage built = script("del-cli --force old && mkdir made", "");

        Builds.absent(built, "/app/old");
        Builds.present(built, "/app/made");
    }
}
