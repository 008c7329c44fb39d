package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What installs leave in {@code node_modules}. */
class InstallTest {

    private static final String NPM = """
        -- Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        COPY package.json package-lock.json ./
        %s
        -- package.json --
        {"name": "a", "dependencies": {"express": "^4"}, "devDependencies": {"cross-env": "^7"}}
        -- package-lock.json --
        {"name": "a", "lockfileVersion": 3, "packages": {
          "": {"name": "a", "dependencies": {"express": "^4"}, "devDependencies": {"cross-env": "^7"}},
          "node_modules/express": {"version": "4.18.2", "dependencies": {"ms": "2"}},
          "node_modules/ms": {"version": "2.0.0"},
          "node_modules/cross-env": {"version": "7.0.3", "dev": true, "bin": {"cross-env": "bin.js"}}
        }}
        """;

    private static final String PNPM = """
        -- Dockerfile --
        FROM node:20-alpine
        RUN npm install -g pnpm@9
        WORKDIR /app
        COPY . .
        %s
        -- package.json --
        {"name": "root", "dependencies": {"ms": "2.0.0"}}
        -- pnpm-workspace.yaml --
        packages:
          - apps/*
          - packages/*
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"express": "^4", "@s/lib": "workspace:*"}, "devDependencies": {"prisma": "6"}}
        -- packages/lib/package.json --
        {"name": "@s/lib"}
        -- pnpm-lock.yaml --
        lockfileVersion: '9.0'
        importers:
          .:
            dependencies:
              ms:
                specifier: 2.0.0
                version: 2.0.0
          apps/api:
            dependencies:
              '@s/lib':
                specifier: workspace:*
                version: link:../../packages/lib
              express:
                specifier: ^4
                version: 4.18.2
            devDependencies:
              prisma:
                specifier: '6'
                version: 6.7.0
          packages/lib: {}
        packages:
          express@4.18.2: {}
          ms@2.0.0: {}
          prisma@6.7.0:
            hasBin: true
        snapshots:
          express@4.18.2:
            dependencies:
              ms: 2.0.0
          ms@2.0.0: {}
          prisma@6.7.0: {}
        """;

    @Test
    void npmPutsWhatTheLockfileNamesAndNothingElse() {
        BuiltImage built = Builds.build(NPM.formatted("RUN npm ci"));

        Builds.present(built, "/app/node_modules/express", "/app/node_modules/ms", "/app/node_modules/.bin/cross-env");
        Builds.absent(built, "/app/node_modules/lodash", "/app/node_modules/.bin/tsx");
    }

    @Test
    void developmentPackagesAreNotThereWithoutThem() {
        for (String install : new String[] {
            "RUN npm ci --omit=dev", "ENV NODE_ENV=production\nRUN npm ci", "RUN npm ci && npm prune --omit=dev"
        }) {
            BuiltImage built = Builds.build(NPM.formatted(install));

            Builds.present(built, "/app/node_modules/express");
            Builds.absent(built, "/app/node_modules/cross-env", "/app/node_modules/.bin/cross-env");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[darwin, linux, win32] | true",
                "['!win32']             | true",
                "[any]                  | true",
                "[darwin, win32]        | false",
                "['!linux']             | false",
            })
    void aPackageForLinuxIsInstalledAndOneForOthersIsNotCertain(String systems, boolean there) {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@9
                WORKDIR /app
                COPY . .
                RUN pnpm install --frozen-lockfile
                -- package.json --
                {"dependencies": {"monitor": "5.27.7"}}
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                importers:
                  .:
                    dependencies:
                      monitor:
                        specifier: 5.27.7
                        version: 5.27.7
                packages:
                  monitor@5.27.7:
                    resolution: {integrity: sha512-a}
                    os: %s
                snapshots:
                  monitor@5.27.7: {}
                """.formatted(systems));

        assertThat(built.image().files().follow(ImagePath.of("/app/node_modules/monitor")) instanceof Fact.Present)
                .isEqualTo(there);
    }

    @Test
    void aBuildMakesNoLockfileOfTheOtherName() {
        BuiltImage built = Builds.build(NPM.formatted("RUN npm ci && npx some-builder build && npm prune --omit=dev"));

        Builds.present(built, "/app/node_modules/express");
        Builds.absent(built, "/app/node_modules/cross-env", "/app/node_modules/.bin/cross-env");
    }

    @Test
    void aCommandIsNotThereWhereAllCommandsOfWhatSoundsLikeItAreKnown() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@9
                WORKDIR /app
                COPY . .
                RUN pnpm install --prod --frozen-lockfile
                -- package.json --
                {"dependencies": {"@prisma/client": "5.19.1", "cross-env": "7.0.3", "some-cli": "1.0.0"}}
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                importers:
                  .:
                    dependencies:
                      '@prisma/client':
                        specifier: 5.19.1
                        version: 5.19.1
                      cross-env:
                        specifier: 7.0.3
                        version: 7.0.3
                      some-cli:
                        specifier: 1.0.0
                        version: 1.0.0
                packages:
                  '@prisma/client@5.19.1': {}
                  cross-env@7.0.3:
                    hasBin: true
                  some-cli@1.0.0:
                    hasBin: true
                snapshots:
                  '@prisma/client@5.19.1': {}
                  cross-env@7.0.3: {}
                  some-cli@1.0.0: {}
                """);

