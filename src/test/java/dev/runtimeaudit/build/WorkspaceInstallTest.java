package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where packages of workspaces lie after an install: what {@code src/bench/installs} found when it ran the managers. */
class WorkspaceInstallTest {

    private static final String NPM = """
        -- Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        COPY package*.json ./
        COPY apps/api/package.json apps/api/
        COPY libs/util/package.json libs/util/
        %s
        -- package.json --
        {"name": "root", "workspaces": ["apps/*", "libs/*"]}
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"util": "*"}, "devDependencies": {"mime": "1"}}
        -- libs/util/package.json --
        {"name": "util", "bin": {"util": "cli.js"}, "dependencies": {"ms": "2"}}
        -- libs/util/cli.js --
        #!/usr/bin/env node
        -- apps/web/package.json --
        {"name": "web", "dependencies": {"kleur": "4", "ws": "8"}}
        -- package-lock.json --
        {"name": "root", "lockfileVersion": 3, "packages": {
          "": {"name": "root", "workspaces": ["apps/*", "libs/*"]},
          "apps/api": {"name": "api", "dependencies": {"util": "*"}, "devDependencies": {"mime": "1"}},
          "apps/api/node_modules/mime": {"version": "1.6.0", "dev": true},
          "apps/web": {"name": "web", "dependencies": {"kleur": "4", "ws": "8"}},
          "libs/util": {"name": "util", "bin": {"util": "cli.js"}, "dependencies": {"ms": "2"}},
          "node_modules/api": {"resolved": "apps/api", "link": true},
          "node_modules/util": {"resolved": "libs/util", "link": true},
          "node_modules/web": {"resolved": "apps/web", "link": true},
          "node_modules/kleur": {"version": "4.1.5"},
          "node_modules/bufferutil": {"version": "4.0.0"},
          "node_modules/ws": {"version": "8.1.0", "peerDependencies": {"bufferutil": "4"},
            "peerDependenciesMeta": {"bufferutil": {"optional": true}}},
          "node_modules/ms": {"version": "2.0.0"}
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
        {"name": "root"}
        -- pnpm-workspace.yaml --
        packages:
          - apps/*
          - libs/*
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"util": "workspace:*", "ms": "2.1.3"}, "devDependencies": {"mime": "1.6.0"}}
        -- libs/util/package.json --
        {"name": "util", "dependencies": {"ms": "2.0.0"}}
        -- pnpm-lock.yaml --
        lockfileVersion: '9.0'
        importers:
          .: {}
          apps/api:
            dependencies:
              ms:
                specifier: 2.1.3
                version: 2.1.3
              util:
                specifier: workspace:*
                version: link:../../libs/util
            devDependencies:
              mime:
                specifier: 1.6.0
                version: 1.6.0
          libs/util:
            dependencies:
              ms:
                specifier: 2.0.0
                version: 2.0.0
        packages:
          mime@1.6.0: {}
          ms@2.0.0: {}
          ms@2.1.3: {}
        snapshots:
          mime@1.6.0: {}
          ms@2.0.0: {}
          ms@2.1.3: {}
        """;

    private static final String BUN = """
        -- Dockerfile --
        FROM oven/bun:1
        WORKDIR /app
        COPY . .
        RUN bun install %s
        -- package.json --
        {"name": "root", "workspaces": ["apps/*", "libs/*"]}
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"util": "workspace:*", "acorn-jsx": "5", "debug": "4"}}
        -- apps/web/package.json --
        {"name": "web"}
        -- libs/util/package.json --
        {"name": "util", "dependencies": {"acorn": "8"}}
        -- bun.lock --
        {
          "lockfileVersion": 1,
          "configVersion": 1,
          "workspaces": {
            "": {"name": "root"},
            "apps/api": {"name": "api", "dependencies": {"acorn-jsx": "5", "debug": "4", "util": "workspace:*"}},
            "apps/web": {"name": "web"},
            "libs/util": {"name": "util", "dependencies": {"acorn": "8"}},
          },
          "packages": {
            "acorn": ["acorn@8.11.3", "", {}, "sha512-x"],
            "acorn-jsx": ["acorn-jsx@5.3.2", "", { "peerDependencies": { "acorn": "^8.0.0" } }, "sha512-x"],
            "api": ["api@workspace:apps/api"],
            "debug": ["debug@4.3.4", "", { "peerDependencies": { "supports-color": "*" }, "optionalPeers": ["supports-color"] }, "sha512-x"],
            "util": ["util@workspace:libs/util"],
            "web": ["web@workspace:apps/web"],
          }
        }
        """;

