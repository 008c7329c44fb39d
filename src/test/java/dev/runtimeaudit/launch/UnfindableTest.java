package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that a program asks for whatever else it does. The words were measured with node 20.20. */
class UnfindableTest {

    private static final String INSTALLED = """
        -- Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        COPY . .
        RUN %s
        CMD ["node", "%s"]
        -- package.json --
        {"workspaces": ["lib"], "dependencies": {"express": "4.0.0", "@prisma/client": "6.7.0", "lib": "1.0.0"}}
        -- package-lock.json --
        {"lockfileVersion": 3, "packages": {
          "": {"workspaces": ["lib"], "dependencies": {"express": "4.0.0", "@prisma/client": "6.7.0", "lib": "1.0.0"}},
          "lib": {"version": "1.0.0"}, "node_modules/lib": {"resolved": "lib", "link": true},
          "node_modules/express": {"version": "4.0.0"}, "node_modules/module-alias": {"version": "2.0.0"}, "node_modules/@prisma/client": {"version": "6.7.0"}}}
        -- lib/package.json --
        {"name": "lib", "version": "1.0.0", "main": "dist/index.js"}
        """;

    private static Outcome outcome(String install, String main, String files) {
        return Started.outcome(INSTALLED.formatted(install, main) + files);
    }

    private static String death(Outcome outcome, Cause cause) {
        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        assertThat(((Outcome.Dies) outcome).failure().cause()).isEqualTo(cause);
        return ((Outcome.Dies) outcome).failure().output();
    }

    @Test
    void aModuleBehindOnesThatAreNotFollowedIsMissedAllTheSame() {
        Outcome outcome = outcome("npm ci", "server.js", """
            -- server.js --
            const app = require("express")()
            require("./routes")(app)
            app.listen(3000)
            -- routes.js --
            const helmet = require("helmet")
            module.exports = app => app.use(helmet())
            """);

        assertThat(death(outcome, Cause.MODULE_NOT_FOUND)).isEqualTo("Error: Cannot find module 'helmet'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const app = require('express')()\nif (process.env.X) require('helmet')\napp.listen(3000)",
                "const app = require('express')()\ntry { require('helmet') } catch {}\napp.listen(3000)",
                "const app = require('express')()\nconst lazy = () =>\n  wrap(\n    require('helmet'))\napp.listen(3000)",
                "const app = require('express')()\nprocess.env.X && wrap(require('helmet'))\napp.listen(3000)",
                "const app = require('express')()\nconst all = process.env.X ? [require('helmet')] : []\napp.listen(3000)",
                "const app = require('express')()\nif (process.env.X) app.use(require('helmet'))\napp.listen(3000)",
                "const app = require('express')()\nif (process.env.X)\n  app.use(require('helmet'))\napp.listen(3000)",
                "const app = require('express')()\nif (app.ready) process.exit()\nrequire('helmet')\napp.listen(3000)",
                "const app = require('express')()\nrequire('sucrase/register/ts')\nrequire('helmet')\napp.listen(3000)",
                "const app = require('express')()\nfunction help() { process.exit() }\nhelp()\nrequire('helmet')",
                "const app = require('express')()\nconst help = async a => { process.exit(0) }\nhelp(1)\nrequire('helmet')",
                "const app = require('express')()\nif (app.idle) return\nrequire('helmet')",
                "const app = require('express')()\nconst { exit } = require('process')\nif (app.idle) exit()\nrequire('helmet')",
                "const app = require('express')()\nrequire('rollbar')\nrequire('helmet')\napp.listen(3000)",
                "require('module-alias/register')\nconst app = require('express')()\nrequire('helmet')\napp.listen(3000)",
                "const app = require('express')()\nprocess.on('uncaughtException', console.log)\nrequire('helmet')"
            })
    void whatMayNotBeAskedForProvesNothing(String main) {
        assertThat(outcome("npm ci", "server.js", "-- server.js --\n" + main + "\n"))
                .isNotInstanceOf(Outcome.Dies.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const app = require('express')()\nif (app.broken) process.exit(1)\nrequire('helmet')",
                "const app = require('express')()\nprocess.on('SIGTERM', () => process.exit(0))\nrequire('helmet')",
                "const app = require('express')()\nfunction stop() { process.exit() }\nprocess.on('SIGTERM', stop)\nrequire('helmet')",
                "const app = require('express')()\nconst f = x => { return x }\nf(1)\nrequire('helmet')",
                "const app = require('express')()\nconst a = app.b || app.c\napp.use(require('helmet')())",
                "const app = require('express')()\napp.a || app.b()\napp.use(require('helmet')())"
            })
    void whatStandsInFrontAndDecidesNothingHidesNothing(String main) {
        assertThat(death(outcome("npm ci", "server.js", "-- server.js --\n" + main + "\n"), Cause.MODULE_NOT_FOUND))
                .isEqualTo("Error: Cannot find module 'helmet'");
    }

