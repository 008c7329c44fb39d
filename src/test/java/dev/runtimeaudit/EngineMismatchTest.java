package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prisma's query engines and the C library of the image that they ship in. */
class EngineMismatchTest {

    /** A service with two stages; the words stand for what differs. */
    private static final String TREE = """
            -- Dockerfile --
            FROM BUILDER AS build
            RUN npm install -g prisma@VERSION
            WORKDIR /app
            COPY . .
            RUN npm ci --ignore-scripts && prisma generateOPTIONS
            FROM RUNNER
            WORKDIR /app
            COPY --from=build /app ./
            MORE
            CMD ["node", "server.js"]
            -- prisma/schema.prisma --
            generator client {
              provider = "prisma-client-js"
              SETTING
            }
            -- package.json --
            {"dependencies": {"@prisma/client": "VERSION"}}
            -- package-lock.json --
            {"lockfileVersion": 3, "packages": {"": {"dependencies": {"@prisma/client": "VERSION"}},
             "node_modules/@prisma/client": {"version": "VERSION"}}}
            -- server.js --
            const { PrismaClient } = require("@prisma/client")
            const db = new PrismaClient()
            require("http").createServer((_, answer) => db.user.count().then(n => answer.end("" + n))).listen(3000)
            """;

    private static String tree(String builder, String runner) {
        return TREE.replace("BUILDER", builder).replace("RUNNER", runner);
    }

    /** The message, without what only stood for something. */
    private static List<String> found(String tree) {
        String filled = tree.replace("VERSION", "6.7.0")
                .replace("OPTIONS", "")
                .replace("MORE\n", "")
                .replace("  SETTING\n", "");
        return Replayed.tree(filled).findings().stream()
                .map(each -> each.finding())
                .filter(each -> each.ruleId().equals("prisma-engine-mismatch"))
                .map(each -> each.at().line() + " " + each.severity() + " " + each.message())
                .toList();
    }

    private static final String MISMATCH = tree("node:20-bookworm", "node:20-alpine");

    @Test
    void anEngineOfDebianIsNoneOnAlpine() {
        assertThat(found(MISMATCH))
                .containsExactly(
                        "5 high the client is generated for glibc, and the image has musl: its first query fails with"
                                + " `Prisma Client could not locate the Query Engine for runtime \"linux-musl…\"`");
    }

    @Test
    void norTheOtherWayRound() {
        assertThat(found(tree("node:20-alpine", "node:20-bookworm-slim"))).hasSize(1);
    }