    private static final String YARN = """
        -- Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        COPY . .
        RUN %s
        -- package.json --
        {"name": "root", "workspaces": ["apps/*", "libs/*"]}
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"util": "*"}}
        -- libs/util/package.json --
        {"name": "util", "dependencies": {"ms": "2.0.0"}, "optionalDependencies": {"fsevents": "2.3.3"}}
        """;

    private static final String CLASSIC = YARN + """
        -- yarn.lock --
        # yarn lockfile v1


        chokidar@3:
          version "3.6.0"
          optionalDependencies:
            fsevents "2.3.3"

        fsevents@2.3.3:
          version "2.3.3"

        ms@2.0.0:
          version "2.0.0"
        """;

    private static final String BERRY = YARN + """
        -- .yarnrc.yml --
        nodeLinker: node-modules
        -- yarn.lock --
        # This file is generated

        __metadata:
          version: 8

        "api@workspace:apps/api":
          version: 0.0.0-use.local
          resolution: "api@workspace:apps/api"
          dependencies:
            util: "npm:*"

        "fsevents@npm:2.3.3":
          version: 2.3.3
          resolution: "fsevents@npm:2.3.3"
          dependencies:
            node-gyp: "npm:latest"
          conditions: os=darwin

        "ms@npm:2.0.0":
          version: 2.0.0
          resolution: "ms@npm:2.0.0"

        "node-gyp@npm:latest":
          version: 13.1.0
          resolution: "node-gyp@npm:13.1.0"
          bin:
            node-gyp: ./bin/node-gyp.js

        "util@npm:*, util@workspace:libs/util":
          version: 0.0.0-use.local
          resolution: "util@workspace:libs/util"
          dependencies:
            fsevents: "npm:2.3.3"
            ms: "npm:2.0.0"
        """;

    @Test
    void npmLinksNoCommandWhoseFileIsNotThereYet() {
        BuiltImage early = Builds.build(NPM.formatted("RUN npm ci"));
        BuiltImage late = Builds.build(NPM.formatted("COPY libs libs\nRUN npm ci"));

        Builds.unknown(early, "/app/node_modules/.bin/util");
        Builds.present(late, "/app/node_modules/.bin/util");
    }

    @Test
    void npmTakesAwayWhatLiesInAPackageOfTheWorkspace() {
        BuiltImage built = Builds.build(NPM.formatted("COPY apps apps\nRUN npm ci && npm prune --omit=dev"));

        Builds.absent(built, "/app/apps/api/node_modules/mime");
        Builds.present(built, "/app/node_modules/ms");
    }

    @Test
    void whatOnlyAMissingPackageOfTheWorkspaceAsksForIsNotInstalledForCertain() {
        BuiltImage built = Builds.build(NPM.formatted("RUN npm ci"));

        Builds.unknown(built, "/app/node_modules/kleur", "/app/node_modules/web");
        Builds.present(built, "/app/node_modules/ms", "/app/node_modules/util", "/app/node_modules/api");
    }

    @Test
    void anOptionalPeerComesFromSomebodyElse() {
        BuiltImage built = Builds.build(NPM.formatted("COPY apps apps\nRUN npm ci -w web"));

        Builds.present(built, "/app/node_modules/ws");
        Builds.unknown(built, "/app/node_modules/bufferutil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN npm ci --install-strategy=linked",
                "RUN npm ci --install-strategy linked",
                "ENV npm_config_install_strategy=linked\nRUN npm ci",
                "RUN npm ci --omit=peer"
            })
    void anotherStrategyOfNpmLeavesTheLayoutOpen(String install) {
        Builds.unknown(
                Builds.build(NPM.formatted(install)), "/app/node_modules/ms/package.json", "/app/node_modules/util");
    }

    @Test
    void optionsThatAreGivenTwiceBothCount() {
        BuiltImage built = Builds.build(NPM.formatted("COPY apps apps\nRUN npm ci --omit=dev --omit=optional"));

        Builds.absent(built, "/app/apps/api/node_modules/mime");
    }

    @Test
    void whatIsBothOptionalAndForDevelopmentGoesWithBoth() {
        String both = NPM.replace(
                        "\"node_modules/ms\": {\"version\"", "\"node_modules/ms\": {\"devOptional\": true, \"version\"")
                .replace("\"dependencies\": {\"ms\": \"2\"}", "\"optionalDependencies\": {\"ms\": \"2\"}");

        Builds.unknown(Builds.build(both.formatted("RUN npm ci --omit=dev --omit=optional")), "/app/node_modules/ms");
    }