    @Test
    void anEsModuleSaysWhoImports() {
        Outcome outcome = outcome("npm ci", "server.mjs", """
            -- server.mjs --
            import express from "express"
            import helmet from "helmet"
            express().listen(3000)
            """);

        assertThat(death(outcome, Cause.MODULE_NOT_FOUND))
                .isEqualTo("Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'helmet' imported from /app/server.mjs");
    }

    @Test
    void aPackageWhoseMainWasNotBuiltIsNamedByItsPath() {
        Outcome outcome = outcome("npm ci", "server.js", """
            -- server.js --
            const app = require("express")()
            require("lib")
            app.listen(3000)
            """);

        assertThat(death(outcome, Cause.MODULE_NOT_FOUND))
                .isEqualTo(
                        "Error: Cannot find module '/app/node_modules/lib/dist/index.js'. Please verify that the package.json has a"
                                + " valid \"main\" entry");
    }

    @Test
    void aPackageOfTheWorkspaceThatIsNotThereIsALinkToNowhere() {
        Outcome outcome = outcome("npm ci && rm -r lib", "server.js", """
            -- server.js --
            const app = require("express")()
            require("lib")
            app.listen(3000)
            """);

        assertThat(death(outcome, Cause.WORKSPACE_PACKAGE_NOT_SHIPPED)).isEqualTo("Error: Cannot find module 'lib'");
    }

    @Test
    void aClientThatNobodyGeneratedCannotBeLoadedWhereNoScriptRan() {
        Outcome outcome = outcome("npm ci --ignore-scripts", "server.js", """
            -- server.js --
            const app = require("express")()
            const { PrismaClient } = require("@prisma/client")
            app.listen(3000)
            """);

        assertThat(death(outcome, Cause.PRISMA_CLIENT_MISSING))
                .isEqualTo("Error: Cannot find module '.prisma/client/default'");
    }

    @Test
    void theStubOfThePostinstallThrowsWhenAClientIsMade() {
        String main = """
            -- server.js --
            const app = require("express")()
            const { PrismaClient } = require("@prisma/client")
            %s
            app.listen(3000)
            """;

        assertThat(death(
                        outcome("npm ci", "server.js", main.formatted("const prisma = new PrismaClient()")),
                        Cause.PRISMA_CLIENT_MISSING))
                .startsWith("Error: @prisma/client did not initialize yet. Please run \"prisma generate\"");
        assertThat(death(
                        outcome(
                                "npm ci",
                                "server.js",
                                main.formatted("const prisma = globalThis.prisma ?? new PrismaClient()")),
                        Cause.PRISMA_CLIENT_MISSING))
                .startsWith("Error: @prisma/client did not initialize yet.");
        assertThat(outcome("npm ci", "server.js", main.formatted("const make = () => new PrismaClient()")))
                .isNotInstanceOf(Outcome.Dies.class);
    }

    private static final String CLIENT = """
        -- server.js --
        const app = require("express")()
        const { PrismaClient } = require("@prisma/client")
        const prisma = new PrismaClient()
        app.listen(3000)
        """;

