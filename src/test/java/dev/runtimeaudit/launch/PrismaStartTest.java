package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Starts that run the prisma CLI. Its words were measured with 5.22.0, 6.7.0, 6.19.0 and 7.10.1. */
class PrismaStartTest {

    private static final World OPEN = World.open(Engine.DOCKER_28, Phase.START);

    private static Outcome start(String install, String command, String schema) {
        SourceTree tree = SourceTree.of("""
            -- Dockerfile --
            FROM node:20-alpine
            RUN %s
            WORKDIR /app
            COPY . .
            CMD ["sh", "-c", "%s && node server.js"]
            -- server.js --
            require("http").createServer().listen(3000)
            -- db/schema.prisma --
            datasource db {
              provider = "postgresql"
            %s
            }
            """.formatted(install, command, schema));
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

    private static final String INSTALLED = "npm i -g prisma@6.7.0";

    private static Failure death(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        return ((Outcome.Dies) outcome).failure();
    }

    @ParameterizedTest
    @CsvSource({
        "prisma migrate deployy, deployy",
        "npx prisma migrate deployy, deployy",
        "npx prisma@5.1 db pushh --skip-generate, pushh",
        "prisma deploy, deploy",
    })
    void aSubcommandThatItDoesNotHave(String command, String subject) {
        Failure failure = death(start(INSTALLED, command, ""));

        assertThat(failure.cause()).isEqualTo(Cause.UNKNOWN_SUBCOMMAND);
        assertThat(failure.output()).isEqualTo("! Unknown command \"" + subject + "\"");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.subject()).isEqualTo(subject);
    }