    @Test
    void packagesInTheStoreOfPnpmMayFindThoseOfTheWorkspace() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile"));

        Builds.unknown(built, "/app/node_modules/.pnpm/node_modules/util");
    }

    @Test
    void hoistingLeadsToOneOfTheVersions() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile --shamefully-hoist"));

        assertThat(Builds.value(Builds.at(built, "/app/node_modules/ms")).path())
                .hasToString("/app/node_modules/ms");
        assertThat(Builds.value(Builds.at(built, "/app/node_modules/mime")).path())
                .hasToString("/app/node_modules/.pnpm/mime@1.6.0/node_modules/mime");
        Builds.present(built, "/app/node_modules/util/package.json");
    }

    @Test
    void pnpmHoistsNoPackageOfTheWorkspaceToTheRootByItsLinker() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile --node-linker=hoisted"));

        Builds.present(built, "/app/node_modules/mime", "/app/apps/api/node_modules/util/package.json");
        Builds.absent(built, "/app/node_modules/util");
        // Of two versions nobody says which lies where, but one of them lies at the root.
        Builds.present(built, "/app/node_modules/ms");
        Builds.unknown(built, "/app/apps/api/node_modules/ms");
    }

    @Test
    void aLaterPnpmMayLinkThePackagesOfTheWorkspaceBesideTheOthers() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile --node-linker=hoisted")
                .replace("pnpm@9", "pnpm@11.28.0"));

        Builds.unknown(built, "/app/node_modules/util");
    }

    @Test
    void pnpmLeavesOutTheVersionsThatItDoesNotInstallBeforeItChooses() {
        String tree = PNPM.formatted("RUN pnpm install --frozen-lockfile --prod --node-linker=hoisted")
                .replace("\"dependencies\": {\"ms\": \"2.0.0\"}", "\"devDependencies\": {\"ms\": \"2.0.0\"}")
                .replace("  libs/util:\n    dependencies:", "  libs/util:\n    devDependencies:");

        Builds.present(Builds.build(tree), "/app/node_modules/ms");
        Builds.absent(Builds.build(tree), "/app/node_modules/mime");
    }

    @Test
    void whatHasPeersLiesAtTheRootWherePnpmBringsThem() {
        String tree = PNPM.formatted("RUN pnpm install --frozen-lockfile --node-linker=hoisted%s")
                .replace("version: 1.6.0", "version: 1.6.0(ms@2.1.3)")
                .replace("snapshots:\n  mime@1.6.0: {}", "snapshots:\n  mime@1.6.0(ms@2.1.3): {}");

        Builds.present(Builds.build(tree.formatted("")), "/app/node_modules/mime");
        Builds.unknown(
                Builds.build(tree.formatted(" --config.auto-install-peers=false")
                        .replace("-- package.json --", "-- .npmrc --\nauto-install-peers=false\n-- package.json --")),
                "/app/node_modules/mime");
    }

    @Test
    void pnpmTenDoesNotAskForTheEnvironmentOfNode() {
        String install = "ENV NODE_ENV=production\nRUN pnpm install --frozen-lockfile";
        BuiltImage nine = Builds.build(PNPM.formatted(install));
        BuiltImage ten = Builds.build(PNPM.formatted(install).replace("pnpm@9", "pnpm@10.4.0"));

        Builds.absent(nine, "/app/apps/api/node_modules/mime");
        Builds.present(ten, "/app/apps/api/node_modules/mime");
    }

    @Test
    void pnpmPrunesNotAllOfAWorkspace() {
        BuiltImage built = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile && pnpm prune --prod")
                .replace("{\"name\": \"root\"}", "{\"name\": \"root\", \"devDependencies\": {\"mime\": \"1.6.0\"}}")
                .replace(
                        ".: {}",
                        ".:\n    devDependencies:\n      mime:\n        specifier: 1.6.0\n        version: 1.6.0"));

        Builds.unknown(built, "/app/node_modules/mime");
    }

    /** Measured with 9.15. */
    @Test
    void whatWasGeneratedBesideAPackageOutlivesAPruneOfPnpm9() {
        String lines = "RUN pnpm install --frozen-lockfile && mkdir -p $PACKAGE/.made && echo x > $PACKAGE/.made/a.js"
                        .replace("$PACKAGE", "node_modules/.pnpm/ms@2.0.0/node_modules")
                + "\nRUN pnpm prune --prod";

        Builds.present(
                Builds.build(PNPM.formatted(lines)),
                "/app/node_modules/.pnpm/ms@2.0.0/node_modules/.made/a.js",
                "/app/node_modules/.pnpm/ms@2.0.0/node_modules/ms");
        Builds.absent(Builds.build(PNPM.formatted(lines)), "/app/node_modules/.pnpm/ms@2.0.0/node_modules/.made/b.js");
    }

    @Test
    void aPlaceAsAFilterOfPnpmHasNoDependencies() {
        BuiltImage place = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile --filter ./apps/api..."));
        BuiltImage name = Builds.build(PNPM.formatted("RUN pnpm install --frozen-lockfile --filter api..."));

        Builds.absent(place, "/app/libs/util/node_modules/ms");
        Builds.present(name, "/app/libs/util/node_modules/ms");
    }

    /** Measured with yarn 1.22: what has peers, of which the lockfile tells nothing, stays beside one that lies elsewhere. */
    @Test
    void whereAPackageHasTwoVersionsOthersMayStayBehindInYarn() {
        String two = CLASSIC.formatted("yarn install --frozen-lockfile") + """

            ms@2.1.0:
              version "2.1.0"
            """;
        Builds.present(Builds.build(CLASSIC.formatted("yarn install --frozen-lockfile")), "/app/node_modules/ms");
        String other = two.replace("\"dependencies\": {\"ms\": \"2.0.0\"}", "\"dependencies\": {\"chokidar\": \"3\"}");
        Builds.unknown(Builds.build(other), "/app/node_modules/chokidar");
        String alone =
                other.replace("\"workspaces\": [\"apps/*\", \"libs/*\"]", "\"dependencies\": {\"chokidar\": \"3\"}");
        Builds.present(Builds.build(alone), "/app/node_modules/chokidar");
        Builds.unknown(Builds.build(alone), "/app/node_modules/fsevents");
        String root =
                other.replace("{\"name\": \"root\",", "{\"name\": \"root\", \"dependencies\": {\"chokidar\": \"3\"},");
        Builds.present(Builds.build(root), "/app/node_modules/chokidar");
    }

    /** What is for none of the platforms that bun knows is left out (bun 1.4, measured). */
    @Test
    void bunMayLeaveOutWhatIsForSomePlatforms() {
        for (String platform : new String[] {"none", "arm64"}) {
            BuiltImage built = Builds.build(BUN.formatted("--linker hoisted")
                    .replace(
                            "[\"acorn@8.11.3\", \"\", {}",
                            "[\"acorn@8.11.3\", \"\", { \"cpu\": \"" + platform + "\" }"));
            Builds.unknown(built, "/app/node_modules/acorn");
        }
    }

    @Test
    void bunLinksEveryPackageOfTheWorkspace() {
        BuiltImage built = Builds.build(BUN.formatted("--linker hoisted"));

        Builds.present(built, "/app/node_modules/web", "/app/node_modules/util", "/app/node_modules/acorn-jsx");
    }

    @Test
    void bunMakesAnotherTreeOfAPart() {
        Builds.unknown(Builds.build(BUN.formatted("--linker hoisted --filter api")), "/app/node_modules/acorn");
        Builds.unknown(Builds.build(BUN.formatted("--linker hoisted --production")), "/app/node_modules/left-pad");
        Builds.present(Builds.build(BUN.formatted("--linker hoisted --production")), "/app/node_modules/acorn");
    }

    @Test
    void bunCallsWhatHasPeersByAHash() {
        BuiltImage built = Builds.build(BUN.formatted("--linker isolated"));

        Builds.present(built, "/app/apps/api/node_modules/acorn-jsx");
        assertThat(Builds.value(Builds.at(built, "/app/apps/api/node_modules/debug"))
                        .path())
                .hasToString("/app/node_modules/.bun/debug@4.3.4/node_modules/debug");
        Builds.unknown(built, "/app/node_modules/.bun/acorn-jsx@5.3.2");
        Builds.present(built, "/app/node_modules/.bun/acorn@8.11.3");
    }

    @Test
    void bunInstallsWhatAChosenPackageDependsOn() {
        BuiltImage built = Builds.build(BUN.formatted("--linker isolated --filter api"));

        Builds.present(built, "/app/libs/util/node_modules/acorn");
    }

    @Test
    void anOptionalPackageOfYarnOneMayBeForAnotherPlatform() {
        BuiltImage built = Builds.build(CLASSIC.formatted("yarn install --frozen-lockfile"));

        Builds.present(built, "/app/node_modules/ms", "/app/node_modules/util");
        Builds.unknown(built, "/app/node_modules/fsevents");
    }

    @Test
    void packagesThatAreNotHoistedLeaveTheLayoutOpen() {
        BuiltImage classic = Builds.build(CLASSIC.formatted("yarn install")
                .replace(
                        "[\"apps/*\", \"libs/*\"]",
                        "{\"packages\": [\"apps/*\", \"libs/*\"], \"nohoist\": [\"**/ms\"]}"));
        BuiltImage berry = Builds.build(BERRY.formatted("yarn install")
                .replace("nodeLinker: node-modules", "nodeLinker: node-modules\nnmHoistingLimits: workspaces"));

        Builds.unknown(classic, "/app/node_modules/ms");
        Builds.unknown(berry, "/app/node_modules/ms");
    }

    @Test
    void whatOnlyAnotherPlatformNeedsIsNotThereForCertain() {
        BuiltImage built = Builds.build(BERRY.formatted("yarn install --immutable"));

        Builds.present(built, "/app/node_modules/ms");
        Builds.unknown(
                built, "/app/node_modules/fsevents", "/app/node_modules/node-gyp", "/app/node_modules/.bin/node-gyp");
    }

    @Test
    void aFocusedPackageOfTheWorkspaceIsLinkedItself() {
        BuiltImage built = Builds.build(BERRY.formatted("yarn workspaces focus api"));

        Builds.present(built, "/app/node_modules/ms", "/app/node_modules/util");
        Builds.unknown(built, "/app/node_modules/api", "/app/libs/util/node_modules/ms");
    }

    /** Two packages of a workspace; laid out by yarn 4.18. */
    private static BuiltImage peers(String install, String other) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN %s
                -- .yarnrc.yml --
                nodeLinker: node-modules
                -- package.json --
                {"name": "root", "workspaces": ["a", "b"]}
                -- a/package.json --
                {"name": "a", "dependencies": {"react": "18.2.0", "redux": "1.0.0"}, "devDependencies": {"b": "*"}}
                -- b/package.json --
                {"name": "b", "dependencies": {"react": "%s"}}
                -- yarn.lock --
                __metadata:
                  version: 8

                "a@workspace:a":
                  version: 0.0.0-use.local
                  resolution: "a@workspace:a"

                "b@workspace:b":
                  version: 0.0.0-use.local
                  resolution: "b@workspace:b"

                "react@npm:17.0.2":
                  version: 17.0.2
                  resolution: "react@npm:17.0.2"

                "react@npm:18.2.0":
                  version: 18.2.0
                  resolution: "react@npm:18.2.0"

                "redux@npm:1.0.0":
                  version: 1.0.0
                  resolution: "redux@npm:1.0.0"
                  peerDependencies:
                    react: "*"
                """.formatted(install, other));
    }

    @Test
    void yarnHoistsWhatHasPeersWithThem() {
        Builds.present(peers("yarn install", "18.2.0"), "/app/node_modules/react", "/app/node_modules/redux");
        Builds.unknown(peers("yarn install", "17.0.2"), "/app/node_modules/redux");
    }

    @Test
    void aFocusedInstallHoistsOnlyWhatStays() {
        BuiltImage alone = peers("yarn install && yarn workspaces focus --production a", "17.0.2");
        BuiltImage both = peers("yarn install && yarn workspaces focus a", "17.0.2");

        Builds.present(alone, "/app/node_modules/react", "/app/node_modules/redux");
        Builds.unknown(both, "/app/node_modules/redux");
    }

    @Test
    void ofSeveralVersionsOneLiesAtTheRoot() {
        Builds.present(peers("yarn install", "17.0.2"), "/app/node_modules/react");
        Builds.unknown(peers("yarn install", "17.0.2"), "/app/a/node_modules/react", "/app/b/node_modules/react");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn install", "yarn install --immutable"})
    void whatAPackageThatOthersUseNeedsForItselfIsInstalledToo(String install) {
        BuiltImage built = Builds.build(BERRY.formatted(install)
                .replace("\"dependencies\": {\"ms\": \"2.0.0\"}", "\"devDependencies\": {\"ms\": \"2.0.0\"}"));

        Builds.present(built, "/app/node_modules/ms");
        Builds.unknown(built, "/app/.yarn", "/app/.yarn/install-state.gz");
    }

    @Test
    void plugAndPlayMakesFilesOfItsOwn() {
        BuiltImage built =
                Builds.build(BERRY.formatted("yarn install").replace("nodeLinker: node-modules", "nodeLinker: pnp"));

        Builds.unknown(built, "/app/.pnp.cjs", "/app/.yarn/unplugged");
    }
}
