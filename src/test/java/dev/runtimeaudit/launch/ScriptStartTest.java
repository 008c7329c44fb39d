package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts of projects that scripts and builders have made ready. */
class ScriptStartTest {

    private static final World OPEN = World.open(Engine.DOCKER_28, Phase.START);

    private static Outcome start(String txtar) {
        SourceTree tree = SourceTree.of(txtar);
        var built = Build.target(
                DockerfileReader.read(
                        tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                BuildRequest.of(tree, OPEN.in(Phase.BUILD), Programs.ALL),
                Knowledge.shipped());
        Environment given = Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        return Launches.start(
                        built.image(), LaunchRequest.ofImage(Span.wholeFile(new TreePath("Dockerfile")), given, OPEN))
                .outcome();
    }

    private static final String PROJECT = """
            -- package.json --
            {"name": "a", "dependencies": {"express": "4"}, "devDependencies": {"tsup": "8", "dayjs": "1"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "dependencies": {"express": "4"}, "devDependencies": {"tsup": "8", "dayjs": "1"}},
              "node_modules/express": {"version": "4.18.0"},
              "node_modules/dayjs": {"version": "1.11.0", "dev": true},
              "node_modules/tsup": {"version": "8.5.0", "dev": true, "bin": {"tsup": "dist/cli.js"}}
            }}
            -- src/index.ts --
            import express from "express";
            import { port } from "./port";
            express().listen(port);
            -- src/port.ts --
            import dayjs from "dayjs";
            export const port = dayjs();
            """;

    private static Outcome bundled(String tsup) {
        return start("""
            -- Dockerfile --
            FROM node:20-alpine AS build
            WORKDIR /app
            COPY . .
            RUN npm ci
            RUN npx tsup src/index.ts %s

            FROM node:20-alpine
            WORKDIR /app
            COPY package*.json ./
            RUN npm ci --omit=dev
            COPY --from=build /app/dist ./dist
            CMD ["node", "dist/index.js"]
            """.formatted(tsup) + PROJECT);
    }

    @Test
    void aBundleStartsWhereWhatItLeftOutsideIsInstalled() {
        assertThat(bundled("")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aBundleThatAsksForAPackageOfDevelopmentIsNoProof() {
        assertThat(bundled("--external dayjs")).isNotInstanceOf(Outcome.Starts.class);
    }

    private static Outcome behind(String prestart) {
        return start("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY . .
            RUN npm i -g knex
            CMD ["npm", "start"]
            -- package.json --
            {"scripts": {"prestart": "%s", "start": "node server.js"}}
            -- server.js --
            require("http").createServer().listen(3000)
            """.formatted(prestart));
    }

    @Test
    void whatComesBehindAMigrationStartsWhereAPeerAnswers() {
        assertThat(behind("knex migrate:latest")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatComesBehindAProgramThatNobodyKnowsIsNoProof() {
        assertThat(behind("wonder")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(behind("knex migrate:latest && wonder")).isNotInstanceOf(Outcome.Starts.class);
    }

    private static Outcome fetching(String line) {
        return start("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY . .
            CMD ["sh", "start.sh"]
            -- start.sh --
            if [ -n "$CA" ]; then
              %s || echo gone
            fi
            exec node server.js
            -- server.js --
            require("./lib"); require("http").createServer().listen(3000)
            -- lib.js --
            exports.a = 1
            """.formatted(line));
    }

    @Test
    void whatAStartDownloadsIsTheFileThatItNames() {
        assertThat(fetching("wget -q -O ca.pem \"$CA\"")).isInstanceOf(Outcome.Starts.class);
        assertThat(fetching("wget -q -O \"$TO\" \"$CA\"")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(fetching("wget -q -O server.js \"$CA\"")).isNotInstanceOf(Outcome.Starts.class);
    }

    private static Outcome seeded(String seed, String type) {
        return start("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY . .
            RUN npm ci
            CMD ["sh", "start.sh"]
            -- start.sh --
            set -e
            npm run seed
            node server.js
            -- package.json --
            {"name": "a", "type": "%s", "scripts": {"seed": "%s"}, "devDependencies": {"ts-node": "10", "tsconfig-paths": "4"}, "dependencies": {"typeorm": "0.3.28"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "devDependencies": {"ts-node": "10", "tsconfig-paths": "4"}, "dependencies": {"typeorm": "0.3.28"}},
              "node_modules/tsconfig-paths": {"version": "4.2.0", "dev": true},
              "node_modules/typeorm": {"version": "0.3.28"},
              "node_modules/ts-node": {"version": "10.9.2", "dev": true, "bin": {"ts-node": "dist/bin.js"}}
            }}
            -- seed.ts --
            import { rows } from "./rows";
            console.log(rows);
            -- rows.ts --
            export const rows = [1];
            -- lost.ts --
            import { rows } from "./elsewhere";
            -- server.js --
            require("http").createServer().listen(3000)
            """.formatted(type, seed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ts-node seed.ts",
                "ts-node -r tsconfig-paths/register ./seed.ts",
                "ts-node -T --files seed.ts",
                "ts-node -r tsconfig-paths/register ./node_modules/typeorm/cli.js -d db.ts migration:run"
            })
    void aStepOfTsNodeDoesItsWork(String seed) {
        assertThat(seeded(seed, "commonjs")).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ts-node lost.ts",
                "ts-node ./node_modules/other/cli.js migration:run",
                "ts-node -r gone/register seed.ts",
                "ts-node --esm seed.ts",
                "ts-node -e 1",
                "ts-node"
            })
    void aStepOfTsNodeOfWhichSomethingIsMissingIsNoProof(String seed) {
        assertThat(seeded(seed, "commonjs")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void tsNodeLoadsNoModulesOfEcmaScriptByItself() {
        assertThat(seeded("ts-node seed.ts", "module")).isNotInstanceOf(Outcome.Starts.class);
    }

    private static Outcome afterStep(String step, String server) {
        return start("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY . .
            RUN npm ci
            CMD ["sh", "start.sh"]
            -- start.sh --
            %s
            node server.js
            -- step.js --
            console.log(process.argv)
            -- package.json --
            {"name": "a", "dependencies": {"express": "4"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "dependencies": {"express": "4"}},
              "node_modules/express": {"version": "4.18.0"}
            }}
            -- server.js --
            %s
            """.formatted(step, server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node step.js", "node step.js --seed && echo done", "python3 step.py || true"})
    void aPackageIsThereBehindAStepAsItWasBefore(String step) {
        assertThat(afterStep(step, "require('express')().listen(3000)")).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "require('koa')().listen(3000)",
                "require('./made')().listen(3000)",
                "require('express')().get('/')",
                "require('express/lib/gone.js'); require('.prisma/client')"
            })
    void whatAStepMayHaveMadeIsNoProof(String server) {
        assertThat(afterStep("node step.js", server)).isNotInstanceOf(Outcome.Starts.class);
    }
}