    @Test
    void theTypingErrorIsOneWhereverTheCommandComesFrom() {
        assertThat(death(start("npm ci || true", "npx prisma migrate deployy", ""))
                        .subject())
                .isEqualTo("deployy");
        // A version that nobody knows may have other commands than the known ones have.
        assertThat(start("npm i -g prisma", "prisma deploy", "")).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aMigrationNeedsItsSchema() {
        Failure failure = death(start(INSTALLED, "prisma migrate deploy", ""));

        assertThat(failure.cause()).isEqualTo(Cause.PRISMA_SCHEMA_MISSING);
        assertThat(failure.subject()).isEqualTo("prisma/schema.prisma");
    }

    @Test
    void aMigrationMaySucceed() {
        assertThat(start(INSTALLED, "prisma migrate deploy --schema db/schema.prisma", "  url = env(\"X\")"))
                .isNotInstanceOf(Outcome.Dies.class);
        assertThat(start(INSTALLED, "prisma --version", "")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void version7WantsItsConfiguration() {
        Failure failure = death(start("npm i -g prisma@7", "prisma migrate deploy --schema db/schema.prisma", ""));

        assertThat(failure.output())
                .isEqualTo("Error: The datasource.url property is required in your Prisma config file when using prisma"
                        + " migrate deploy.");
        assertThat(failure.subject()).isEqualTo("prisma.config.ts");
        assertThat(death(start("npm i -g prisma@7", "prisma db push --skip-generate --schema db/schema.prisma", ""))
                        .output())
                .isEqualTo("! unknown or unexpected option: --skip-generate");
    }

    /** Without a version in its name npx downloads the newest. */
    @Test
    void theNewestDoesNotTakeTheSchemaOfAnOlderOne() {
        String command = "npx prisma migrate deploy --schema db/schema.prisma";
        assertThat(death(start("true", command, "  url = env(\"X\")")).output())
                .isEqualTo("error: The datasource property `url` is no longer supported in schema files.");
        assertThat(start("true", command.replace("prisma migrate", "prisma@6 migrate"), "  url = env(\"X\")"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    private static Outcome pruned(String copied) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-slim AS build
                WORKDIR /app
                COPY . .
                RUN npm install && npm prune --omit=dev
                FROM node:22-slim
                WORKDIR /app
                COPY --from=build /app/node_modules ./node_modules
                COPY --from=build /app/db ./db
                %s
                COPY package.json ./
                CMD ["npm", "run", "migrate"]
                -- package.json --
                {"dependencies": {"@prisma/client": "^6.2.1"}, "devDependencies": {"prisma": "^6.2.1"},
                 "scripts": {"migrate": "prisma migrate deploy"}}
                -- prisma.config.ts --
                export default { schema: "db/schema.prisma" };
                -- db/schema.prisma --
                datasource db {
                  provider = "postgresql"
                  url = env("X")
                }
                """.formatted(copied));
    }

    /** Whether it was pruned or stayed as a peer of the client: nothing says where the schema is. */
    @Test
    void aCommandThatMayBeInstalledFailsOnWhatIsNotThere() {
        assertThat(death(pruned("")).cause()).isEqualTo(Cause.PRISMA_SCHEMA_MISSING);
        assertThat(pruned("COPY --from=build /app/prisma.config.ts ./")).isInstanceOf(Outcome.Undecided.class);
    }

    /** Beside what a bundler has made there may be anything, but no packages. */
    @Test
    void aBundleFindsTheClientOfTheProject() {
        String tree = """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci --ignore-scripts
                COPY . .
                %s
                RUN npx webpack
                CMD ["node", "dist/main.js"]
                -- package.json --
                {"name": "a", "dependencies": {"@prisma/client": "6.7.0", "prisma": "6.7.0", "webpack": "5.101.3"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "dependencies": {"@prisma/client": "6.7.0", "prisma": "6.7.0", "webpack": "5.101.3"}},
                  "node_modules/@prisma/client": {"version": "6.7.0"},
                  "node_modules/prisma": {"version": "6.7.0", "bin": {"prisma": "build/index.js"}},
                  "node_modules/webpack": {"version": "5.101.3", "bin": {"webpack": "bin/webpack.js"}}
                }}
                -- webpack.config.js --
                module.exports = { target: "node", entry: "./src/main.js", externals: { "@prisma/client": "commonjs @prisma/client" } };
                -- prisma/schema.prisma --
                generator client {
                  provider = "prisma-client-js"
                }
                datasource db {
                  provider = "postgresql"
                  url = env("DATABASE_URL")
                }
                -- src/main.js --
                const { PrismaClient } = require('@prisma/client')
                require('node:http').createServer(() => new PrismaClient()).listen(3000)
                """;

        assertThat(Started.outcome(tree.formatted("RUN npx prisma generate"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree.formatted(""))).isNotInstanceOf(Outcome.Starts.class);
    }

    /** Versions that others do not share may lie beside a package of a hoisted workspace; beside one that asks for nothing lies none. */
    @Test
    void theGeneratedClientIsTheOneOfTheRootWhereThePackageAsksForNothing() {
        String tree = """
            -- Dockerfile --
            FROM node:22-alpine
            RUN npm i -g pnpm@10.6.1
            WORKDIR /app
            COPY . .
            RUN pnpm install
            RUN pnpm dlx prisma@6.5.0 generate --schema prisma/schema.prisma
            CMD ["node", "apps/api/main.js"]
            -- .npmrc --
            node-linker=hoisted
            -- pnpm-workspace.yaml --
            packages:
              - apps/*
            -- package.json --
            {"name": "root", "dependencies": {"@prisma/client": "6.5.0"}}
            -- pnpm-lock.yaml --
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  '@prisma/client':
                    specifier: 6.5.0
                    version: 6.5.0
              apps/api: {}
            packages:
              '@prisma/client@6.5.0':
                resolution: {integrity: sha512-x}
            snapshots:
              '@prisma/client@6.5.0': {}
            -- prisma/schema.prisma --
            generator client {
              provider = "prisma-client-js"
            }
            -- apps/api/package.json --
            {"name": "api"}
            -- apps/api/main.js --
            const { PrismaClient } = require('@prisma/client')
            const db = new PrismaClient()
            require('http').createServer((a, b) => db.$connect()).listen(3000)
            """;

        assertThat(Started.outcome(tree)).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree.replace(
                        "{\"name\": \"api\"}",
                        "{\"name\": \"api\", \"dependencies\": {\"@prisma/client\": \"5.0.0\"}}")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(
                        tree.replace("RUN pnpm dlx prisma@6.5.0 generate --schema prisma/schema.prisma\n", "")))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