    @Test
    void onTheSameLibraryItIsFound() {
        assertThat(found(tree("node:20-bookworm", "node:20-bookworm-slim"))).isEmpty();
        assertThat(found(tree("node:20-alpine", "node:22-alpine"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "binaryTargets = [\"native\", \"linux-musl-openssl-3.0.x\"]",
                "binaryTargets = [\"linux-musl\"]",
                "binaryTargets = [\"native\", \"something-new\"]",
                "binaryTargets = env(\"PLATFORMS\")",
                "engineType = \"client\"",
                "engineType = env(\"ENGINE\")",
                "previewFeatures = [\"queryCompiler\", \"driverAdapters\"]",
                "output = \"../generated\"",
            })
    void theGeneratorMayBeToldOtherwise(String setting) {
        assertThat(found(MISMATCH.replace("SETTING", setting))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "binaryTargets = [\"native\", \"debian-openssl-1.1.x\", \"darwin-arm64\"]",
                "previewFeatures = [\"driverAdapters\"]",
                "engineType = \"binary\"",
            })
    void orForPlatformsThatAreAsWrong(String setting) {
        assertThat(found(MISMATCH.replace("SETTING", setting))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN npm install -g prisma@6.7.0 && prisma generate",
                "RUN npx prisma generate",
                "COPY engines/ node_modules/.prisma/client/",
                "RUN ./fetch-engines.sh",
                "ENV PRISMA_QUERY_ENGINE_LIBRARY=/engines/libquery_engine.so.node",
                "COPY --from=registry.example.org/engines /app/ ./",
            })
    void itMayGetAnotherOne(String step) {
        assertThat(found(MISMATCH.replace("MORE", step)
                        + "-- fetch-engines.sh --\n#!/bin/sh\ncurl -o node_modules/.prisma/client/x https://example.org/x\n"
                        + "-- engines/libquery_engine-linux-musl-openssl-3.0.x.so.node --\nx\n"))
                .isEmpty();
    }

    @Test
    void aDeploymentMayNameOne() {
        String compose = """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    environment:
                      %s: /engines/libquery_engine.so.node
                """;
        assertThat(found(MISMATCH + compose.formatted("PRISMA_QUERY_ENGINE_LIBRARY")))
                .isEmpty();
        assertThat(found(MISMATCH + compose.formatted("ENGINE"))).hasSize(1);
    }

    @Test
    void laterReleasesHaveNoEngine() {
        assertThat(found(MISMATCH.replace("VERSION", "7.0.0"))).isEmpty();
        assertThat(found(MISMATCH.replace("VERSION", "5.22.0"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {" --no-engine", " --accelerate", " --data-proxy"})
    void withoutAnEngineNoneIsMissed(String option) {
        assertThat(found(MISMATCH.replace("OPTIONS", option))).isEmpty();
    }

    @Test
    void whoMakesTheClientLaterOrPerhapsMayNeverAsk() {
        for (String code : List.of("process.env.DB && new PrismaClient()", "() => new PrismaClient()")) {
            assertThat(found(MISMATCH.replace("new PrismaClient()", code)))
                    .singleElement()
                    .asString()
                    .contains(" medium ");
        }
    }

    @Test
    void whoMakesNoClientAsksNoEngine() {
        assertThat(found(MISMATCH.replace("new PrismaClient()", "PrismaClient")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npx prisma db push && node server.js",
                "if [ -z \\\"$SKIP\\\" ]; then npx prisma generate; fi; node server.js",
                "npm rebuild && node server.js",
            })
    void theStartMayMakeAnEngine(String start) {
        String command = "CMD [\"sh\", \"-c\", \"" + start + "\"]";
        assertThat(found(MISMATCH.replace("CMD [\"node\", \"server.js\"]", command)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENV DATABASE_URL=prisma://example.org/?api_key=x",
                "ENV DATABASE_URL=prisma+postgres://example.org",
                "COPY engine prisma/libquery_engine-linux-musl-openssl-3.0.x.so.node",
                "COPY production.env .env",
            })
    void anAddressOrAFileMayDoWithoutIt(String step) {
        String files = "-- engine --\nx\n-- production.env --\nDATABASE_URL=prisma://example.org\n";
        assertThat(found(MISMATCH.replace("MORE", step) + files)).isEmpty();
    }

    @Test
    void soMayAProgramThatRunsOthers() {
        String code = "require('child_process').execSync('npx prisma generate'); new PrismaClient()";
        assertThat(found(MISMATCH.replace("new PrismaClient()", code))).isEmpty();
    }

    @Test
    void aFileThatIsLoadedUnderAConditionIsNoProof() {
        String loaded = MISMATCH.replace(
                        "const { PrismaClient }", "if (process.argv[2]) require('./seed')\nconst other")
                .replace("const db = new PrismaClient()", "const db = {}");
        String seed =
                "-- seed.js --\nconst { PrismaClient } = require('@prisma/client')\nconst db = new PrismaClient()\n";
        assertThat(found(loaded + seed)).singleElement().asString().contains(" medium ");
    }

    @Test
    void theStartMayGenerateOnceMore() {
        String start = "CMD [\"sh\", \"-c\", \"npx prisma generate && node server.js\"]";
        assertThat(found(MISMATCH.replace("CMD [\"node\", \"server.js\"]", start)))
                .isEmpty();
    }
}
