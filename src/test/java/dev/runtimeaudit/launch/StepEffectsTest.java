package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the steps of a start leave for those behind them. */
class StepEffectsTest {

    private static String tree(String line) {
        return """
                -- Dockerfile --
                FROM node:20-bookworm-slim
                WORKDIR /app
                COPY . .
                ENTRYPOINT ["sh", "-c", "%s"]
                -- package.json --
                {"scripts": {"build": "node gen.js"}, "dependencies": {"express": "4.18.2"}}
                -- server.js --
                require('express')()
                -- gen.js --
                require('node:fs').mkdirSync('out')
                """.formatted(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm i && node server.js",
                "npm install; exec node server.js",
                "if [ ! -d node_modules ]; then npm install; fi; exec node server.js",
                "yarn install && node server.js",
                "node gen.js && node server.js",
            })
    void aStartThatInstallsMayFindItsModules(String line) {
        assertThat(Started.outcome(tree(line))).isNotInstanceOf(Outcome.Dies.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm run build && node dist/main.js",
                "npx tsc -p . && node dist/main.js",
                "npx some-tool && node out/index.js",
                "node gen.js && node out/index.js",
                "npx next build && npx next start",
            })
    void aStartThatBuildsMayFindWhatItBuilt(String line) {
        assertThat(Started.outcome(tree(line))).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aStartThatRunsPythonMayFindWhatItWrote() {
        assertThat(Started.outcome("""
                        -- Dockerfile --
                        FROM python:3.12-slim
                        WORKDIR /app
                        COPY . .
                        CMD ["sh", "-c", "python gen.py && python out/main.py"]
                        -- gen.py --
                        import os
                        os.makedirs('out')
                        """)).isNotInstanceOf(Outcome.Dies.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node --version", "npm --version", "ls -la", "date"})
    void aStepThatOnlyLooksLeavesNothing(String step) {
        assertThat(Started.death(tree(step + "; node server.js")).cause()).isEqualTo(Cause.MODULE_NOT_FOUND);
        assertThat(Started.death(tree(step + "; node dist/main.js")).cause()).isEqualTo(Cause.START_FILE_MISSING);
    }

    @Test
    void aStepInTheProjectPutsNoCommandOnPath() {
        assertThat(Started.death(tree("node gen.js; exec dumb-init node server.js"))
                        .cause())
                .isEqualTo(Cause.COMMAND_NOT_FOUND);
    }

    private static String standalone(String setup, String more) {
        return """
            -- Dockerfile --
            FROM node:20-alpine AS build
            WORKDIR /app
            COPY . .
            RUN npm ci
            RUN npx next build
            FROM node:20-alpine
            WORKDIR /app
            COPY --from=build /app/.next/standalone ./
            COPY setup.js start.sh ./
            CMD ["sh", "start.sh"]
            -- start.sh --
            node setup.js
            node seed.js
            node server.js
            -- setup.js --
            %s
            -- seed.js --
            console.log(1);
            -- package.json --
            {"name": "web", "dependencies": {"execa": "9.0.0", "next": "14.2.35", "tar": "7.0.0"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {
              "": {"name": "web", "dependencies": {"execa": "9.0.0", "next": "14.2.35", "tar": "7.0.0"}},
              "node_modules/execa": {"version": "9.0.0"}, "node_modules/tar": {"version": "7.0.0"},
              "node_modules/next": {"version": "14.2.35", "bin": {"next": "dist/bin/next"}}}}
            -- next.config.js --
            module.exports = {output: "standalone"}
            -- app/page.js --
            export default () => null
            %s""".formatted(setup, more);
    }

    @Test
    void aScriptOfTheProjectMakesNoScriptThatItDoesNotName() {
        Launch launch = Started.launch(standalone(
                "const { spawnSync } = require('child_process');\nspawnSync('prisma', ['migrate', 'deploy']);", ""));

        assertThat(launch.tolerated())
                .anySatisfy(
                        failure -> assertThat(failure.output()).isEqualTo("Error: Cannot find module '/app/seed.js'"));
    }

    @Test
    void aScriptOfTheProjectMayMakeAScriptThatItNames() {
        assertThat(Started.launch(standalone(
                                "require('fs').writeFileSync('seed.js', '');\nrequire('./other');\n",
                                "-- other.js --\n"))
                        .tolerated())
                .isEmpty();
        assertThat(Started.launch(standalone("require('child_process').execSync(`npx make-it ${'seed.js'}`);", ""))
                        .tolerated())
                .isEmpty();
    }

    private static Outcome withSecret(String command) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN apk add --no-cache openssl
                WORKDIR /app
                COPY server.js .
                CMD ["sh", "-c", "export SECRET=$(openssl %s) && node %s"]
                -- server.js --
                require('node:http').createServer().listen(80)
                """.formatted((Object[]) command.split("; ")));
    }

    @Test
    void aSecretThatIsMadeUpLeavesNothingBehind() {
        assertThat(withSecret("rand -base64 32; server.js")).isInstanceOf(Outcome.Starts.class);
        assertThat(withSecret("rand -hex 32; main.js")).isInstanceOf(Outcome.Dies.class);
        assertThat(withSecret("rand -out main.js -hex 32; main.js")).isInstanceOf(Outcome.Undecided.class);
        assertThat(withSecret("genrsa 2048; main.js")).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (process.env.A) console.log(1);",
                "const { execSync } = require('child_process'); if (process.env.A) { execSync('npx prisma migrate resolve --applied 0', {stdio: 'inherit'}); }",
                "const { execSync, spawnSync } = require('node:child_process'); const a = ['prisma', 'migrate', 'diff']; const c = 'npx'; spawnSync(c, a, {}); execSync('npx prisma migrate dev');",
            })
    void aScriptThatAtMostMigratesMakesNoScript(String script) {
        assertThat(Started.launch(standalone(script, "")).tolerated())
                .anySatisfy(
                        failure -> assertThat(failure.output()).isEqualTo("Error: Cannot find module '/app/seed.js'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const { execSync } = require('child_process'); if (process.env.A) { execSync('tar xf /s.tar'); }",
                "const { execSync } = require('child_process'); execSync(`cp -r ${process.env.A}/. .`);",
                "const cp = require('child_process'); cp.spawnSync(process.env.A, []);",
                "const { spawnSync: run } = require('child_process'); run('git', ['clone', process.env.A, '.']);",
                "const { spawnSync } = require('child_process'); const a = ['prisma', 'migrate', 'diff']; a.push(1); spawnSync('npx', a);",
                "const { spawnSync } = require('child_process'); const run = spawnSync; run('unzip', ['/s.zip']);",
                "const { exec } = require('child_process'); exec('npx prisma migrate deploy && tar xf x', () => {});",
                "(async () => { const { execa } = await import('execa'); await execa('tar', ['xf', 'x']); })();",
                "(async () => { const tar = await import('tar'); await tar.x({file: 'x'}); })();",
                "require('fs').cpSync('/s', '.', {recursive: true});",
            })
    void aScriptThatStartsProgramsUnpacksOrCopiesMayBringAnyScript(String script) {
        assertThat(Started.launch(standalone(script, "")).tolerated())
                .noneMatch(failure -> failure.output().contains("seed.js"));
    }

    private static Outcome linked(String main, String line) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:20-bookworm-slim
                WORKDIR /app
                COPY . .
                RUN npm ci
                CMD ["sh", "-c", "%s"]
                -- package.json --
                {"workspaces": ["lib"], "dependencies": {"lib": "1.0.0", "pg": "8.0.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {
                  "": {"workspaces": ["lib"], "dependencies": {"lib": "1.0.0", "pg": "8.0.0"}},
                  "lib": {"version": "1.0.0"}, "node_modules/lib": {"resolved": "lib", "link": true},
                  "node_modules/pg": {"version": "8.0.0"}}}
                -- lib/package.json --
                {"name": "lib", "version": "1.0.0", "main": "%s"}
                -- lib/index.js --
                require('pg')
                -- migrate.js --
                require('pg').connect()
                -- server.js --
                require('lib')
                require('http').createServer().listen(3000)
                """.formatted(line, main));
    }

    @Test
    void aPackageOfTheWorkspaceIsThereBehindAStepAsBeforeIt() {
        assertThat(linked("index.js", "node server.js")).isInstanceOf(Outcome.Starts.class);
        assertThat(linked("index.js", "node migrate.js && node server.js")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void oneWithoutItsMainFileIsMissedOrLeftOpen() {
        assertThat(linked("gone/index.js", "node server.js"))
                .isInstanceOf(Outcome.Starts.class); // index.js stands in for it
        assertThat(linked("index.js", "rm lib/index.js; node server.js")).isInstanceOf(Outcome.Dies.class);
        assertThat(linked("index.js", "rm lib/index.js; node migrate.js && node server.js"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(linked("index.js", "rm node_modules/lib; node migrate.js && node server.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
