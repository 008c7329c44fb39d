package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.ModuleUse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What esbuild, tsup and tsdown leave behind. */
class BundlersTest {

    private static final String SRC = """
            -- src/index.ts --
            import express from "express";
            import type { Request } from "express-types";
            import { connect } from "@acme/db";
            import { port } from "@/port";
            express().listen(port, connect);
            -- src/port.ts --
            import dayjs from "dayjs";
            export const port = dayjs();
            -- src/jobs/worker.ts --
            import { port } from "../port";
            setInterval(() => port, 1);
            -- tsconfig.json --
            {"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}}
            -- packages/db/package.json --
            {"name": "@acme/db", "version": "1.0.0", "main": "index.ts"}
            -- packages/db/index.ts --
            import pg from "pg";
            export const connect = () => new pg.Client();
            """;

    private static BuiltImage built(String type, String tool, String command, String files) {
        String manifest = """
                {"name": "a", "type": "%s", "workspaces": ["packages/*"],
                 "dependencies": {"express": "4", "pg": "8"}, "devDependencies": {"@acme/db": "*", "dayjs": "1", "%s": "*"}}
                """.formatted(type, tool.split("@")[0]);
        return Builds.build(
                """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN npx %s
                -- package.json --
                %s
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": %s,
                  "node_modules/@acme/db": {"resolved": "packages/db", "link": true},
                  "packages/db": {"name": "@acme/db", "version": "1.0.0"},
                  "node_modules/express": {"version": "4.18.0"},
                  "node_modules/pg": {"version": "8.11.0"},
                  "node_modules/dayjs": {"version": "1.11.0", "dev": true},
                  "node_modules/%s": {"version": "%s", "dev": true, "bin": {"%s": "bin/x"}}
                }}
                """.formatted(command, manifest, manifest, tool.split("@")[0], tool.split("@")[1], tool.split("@")[0])
                        + SRC
                        + files);
    }

    private static Content.Bundled bundled(BuiltImage built, String path) {
        return (Content.Bundled) ((Node.File) Builds.node(built, path)).content();
    }

    private static List<String> loads(BuiltImage built, String path) {
        return bundled(built, path).parts().bundle().orElseThrow().loads().stream()
                .map(ModuleUse::specifier)
                .toList();
    }

    @Test
    void whatEsbuildLeavesOutsideIsLoadedAndWhatItTakesInIsNot() {
        BuiltImage built = built(
                "commonjs",
                "esbuild@0.25.0",
                "esbuild src/index.ts --bundle --platform=node --external:express --outfile=dist/server.js",
                "");

        assertThat(bundled(built, "/app/dist/server.js").format()).isEqualTo(Content.Format.COMMONJS);
        assertThat(loads(built, "/app/dist/server.js")).containsExactly("express");
        assertThat(bundled(built, "/app/dist/server.js")
                        .parts()
                        .bundle()
                        .orElseThrow()
                        .sources())
                .extracting(file -> file.path().toString())
                .containsExactly("src/index.ts", "packages/db/index.ts", "src/port.ts");
        Builds.absent(built, "/app/dist/index.js", "/app/dist/server.js.map");
    }

    @Test
    void esbuildLeavesEveryPackageOutsideButNotAliases() {
        BuiltImage built = built(
                "module",
                "esbuild@0.25.0",
                "esbuild src/index.ts src/jobs/worker.ts --bundle --platform=node --packages=external --format=esm --outdir=dist --out-extension:.js=.mjs",
                "");

        assertThat(loads(built, "/app/dist/index.mjs")).containsExactly("express", "@acme/db", "dayjs");
        Builds.present(built, "/app/dist/jobs/worker.mjs");
        Builds.absent(built, "/app/dist/index.js", "/app/dist/worker.mjs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--packages=external --alias:@acme/db=./packages/db/index.ts",
                "--packages=external --alias:@acme=./packages/nowhere --alias:@acme/db=./packages/db",
                "--packages=external --alias:@acme=/app/packages",
                "--external:express --external:pg --external:dayjs --external:@acme/db --alias:@acme/db=./packages/db/index.ts"
            })
    void anAliasThatIsAPathCountsBeforeAPackageIsLeftOutside(String options) {
        String command = "esbuild src/index.ts --bundle --platform=node --format=esm --outfile=dist/index.js ";

        BuiltImage built = built("module", "esbuild@0.25.0", command + options, "");

        assertThat(loads(built, "/app/dist/index.js")).containsExactlyInAnyOrder("express", "pg", "dayjs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--alias:@acme/db=pg", "--alias:fs=./packages/db/index.ts", "--alias:@acme/db=packages/db"})
    void anAliasThatStandsForSomethingElseLeavesTheBundleOpen(String option) {
        String command =
                "esbuild src/index.ts --bundle --platform=node --packages=external --outfile=dist/index.js " + option;

        BuiltImage built = built("commonjs", "esbuild@0.25.0", command, "");

        assertThat(bundled(built, "/app/dist/index.js").parts().bundle()).isEmpty();
    }

