package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that installs its packages, and then needs them. */
class InstallAtStartTest {

    private static final String SERVES = "import { createServer } from 'http';\ncreateServer().listen(3000);\n";

    private static String image(String script) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                RUN chmod +x start.sh
                CMD ["./start.sh"]
                -- .dockerignore --
                node_modules
                dist
                -- .gitignore --
                node_modules
                dist
                -- package.json --
                {"name": "api", "version": "1.0.0", "scripts": {"dev": "nest start --watch", "prepare": "is-ci || husky"},
                 "devDependencies": {"typescript": "5.4.5", "@nestjs/cli": "11.0.0", "husky": "9.1.7", "is-ci": "4.1.0"}}
                -- package-lock.json --
                {"name": "api", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                  "": {"name": "api", "version": "1.0.0",
                    "devDependencies": {"typescript": "5.4.5", "@nestjs/cli": "11.0.0", "husky": "9.1.7", "is-ci": "4.1.0"}},
                  "node_modules/husky": {"version": "9.1.7", "dev": true, "bin": {"husky": "bin.js"}, "resolved": "https://example.org/h.tgz", "integrity": "sha512-x"},
                  "node_modules/is-ci": {"version": "4.1.0", "dev": true, "bin": {"is-ci": "bin.js"}, "resolved": "https://example.org/c.tgz", "integrity": "sha512-x"},
                  "node_modules/@nestjs/cli": {"version": "11.0.0", "dev": true, "bin": {"nest": "bin/nest.js"}, "resolved": "https://example.org/n.tgz", "integrity": "sha512-x"},
                  "node_modules/typescript": {"version": "5.4.5", "dev": true, "bin": {"tsc": "bin/tsc"}, "resolved": "https://example.org/t.tgz", "integrity": "sha512-x"}}}
                -- nest-cli.json --
                {"sourceRoot": "src"}
                -- tsconfig.json --
                {"compilerOptions": {"module": "commonjs", "outDir": "./dist"}, "include": ["src/**/*"]}
                -- src/main.ts --
                %s
                -- start.sh --
                #!/bin/sh
                set -e
                %s
                """.formatted(SERVES, script);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm install", "npm i --no-audit", "npm ci", "echo x\n./migrate || true\nnpm install"})
    void whatIsInstalledIsThereBehindIt(String install) {
        assertThat(Started.outcome(image(install + "\nnpm run dev"))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void withoutItNothingIsThere() {
        assertThat(Started.outcome(image("npm run dev"))).isNotInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm install --omit=dev",
                "npm install --production",
                "npm install husky",
                "npm install -g",
                "npm install --dry-run",
                "npm install --package-lock-only",
                "npm install $WHAT",
                "NODE_ENV=production npm install",
                "NODE_ENV=$STAGE npm install",
                "npm_config_omit=dev npm install",
                "npm install & ",
                "true || npm install",
                "cd src && npm install && cd ..",
            })
    void whatInstallsLessIsOpen(String install) {
        assertThat(Started.outcome(image(install + "\nnpm run dev"))).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatTheImageSetsCounts() {
        String production = image("npm install\nnpm run dev").replace("WORKDIR", "ENV NODE_ENV=production\nWORKDIR");
        assertThat(Started.outcome(production)).isNotInstanceOf(Outcome.Starts.class);
        String development = image("npm install\nnpm run dev").replace("WORKDIR", "ENV NODE_ENV=development\nWORKDIR");
        assertThat(Started.outcome(development)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aScriptOfTheProjectThatFailsStopsIt() {
        String broken = image("npm install\nnpm run dev").replace("is-ci || husky", "node gone.js");
        assertThat(Started.outcome(broken)).isNotInstanceOf(Outcome.Starts.class);
        String missing = image("npm install\nnpm run dev").replace("is-ci || husky", "not-there");
        assertThat(Started.outcome(missing)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aLockfileThatDoesNotFitStopsACleanInstall() {
        String other = image("npm ci\nnpm run dev").replaceFirst("\"is-ci\": \"4.1.0\"}}", "\"is-ci\": \"3.0.1\"}}");
        assertThat(Started.outcome(other)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whoMayNotWriteInstallsNothing() {
        String user = image("npm install\nnpm run dev").replace("CMD ", "USER node\nCMD ");
        assertThat(Started.outcome(user)).isNotInstanceOf(Outcome.Starts.class);
        String own = user.replace("RUN chmod", "RUN chown -R node:node /app && chmod");
        assertThat(Started.outcome(own)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aMemberIsInstalledAtTheRootOfItsWorkspace() {
        String user = member("RUN chown node:node /app/api\nUSER node");
        assertThat(Started.outcome(user)).isNotInstanceOf(Outcome.Starts.class);
        String own = member("RUN chown -R node:node /app\nUSER node");
        assertThat(Started.outcome(own)).isInstanceOf(Outcome.Starts.class);
    }

    private static String member(String lines) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                %s
                WORKDIR /app/api
                CMD ["sh", "-c", "npm install && exec node server.js"]
                -- package.json --
                {"name": "root", "private": true, "workspaces": ["api"]}
                -- package-lock.json --
                {"name": "root", "lockfileVersion": 3, "packages": {
                  "": {"name": "root", "workspaces": ["api"]}, "api": {"name": "api", "version": "1.0.0"},
                  "node_modules/api": {"resolved": "api", "link": true}}}
                -- api/package.json --
                {"name": "api", "version": "1.0.0"}
                -- api/server.js --
                require('http').createServer().listen(3000)
                """.formatted(lines);
    }

    @Test
    void aQuestionForTheServerThatBuildsHasNoKnownAnswer() {
        for (String step :
                new String[] {"is-ci --help && npm run dev", "is-ci || npm run dev", "is-ci && npm run dev"}) {
            assertThat(Started.outcome(image("npm install\n./node_modules/.bin/" + step)))
                    .as(step)
                    .isInstanceOf(Outcome.Undecided.class);
        }
        for (String prepare : new String[] {"is-ci || husky", "is-ci && husky", "is-ci"}) {
            String built = image("npm run dev")
                    .replace("RUN chmod", "RUN npm ci && chmod")
                    .replace("\"is-ci || husky\"", "\"" + prepare + "\"");
            assertThat(Started.outcome(built)).as(prepare).isInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void aSecondEntryIsNotTakenForTheFirst() {
        String moved = image("npm install\nnpm run dev").replace("\"src/**/*\"]", "\"src/**/*\", \"lib/**/*\"]")
                + "-- lib/name.ts --\nexport const name = 'x';\n";
        assertThat(Started.outcome(moved))
                .isInstanceOfSatisfying(
                        Outcome.Starts.class,
                        starts -> assertThat(starts.process()).contains("/app/dist/src/main"));
    }
}
