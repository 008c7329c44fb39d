package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code next build} in a RUN. Where server.js lies, and whether Next.js itself is traced, was measured with Next.js 13.5.11,
 * 14.2.35, 15.5.29 and 16.4.6; which of 15 and 16 look for lockfiles how, was read in 15.2.0, 15.3.0, 15.4.1, 16.0.0, 16.1.0 and
 * 16.2.0.
 */
class NextBuildTest {

    private static final String SERVER = "/repo/apps/web/.next/standalone/apps/web/server.js";
    private static final String HERE = "/repo/apps/web/.next/standalone/server.js";

    /** A monorepo with its packages at the root, and an application in apps/web. */
    private static BuiltImage monorepo(String version, String config, String files, String more) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /repo
            COPY package.json package-lock.json ./
            RUN npm ci
            %s
            COPY apps apps
            WORKDIR /repo/apps/web
            RUN npx next build
            -- package.json --
            {"name": "root", "dependencies": {"next": "%s"}}
            -- package-lock.json --
            {"name": "root", "lockfileVersion": 3, "packages": {"": {"name": "root", "dependencies": {"next": "%s"}},
              "node_modules/next": {"version": "%s", "bin": {"next": "dist/bin/next"}}, "node_modules/react": {"version": "19.0.0"}}}
            -- apps/web/package.json --
            {"name": "web"}
            -- apps/web/pages/index.js --
            export default () => null
            -- apps/web/next.config.js --
            module.exports = {%s}
            %s""".formatted(more, version, version, version, config, files));
    }

    private static BuiltImage standalone(String version, String files, String more) {
        return monorepo(version, "output: 'standalone'", files, more);
    }

    private static final String NO_LOCK = "RUN rm package-lock.json";
    private static final String APP_LOCK = "-- apps/web/package-lock.json --\n{}\n";

    @Test
    void aLockfileThatGitIgnoresIsNotThereBesideOneThatIsKept() {
        String ignored = "-- .gitignore --\nyarn.lock\n";

        present(standalone("15.4.1", ignored, ""), SERVER);
        absent(standalone("15.4.1", ignored, ""), HERE);
        unknown(standalone("15.4.1", ignored, NO_LOCK), SERVER);
    }

    @Test
    void noPackageIsTracedThatTheProjectDoesNotHave() {
        String modules = "/repo/apps/web/.next/standalone/node_modules/";

        absent(standalone("15.4.1", "", ""), modules + "dd-trace");
        unknown(standalone("15.4.1", "", "RUN mkdir node_modules/dd-trace"), modules + "dd-trace");
        unknown(
                monorepo("15.4.1", "output: 'standalone', outputFileTracingIncludes: {'/': ['../x']}", "", ""),
                modules + "dd-trace");
        unknown(standalone("15.4.1", "", "RUN npx somebodys-installer"), modules + "dd-trace");
    }

    private static BuiltImage packed(String script, String config) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /repo
            COPY . .
            RUN npm ci
            WORKDIR /repo/apps/web
            RUN sh pack.sh
            -- package.json --
            {"name": "root", "dependencies": {"next": "14.2.35"}}
            -- package-lock.json --
            {"name": "root", "lockfileVersion": 3, "packages": {"": {"name": "root", "dependencies": {"next": "14.2.35"}},
              "node_modules/next": {"version": "14.2.35", "bin": {"next": "dist/bin/next"}}}}
            -- apps/web/package.json --
            {"name": "web"}
            -- apps/web/pages/index.js --
            export default () => null
            -- apps/web/next.config.js --
            module.exports = {%s}
            %s""".formatted(config, script));
    }

    @Test
    void aScriptMayMoveTheServerToWhereOthersBuild() {
        String pack = "-- apps/web/pack.sh --\n%s\nnpx next build && mv .next/standalone dist\n";
        BuiltImage free = packed(pack.formatted("rm -rf dist"), "output: 'standalone'");
        BuiltImage taken = packed(pack.formatted("mkdir -p dist"), "output: 'standalone'");
        BuiltImage own = packed(
                "-- apps/web/pack.sh --\nnpx next build && mv dist/standalone build\n",
                "output: 'standalone', distDir: 'dist'");

        BuiltImage bundled = packed(
                pack.formatted("rm -rf dist"),
                "output: 'standalone', webpack: config => { emit('dist'); return config; }");

        present(free, "/repo/apps/web/dist/apps/web/server.js");
        unknown(bundled, "/repo/apps/web/dist/server.js");
        unknown(taken, "/repo/apps/web/dist/apps/web/server.js");
        present(taken, "/repo/apps/web/dist/standalone/apps/web/server.js");
        present(own, "/repo/apps/web/build/apps/web/server.js", "/repo/apps/web/dist/BUILD_ID");
    }

    @Test
    void aVariableThatNobodySetsLeavesTheOutputWhereItUsuallyIs() {
        String config = "output: 'standalone', distDir: process.env.NEXT_DIST_DIR || '.next'";
        String other = "/repo/apps/web/other/standalone/apps/web/server.js";

        present(monorepo("15.5.29", config, "", ""), SERVER);
        unknown(monorepo("15.5.29", config, "", ""), other);
        present(monorepo("15.5.29", config, "", "ENV NEXT_DIST_DIR=other"), other);
        unknown(monorepo("15.5.29", config, "-- apps/web/.env --\nNEXT_DIST_DIR=other\n", ""), SERVER, other);
        present(monorepo("15.5.29", config, "-- apps/web/.env --\nPORT=1\n", ""), SERVER);
        // Next.js sets what is called like this.
        unknown(monorepo("15.5.29", config.replace("NEXT_DIST_DIR", "NEXT_PHASE"), "", ""), SERVER, other);
        unknown(monorepo("15.5.29", config, "", "ARG NEXT_DIST_DIR\nENV NEXT_DIST_DIR=$NEXT_DIST_DIR"), SERVER, other);
    }

    /** A file of variables of which nobody knows is taken not to move the output; but nothing is proven to be missing. */
    @Test
    void aFileOfVariablesThatIsNotSeenMovesNothing() {
        String config =
                "output: 'standalone', outputFileTracingRoot: '/repo', distDir: process.env.NEXT_DIST_DIR || '.next'";
        String brings = "RUN mkdir -p apps/web && wget -O- https://example.org/x.tgz | tar xz -C apps/web";
        BuiltImage perhaps = monorepo("15.5.29", config, "", brings);

        present(perhaps, SERVER);
        unknown(perhaps, "/repo/apps/web/other/standalone/apps/web/server.js", "/repo/apps/web/dist");
    }

    @ParameterizedTest
    @CsvSource({"13.5.11", "14.2.35", "15.2.0", "15.5.29", "16.0.0", "16.2.0", "16.4.6"})
    void theServerLiesAsSeenFromTheLockfile(String version) {
        BuiltImage built = standalone(version, "", "");

        present(
                built,
                SERVER,
                "/repo/apps/web/.next/BUILD_ID",
                "/repo/apps/web/.next/static",
                "/repo/apps/web/.next/standalone/apps/web/package.json",
                "/repo/apps/web/.next/standalone/apps/web/.next/BUILD_ID",
                "/repo/apps/web/.next/standalone/node_modules/next");
        absent(
                built,
                HERE,
                "/repo/apps/web/.next/standalone/apps/web/.next/static",
                "/repo/apps/web/.next/standalone/node_modules/.bin");
        unknown(built, "/repo/apps/web/.next/standalone/node_modules/react");
    }

    @ParameterizedTest
    @CsvSource({"13.5.11,false", "14.2.35,false", "15.4.1,false", "15.5.29,true", "16.1.0,true", "16.4.6,true"})
    void ofTwoLockfilesLaterVersionsTakeTheOuter(String version, boolean outer) {
        BuiltImage built = standalone(version, APP_LOCK, "");

        present(built, outer ? SERVER : HERE);
        absent(built, outer ? HERE : "/repo/apps/web/.next/standalone/node_modules/next");
    }

    @ParameterizedTest
    @CsvSource({"13.5.11", "14.2.35", "15.5.29", "16.0.0"})
    void withoutALockfileTheApplicationIsTheRootAndNextIsNotTraced(String version) {
        BuiltImage built = standalone(version, "", NO_LOCK);

        present(built, HERE);
        absent(built, "/repo/apps/web/.next/standalone/node_modules");
    }

    @Test
    void laterVersionsTakeAWorkspaceForTheRoot() {
        String workspace = "RUN rm package-lock.json && echo '{}' > lerna.json";

        present(standalone("16.4.6", "", workspace), SERVER);
        unknown(standalone("16.3.0", "", workspace), SERVER, HERE);
        present(standalone("15.5.29", "", workspace), HERE);
    }

    @Test
    void theTracingRootIsAnOptionUnderTwoNames() {
        String stable = "output: 'standalone', outputFileTracingRoot: require('path').join(__dirname, '../../')";
        String old = "output: 'standalone', experimental: {"
                + "outputFileTracingRoot: require('path').join(__dirname, '../../')}";

        present(monorepo("15.5.29", stable, "", NO_LOCK), SERVER);
        present(monorepo("15.5.29", old, "", NO_LOCK), SERVER);
        present(monorepo("14.2.35", old, "", NO_LOCK), SERVER);
        present(monorepo("14.2.35", stable, "", NO_LOCK), HERE);
        unknown(monorepo("15.5.29", "output: 'standalone', outputFileTracingRoot: somewhere()", "", ""), SERVER, HERE);
    }

    @Test
    void theRootOfTurbopackCountsFrom15Point5On() {
        String root = "output: 'standalone', turbopack: { root: __dirname }";

        present(monorepo("15.5.29", root, "", ""), HERE);
        unknown(monorepo("15.3.0", root, "", ""), HERE, SERVER);
        present(
                monorepo("15.3.0", "output: 'standalone', turbopack: { root: path.join(__dirname, '../..') }", "", ""),
                SERVER);
    }

    @Test
    void stepsThatAreNotFollowedWriteNoLockfiles() {
        present(
                standalone(
                        "15.5.29", "", "COPY apps apps\nWORKDIR /repo/apps/web\nRUN node generate.js\nWORKDIR /repo"),
                SERVER);
    }

    @Test
    void theServerSaysWhatItNeeds() {
        BuiltImage built = standalone("15.5.29", "", "");

        assertThat(((Node.File) Builds.node(built, SERVER)).content())
                .isEqualTo(new Content.Server(
                        "next",
                        "15.5.29",
                        List.of("next"),
                        List.of(".next/static"),
                        List.of("../../node_modules/next")));
    }

    @Test
    void withoutTheOptionThereIsNoStandaloneOutput() {
        BuiltImage built = monorepo("15.5.29", "", "", "");

        present(built, "/repo/apps/web/.next/BUILD_ID");
        absent(built, "/repo/apps/web/.next/standalone");
        unknown(monorepo("15.5.29", "...require('./base')", "", ""), "/repo/apps/web/.next/standalone");
    }

    @Test
    void theEnvironmentOfTheBuildDecides() {
        String config = "output: process.env.STANDALONE ? 'standalone' : undefined";

        absent(monorepo("15.5.29", config, "", ""), "/repo/apps/web/.next/standalone");
        present(monorepo("15.5.29", config, "", "ENV STANDALONE=1"), SERVER);
        unknown(
                monorepo("15.5.29", config, "-- apps/web/.env --\nSTANDALONE=1\n", ""),
                "/repo/apps/web/.next/standalone");
    }

    @Test
    void theDirectoryOfTheBuildIsAnOption() {
        BuiltImage built = monorepo("15.5.29", "output: 'standalone', distDir: 'build'", "", "");

        present(built, "/repo/apps/web/build/standalone/apps/web/server.js", "/repo/apps/web/build/BUILD_ID");
        absent(built, "/repo/apps/web/build/standalone/apps/web/build/static");
    }

    @Test
    void aStaticSiteGoesToAPlaceOfItsOwn() {
        present(
                monorepo("15.5.29", "output: 'export'", "", ""),
                "/repo/apps/web/out/_next",
                "/repo/apps/web/out/404.html");
        present(monorepo("15.5.29", "output: 'export', distDir: 'site'", "", ""), "/repo/apps/web/site/404.html");
    }

    @Test
    void anIncludedFileMayBeAnywhere() {
        BuiltImage built = monorepo(
                "15.5.29", "output: 'standalone', outputFileTracingIncludes: {'/': ['./.next/static/**']}", "", "");

        unknown(built, "/repo/apps/web/.next/standalone/apps/web/.next/static", HERE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "14.2.35|Error: > Couldn't find any `pages` or `app` directory. Please create one under the project root",
                "15.5.29|[Error: > Couldn't find any `pages` or `app` directory. Please create one under the project root]"
            })
    void withoutPagesThereIsNothingToBuild(String version, String words) {
        BuiltImage built = Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /repo
            COPY . .
            RUN npm ci
            RUN npx next build
            -- package.json --
            {"name": "web", "dependencies": {"next": "%s"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "dependencies": {"next": "%s"}},
              "node_modules/next": {"version": "%s", "bin": {"next": "dist/bin/next"}}}}
            """.formatted(version, version, version));
        Failure failure = built.broken().get(0).failure();

        assertThat(failure.output()).isEqualTo(words);
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.cause()).isEqualTo(Cause.STEP_FAILS);
    }

    @Test
    void theStandaloneOutputIsAskedForInOtherWaysToo() {
        String output = "/repo/apps/web/.next/standalone";

        absent(monorepo("15.5.29", "", "", ""), output);
        unknown(monorepo("15.5.29", "", "", "ENV NEXT_PRIVATE_STANDALONE=true"), output);
        unknown(monorepo("12.1.0", "experimental: { outputStandalone: true }", "", ""), output);
    }

    @Test
    void aConfigurationThatOnlySomeVersionsReadMayAskForTheStandaloneOutput() {
        BuiltImage built = Builds.build("""
            -- Dockerfile --
            FROM node:24-alpine
            WORKDIR /repo
            COPY . .
            RUN npm ci
            RUN npx next build
            -- package.json --
            {"name": "web", "dependencies": {"next": "16.4.6"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "dependencies": {"next": "16.4.6"}},
              "node_modules/next": {"version": "16.4.6", "bin": {"next": "dist/bin/next"}}}}
            -- next.config.mts --
            export default { output: "standalone" };
            -- pages/index.js --
            export default () => null
            """);

        unknown(built, "/repo/.next/standalone");
    }

    private static BuiltImage beside(String next, String build, String files) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine AS builder
            WORKDIR /app
            COPY package.json package-lock.json ./
            RUN npm ci
            COPY . .
            RUN %s
            FROM node:20-alpine
            WORKDIR /app
            COPY --from=builder /app/.next/standalone ./
            -- package.json --
            {"name": "web", "dependencies": {"next": "%s"}, "scripts": {"seed": "node ./seed.js"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "dependencies": {"next": "%s"}},
              "node_modules/next": {"version": "%s", "bin": {"next": "dist/bin/next"}}}}
            -- next.config.js --
            module.exports = { output: 'standalone' };
            -- seed.js --
            console.log(1);
            -- scripts/migrate.mjs --
            console.log(1);
            %s""".formatted(build, next, next, next, files));
    }

    private static final String PAGE = "-- pages/index.js --\nexport default () => null\n";

    /** Measured with Next.js 14.2 and 15.5. */
    @ParameterizedTest
    @ValueSource(strings = {"13.5.11", "14.2.35", "15.5.29"})
    void whatNoPageLeadsToIsNotInTheStandaloneOutput(String version) {
        BuiltImage built = beside(version, "npx next build", PAGE);

        absent(built, "/app/seed.js", "/app/scripts");
        present(built, "/app/server.js", "/app/package.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- pages/api.js --\nimport '../seed';\nimport '../scripts/migrate';\n",
                "-- pages/api.js --\nexport { x } from '../lib/x';\n-- lib/x.ts --\nimport '~/seed.js'; import '~/scripts/migrate'\n",
                "-- pages/api.js --\nimport fs from 'fs';\nexport default () => fs.readFileSync(process.cwd() + '/' + x + '.js')\n",
                "-- pages/api.js --\nimport path from 'path';\nexport default () => path.resolve(x + '.js')\n",
                "-- pages/api.js --\nexport default (x) => import(`../${x}`)\n",
                "-- pages/api.js --\nexport default (x) => import(`@/${x}`)\n-- jsconfig.json --\n{\"compilerOptions\": {\"paths\": {\"@/*\": [\"./*\"]}}}\n",
                "-- pages/api.js --\nexport default () => require.context('../../', true, /mjs$/)\n",
                "-- pages/api.js --\nexport default () => require('path').resolve('.')\n",
                "-- tsconfig.json --\n{\"compilerOptions\": {\"paths\": {\"start\": [\"./seed.js\", \"./scripts/migrate\"]}}}\n",
            })
    void whatAPageMayLeadToMayBeInTheStandaloneOutput(String files) {
        unknown(beside("14.2.35", "npx next build", PAGE + files), "/app/seed.js", "/app/scripts");
    }

    @Test
    void whatAnotherTracerOrAnUnknownVersionDoesIsNotKnown() {
        unknown(beside("16.0.0", "npx next build", PAGE), "/app/seed.js");
        unknown(beside("15.5.29", "npx next build --turbopack", PAGE), "/app/seed.js");
        unknown(beside("^16 || ^15", "npx next build", PAGE), "/app/seed.js");
        absent(beside("16.0.0", "npx next build --webpack", PAGE), "/app/seed.js");
    }

    @Test
    void whatIsCopiedIntoTheOutputIsThere() {
        present(
                beside(
                        "14.2.35",
                        "npx next build && cp seed.js .next/standalone/ && cp -r scripts .next/standalone/",
                        PAGE),
                "/app/seed.js",
                "/app/scripts/migrate.mjs");
    }

    @Test
    void testsLeadNowhereAndScriptsOfPackagesDo() {
        absent(beside("14.2.35", "npx next build", PAGE + "-- lib/a.test.js --\nprocess.cwd();\n"), "/app/seed.js");
    }
}