    @Test
    void namesThatAPackageGivesItsOwnFilesAreBundledAlthoughPackagesStayOutside() {
        String command = "esbuild src/own/index.ts --bundle --platform=node --packages=external --format=esm"
                + " --outfile=dist/a.mjs";
        String files = """
                -- src/own/index.ts --
                import { a } from "#a";
                a();
                -- src/own/a.ts --
                import express from "express";
                export const a = () => express();
                -- src/own/package.json --
                {"imports": {"#a": "./%s"}}
                """;

        assertThat(loads(built("module", "esbuild@0.25.0", command, files.formatted("a.ts")), "/app/dist/a.mjs"))
                .containsExactly("express");
        assertThat(bundled(
                                built("module", "esbuild@0.25.0", command, files.formatted("generated.ts")),
                                "/app/dist/a.mjs")
                        .parts()
                        .bundle())
                .isEmpty();
    }

    @Test
    void packagesInAnEsmBundleOfEsbuildMayNotWork() {
        BuiltImage built = built(
                "module",
                "esbuild@0.25.0",
                "esbuild src/index.ts --bundle --platform=node --format=esm --outfile=dist/a.js",
                "");

        assertThat(bundled(built, "/app/dist/a.js").parts().bundle()).isEmpty();
    }

    @Test
    void esbuildWithoutBundlingKeepsEachFileForItself() {
        BuiltImage built = built(
                "commonjs", "esbuild@0.25.0", "esbuild src/port.ts --platform=node --format=cjs --outdir=build", "");

        assertThat(((Node.File) Builds.node(built, "/app/build/port.js")).content())
                .isInstanceOf(Content.Emitted.class);
    }

    @Test
    void anEsbuildOfWhichAWordIsNotKnownMayWriteAnything() {
        BuiltImage built = built(
                "commonjs", "esbuild@0.25.0", "esbuild src/index.ts --bundle --entry-names=[dir]/x --outdir=dist", "");

        Builds.unknown(built, "/app/dist/index.js");
    }

    @Test
    void tsupLeavesDependenciesOutsideAndNamesAfterTheFormat() {
        BuiltImage built = built("module", "tsup@8.5.0", "tsup", """
                -- tsup.config.ts --
                import { defineConfig } from "tsup";
                export default defineConfig({ entry: ["src/index.ts"], format: ["esm", "cjs"], external: [/^dayjs/], clean: true });
                """);

        assertThat(bundled(built, "/app/dist/index.js").format()).isEqualTo(Content.Format.MODULE);
        assertThat(loads(built, "/app/dist/index.js")).containsExactly("express", "pg", "dayjs");
        assertThat(bundled(built, "/app/dist/index.cjs").format()).isEqualTo(Content.Format.COMMONJS);
    }

    @Test
    void wordsOfTheCommandLineCountMoreThanTheConfigurationOfTsup() {
        BuiltImage built = built("commonjs", "tsup@8.5.0", "tsup --entry.main src/index.ts -d out --format cjs", """
                -- tsup.config.ts --
                export default { entry: ["src/port.ts"], outDir: "dist" };
                """);

        assertThat(loads(built, "/app/out/main.js")).containsExactly("express", "pg");
        Builds.absent(built, "/app/dist/port.js");
    }

    @Test
    void aTsupConfigurationThatIsWorkedOutMayMeanAnything() {
        BuiltImage built = built("commonjs", "tsup@8.5.0", "tsup", """
                -- tsup.config.ts --
                import { entries } from "./entries";
                export default { entry: entries() };
                """);

        Builds.unknown(built, "/app/dist/index.js");
    }

    @Test
    void tsdownNamesAfterItsVersion() {
        assertThat(loads(built("module", "tsdown@0.21.10", "tsdown", ""), "/app/dist/index.mjs"))
                .containsExactly("express", "pg");
        assertThat(bundled(built("module", "tsdown@0.14.2", "tsdown", ""), "/app/dist/index.js")
                        .format())
                .isEqualTo(Content.Format.MODULE);
    }

    private static BuiltImage grouped(String version, String deps, String exports) {
        return built("module", version, "tsdown", """
                -- tsdown.config.ts --
                export default { entry: ["src/index.ts"], exports: %s, deps: %s };
                """.formatted(exports, deps));
    }

