package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client that an install generates by itself. What its script does was read in 5.1, 5.22, 6.0 and 6.19, and measured with 5.1.1
 * under yarn 3.3.1.
 */
class PrismaPostinstallTest {

    private static final String SERVER = """
        -- server.js --
        const { PrismaClient } = require("@prisma/client")
        const prisma = new PrismaClient()
        require("http").createServer().listen(3000)
        """;

    private static final String SCHEMA = """
        -- prisma/schema.prisma --
        generator client {
          provider = "prisma-client-js"
        }
        datasource db {
          provider = "postgresql"
          url = env("DATABASE_URL")
        }
        """;

    /** npm with a lockfile. */
    private static String npm(String lines, String schema) {
        return """
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            %s
            COPY server.js ./
            CMD ["node", "server.js"]
            -- package.json --
            {"name": "a", "dependencies": {"@prisma/client": "5.22.0"}, "devDependencies": {"prisma": "5.22.0"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "dependencies": {"@prisma/client": "5.22.0"}, "devDependencies": {"prisma": "5.22.0"}},
              "node_modules/@prisma/client": {"version": "5.22.0", "hasInstallScript": true},
              "node_modules/prisma": {"version": "5.22.0", "dev": true, "hasInstallScript": true}
            }}
            """.formatted(lines) + schema + SERVER;
    }

    /** yarn 2 and later. */
    private static String berry(String lines, String manager, String settings) {
        return """
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            RUN corepack enable
            COPY prisma prisma
            COPY package.json yarn.lock .yarnrc.yml ./
            %s
            COPY server.js ./
            CMD ["node", "server.js"]
            -- package.json --
            {"name": "a", %s "dependencies": {"@prisma/client": "5.22.0", "prisma": "5.22.0"}}
            -- .yarnrc.yml --
            nodeLinker: node-modules
            %s
            -- yarn.lock --
            __metadata:
              version: 6
              cacheKey: 8

            "@prisma/client@npm:5.22.0":
              version: 5.22.0
              resolution: "@prisma/client@npm:5.22.0"
              peerDependencies:
                prisma: "*"
              peerDependenciesMeta:
                prisma:
                  optional: true
              languageName: node
              linkType: hard

            "prisma@npm:5.22.0":
              version: 5.22.0
              resolution: "prisma@npm:5.22.0"
              bin:
                prisma: build/index.js
              languageName: node
              linkType: hard

            "a@workspace:.":
              version: 0.0.0-use.local
              resolution: "a@workspace:."
              dependencies:
                "@prisma/client": 5.22.0
                prisma: 5.22.0
              languageName: unknown
              linkType: soft
            """.formatted(lines, manager, settings) + SCHEMA + SERVER;
    }

    private static final String FILES = "COPY package.json package-lock.json ./\nCOPY prisma prisma\n";

    private static void starts(String txtar) {
        assertThat(Started.outcome(txtar)).isInstanceOf(Outcome.Starts.class);
    }

    private static void startsNot(String txtar) {
        assertThat(Started.outcome(txtar)).isNotInstanceOf(Outcome.Starts.class);
    }

