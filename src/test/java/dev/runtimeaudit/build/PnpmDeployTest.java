package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code pnpm deploy} and the installs of pnpm leave; measured with pnpm 9.15.9, 10.20.0, 11.1.0 and 11.22.0, the linker that hoists with 11.1, 11.28 and 12.21, too. */
class PnpmDeployTest {

    private static final String WORKSPACE = """
        -- Dockerfile --
        FROM node:20-alpine
        RUN npm install -g pnpm@%s
        WORKDIR /app
        COPY . .
        %s
        -- package.json --
        {"name": "root", "dependencies": {"left-pad": "1.3.0"}%s}
        -- pnpm-workspace.yaml --
        packages:
          - apps/*
          - packages/*
        -- .gitignore --
        dist
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"@s/lib": "workspace:*", "ms": "2.0.0"}, "devDependencies": {"is-odd": "3.0.1"}}
        -- apps/api/dist/main.js --
        require("@s/lib")
        -- apps/api/.npmrc --
        x=1
        -- packages/lib/package.json --
        {"name": "@s/lib", "files": ["dist"], "dependencies": {"@prisma/client": "6.7.0"}, "devDependencies": {"is-odd": "3.0.1"}}
        -- packages/lib/dist/index.js --
        module.exports = 1
        -- packages/lib/src/index.ts --
        export default 1
        -- pnpm-lock.yaml --
        lockfileVersion: '9.0'
        importers:
          .:
            dependencies:
              left-pad:
                specifier: 1.3.0
                version: 1.3.0
          apps/api:
            dependencies:
              '@s/lib':
                specifier: workspace:*
                version: link:../../packages/lib
              ms:
                specifier: 2.0.0
                version: 2.0.0
            devDependencies:
              is-odd:
                specifier: 3.0.1
                version: 3.0.1
          packages/lib:
            dependencies:
              '@prisma/client':
                specifier: 6.7.0
                version: 6.7.0
            devDependencies:
              is-odd:
                specifier: 3.0.1
                version: 3.0.1
        packages:
          '@prisma/client@6.7.0': {}
          is-odd@3.0.1: {}
          left-pad@1.3.0: {}
          ms@2.0.0: {}
        snapshots:
          '@prisma/client@6.7.0': {}
          is-odd@3.0.1: {}
          left-pad@1.3.0: {}
          ms@2.0.0: {}
        """;

    private static final String CELL = "/out/node_modules/.pnpm/@s+lib@file+packages+lib/node_modules/";

