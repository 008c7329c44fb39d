package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What package managers ask for before they do anything, in a build. */
class RefusalTest {

    private static String build(String base, String manifest, String instructions, String more) {
        return "-- Dockerfile --\nFROM " + base + "\nWORKDIR /app\nCOPY . .\n" + instructions + "\n-- package.json --\n"
                + manifest + "\n" + more;
    }

    private static void refuses(String workspace, String line) {
        assertThat(Builds.build(workspace).failures()).singleElement().satisfies(failure -> {
            assertThat(failure.output()).isEqualTo(line);
            assertThat(failure.exitCode()).isEqualTo(1);
        });
    }

    private static void takes(String workspace) {
        assertThat(Builds.build(workspace).failures()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            node:18 | {"name":"a","version":"1.2.3","engines":{"node":">=20"}} | yarn | error a@1.2.3: The engine "node" is incompatible with this module. Expected version ">=20". Got "18"
            node:20 | {"name":"a","engines":{"yarn":">=4"}} | yarn install | error a@: The engine "yarn" is incompatible with this module. Expected version ">=4". Got "1.22.22"
            node:20 | {"packageManager":"yarn@4.1.0+sha224.0"} | yarn install | error This project's package.json defines "packageManager": "yarn@4.1.0". However the current global version of Yarn is 1.22.22.
            node:20.18.0-slim | {"packageManager":"pnpm@9.1.0"} | yarn | error This project's package.json defines "packageManager": "yarn@pnpm@9.1.0". However the current global version of Yarn is 1.22.22.
            node:20 | {"packageManager":"yarn@4.1.0"} | corepack enable && pnpm install | This project is configured to use yarn because /app/package.json has a "packageManager" field
            """)
    void yarnAndCorepackRefuseWhatTheProjectDoesNotNameThem(String base, String manifest, String run, String line) {
        refuses(build(base, manifest, "RUN " + run, ""), line);
    }

    @Test
    void pnpmRefusesOldNodesAndOtherProjects() {
        String pnpm = "RUN npm install -g pnpm@9 && pnpm install";
        refuses(build("node:16", "{}", pnpm, ""), "ERROR: This version of pnpm requires at least Node.js v18.12");
        refuses(
                build("node:20", "{\"packageManager\":\"yarn@4.1.0\"}", pnpm, ""),
                "\u2009ERROR\u2009 This project is configured to use yarn");
        refuses(
                build("node:20", "{\"engines\":{\"pnpm\":\">=10\"}}", pnpm, ""),
                "\u2009ERR_PNPM_UNSUPPORTED_ENGINE\u2009 Unsupported environment (bad pnpm and/or Node.js version)");
        refuses(
                build(
                        "node:18",
                        "{\"engines\":{\"node\":\">=20\"}}",
                        "RUN npm install",
                        "-- .npmrc --\nengine-strict=true\n"),
                "npm error code EBADENGINE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            node:18 | {"engines":{"node":">=18"}} | yarn
            node:18 | {"engines":{"node":">=20"}} | yarn --ignore-engines
            node:18 | {"engines":{"node":">=20"}} | yarn config set ignore-engines true && yarn
            node:18 | {"engines":{"node":">=20"}} | npm install
            node:18 | {"engines":{"node":">=18.19"}} | yarn
            node:20 | {"packageManager":"yarn@1.22.19"} | yarn
            node:20.11.0 | {"packageManager":"yarn@4.1.0"} | yarn
            node:20 | {"packageManager":"yarn@4.1.0"} | SKIP_YARN_COREPACK_CHECK=1 yarn
            node:20 | {"packageManager":"yarn@4.1.0"} | corepack enable && yarn install
            node:20 | {"packageManager":"pnpm@9.1.0"} | corepack enable && pnpx prisma generate --help
            node:20 | {"packageManager":"yarn@4.1.0"} | yarn --version
            node:20 | {"packageManager":"yarn@4.1.0"} | corepack enable && pnpm dlx cowsay hi
            node:20 | {"packageManager":"yarn@4.1.0"} | corepack enable && pnpx cowsay hi
            node:18 | {"engines":{"node":">=20"}} | yarn exec node -v
            node:18 | {"engines":{"node":">=20"}} | yarn pack
            node:20 | {"packageManager":"yarn@4.1.0"} | npm install -g pnpm@9 && pnpm store path
            node:20 | {"packageManager":"yarn@4.1.0"} | npm install -g pnpm@9 && pnpm dlx cowsay hi
            node:20 | {"packageManager":"yarn@4.1.0"} | npm install -g pnpm@9 && pnpm --config.package-manager-strict=false install
            node:20 | {"packageManager":"yarn@4.1.0"} | npm install -g pnpm@9 && NPM_CONFIG_PACKAGE_MANAGER_STRICT=false pnpm install
            node:20 | {"engines":{"pnpm":">=10"}} | npm install -g pnpm@9 && pnpm exec node -v
            node:20 | {"packageManager":"yarn@4.1.0"} | npm install -g pnpm@8 && pnpm install
            node:20 | {"packageManager":"yarn@4.1.0"} | npm install -g pnpm@9 && COREPACK_ENABLE_STRICT=0 pnpm install
            node:20 | {"packageManager":"pnpm@8.1.0"} | npm install -g pnpm@9 && pnpm install
            """)
    void whoIsNamedOrNotAskedGoesOn(String base, String manifest, String run) {
        takes(build(base, manifest, "RUN " + run, ""));
    }

    @Test
    void theYarnOfTheProjectHasToBeThere() {
        String settings = "-- .yarnrc.yml --\nnodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.1.0.cjs\n";
        String manifest = "{\"packageManager\":\"yarn@4.1.0\"}";
        refuses(
                build("node:20", "{}", "RUN yarn install", settings),
                "Error: Cannot find module '/app/.yarn/releases/yarn-4.1.0.cjs'");
        refuses(
                build("node:20", manifest, "RUN corepack enable && yarn install", settings),
                "Internal Error: ENOENT: no such file or directory, stat '/app/.yarn/releases/yarn-4.1.0.cjs'");
        takes(build(
                "node:20", manifest, "RUN yarn install", settings + "-- .yarn/releases/yarn-4.1.0.cjs --\n// yarn\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm install -g yarn", "npm i -g yarn@1.22.22", "corepack enable && npm i -g pnpm@9"})
    void npmDoesNotOverwriteTheCommandsOfOthers(String run) {
        refuses(build("node:20", "{}", "RUN " + run, ""), "npm error EEXIST: file already exists");
        takes(build("node:20", "{}", "RUN " + run + " --force", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm i -g npm",
                "npm i -gf yarn",
                "npm i -g yarn --force=true",
                "NPM_CONFIG_FORCE=true npm i -g yarn",
                "npm i -g --prefix /opt/x yarn",
                "npm config set force true && npm i -g yarn",
                "npm i -g corepack@latest && corepack enable",
                "npm i -g pnpm@9 && npm i -g pnpm@9.1",
                "rm -f /usr/local/bin/yarn /usr/local/bin/yarnpkg && npm i -g yarn",
                "npm i -g pnpm@9 && corepack enable"
            })
    void npmOverwritesItsOwn(String run) {
        takes(build("node:20", "{}", "RUN " + run, ""));
    }

    private static final String BERRY = """
        -- .yarnrc.yml --
        nodeLinker: node-modules
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"ms": "2.0.0"%s}}
        -- packages/lib/package.json --
        {"name": "lib"}
        -- yarn.lock --
        __metadata:
          version: 8
          cacheKey: 10c0

        "api@workspace:apps/api":
          version: 0.0.0-use.local
          resolution: "api@workspace:apps/api"
          dependencies:
            ms: "npm:2.0.0"
          languageName: unknown
          linkType: soft

        "lib@workspace:packages/lib":
          version: 0.0.0-use.local
          resolution: "lib@workspace:packages/lib"
          languageName: unknown
          linkType: soft

        "ms@npm:2.0.0":
          version: 2.0.0
          resolution: "ms@npm:2.0.0"
          languageName: node
          linkType: hard

        "root@workspace:.":
          version: 0.0.0-use.local
          resolution: "root@workspace:."
          languageName: unknown
          linkType: soft
        """;

    private static String berry(String install, String copy, String wish) {
        return """
            -- Dockerfile --
            FROM node:20
            WORKDIR /app
            RUN corepack enable
            COPY package.json yarn.lock .yarnrc.yml ./
            COPY %s
            RUN %s
            -- package.json --
            {"name": "root", "packageManager": "yarn@4.1.0", "workspaces": ["apps/*", "packages/*"]}
            """.formatted(copy, install) + BERRY.formatted(wish);
    }

    @Test
    void laterYarnsMayNotChangeAnImmutableLockfile() {
        String line =
                "➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.";
        refuses(berry("yarn install --immutable", "apps apps/", ""), line);
        refuses(berry("yarn install --immutable", ". .", ", \"left-pad\": \"1\""), line);
        takes(berry("yarn install --immutable", ". .", ""));
        takes(berry("yarn install", "apps apps/", ""));
    }

    // --- packages of a workspace -----------------------------------------------------------------------------------

    private static String workspace(String run) {
        return build(
                "node:20",
                "{\"name\": \"r\", \"private\": true, \"workspaces\": [\"apps/*\"]}",
                "RUN " + run,
                "-- apps/api/package.json --\n{\"name\": \"@r/api\", \"version\": \"1.0.0\", \"scripts\": {\"build\": \"echo x\"}}\n");
    }

    @Test
    void aPackageThatTheWorkspaceDoesNotHaveIsNotBuilt() {
        refuses(workspace("npm run build -w web"), "npm error No workspaces found:");
        refuses(workspace("npm run build --workspace=apps/web"), "npm error No workspaces found:");
        refuses(workspace("yarn workspace web build"), "error Unknown workspace \"web\".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm run build -w @r/api",
                "npm run build -w apps/api",
                "npm run build -w ./apps/api",
                "npm run build -w apps",
                "cd apps/api && npm run build",
                "cd apps/api && npm run build -w .",
                "npm run build -w 'app*'",
                "npm --version -w web",
                "mv apps/api apps/x && echo '{\"scripts\":{\"build\":\"echo\"}}' > apps/x/package.json && npm run build -w x",
                "yarn workspace @r/api build",
                "wget -O- https://example.org/x.tgz | tar xz && npm run build -w web"
            })
    void aPackageThatItHasOrMayHaveIs(String run) {
        takes(workspace(run));
    }

    private static String bun(String install, String wishes) {
        return build("oven/bun:1.2", "{\"name\": \"a\", \"dependencies\": {" + wishes + "}}", "RUN " + install, """
                -- bun.lock --
                {
                  "lockfileVersion": 1,
                  "workspaces": {
                    "": {"name": "a", "dependencies": {"ms": "2.0.0"}},
                  },
                  "packages": {
                    "ms": ["ms@2.0.0", "", {}, "sha512-x"],
                  }
                }
                """);
    }

    @Test
    void bunMayNotChangeAFrozenLockfile() {
        String line = "error: lockfile had changes, but lockfile is frozen";
        refuses(bun("bun install --frozen-lockfile", "\"ms\": \"2.0.0\", \"koa\": \"2\""), line);
        refuses(bun("bun install --frozen-lockfile", ""), line);
        takes(bun("bun install --frozen-lockfile", "\"ms\": \"^2.0.0\""));
        takes(bun("bun install", "\"ms\": \"2.0.0\", \"koa\": \"2\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm ci --force",
                "npm install --engine-strict=false",
                "npm install --no-engine-strict",
                "NPM_CONFIG_ENGINE_STRICT=false npm install",
                "echo engine-strict=false >> .npmrc && npm install"
            })
    void enginesAreStrictOnlyWhereNothingSaysOtherwise(String run) {
        takes(
                build(
                        "node:18",
                        "{\"name\": \"a\", \"engines\": {\"node\": \">=20\"}}",
                        "RUN " + run,
                        "-- .npmrc --\nengine-strict=true\n-- package-lock.json --\n{\"name\": \"a\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"a\"}}}\n"));
    }

    @Test
    void aPatternOfAWorkspaceMayBeginWithASlash() {
        takes(build(
                "node:20",
                "{\"name\": \"r\", \"workspaces\": [\"/apps/*\"]}",
                "RUN npm run build -w api",
                "-- apps/api/package.json --\n{\"name\": \"api\", \"scripts\": {\"build\": \"echo x\"}}\n"));
    }
}