        Builds.present(built, "/app/node_modules/.bin/cross-env");
        Builds.absent(built, "/app/node_modules/.bin/prisma");
        Builds.unknown(built, "/app/node_modules/.bin/some");
    }

    @Test
    void theCommandOfSentryIsKnown() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json ./
                RUN npm install
                -- package.json --
                {"dependencies": {"@sentry/cli": "^2"}}
                """);

        Builds.present(built, "/app/node_modules/.bin/sentry-cli");
    }

    @Test
    void aPackageThatIsAskedForByNameMayBringOthers() {
        BuiltImage built = Builds.build(NPM.formatted("RUN npm ci --omit=dev && npm install left-pad"));

        assertThat(Builds.at(built, "/app/node_modules/lodash")).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void aLockfileThatIsNotUnderstoodLeavesTheNamesOpen() {
        BuiltImage built =
                Builds.build(NPM.formatted("RUN npm install").replace("\"lockfileVersion\": 3", "\"lockfile\": 3"));

        assertThat(Builds.at(built, "/app/node_modules/lodash")).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void pnpmLinksToEachPackageOnlyWhatItAsksFor() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile"));

        assertThat(built.broken()).isEmpty();
        Builds.present(
                built,
                "/app/node_modules/ms",
                "/app/apps/api/node_modules/express",
                "/app/apps/api/node_modules/@s/lib/package.json",
                "/app/node_modules/.pnpm/express@4.18.2/node_modules/ms",
                "/app/apps/api/node_modules/.bin/prisma");
        Builds.absent(built, "/app/node_modules/express", "/app/apps/api/node_modules/ms");
    }

    /** Measured with pnpm 9.15 and 10.20. */
    @Test
    void longNamesInTheStoreAreCutAsEachPnpmDoes() {
        String begins =
                "/app/node_modules/.pnpm/@nestjs+core@11.1.6_@nestjs+common@11.1.6_reflect-metadata@0.2.2_rxjs@7.8.2__@nestjs+pl";
        String asked = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm install -g pnpm@%s && pnpm install --frozen-lockfile
                -- package.json --
                {"dependencies": {"@nestjs/core": "11.1.6"}}
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                settings: {autoInstallPeers: true, excludeLinksFromLockfile: false}
                importers:
                  .:
                    dependencies:
                      '@nestjs/core': {specifier: 11.1.6, version: 11.1.6(KEY)}
                packages:
                  '@nestjs/core@11.1.6': {resolution: {integrity: sha512-a}}
                snapshots:
                  '@nestjs/core@11.1.6(KEY)': {}
                """.replace(
                        "KEY",
                        "@nestjs/common@11.1.6(reflect-metadata@0.2.2)(rxjs@7.8.2))(@nestjs/platform-express@11.1.6)(reflect-metadata@0.2.2)(rxjs@7.8.2");
        Builds.present(
                Builds.build(asked.formatted("9.15.9")),
                begins + "atform_cudg623xyc4ug6qjqxtari6fvy/node_modules/@nestjs/core");
        Builds.present(
                Builds.build(asked.formatted("10.20.0")),
                begins + "_62541e2cd37d22f56ae815cc690c5bd7/node_modules/@nestjs/core");
    }

    @Test
    void hoistingPutsEveryNameAtTheRoot() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile --shamefully-hoist"));

        Builds.present(built, "/app/node_modules/express");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pnpm config set shamefully-hoist true",
                "pnpm config set node-linker=hoisted",
                "pnpm config set registry https://example.org && pnpm config set --location project nodeLinker hoisted",
                "pnpm config set shamefully-hoist true --global",
                "npm config set shamefully-hoist true"
            })
    void aSettingThatAStepMadeHoistsToo(String step) {
        BuiltImage built = Builds.build(PNPM.formatted("RUN " + step + "\nRUN pnpm install --frozen-lockfile"));

        Builds.present(built, "/app/node_modules/express");
    }

    @Test
    void aSettingThatIsNotKnownLeavesTheLayoutOpen() {
        BuiltImage built = Builds.build(PNPM.formatted(
                "ARG LINKER\nRUN pnpm config set node-linker $LINKER && pnpm install --frozen-lockfile"));

        Builds.unknown(built, "/app/node_modules/express");
    }

    @Test
    void yarnMakesModulesWhereAStepSaysSo() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN corepack enable && yarn config set nodeLinker node-modules && yarn install
                -- package.json --
                {"name": "a", "packageManager": "yarn@4.1.0", "dependencies": {"ms": "2.0.0"}}
                """);

        Builds.unknown(built, "/app/node_modules/ms/index.js");
    }

    @Test
    void prodLeavesOutTheToolsOfEachPackage() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --prod"));

        Builds.present(built, "/app/apps/api/node_modules/express");
        Builds.absent(built, "/app/apps/api/node_modules/prisma", "/app/apps/api/node_modules/.bin/prisma");
    }

    @Test
    void theInstallActsWhereItIsSentTo() {
        BuiltImage built = Builds.build(NPM.formatted("WORKDIR /\nRUN npm --prefix /app ci"));

        Builds.present(built, "/app/node_modules/express");
    }

    @Test
    void aFrozenInstallRefusesWhatTheLockfileDoesNotKnow() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile")
                .replace("\"express\": \"^4\"", "\"express\": \"^5\""));

        assertThat(built.broken()).singleElement().satisfies(broken -> {
            assertThat(broken.failure().cause()).isEqualTo(Cause.INSTALL_CANNOT_SUCCEED);
            assertThat(broken.failure().subject()).isEqualTo("express");
            assertThat(broken.failure().at().path()).hasToString("apps/api/package.json");
            assertThat(broken.failure().evidence().steps())
                    .extracting(step -> step.at().path() + " " + step.says())
                    .contains("pnpm-lock.yaml was written for `express` as `^4`");
            assertThat(broken.failure().evidence().steps())
                    .filteredOn(step -> step.at().path().name().equals("pnpm-lock.yaml"))
                    .singleElement()
                    .satisfies(step -> assertThat(step.at().line()).isGreaterThan(1));
        });
    }

    @Test
    void bothFilesThatDisagreeAreNamed() {
        String[][] cases = {
            {
                PNPM.formatted("RUN pnpm install --frozen-lockfile")
                        .replace("\"express\": \"^4\"", "\"express\": \"^4\", \"left-pad\": \"1.3.0\""),
                "pnpm-lock.yaml lists what `apps/api/package.json` asked for, without `left-pad`"
            },
            {
                NPM.formatted("RUN npm ci")
                        .replaceFirst("\"dependencies\": \\{", "\"dependencies\": {\"left-pad\": \"1.3.0\", "),
                "package-lock.json lists what `package.json` asked for, without `left-pad`"
            },
            {
                PNPM.formatted("RUN pnpm install --frozen-lockfile")
                        .replace("importers:", "overrides:\n  ms: 2.0.0\nimporters:"),
                "pnpm-lock.yaml was written with these"
            },
        };
        for (String[] each : cases) {
            assertThat(Builds.build(each[0]).broken())
                    .singleElement()
                    .satisfies(broken -> assertThat(broken.failure().evidence().steps())
                            .extracting(step -> step.at().path() + " " + step.says())
                            .contains(each[1]));
        }
    }

    @Test
    void overridesOfAnotherManifestAreAMismatch() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile")
                .replace("importers:", "overrides:\n  ms: 2.0.0\nimporters:"));

        assertThat(built.broken())
                .singleElement()
                .satisfies(
                        broken -> assertThat(broken.failure().output()).contains("ERR_PNPM_LOCKFILE_CONFIG_MISMATCH"));
    }

    @Test
    void hooksMayChangeWhatPnpmCompares() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile")
                        .replace("\"express\": \"^4\"", "\"express\": \"^5\"")
                + "-- .pnpmfile.cjs --\nmodule.exports = {}\n");

        assertThat(built.broken()).isEmpty();
    }

    @Test
    void pnpmTenDeploysOnlyWhatIsInjected() {
        String deploy = PNPM.formatted("RUN pnpm install && pnpm --filter api deploy --prod /out");
        BuiltImage refused = Builds.build(deploy.replace("pnpm@9", "pnpm@10.28.1"));

        assertThat(refused.broken())
                .singleElement()
                .satisfies(broken ->
                        assertThat(broken.failure().output()).contains("ERR_PNPM_DEPLOY_NONINJECTED_WORKSPACE"));
        for (String allowed : new String[] {
            deploy,
            deploy.replace("pnpm@9", "pnpm@10.28.1").replace("deploy --prod", "deploy --legacy --prod"),
            deploy.replace("pnpm@9", "pnpm@10.28.1")
                    .replace("packages:\n", "injectWorkspacePackages: true\npackages:\n"),
            deploy.replace("pnpm@9", "pnpm")
        }) {
            assertThat(Builds.build(allowed).broken()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm i --package-lock-only && npm ci",
                "pnpm i --lockfile-only && pnpm i --frozen-lockfile",
                "pnpm import && pnpm i --frozen-lockfile"
            })
    void aLockfileThatTheStepBeforeMadeIsThere(String run) {
        for (String copied : new String[] {"COPY package.json ./", "COPY . ."}) {
            BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@9
                WORKDIR /app
                %s
                RUN %s
                -- package.json --
                {"name": "a", "dependencies": {"ms": "2.1.3"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {"": {"name": "a"}}}
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                importers:
                  .: {}
                """.formatted(copied, run));

            assertThat(built.broken()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm link", "npm link ./", "npm ln /app", "pnpm link --global", "yarn link"})
    void theCommandsOfAPackageThatIsLinkedMayBeOnPath(String link) {
        BuiltImage built = Builds.build(NPM.formatted("RUN npm install -g pnpm@9 && " + link)
                .replace("{\"name\": \"a\",", "{\"name\": \"a\", \"bin\": \"a.js\","));

        Builds.unknown(built, "/usr/local/bin/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm config set omit dev",
                "npm config set omit=dev -g",
                "npm set omit=dev",
                "npm config set production true --location=project",
                "npm c set production=true --location global",
                "npm config set only prod",
                "npm config set include=dev omit=dev && npm config delete include"
            })
    void aSettingThatAStepMadeLeavesDevelopmentOut(String set) {
        BuiltImage built = Builds.build(NPM.formatted("RUN " + set + "\nRUN npm ci"));

        Builds.present(built, "/app/node_modules/express");
        Builds.absent(built, "/app/node_modules/cross-env");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm config set omit \"$(cat x)\"", "npm config set include prod"})
    void aSettingThatIsNotUnderstoodLeavesDevelopmentOpen(String set) {
        BuiltImage built = Builds.build(NPM.formatted("RUN " + set + "\nRUN npm ci"));

        Builds.unknown(built, "/app/node_modules/cross-env");
    }

    // --- what may not be written -----------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node:20-alpine | RUN apk add --no-cache curl | ERROR: Unable to lock database: Permission denied
            node:20-slim | RUN apt-get update | E: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission denied)
            node:20-slim | RUN apt-get install -y curl | E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)
            node:20-slim | RUN npm install -g pm2 | npm error Error: EACCES: permission denied, mkdir '/usr/local/lib/node_modules/pm2'
            node:20-slim | RUN corepack enable pnpm | Internal Error: EACCES: permission denied, symlink '../lib/node_modules/corepack/dist/pnpm.js' -> '/usr/local/bin/pnpm'
            node:20-slim | RUN cd /app && npm install | npm error Error: EACCES: permission denied, mkdir '/app/node_modules'
            node:20-slim | RUN cd /app && yarn | error Error: EACCES: permission denied, mkdir '/app/node_modules'
            """)
    void onlyWhoMayWriteInstalls(String base, String run, String says) {
        String text = "-- Dockerfile --\nFROM " + base + "\nCOPY package.json /app/\n%s\n" + run
                + "\n-- package.json --\n{\"name\": \"a\", \"dependencies\": {\"ms\": \"2.0.0\"}}\n";
        assertThat(Builds.build(text.formatted("USER node")).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.output()).isEqualTo(says));
        assertThat(Builds.build(text.formatted("USER root")).failures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN chown -R node /app\nUSER node\nRUN cd /app && npm install",
                "RUN install -d -o node -g node /srv/app && cp /app/package.json /srv/app\nUSER node\nRUN cd /srv/app && npm install",
                "RUN chgrp 0 /app && chmod 775 /app && usermod -aG root node\nUSER node\nRUN cd /app && npm install",
                "ENV npm_config_prefix=/home/node/.g\nUSER node\nRUN npm install -g pm2",
                "USER node\nRUN npm install -g --prefix /home/node/.g pm2",
                "USER node\nWORKDIR /home/node/app\nCOPY package.json .\nRUN npm install",
                "ENV NPM_CONFIG_PREFIX=/home/node/.npm-global\nUSER node\nRUN npm install -g pm2",
                "RUN mkdir /app/node_modules && chown node /app/node_modules\nUSER node\nRUN cd /app && npm install",
                "RUN corepack enable\nUSER node\nRUN corepack enable",
                "RUN apt-get install -y sudo\nUSER node\nRUN sudo apt-get update",
                "USER node\nRUN apt-get update || true"
            })
    void whoOwnsTheDirectoryInstalls(String instructions) {
        assertThat(Builds.build("-- Dockerfile --\nFROM node:20-slim\nCOPY package.json /app/\n" + instructions
                                + "\n-- package.json --\n{\"name\": \"a\", \"dependencies\": {\"ms\": \"2.0.0\"}}\n")
                        .failures())
                .isEmpty();
    }

    // --- yarn 1, frozen --------------------------------------------------------------------------------------------

    private static final String YARN = """
        -- Dockerfile --
        FROM node:20-slim
        WORKDIR /app
        COPY . .
        RUN %s
        -- package.json --
        {"name": "a", "private": true, "workspaces": ["packages/*"], "dependencies": {%s}}
        -- packages/m/package.json --
        {"name": "m", "version": "1.0.0", "dependencies": {"is-even": "^1.0.0"}}
        -- yarn.lock --
        # yarn lockfile v1


        "@s/x@^1.0.0", ms@2.0.0, ms@^2.0.0:
          version "2.0.0"

        "ms@>=2.0.0, <3":
          version "2.0.0"
        """;

    @ParameterizedTest
    @ValueSource(strings = {"\"is-odd\": \"^3.0.0\"", "\"ms\": \"^2.1.0\"", "\"x\": \"file:./x\""})
    void yarnRefusesALockfileThatDoesNotKnowWhatTheRootAsksFor(String wish) {
        assertThat(Builds.build(YARN.formatted("yarn install --frozen-lockfile", wish))
                        .failures())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.cause()).isEqualTo(Cause.INSTALL_CANNOT_SUCCEED);
                    assertThat(failure.output())
                            .isEqualTo("error Your lockfile needs to be updated, but yarn was run with"
                                    + " `--frozen-lockfile`.");
                });
        assertThat(Builds.build(YARN.formatted("yarn install", wish)).failures())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ms\": \">=2.0.0, <3\"",
                "\"ms\": \"^2.0.0\", \"@s/x\": \"^1.0.0\"",
                "\"m\": \"1.0.0\"",
                "\"ms\": \"2.0.0\""
            })
    void yarnLooksAtTheRootOnly(String wish) {
        assertThat(Builds.build(YARN.formatted("yarn install --frozen-lockfile", wish))
                        .failures())
                .isEmpty();
    }
}
