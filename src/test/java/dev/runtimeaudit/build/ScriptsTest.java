package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import org.junit.jupiter.api.Test;

/** Scripts of packages that a {@code RUN} calls. */
class ScriptsTest {

    private static BuiltImage workspace(String instructions) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@9 turbo
                WORKDIR /app
                COPY . .
                %s
                -- package.json --
                {"name": "root", "packageManager": "pnpm@9.1.0", "workspaces": ["apps/*", "packages/*"],
                 "scripts": {"prebuild": "touch root-pre", "build": "touch root", "codegen:a": "touch gen-a", "codegen:b": "touch gen-b"}}
                -- pnpm-workspace.yaml --
                packages: ["apps/*", "packages/*"]
                -- turbo.json --
                {
                  // comments are allowed
                  "tasks": {"build": {"dependsOn": ["^build", "gen"]}, "gen": {}, "web#gen": {"dependsOn": ["@s/ui#extra"]}, "extra": {},}
                }
                -- apps/web/package.json --
                {"name": "web", "dependencies": {"@s/ui": "workspace:*"},
                 "scripts": {"prebuild": "touch pre", "build": "test -f ../../packages/ui/made && touch made", "postbuild": "touch post", "gen": "touch gen"}}
                -- apps/api/package.json --
                {"name": "api", "scripts": {"build": "touch made"}}
                -- packages/ui/package.json --
                {"name": "@s/ui", "scripts": {"build": "touch made", "extra": "touch extra"}}
                """.formatted(instructions));
    }

    @Test
    void scriptsRunWhereTheirPackageLiesWithWhatStandsInFrontOfThemAndBehind() {
        BuiltImage built =
                workspace("RUN mkdir -p packages/ui && touch packages/ui/made && npm --prefix apps/web run build");

        Builds.present(built, "/app/apps/web/pre", "/app/apps/web/made", "/app/apps/web/post");
        Builds.absent(built, "/app/root", "/app/apps/api/made", "/app/made");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aFilterSelectsPackagesAndThoseThatTheyDependOnRunFirst() {
        BuiltImage built = workspace("RUN pnpm --filter web... run build");

        Builds.present(built, "/app/packages/ui/made", "/app/apps/web/made", "/app/apps/web/post");
        Builds.absent(built, "/app/apps/api/made", "/app/root");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aFilterWithoutDependenciesLeavesThemOut() {
        BuiltImage built = workspace("RUN pnpm --filter ./apps/web build || true");

        Builds.absent(built, "/app/packages/ui/made", "/app/apps/web/made");
        Builds.present(built, "/app/apps/web/pre");
    }

    @Test
    void aRecursiveRunGoesThroughAllPackagesButTheRoot() {
        BuiltImage built = workspace("RUN pnpm -r build");

        Builds.present(built, "/app/packages/ui/made", "/app/apps/web/made", "/app/apps/api/made");
        Builds.absent(built, "/app/root");
    }

    @Test
    void severalScriptsAreNamedByAPattern() {
        BuiltImage built = workspace("RUN pnpm run '/^codegen:/'");

        Builds.present(built, "/app/gen-a", "/app/gen-b");
        Builds.absent(built, "/app/root");
    }

    @Test
    void npmRunsInTheWorkspacesThatItIsGiven() {
        BuiltImage built = workspace("RUN npm run build -w api -w packages/ui");

        Builds.present(built, "/app/apps/api/made", "/app/packages/ui/made");
        Builds.absent(built, "/app/apps/web/made", "/app/root");
    }

    @Test
    void yarnRunsInOneWorkspace() {
        BuiltImage built =
                workspace("RUN sed -i 's/pnpm@9.1.0/yarn@1.22.22/' package.json && yarn workspace api build");

        Builds.absent(built, "/app/apps/web/made");
        assertThat(Builds.at(built, "/app/apps/api/made")).isNotInstanceOf(Fact.Absent.class);
    }

    @Test
    void turboRunsWhatTasksDependOnFirst() {
        BuiltImage built = workspace("RUN turbo run build --filter=web...");

        Builds.present(
                built,
                "/app/packages/ui/made",
                "/app/packages/ui/extra",
                "/app/apps/web/gen",
                "/app/apps/web/made",
                "/app/apps/web/post");
        Builds.absent(built, "/app/apps/api/made", "/app/root");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void whatAScriptCallsIsTakenByItsNameWhereTheModulesAreNotKnown() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json .
                RUN npm install && npm run build && npm run docs
                -- package.json --
                {"scripts": {"build": "grep -q x package.json && mkdir made", "docs": "doc-tool --all"}, "dependencies": {"a": "1"}}
                """);

        assertThat(built.broken()).isEmpty();
        Builds.present(built, "/app/made");
        Builds.unknown(built, "/app/docs/index.html");
        Builds.absent(built, "/usr/bin/git");
    }

    @Test
    void aCommandThatNoPackageBringsBreaksTheBuild() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci --omit=dev
                RUN npm run build
                -- package.json --
                {"name": "a", "scripts": {"build": "tsc -p ."}, "dependencies": {"ms": "2"}, "devDependencies": {"typescript": "5"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "dependencies": {"ms": "2"}, "devDependencies": {"typescript": "5"}},
                  "node_modules/ms": {"version": "2.0.0"},
                  "node_modules/typescript": {"version": "5.4.5", "dev": true, "bin": {"tsc": "bin/tsc", "tsserver": "bin/tsserver"}}
                }}
                """);

        assertThat(built.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.cause()).isEqualTo(Cause.COMMAND_NOT_FOUND);
            assertThat(failure.output()).isEqualTo("sh: tsc: not found");
            assertThat(failure.at().path()).hasToString("package.json");
        });
    }

    @Test
    void aScriptThatIsNotThereBreaksTheBuild() {
        BuiltImage built = workspace("RUN pnpm run nope");

        assertThat(built.failures()).extracting(f -> f.cause()).containsExactly(Cause.START_SCRIPT_MISSING);
    }

    @Test
    void aProgramThatAScriptCallsAndNobodyKnowsBuildsSomethingInItsProject() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json .
                RUN npm run build
                -- package.json --
                {"scripts": {"build": "/app/build.sh"}}
                -- build.sh --
                #!/bin/sh
                exit 0
                """);

        assertThat(built.failures()).extracting(f -> f.subject()).containsExactly("/app/build.sh");

        BuiltImage installed = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json .
                RUN npm install
                RUN npm run build
                -- package.json --
                {"scripts": {"build": "some-tool"}, "dependencies": {"some-tool": "1"}}
                """);

        assertThat(((Fact.Unknown<?>) Builds.at(installed, "/app/dist/main.js")).reason())
                .isEqualTo(Reason.BUILD_OUTPUT_NOT_MODELLED);
        Builds.absent(installed, "/opt/x", "/usr/bin/git");
    }

    @Test
    void turboPruneKeepsAPackageAndWhatItDependsOn() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g turbo@2.11.0
                WORKDIR /app
                COPY . .
                RUN turbo prune web --docker
                -- package.json --
                {"name": "root", "packageManager": "pnpm@9.1.0", "workspaces": ["apps/*", "packages/*"],
                 "devDependencies": {"@s/tools": "workspace:*"}}
                -- pnpm-workspace.yaml --
                packages: ["apps/*", "packages/*"]
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                -- turbo.json --
                {"tasks": {}}
                -- tsconfig.json --
                {}
                -- apps/web/package.json --
                {"name": "web", "dependencies": {"@s/ui": "workspace:*"}}
                -- apps/web/src/a.ts --
                x
                -- apps/web/dist/a.js --
                x
                -- apps/api/package.json --
                {"name": "api"}
                -- packages/tools/package.json --
                {"name": "@s/tools", "dependencies": {"@s/base": "workspace:*"}}
                -- packages/base/package.json --
                {"name": "@s/base"}
                -- packages/ui/package.json --
                {"name": "@s/ui"}
                -- packages/ui/index.ts --
                x
                """);

        Builds.present(
                built,
                "/app/out/json/package.json",
                "/app/out/json/apps/web/package.json",
                "/app/out/json/packages/ui/package.json",
                "/app/out/json/pnpm-lock.yaml",
                "/app/out/pnpm-lock.yaml",
                "/app/out/full/turbo.json",
                "/app/out/full/apps/web/src/a.ts",
                "/app/out/full/packages/ui/index.ts",
                "/app/out/json/packages/tools/package.json",
                "/app/out/full/packages/base/package.json");
        Builds.absent(
                built,
                "/app/out/json/apps/api/package.json",
                "/app/out/full/apps/api/package.json",
                "/app/out/json/apps/web/src/a.ts",
                "/app/out/full/tsconfig.json",
                "/app/out/json/turbo.json");
        Builds.unknown(built, "/app/out/full/apps/web/dist/a.js");
    }

    @Test
    void whatAnEarlierTurboPrunedIsNotAllKnown() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g turbo
                WORKDIR /app
                COPY . .
                RUN turbo prune --scope=web --docker
                -- package.json --
                {"name": "root", "workspaces": ["apps/*"]}
                -- apps/web/package.json --
                {"name": "web"}
                """);

        Builds.present(built, "/app/out/json/apps/web/package.json", "/app/out/full/apps/web/package.json");
        Builds.unknown(built, "/app/out/full/tsconfig.json");
    }

    /** What turbo 1 calls a pipeline are tasks since turbo 2, and neither takes the other's word. */
    @Test
    void whichTurboPrunesIsToldByItsSettings() {
        String tree = """
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g turbo
                WORKDIR /app
                COPY . .
                RUN turbo prune web --docker
                -- package.json --
                {"name": "root", "workspaces": ["apps/*"]}
                -- apps/web/package.json --
                {"name": "web"}
                -- turbo.json --
                """;

        Builds.absent(Builds.build(tree + "{\"tasks\": {}}"), "/app/out/full/tsconfig.json");
        Builds.unknown(Builds.build(tree + "{\"pipeline\": {}}"), "/app/out/full/tsconfig.json");
        Builds.unknown(
                Builds.build(tree + "{\"tasks\": {}, \"futureFlags\": {\"pruneIncludesGlobalFiles\": true}}"),
                "/app/out/full/tsconfig.json");
    }

    /** Most projects with Next.js ignore {@code out}. */
    @Test
    void whatGitIgnoresIsNoRestOfAnotherPrune() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g turbo@2.11.0
                WORKDIR /app
                COPY . .
                RUN turbo prune web --docker
                -- .gitignore --
                out/
                -- package.json --
                {"name": "root", "workspaces": ["apps/*"]}
                -- apps/web/package.json --
                {"name": "web"}
                -- apps/api/package.json --
                {"name": "api"}
                """);

        Builds.present(built, "/app/out/json/apps/web/package.json");
        Builds.absent(built, "/app/out/json/apps/api", "/app/out/full/apps/web/next.config.js");
    }

    @Test
    void whatAScriptWouldHaveLeftHadItFailedIsNoWayOfTheBuild() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json .
                RUN npm run all && mkdir end
                -- package.json --
                {"scripts": {"all": "npm run one && npm run two", "one": "node x.js && mkdir one", "two": "node y.js && mkdir two"}}
                """);

        Builds.present(built, "/app/one", "/app/two", "/app/end");
    }
}