    private static BuiltImage built(String version, String more, String run) {
        return Builds.build(WORKSPACE.formatted(version, run, more));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.15.9|pnpm --filter api deploy --prod /out",
                "10.20.0|pnpm --filter=api deploy --legacy --prod /out"
            })
    void theWayOfPnpm9CopiesThePackageAndLinksItsStore(String how) {
        BuiltImage built = built(how.substring(0, how.indexOf('|')), "", "RUN " + how.substring(how.indexOf('|') + 1));

        assertThat(built.broken()).isEmpty();
        Builds.present(
                built,
                "/out/dist/main.js",
                "/out/package.json",
                "/out/node_modules/@s/lib/dist/index.js",
                "/out/node_modules/left-pad",
                "/out/node_modules/.pnpm/ms@2.0.0/node_modules/ms",
                CELL + "@prisma/client");
        Builds.absent(
                built,
                "/out/.npmrc",
                "/out/node_modules/is-odd",
                "/out/node_modules/@s/lib/src",
                "/out/node_modules/.prisma",
                CELL + "is-odd");
        assertThat(((Node.Link) Builds.value(built.image()
                                        .files()
                                        .at(dev.runtimeaudit.image.ImagePath.of("/out/node_modules/@s/lib")))
                                .node())
                        .target())
                .isEqualTo("../.pnpm/@s+lib@file+packages+lib/node_modules/@s/lib");
    }

    @Test
    void whatIsInjectedLiesUnderItsWholePathAndTheRootIsLeftOut() {
        BuiltImage built = built(
                "10.20.0",
                "",
                "RUN printf '\\ninjectWorkspacePackages: true\\n' >> pnpm-workspace.yaml && pnpm --filter=api deploy --prod /out");

        Builds.present(
                built, "/out/node_modules/.pnpm/@s+lib@file++++app+packages+lib/node_modules/@s/lib/dist/index.js");
        Builds.absent(built, "/out/node_modules/left-pad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.15.9", "10.20.0"})
    void theLinkerThatHoistsPutsAllPackagesIntoOneDirectory(String version) {
        BuiltImage built = built(
                version,
                "",
                "RUN printf 'node-linker=hoisted' > .npmrc && pnpm --filter=api deploy --legacy --prod /out");

        Builds.present(
                built,
                "/out/dist/main.js",
                "/out/node_modules/@s/lib/dist/index.js",
                "/out/node_modules/@prisma/client",
                "/out/node_modules/left-pad",
                "/out/node_modules/ms");
        Builds.absent(built, "/out/node_modules/is-odd", "/out/node_modules/@s/lib/src", "/out/.npmrc");
    }

    @Test
    void whatTheRootAsksForComesAlongWithSomeVersionsOfElevenOnly() {
        String run = "RUN printf '\\nnodeLinker: hoisted\\n' >> pnpm-workspace.yaml"
                + " && pnpm --filter=api deploy --legacy --prod /out";
        String tree = WORKSPACE.formatted("11.1.1", run, "").replace("node:20", "node:24");
        String without = tree.replace("\"dependencies\": {\"left-pad\"", "\"devDependencies\": {\"left-pad\"")
                .replace("  .:\n    dependencies:", "  .:\n    devDependencies:");

        Builds.unknown(Builds.build(tree), "/out/node_modules/ms", "/out/node_modules/left-pad");
        Builds.present(Builds.build(without), "/out/node_modules/ms", "/out/node_modules/@s/lib/dist/index.js");
        Builds.absent(Builds.build(without), "/out/node_modules/left-pad", "/out/node_modules/is-odd");
    }

    /** A root that asks for nothing in production, deployed in the way of pnpm 9. */
    private static String deployedWith(String version, String run) {
        return WORKSPACE
                .formatted(version, run, "")
                .replace("node:20", "node:24")
                .replace("\"dependencies\": {\"left-pad\"", "\"devDependencies\": {\"left-pad\"")
                .replace("  .:\n    dependencies:", "  .:\n    devDependencies:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.1.0", "11.22.0"})
    void pnpm11LaysTheStoreOfTheOldWayOutAsPnpm10(String version) {
        BuiltImage built = Builds.build(deployedWith(version, "RUN pnpm --filter=api deploy --legacy --prod /out"));

        assertThat(built.broken()).isEmpty();
        Builds.present(
                built,
                "/out/dist/main.js",
                "/out/node_modules/@s/lib/dist/index.js",
                "/out/node_modules/.pnpm/ms@2.0.0/node_modules/ms",
                CELL + "@prisma/client");
        Builds.absent(built, "/out/.npmrc", "/out/node_modules/left-pad", "/out/node_modules/is-odd", CELL + "is-odd");
    }

    /** A later one runs other scripts and links more, 12 lays it out anew, and scripts of a copy are a failure unless they are allowed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "11.28.0|pnpm --filter=api deploy --legacy --prod /out",
                "12.21.0|pnpm --filter=api deploy --legacy --prod /out",
                "11|pnpm --filter=api deploy --legacy --prod /out",
                "11.22.0|pnpm --filter=api deploy --legacy /out",
                "11.22.0|printf '\\ninjectWorkspacePackages: true\\n' >> pnpm-workspace.yaml"
                        + " && pnpm --filter=api deploy --prod /out",
                "11.22.0|printf '{\"name\": \"@s/lib\", \"files\": [\"dist\"], \"scripts\": {\"postinstall\": \"true\"}}'"
                        + " > packages/lib/package.json && pnpm --filter=api deploy --legacy --prod /out"
            })
    void whatElsePnpm11DeploysIsNotKnown(String how) {
        String version = how.substring(0, how.indexOf('|'));
        BuiltImage built = Builds.build(deployedWith(version, "RUN " + how.substring(how.indexOf('|') + 1)));

        Builds.unknown(built, "/out/node_modules/ms", "/out/node_modules/x");
    }

    @Test
    void whatIsInjectedIsNotFollowedWithTheLinkerThatHoists() {
        BuiltImage built = built(
                "11.1.1",
                "",
                "RUN printf '\\nnodeLinker: hoisted\\ninjectWorkspacePackages: true\\n' >> pnpm-workspace.yaml"
                        + " && pnpm --filter=api deploy --prod /out");

        Builds.unknown(built, "/out/node_modules/ms");
    }

    private static final String SCRIPTED = """
            RUN printf '{"name": "api", "scripts": {"postinstall": "%s"}, "dependencies": {"ms": "2.0.0"}}' > apps/api/package.json
            """;

    @Test
    void theOldWayRunsTheScriptsWhereThePackageIsWritten() {
        BuiltImage built = built(
                "10.20.0", "", SCRIPTED.formatted("touch made") + "RUN pnpm --filter=api --legacy deploy --prod /out");

        Builds.present(built, "/app/apps/api/made");
        Builds.absent(built, "/out/made", "/out/pnpm-lock.yaml");
    }

    @Test
    void theNewWayRunsTheScriptsWhereThePackageIsDeployedTo() {
        BuiltImage built = built("10.20.0", "", SCRIPTED.formatted("touch made") + """
            RUN printf '\\ninjectWorkspacePackages: true\\n' >> pnpm-workspace.yaml
            RUN pnpm --filter=api deploy --prod /out
            """);

        Builds.present(built, "/out/made", "/out/pnpm-lock.yaml");
        Builds.absent(built, "/app/apps/api/made");
    }

    @ParameterizedTest
    @ValueSource(strings = {"left-there", "ignored"})
    void ofAnUnknownVersionTheFilesOfThePackageAreKnown(String how) {
        String scripts = how.equals("ignored") ? SCRIPTED.formatted("node make.js") : "";
        BuiltImage built = built(
                "latest",
                "",
                scripts + "RUN pnpm --filter=api deploy --prod /out" + (scripts.isEmpty() ? "" : " --ignore-scripts"));

        Builds.present(built, "/out/dist/main.js", "/out/package.json", "/out/node_modules/ms");
        Builds.absent(built, "/out/healthcheck.sh", "/out/src");
        Builds.unknown(built, "/out/pnpm-lock.yaml", "/out/pnpm-workspace.yaml", "/out/node_modules/is-odd");
    }

    @Test
    void aScriptThatCouldNotRunWhereThePackageIsDeployedToHasRunWhereItIsWritten() {
        BuiltImage built = built("latest", "", SCRIPTED.formatted("nest start") + """
            RUN mkdir -p apps/api/node_modules/.bin && printf '#!/bin/sh\\n' > apps/api/node_modules/.bin/nest
            RUN chmod +x apps/api/node_modules/.bin/nest
            RUN pnpm --filter=api deploy --prod /out
            """);

        Builds.present(built, "/out/dist/main.js");
        Builds.absent(built, "/out/healthcheck.sh");
    }

    @Test
    void aScriptThatMayHaveRunInEitherPlaceLeavesTheDeploymentOpen() {
        Builds.unknown(
                built(
                        "latest",
                        "",
                        SCRIPTED.formatted("node make.js")
                                + "RUN wget -O apps/api/make.js https://example.org/make.js\nRUN pnpm --filter=api deploy --prod /out"),
                "/out/healthcheck.sh");
    }

    /** With {@code shamefully-hoist} what is left out is not linked either; what others need is. */
    @ParameterizedTest
    @ValueSource(strings = {"9.11.0|", "9.11.0|shamefully-hoist=true", "10.20.0|", "10.20.0|shamefully-hoist=true"})
    void anOptionalPeerThatIsForDevelopmentIsLeftOut(String how) {
        String version = how.substring(0, how.indexOf('|'));
        String settings = how.substring(how.indexOf('|') + 1);
        BuiltImage built = withPeer(version, settings, version.startsWith("9") ? "" : "--legacy");

        Builds.present(
                built,
                "/out/node_modules/.bin/concurrently",
                "/out/node_modules/.pnpm/@prisma+engines@5.19.1",
                "/out/node_modules/.pnpm/tree-kill@1.2.2/node_modules/tree-kill");
        Builds.absent(built, "/out/node_modules/prisma", "/out/node_modules/.bin/prisma");
        if (!settings.isEmpty()) {
            Builds.unknown(
                    built,
                    "/out/node_modules/tree-kill"); // it is there: what is hoisted depends on versions that were chosen
            // anew
        }
    }

    @Test
    void whereThePackagesAreInjectedTheOptionalPeerMayBeThere() {
        BuiltImage built = withPeer("10.20.0", "shamefully-hoist=true\ninject-workspace-packages=true", "");

        Builds.unknown(built, "/out/node_modules/prisma", "/out/node_modules/.bin/prisma");
    }

    private static BuiltImage withPeer(String version, String settings, String option) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@%s
                WORKDIR /app
                COPY . .
                RUN pnpm --filter=api deploy --prod %s /out
                -- package.json --
                {"name": "root"}
                -- .npmrc --
                %s
                -- pnpm-workspace.yaml --
                packages: [apps/*]
                -- apps/api/package.json --
                {"name": "api", "dependencies": {"@prisma/client": "5.19.1", "concurrently": "8.2.2"},
                 "devDependencies": {"prisma": "5.19.1", "tree-kill": "1.2.2"}}
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                importers:
                  .: {}
                  apps/api:
                    dependencies:
                      '@prisma/client':
                        specifier: 5.19.1
                        version: 5.19.1(prisma@5.19.1)
                      concurrently:
                        specifier: 8.2.2
                        version: 8.2.2
                    devDependencies:
                      prisma:
                        specifier: 5.19.1
                        version: 5.19.1
                      tree-kill:
                        specifier: 1.2.2
                        version: 1.2.2
                packages:
                  '@prisma/client@5.19.1': {}
                  '@prisma/engines@5.19.1': {}
                  concurrently@8.2.2:
                    hasBin: true
                  prisma@5.19.1:
                    hasBin: true
                  tree-kill@1.2.2:
                    hasBin: true
                snapshots:
                  '@prisma/client@5.19.1(prisma@5.19.1)':
                    optionalDependencies:
                      prisma: 5.19.1
                  '@prisma/engines@5.19.1': {}
                  concurrently@8.2.2:
                    dependencies:
                      tree-kill: 1.2.2
                  prisma@5.19.1:
                    dependencies:
                      '@prisma/engines': 5.19.1
                  tree-kill@1.2.2: {}
                """.formatted(version, option, settings));
    }

    @Test
    void aClientThatWasGeneratedForTheWorkspaceIsNotCarriedAlong() {
        BuiltImage built = built("9.15.9", "", """
            RUN pnpm install --frozen-lockfile
            RUN printf 'generator client {\\n provider = "prisma-client-js"\\n}\\n' > packages/lib/schema.prisma
            RUN npx prisma@6.7.0 generate --schema packages/lib/schema.prisma
            RUN pnpm --filter api deploy --prod /out
            """);

        String store = "node_modules/.pnpm/@prisma+client@6.7.0/node_modules/";
        Builds.present(built, "/app/" + store + ".prisma/client/package.json", "/out/" + store + "@prisma/client");
        // The scripts of packages are not run again for a store that was used before.
        Builds.absent(built, "/out/" + store + ".prisma", "/app/node_modules/.prisma");
    }

    @Test
    void aDeploymentWithoutScriptsMakesNoStub() {
        String store = "/out/node_modules/.pnpm/@prisma+client@6.7.0/node_modules/";

        BuiltImage built = built("9.15.9", "", "RUN pnpm --filter api deploy --prod --ignore-scripts /out");
        Builds.present(built, store + "@prisma/client");
        Builds.absent(built, store + ".prisma");
        Builds.present(
                built("9.15.9", "", "RUN pnpm --filter api deploy --prod /out"), store + ".prisma/client/default.js");
    }

    @Test
    void theFirstInstallOfPnpm9MakesTheStub() {
        BuiltImage built = built("9.15.9", "", "RUN pnpm install --frozen-lockfile");

        String client = "/app/node_modules/.pnpm/@prisma+client@6.7.0/node_modules/.prisma/client/";
        Builds.present(built, client + "default.js");
        Builds.absent(built, client + "package.json", "/app/node_modules/.prisma");
    }

    @Test
    void pnpm10MakesItOnlyWhereItIsAllowed() {
        String client = "/app/node_modules/.pnpm/@prisma+client@6.7.0/node_modules/.prisma";

        Builds.absent(built("10.20.0", "", "RUN pnpm install --frozen-lockfile"), client);
        Builds.present(
                built(
                        "10.20.0",
                        ", \"pnpm\": {\"onlyBuiltDependencies\": [\"@prisma/client\"]}",
                        "RUN pnpm install --frozen-lockfile"),
                client);
    }

    @Test
    void whatTheStoreOfAMountHoldsIsNotKnown() {
        BuiltImage built = built(
                "9.15.9",
                "",
                "RUN --mount=type=cache,target=/root/.local/share/pnpm/store pnpm install --frozen-lockfile");

        Builds.unknown(built, "/app/node_modules/.pnpm/@prisma+client@6.7.0/node_modules/.prisma/client/default.js");
    }

    @Test
    void aDirectoryThatIsThereLeavesTheDeploymentOpen() {
        BuiltImage built = built("9.15.9", "", "RUN mkdir /out && pnpm --filter api deploy --prod /out");

        Builds.unknown(built, "/out/dist/main.js", "/out/node_modules/is-odd");
    }
}