    @Test
    void aClientThatWasGeneratedServes() {
        Outcome outcome = outcome("npm ci --ignore-scripts && npx prisma@6.7.0 generate", "server.js", """
                -- prisma/schema.prisma --
                generator client {
                  provider = "prisma-client-js"
                }
                """ + CLIENT);

        assertThat(outcome).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aClientWithoutItsManifestIsNoStub() {
        Outcome outcome = outcome(
                "npm ci --ignore-scripts && mkdir -p node_modules/.prisma/client && echo x > node_modules/.prisma/client/default.js",
                "server.js",
                CLIENT);

        assertThat(outcome).isNotInstanceOf(Outcome.Dies.class);
    }

    /** With and without the stub of the postinstall. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm ci && npx nx run db:generate",
                "npm ci --ignore-scripts && npx nx run db:generate",
                "npm ci && node tools/generate.js",
                "npm ci && ./generate",
                "npm ci && cd lib && npx nx run db:generate"
            })
    void whatMayHaveGeneratedTheClientProvesNothing(String install) {
        assertThat(outcome(install, "server.js", CLIENT)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aCompilerGeneratesNoClient() {
        assertThat(death(outcome("npm ci && npx next build", "server.js", CLIENT), Cause.PRISMA_CLIENT_MISSING))
                .startsWith("Error: @prisma/client did not initialize yet.");
    }

    @Test
    void aClientOfTheSameNameFromElsewhereIsNotTheStub() {
        Outcome outcome = outcome("npm ci", "server.js", """
            -- server.js --
            const app = require("express")()
            const { Prisma } = require("@prisma/client")
            const { PrismaClient } = require("./generated")
            const prisma = new PrismaClient()
            app.listen(3000)
            -- generated.js --
            exports.PrismaClient = require("express")
            """);

        assertThat(outcome).isNotInstanceOf(Outcome.Dies.class);
    }

    /** What pnpm writes into {@code node_modules/.bin} sets NODE_PATH to its store. */
    @Test
    void aCommandOfPnpmPutsItsStoreWithinReach() {
        String image = """
            -- Dockerfile --
            FROM node:20-alpine
            RUN npm install -g pnpm@9.15.9
            WORKDIR /app
            COPY . .
            RUN pnpm install --frozen-lockfile
            CMD [%s]
            -- package.json --
            {"dependencies": {"cross-env": "7.0.3"}}
            -- pnpm-lock.yaml --
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  cross-env:
                    specifier: 7.0.3
                    version: 7.0.3
            packages:
              cross-env@7.0.3:
                hasBin: true
              cross-spawn@7.0.6: {}
            snapshots:
              cross-env@7.0.3:
                dependencies:
                  cross-spawn: 7.0.6
              cross-spawn@7.0.6: {}
            -- server.js --
            require("cross-spawn")
            """;

        assertThat(Started.outcome(image.formatted("\"node\", \"server.js\""))).isInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(
                        image.formatted("\"node_modules/.bin/cross-env\", \"A=b\", \"node\", \"server.js\"")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    /** Which line somebody has to change, with express in one group of package.json or another. */
    @ParameterizedTest
    @CsvSource({
        "dependencies, Dockerfile:9",
        "devDependencies, api/package.json:3",
        "peerDependencies, Dockerfile:9",
        "other, api/src/main.ts:2"
    })
    void theBlameLiesWithTheListTheStepOrTheImport(String group, String place) {
        Outcome outcome = Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /app
                COPY . .
                RUN npm ci && npx tsc -p api
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci --omit=dev
                COPY --from=build /app/api/dist ./dist
                CMD ["node", "dist/main.js"]
                -- package.json --
                {"dependencies": {"fastify": "5.0.0"}, "devDependencies": {"typescript": "5.4.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {
                  "": {"dependencies": {"fastify": "5.0.0"}, "devDependencies": {"typescript": "5.4.0"}},
                  "node_modules/typescript": {"version": "5.4.0", "dev": true, "bin": {"tsc": "bin/tsc"}},
                  "node_modules/fastify": {"version": "5.0.0"}}}
                -- api/package.json --
                {"%s": {
                  "a": "1",
                  "express": "4.0.0"}}
                -- api/tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "rootDir": "src", "module": "commonjs"}, "include": ["src"]}
                -- api/src/main.ts --
                import fastify from "fastify"
                import express from "express"
                const app = fastify()
                app.use(express())
                """.formatted(group));

        assertThat(death(outcome, Cause.MODULE_NOT_FOUND)).isEqualTo("Error: Cannot find module 'express'");
        assertThat(((Outcome.Dies) outcome).failure().at().path() + ":"
                        + ((Outcome.Dies) outcome).failure().at().line())
                .isEqualTo(place);
    }

    private static final String BUNDLE = """
            -- Dockerfile --
            FROM node:20-alpine AS build
            WORKDIR /app
            COPY . .
            RUN npm ci && npx esbuild src/main.ts --bundle --platform=node --packages=external --outfile=dist/main.js
            FROM node:20-alpine
            WORKDIR /app
            COPY package.json package-lock.json ./
            RUN npm ci --omit=dev
            COPY --from=build /app/dist ./dist
            CMD ["node", "dist/main.js"]
            -- package.json --
            {"dependencies": {"fastify": "5.0.0"}, "devDependencies": {"esbuild": "0.28.0", "helmet": "8.0.0"}}
            -- package-lock.json --
            {"lockfileVersion": 3, "packages": {
              "": {"dependencies": {"fastify": "5.0.0"}, "devDependencies": {"esbuild": "0.28.0", "helmet": "8.0.0"}},
              "node_modules/esbuild": {"version": "0.28.0", "dev": true, "bin": {"esbuild": "bin/esbuild"}},
              "node_modules/helmet": {"version": "8.0.0", "dev": true},
              "node_modules/fastify": {"version": "5.0.0"}}}
            -- src/main.ts --
            import fastify from "fastify"
            import { log } from "./log"
            import helmet from "helmet"
            %s
            const app = fastify()
            app.use(helmet())
            app.listen({ port: 3000 }, log)
            -- src/log.ts --
            export const log = () => console.log("up")
            %s
            """;

    @Test
    void whatABundleLeavesOutHasToBeThere() {
        Outcome outcome = Started.outcome(BUNDLE.formatted("process.on('uncaughtException', log)", ""));

        assertThat(death(outcome, Cause.MODULE_NOT_FOUND)).isEqualTo("Error: Cannot find module 'helmet'");
        assertThat(((Outcome.Dies) outcome).failure().at().line()).isEqualTo(9);
    }

    @Test
    void theBodyOfAFileThatTheBundleRunsFirstMayDecide() {
        assertThat(Started.outcome(BUNDLE.formatted("", "process.on('uncaughtException', log)")))
                .isNotInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(BUNDLE.formatted("", "if (process.argv[3]) process.exit(0)")))
                .isNotInstanceOf(Outcome.Dies.class);
    }
}
