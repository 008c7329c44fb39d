package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;

/** Starts through tsx and concurrently, measured with tsx 4.20 and concurrently 9.2. */
class TsxStartTest {

    private static String image(String command) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g tsx concurrently
                WORKDIR /app
                COPY package.json ./
                COPY src src
                CMD %s
                -- package.json --
                {"type": "module"}
                -- src/server.ts --
                import { port } from './config.js'
                import type { Gone } from './gone'
                import { createServer } from 'node:http'
                const server: unknown = createServer().listen(port as number)
                -- src/config.ts --
                export const port: number = 3000
                -- src/job.ts --
                import { port } from './config'
                console.log(port satisfies number)
                -- src/lost.ts --
                import { x } from 'nothing-like-it'
                x.listen(1)
                -- src/gone.ts --
                export type Gone = string
                """.formatted(command);
    }

    @Test
    void aProgramThatListensServes() {
        assertThat(Started.outcome(image("tsx src/server.ts"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("tsx --env-file-if-exists=.env src/server.ts")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void oneThatListensNowhereIsAStep() {
        assertThat(Started.outcome(image("tsx src/job.ts"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(image("tsx src/job.ts && tsx src/server.ts")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aPackageThatIsThereAsACopyIsStillReadBehindAStep() {
        String tree = """
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g tsx
                WORKDIR /app
                COPY package.json ./
                COPY src src
                COPY lib node_modules/lib
                CMD tsx src/job.ts && node src/main.js
                -- package.json --
                {"type": "module"}
                -- src/job.ts --
                console.log(1 satisfies number)
                -- src/main.js --
                import { port } from 'lib'
                import { createServer } from 'node:http'
                createServer().listen(port)
                -- lib/package.json --
                {"name": "lib", "type": "module", "exports": "./%s.js"}
                -- lib/index.js --
                export const port = 3000
                """;

        assertThat(Started.outcome(tree.formatted("index"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree.formatted("other"))).isNotInstanceOf(Outcome.Starts.class);
    }

    private static String hooked(String type, String install, String command) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci %s
                COPY src src
                CMD %s
                -- package.json --
                {"name": "a", %s "dependencies": {"express": "4.18.2"}, "devDependencies": {"tsx": "4.20.6"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "dependencies": {"express": "4.18.2"}, "devDependencies": {"tsx": "4.20.6"}},
                  "node_modules/express": {"version": "4.18.2"},
                  "node_modules/tsx": {"version": "4.20.6", "dev": true, "bin": {"tsx": "dist/cli.mjs"}}
                }}
                -- src/server.ts --
                import express from 'express'
                import { port } from './config'
                express().listen(port as number)
                -- src/config.ts --
                export const port: number = 3000
                -- src/early.ts --
                console.log('early' satisfies string)
                -- src/lost.ts --
                import { x } from './nothing-like-it'
                x.listen(1)
                """.formatted(install, command, type);
    }

    @Test
    void nodeTakesTypeScriptWithTheHooksOfTsx() {
        String module = "\"type\": \"module\",";
        for (String command : java.util.List.of(
                "node --import tsx src/server.ts",
                "node --import=tsx src/server.ts",
                "node --import tsx/esm --enable-source-maps src/server.ts",
                "node --import tsx --import ./src/early.ts src/server.ts")) {
            assertThat(Started.outcome(hooked(module, "", command))).as(command).isInstanceOf(Outcome.Starts.class);
        }
        for (String command :
                java.util.List.of("node --require tsx/cjs src/server.ts", "node -r tsx/cjs ./src/server.ts")) {
            assertThat(Started.outcome(hooked("", "", command))).as(command).isInstanceOf(Outcome.Starts.class);
        }
        assertThat(Started.outcome(
                        hooked(module, "", "node --import tsx src/early.ts && node --import tsx src/server.ts")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theHooksOfTsxAreForOneKindOfModuleAndHaveToBeInstalled() {
        String module = "\"type\": \"module\",";
        assertThat(Started.outcome(hooked(module, "", "node -r tsx/cjs src/server.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(hooked("", "", "node --import tsx/esm src/server.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(hooked(module, "--omit=dev", "node --import tsx src/server.ts")))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(hooked(module, "", "node --import tsx src/gone.ts")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(hooked(module, "", "node --import tsx src/lost.ts")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(hooked(module, "", "node --import tsx --import ./src/lost.ts src/server.ts")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(hooked(module, "", "node --import tsx src/early.ts")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatItMayNotFindIsNotProven() {
        assertThat(Started.outcome(image("tsx src/lost.ts"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(image("tsx watch src/server.ts"))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aFileThatIsNotThereEndsIt() {
        Failure failure = Started.death(image("tsx src/main.ts"));

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.output())
                .isEqualTo("Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/src/main.ts' imported from /app/");
    }

    @Test
    void commandsSideBySideKeepTheContainerRunningWhereEachDoes() {
        assertThat(Started.outcome(image("concurrently -n a,b \"tsx src/server.ts\" \"exec tsx src/server.ts\"")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("concurrently \"tsx src/server.ts\" \"tsx src/job.ts\"")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(image("concurrently -s first \"tsx src/server.ts\"")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aHookThatIsLoadedWithTheOptionOfTheOtherKindIsNone() {
        assertThat(Started.outcome(hooked("", "", "node --import tsx/cjs src/server.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
        // node asks its own loader for the program where anything is imported
        assertThat(Started.outcome(hooked("", "", "node --import ./src/early.ts -r tsx/cjs src/server.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
        String module = "\"type\": \"module\",";
        for (String command : java.util.List.of("node -r tsx src/server.ts", "node -r tsx/esm src/server.ts")) {
            String tree = hooked(module, "", command);
            assertThat(Started.outcome(tree)).as(command).isNotInstanceOf(Outcome.Starts.class);
            assertThat(Started.outcome(tree.replace("node:22", "node:24")))
                    .as(command)
                    .isInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void whatWaitsAtItsTopLevelIsNoCommonJs() {
        String module = "\"type\": \"module\",";
        for (String command : java.util.List.of("node --import tsx src/server.ts", "npx tsx src/server.ts")) {
            for (String type : java.util.List.of("", module)) {
                String tree = hooked(type, "", command);
                assertThat(Started.outcome(tree)).as(command).isInstanceOf(Outcome.Starts.class);
                Outcome waiting =
                        Started.outcome(tree.replace("express().listen", "await Promise.resolve()\nexpress().listen"));
                Outcome below = Started.outcome(
                        tree.replace("number = 3000", "number = await import('./early').then(() => 3000)"));
                if (type.isEmpty()) {
                    assertThat(waiting).as(command).isNotInstanceOf(Outcome.Starts.class);
                    assertThat(below).as(command).isNotInstanceOf(Outcome.Starts.class);
                } else {
                    assertThat(waiting).as(command).isInstanceOf(Outcome.Starts.class);
                    assertThat(below).as(command).isInstanceOf(Outcome.Starts.class);
                }
            }
        }
    }

    @Test
    void whatWaitsInAFunctionMayBeCommonJs() {
        String tree = hooked("", "", "node -r tsx/cjs src/server.ts")
                .replace(
                        "express().listen(port as number)",
                        "async function start(): Promise<void> {\n  await Promise.resolve()\n  express().listen(port as number)\n}\nvoid start()");
        assertThat(Started.outcome(tree)).isInstanceOf(Outcome.Starts.class);
    }

    private static final String WORKER = """
            -- Dockerfile --
            FROM node:22-alpine
            RUN corepack enable && npm install -g tsx concurrently
            WORKDIR /app
            COPY . .
            RUN yarn install
            %s
            CMD ["sh", "-c", "cd worker && exec tsx worker.ts"]
            -- .yarnrc.yml --
            nodeLinker: node-modules
            -- package.json --
            {"name": "root", "packageManager": "yarn@4.12.0", "workspaces": ["worker", "db"]}
            -- worker/package.json --
            {"name": "worker", "dependencies": {"@x/db": "*"}}
            -- worker/worker.ts --
            import { db } from "@x/db"
            import { sleep } from "@x/db/timing"
            async function main() {
              await db.user.findMany()
              while (true) {
                await db.user.findMany()
                await sleep(5)
              }
            }
            main()
            -- db/package.json --
            {"name": "@x/db", "main": "index.ts", "dependencies": {"@prisma/client": "6.7.0", "prisma": "6.7.0"}}
            -- db/index.ts --
            import { PrismaClient } from "@prisma/client"
            export const db: PrismaClient = new PrismaClient()
            -- db/timing.ts --
            export function sleep(seconds: number) {
              return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
            }
            -- db/schema.prisma --
            generator client {
              provider = "prisma-client-js"
            }
            -- yarn.lock --
            __metadata:
              version: 8

            "@prisma/client@npm:6.7.0":
              version: 6.7.0
              resolution: "@prisma/client@npm:6.7.0"

            "@x/db@workspace:db":
              version: 0.0.0-use.local
              resolution: "@x/db@workspace:db"

            "prisma@npm:6.7.0":
              version: 6.7.0
              resolution: "prisma@npm:6.7.0"
              bin:
                prisma: build/index.js

            "worker@workspace:worker":
              version: 0.0.0-use.local
              resolution: "worker@workspace:worker"
            """;

    private static Outcome worker(String lines) {
        return Started.outcome(WORKER.formatted(lines));
    }

    @Test
    void aWorkerThatRepeatsSomethingForEverKeepsRunning() {
        String generate = "RUN cd db && yarn prisma generate";

        assertThat(worker(generate)).isInstanceOf(Outcome.Starts.class);
        assertThat(worker(
                        "RUN python3 step.py || true\n" + generate + "\nRUN yarn workspaces focus worker --production"))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aWorkerOfWhichAPartMayBeMissingIsNotProvenToRun() {
        assertThat(worker("")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(worker("RUN cd db && yarn prisma generate\nRUN rm db/timing.ts"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(worker("RUN cd db && yarn prisma generate\nRUN rm -r node_modules/.prisma"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(worker("RUN cd db && yarn prisma generate\nRUN rm -r node_modules/@x"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(
                        worker(
                                "RUN cd db && yarn prisma generate\nRUN echo '{\"name\": \"@x/db\", \"exports\": {}}' > db/package.json"))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