    @Test
    void tsdownGroupsWhatBecomesOfPackages() {
        assertThat(loads(grouped("tsdown@0.22.3", "{ alwaysBundle: ['pg'] }", "false"), "/app/dist/index.mjs"))
                .containsExactly("express");
        assertThat(loads(grouped("tsdown@0.22.3", "{ neverBundle: ['dayjs'] }", "false"), "/app/dist/index.mjs"))
                .containsExactly("express", "pg", "dayjs");
        for (String unclear :
                List.of("{ alwaysBundle: ['pg'], neverBundle: ['pg'] }", "{ skipNodeModulesBundle: true }")) {
            assertThat(bundled(grouped("tsdown@0.22.3", unclear, "false"), "/app/dist/index.mjs")
                            .parts()
                            .bundle())
                    .isEmpty();
        }
        assertThat(bundled(grouped("tsdown@0.20.3", "{ alwaysBundle: ['pg'] }", "false"), "/app/dist/index.mjs")
                        .parts()
                        .bundle())
                .isEmpty();
    }

    @Test
    void tsdownMayWriteWhatThePackageExports() {
        String tree = """
                -- Dockerfile --
                FROM node:24-alpine
                WORKDIR /app
                COPY . .
                RUN npm install -g tsdown@0.22.3
                RUN tsdown
                -- package.json --
                {"name": "a", "type": "module", "devDependencies": {"tsdown": "~0.22.3"}, "exports": %s}
                -- tsdown.config.ts --
                export default { entry: ["src/cli.ts"], exports: true };
                -- src/cli.ts --
                export const a = 1;
                """;
        String same = "{\".\": \"./dist/cli.mjs\", \"./package.json\": \"./package.json\"}";

        assertThat(((Node.File) Builds.node(Builds.build(tree.formatted(same)), "/app/package.json")).content())
                .isNotInstanceOf(Content.Opaque.class);
        assertThat(((Node.File) Builds.node(Builds.build(tree.formatted("\"./dist/cli.js\"")), "/app/package.json"))
                        .content())
                .isInstanceOf(Content.Opaque.class);
    }

    @Test
    void theVersionOfTsdownMayStandInTheLockfile() {
        String tree = """
                -- Dockerfile --
                FROM node:24-alpine
                RUN npm install -g pnpm@10.20.0
                WORKDIR /app
                COPY . .
                RUN pnpm install --frozen-lockfile && pnpm --filter a exec tsdown
                -- package.json --
                {"name": "root"}
                -- pnpm-workspace.yaml --
                packages: [packages/*]
                catalog:
                  tsdown: ^0.22.3
                -- packages/a/package.json --
                {"name": "a", "devDependencies": {"tsdown": "catalog:"}}
                -- packages/a/src/index.ts --
                export const a = 1;
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                importers:
                  .: {}
                  packages/a:
                    devDependencies:
                      tsdown:
                        specifier: 'catalog:'
                        version: 0.22.3(typescript@5.9.3)
                packages:
                  tsdown@0.22.3:
                    hasBin: true
                snapshots:
                  tsdown@0.22.3(typescript@5.9.3): {}
                """;

        Builds.present(Builds.build(tree), "/app/packages/a/dist/index.mjs");
    }

    @Test
    void aDirectoryAmongTheEntriesOfTsupStandsForAllFilesBelowIt() {
        BuiltImage built = built("commonjs", "tsup@8.5.0", "tsup", """
                -- tsup.config.ts --
                export default { entry: ["src"], format: ["cjs"], onSuccess: async () => {} };
                """);

        assertThat(loads(built, "/app/dist/index.js")).containsExactly("express", "pg");
        Builds.present(built, "/app/dist/port.js", "/app/dist/jobs/worker.js");
    }

    @Test
    void anOlderNameOfTheEntriesOfTsupMeansTheSame() {
        BuiltImage built = built("commonjs", "tsup@8.5.0", "tsup", """
                -- tsup.config.ts --
                export default { entryPoints: ["src/index.ts"], format: ["cjs"] };
                """);

        assertThat(loads(built, "/app/dist/index.js")).containsExactly("express", "pg");
    }

    @Test
    void outputsLieAsTheirEntriesLieBelowTheDirectoryThatIsNamed() {
        String command = "esbuild src/jobs/worker.ts --platform=node --format=cjs --outdir=build --outbase=";
        BuiltImage root = built("commonjs", "esbuild@0.25.0", command + ".", "");
        Builds.present(root, "/app/build/src/jobs/worker.js");
        Builds.absent(root, "/app/build/worker.js", "/app/build/jobs/worker.js");
        Builds.present(built("commonjs", "esbuild@0.25.0", command + "src", ""), "/app/build/jobs/worker.js");
        Builds.unknown(built("commonjs", "esbuild@0.25.0", command + "packages", ""), "/app/build/worker.js");
        Builds.present(
                built("commonjs", "esbuild@0.25.0", (command + "src").replace("src/jobs", "to=src/jobs"), ""),
                "/app/build/to.js");
    }
}
