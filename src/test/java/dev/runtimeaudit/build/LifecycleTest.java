package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that packages have run when something is installed. Words and statuses were measured; see {@code Lifecycle}. */
class LifecycleTest {

    private static BuiltImage built(String scripts, String run) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            RUN npm install -g --force pnpm@10.20.0 yarn@1.22.22
            WORKDIR /app
            %s
            -- package.json --
            {"name": "a", "version": "1.0.0", "dependencies": {"prisma": "6.7.0"}, "devDependencies": {"husky": "9.0.0"},
             "scripts": {%s}}
            -- prisma/schema.prisma --
            datasource db { provider = "postgresql" }
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "dependencies": {"prisma": "6.7.0"}, "devDependencies": {"husky": "9.0.0"}},
              "node_modules/prisma": {"version": "6.7.0", "bin": {"prisma": "build/index.js"}},
              "node_modules/husky": {"version": "9.0.0", "dev": true, "bin": {"husky": "bin.js"}}
            }}
            -- pnpm-lock.yaml --
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  prisma:
                    specifier: 6.7.0
                    version: 6.7.0
                devDependencies:
                  husky:
                    specifier: 9.0.0
                    version: 9.0.0
            packages:
              husky@9.0.0:
                hasBin: true
              prisma@6.7.0:
                hasBin: true
            snapshots:
              husky@9.0.0: {}
              prisma@6.7.0: {}
            -- yarn.lock --
            # yarn lockfile v1
            husky@9.0.0:
              version "9.0.0"
            prisma@6.7.0:
              version "6.7.0"
            """.formatted(run, scripts));
    }

    private static final String MANIFESTS = "COPY package.json package-lock.json pnpm-lock.yaml yarn.lock ./\n";

    @ParameterizedTest
    @ValueSource(strings = {"npm ci", "pnpm install --frozen-lockfile", "yarn install --frozen-lockfile"})
    void aScriptWhoseInputIsNotCopiedFailsTheInstall(String install) {
        BuiltImage built = built("\"postinstall\": \"prisma generate\"", MANIFESTS + "RUN " + install);

        assertThat(built.broken()).isNotEmpty();
        Failure failure = built.broken().get(0).failure();
        assertThat(failure.output())
                .isEqualTo("Error: Could not find Prisma Schema that is required for this command.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.at().path()).hasToString("package.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY prisma prisma\nRUN npm ci",
                "RUN npm ci --ignore-scripts",
                "ENV npm_config_ignore_scripts=true\nRUN npm ci",
                "RUN pnpm install --frozen-lockfile --ignore-scripts",
                "RUN npm install left-pad"
            })
    void nothingFailsWithTheInputOrWithoutScripts(String install) {
        assertThat(built("\"postinstall\": \"prisma generate\"", MANIFESTS + install)
                        .broken())
                .isEmpty();
    }

    @Test
    void npmPreparesAlsoWhereDevelopmentIsLeftOut() {
        BuiltImage built = built("\"prepare\": \"husky\"", MANIFESTS + "RUN npm ci --omit=dev");

        Failure failure = built.broken().get(0).failure();
        assertThat(failure.output()).isEqualTo("sh: husky: not found");
        assertThat(failure.exitCode()).isEqualTo(127);
    }

    @Test
    void pnpmEndsWithOneWhenTheCommandOfAScriptIsMissing() {
        BuiltImage built = built("\"prepare\": \"husky\"", MANIFESTS + "RUN pnpm install --prod --frozen-lockfile");

        Failure failure = built.broken().get(0).failure();
        assertThat(failure.output()).isEqualTo("sh: husky: not found");
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN npm ci",
                "RUN pnpm install --frozen-lockfile",
                "RUN yarn install --production",
                "RUN npm ci && npm prune --omit=dev"
            })
    void nothingIsMissingWithDevelopmentOrWhereNothingIsPrepared(String install) {
        assertThat(built("\"prepare\": \"husky\"", MANIFESTS + install).broken())
                .isEmpty();
    }

    @Test
    void whatAFailureIsHandledByGoesOn() {
        assertThat(built("\"prepare\": \"husky || true\"", MANIFESTS + "RUN npm ci --omit=dev")
                        .broken())
                .isEmpty();
    }

    @Test
    void aScriptLeavesItsFilesInItsOwnPackage() {
        BuiltImage built = Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY . .
            RUN npm install
            -- package.json --
            {"name": "root", "workspaces": ["packages/*"], "scripts": {"postinstall": "echo x > made"}}
            -- packages/a/package.json --
            {"name": "a", "scripts": {"prepare": "mkdir dist && echo x > dist/index.js"}}
            """);

        assertThat(Builds.text(built, "/app/made")).isEqualTo("x\n");
        assertThat(Builds.text(built, "/app/packages/a/dist/index.js")).isEqualTo("x\n");
    }

    @Test
    void hooksOfGitAreNoCommands() {
        BuiltImage built = built("\"prepare\": \"husky install\"", "COPY . .\nRUN npm ci");

        Builds.absent(built, "/usr/local/bin/anything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"packages/a", "packages/a/deeper"})
    void pnpmLooksForCommandsInThePackageAndAtTheRootOfItsWorkspaceOnly(String project) {
        BuiltImage built = Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            RUN npm install -g pnpm@10.20.0
            WORKDIR /app
            COPY . .
            RUN chmod +x node_modules/.bin/at-root packages/node_modules/.bin/between
            WORKDIR /app/%s
            RUN pnpm run ours
            RUN pnpm run theirs
            -- package.json --
            {"name": "root"}
            -- pnpm-workspace.yaml --
            packages:
              - packages/**
            -- node_modules/.bin/at-root --
            #!/bin/sh
            -- packages/node_modules/.bin/between --
            #!/bin/sh
            -- %s/package.json --
            {"name": "a", "scripts": {"ours": "at-root", "theirs": "between"}}
            """.formatted(project, project));

        assertThat(built.broken())
                .singleElement()
                .satisfies(each -> assertThat(each.failure().output()).contains("between"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm pkg delete scripts.prepare && npm ci --omit=dev",
                "npm pkg delete scripts.build scripts.prepare\nRUN npm ci --omit=dev",
                "npm pkg set scripts.prepare=' ' && npm ci --omit=dev",
                "npm pkg set scripts.prepare=$(cat x) && npm ci --omit=dev",
                "npm --prefix /app pkg delete scripts.prepare && npm ci --omit=dev",
                "npm pkg delete scripts --ws --include-workspace-root && npm ci --omit=dev",
                "npm set-script prepare '' && npm ci --omit=dev",
                "pnpm pkg delete scripts.prepare && pnpm install --prod --frozen-lockfile"
            })
    void aScriptThatWasDeletedIsNotRun(String run) {
        BuiltImage built =
                built("\"build\": \"tsc\", \"prepare\": \"husky\"", MANIFESTS + "RUN " + run + "\nRUN touch done");

        assertThat(built.broken()).isEmpty();
        Builds.present(built, "/app/done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get scripts.prepare", "delete scripts.build", "delete scripts.prepare:ci"})
    void scriptsThatWereLeftAreRun(String edit) {
        BuiltImage built = built(
                "\"build\": \"tsc\", \"prepare\": \"husky\"",
                MANIFESTS + "RUN npm pkg " + edit + " && npm ci --omit=dev");

        assertThat(built.broken())
                .singleElement()
                .satisfies(each -> assertThat(each.failure().output()).isEqualTo("sh: husky: not found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkg fix", "docs", "ping", "whoami", "dist-tag ls", "profile get"})
    void whatPnpmHandsToNpmIsNoScript(String command) {
        assertThat(built("", MANIFESTS + "RUN pnpm " + command).broken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node -e \"const p = require('./package.json'); delete p.scripts; "
                        + "require('fs').writeFileSync('package.json', JSON.stringify(p))\"",
                "npx -y json -I -f package.json -e 'delete this.scripts'",
                "pnpm dlx json -I -f ./package.json -e 'delete this.scripts'",
                "apk add python3; python3 -c \"import json; json.dump({}, open('package.json', 'w'))\"",
                "apk add perl; perl -pi -e 's/husky/true/' package.json"
            })
    void aManifestThatMayHaveBeenRewrittenHasNoScriptForCertain(String edit) {
        assertThat(built("\"prepare\": \"husky\"", MANIFESTS + "RUN " + edit + "; npm ci --omit=dev")
                        .broken())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node -p \"require('./package.json').version\"",
                "git add package.json",
                "tar cf x.tar package.json"
            })
    void aManifestThatIsReadStaysWhatItWas(String reads) {
        assertThat(built("\"prepare\": \"husky\"", MANIFESTS + "RUN " + reads + "; npm ci --omit=dev")
                        .broken())
                .isNotEmpty();
    }
}