    private static void isOpen(String txtar) {
        assertThat(Started.outcome(txtar)).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN npm ci",
                "RUN npm install",
                "ENV PRISMA_CLIENT_ENGINE_TYPE=binary PRISMA_HIDE_UPDATE_MESSAGE=1\nRUN npm ci",
                "RUN npm ci && npm install",
            })
    void withTheCliAndASchemaTheClientIsThere(String install) {
        starts(npm(FILES + install, SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN npm ci --omit=dev",
                "RUN npm ci --ignore-scripts",
                "ENV NODE_ENV=production\nRUN npm ci",
                "ENV PRISMA_SKIP_POSTINSTALL_GENERATE=1\nRUN npm ci",
                "ENV PRISMA_ENGINES_MIRROR=https://example.org\nRUN npm ci",
                "ENV PRISMA_QUERY_ENGINE_LIBRARY=/app/engine.so.node\nRUN npm ci",
                "ENV INIT_CWD=/\nRUN npm ci",
                "RUN npm i -g npm@12\nRUN npm ci",
                "RUN npm i -g npm@latest\nRUN npm ci",
                "WORKDIR /app/prisma\nRUN npm ci --prefix ..\nWORKDIR /app",
                "RUN npm config set ignore-scripts true\nRUN npm ci",
            })
    void whatMayKeepItFromBeingGeneratedLeavesItOut(String install) {
        startsNot(npm(FILES + install, SCHEMA));
    }

    @Test
    void aSchemaThatComesBehindTheInstallIsTooLate() {
        startsNot(npm("COPY package.json package-lock.json ./\nRUN npm ci\nCOPY prisma prisma", SCHEMA));
        // What is installed already has no scripts run again.
        startsNot(
                npm("COPY package.json package-lock.json ./\nRUN npm ci\nCOPY prisma prisma\nRUN npm install", SCHEMA));
        starts(npm("COPY package.json package-lock.json ./\nRUN npm ci\nCOPY prisma prisma\nRUN npm ci", SCHEMA));
    }

    @Test
    void aPostinstallThatIsToldToDoNothingLeavesNoStub() {
        Outcome outcome = Started.outcome(
                npm("COPY package*.json ./\nENV PRISMA_SKIP_POSTINSTALL_GENERATE=1\nRUN npm ci", SCHEMA));

        assertThat(((Outcome.Dies) outcome).failure().output())
                .isEqualTo("Error: Cannot find module '.prisma/client/default'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generator client {\n  provider = \"prisma-client-js\"\n  output = \"../client\"\n}",
                "generator client {\n  provider = \"prisma-client-js\"\n}\ngenerator zod {\n  provider = \"zod-prisma\"\n}",
                "generator client {\n  provider = \"prisma-client-py\"\n}",
                "model A {\n  id Int @id\n}",
            })
    void aSchemaThatAsksForSomethingElseLeavesItOpen(String schema) {
        isOpen(npm(FILES + "RUN npm ci", "-- prisma/schema.prisma --\n" + schema + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENV PRISMA_SKIP_POSTINSTALL_GENERATE=1\nRUN npm prune --omit=dev",
                "ENV PRISMA_SKIP_POSTINSTALL_GENERATE=1\nRUN npm install --omit=dev",
                "RUN npm prune --omit=dev --ignore-scripts",
            })
    void whatMayHaveBeenGeneratedIsNotTakenAwayAgain(String later) {
        String schema = "generator client {\n  provider = \"prisma-client-js\"\n}\n"
                + "generator dbml {\n  provider = \"prisma-dbml-generator\"\n}";
        isOpen(npm(FILES + "RUN npm ci\n" + later, "-- prisma/schema.prisma --\n" + schema + "\n"));
    }

    @Test
    void anEngineMayComeFromAnImageOfWhichNobodyKnowsWhatItHolds() {
        String lines = "COPY --from=registry.example.org/engines:5 /engines /engines\n"
                + "ENV PRISMA_QUERY_ENGINE_BINARY=/engines/query-engine\nRUN npm ci";

        starts(npm(FILES + lines, SCHEMA));
    }

    @ParameterizedTest
    @CsvSource({
        "3.3.1, ''",
        "2.4.3, ''",
        "4.13.0, ''",
        "3.3.1, 'checksumBehavior: update'",
    })
    void yarn2AndLaterRunTheScriptsOfPackages(String version, String settings) {
        starts(berry("RUN yarn install --immutable", "\"packageManager\": \"yarn@" + version + "\",", settings));
    }

    @ParameterizedTest
    @CsvSource({
        "4.14.0, ''",
        "5.0.0, ''",
        "3.3.1, 'enableScripts: false'",
        "3.3.1, 'yarnPath: .yarn/releases/yarn-4.15.0.cjs'",
        "3.3.1, 'yarnPath: tools/yarn.cjs'",
    })
    void aYarnThatMayLeaveThemOutLeavesItOpen(String version, String settings) {
        startsNot(berry("RUN yarn install --immutable", "\"packageManager\": \"yarn@" + version + "\",", settings));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN yarn install --mode=skip-build",
                "ENV YARN_ENABLE_SCRIPTS=false\nRUN yarn install",
                "RUN echo 'enableScripts: false' > /root/.yarnrc.yml\nRUN yarn install",
            })
    void aYarnThatIsToldToRunNone(String install) {
        startsNot(berry(install, "\"packageManager\": \"yarn@3.3.1\",", ""));
    }

    @Test
    void whatTheProjectSaysOfThePackage() {
        startsNot(berry(
                "RUN yarn install",
                "\"packageManager\": \"yarn@3.3.1\", \"dependenciesMeta\": {\"@prisma/client\": {\"built\": false}},",
                ""));
        startsNot(berry("RUN yarn install", "", ""));
    }
}
