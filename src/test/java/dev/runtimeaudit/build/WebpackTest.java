package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.ModuleUse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What webpack leaves behind, alone and under Nx. */
class WebpackTest {

    private static final String WORKSPACE = """
            -- package.json --
            {"name": "shop", "workspaces": ["apps/*", "packages/*"], "dependencies": {"express": "4"},
             "devDependencies": {"webpack": "5", "webpack-node-externals": "3", "nx": "20", "pg": "8"}}
            -- package-lock.json --
            {"name": "shop", "lockfileVersion": 3, "packages": {
              "": {"name": "shop", "workspaces": ["apps/*", "packages/*"], "dependencies": {"express": "4"},
                   "devDependencies": {"webpack": "5", "webpack-node-externals": "3", "nx": "20", "pg": "8"}},
              "apps/api": {"name": "api", "version": "1.0.0"},
              "packages/db": {"name": "@shop/db", "version": "1.0.0"},
              "node_modules/api": {"resolved": "apps/api", "link": true},
              "node_modules/@shop/db": {"resolved": "packages/db", "link": true},
              "node_modules/express": {"version": "4.18.0"},
              "node_modules/pg": {"version": "8.11.0", "dev": true},
              "node_modules/nx": {"version": "20.8.3", "dev": true, "bin": {"nx": "bin/nx.js"}},
              "node_modules/webpack": {"version": "5.101.3", "dev": true, "bin": {"webpack": "bin/webpack.js"}},
              "node_modules/webpack-node-externals": {"version": "3.0.0", "dev": true}
            }}
            -- apps/api/package.json --
            {"name": "api", "version": "1.0.0"}
            -- apps/api/src/main.ts --
            import express from "express";
            import { connect } from "@shop/db";
            express().listen(3000, connect);
            -- packages/db/package.json --
            {"name": "@shop/db", "version": "1.0.0", "main": "src/index.ts"}
            -- packages/db/src/index.ts --
            import pg from "pg";
            export const connect = () => new pg.Client();
            """;

    private static BuiltImage built(String command, String files) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /repo
                COPY . .
                RUN npm ci
                WORKDIR /repo/apps/api
                RUN npx %s
                """.formatted(command) + WORKSPACE + files);
    }

    private static String config(String rest) {
        return """
                -- apps/api/webpack.config.js --
                const { join } = require("node:path");
                const nodeExternals = require("webpack-node-externals");
                module.exports = {
                  target: "node20",
                  entry: join(__dirname, "src/main.ts"),
                  output: { path: join(__dirname, "dist"), filename: "main.js" },
                  %s
                };
                """.formatted(rest);
    }

    private static Optional<Content.Bundle> bundle(BuiltImage built, String path) {
        return ((Content.Bundled) ((Node.File) Builds.node(built, path)).content())
                .parts()
                .bundle();
    }

    private static List<String> loads(BuiltImage built, String path) {
        return bundle(built, path).orElseThrow().loads().stream()
                .map(use -> (use.when() == ModuleUse.When.ALWAYS ? "" : "perhaps ") + use.specifier())
                .toList();
    }

    @Test
    void patternsLeavePackagesOutsideAndAliasesLeadInside() {
        BuiltImage built = built("webpack --config webpack.config.js", config("""
                externals: [/^(?!@shop\\/)[^./]/],
                externalsType: "commonjs",
                resolve: { alias: { "@shop/db": join(__dirname, "../../packages/db") } },
                """));
        assertThat(loads(built, "/repo/apps/api/dist/main.js")).containsExactly("express", "pg");
        assertThat(bundle(built, "/repo/apps/api/dist/main.js").orElseThrow().sources())
                .hasSize(2);
    }

    @Test
    void aConfigurationMayTakeWhatAnotherOneExports() {
        BuiltImage built = built("webpack", """
                -- apps/api/webpack.config.js --
                const base = require("../../tools/webpack.base");
                module.exports = { ...base, entry: { server: "./src/main.ts" } };
                -- tools/webpack.base.js --
                const { join } = require("path");
                module.exports = {
                  target: "node",
                  externals: { express: "commonjs express" },
                  output: { path: join(__dirname, "../out"), clean: true },
                };
                -- out/old.js --
                """);
        assertThat(loads(built, "/repo/out/server.js")).containsExactly("express");
        assertThat(Builds.at(built, "/repo/out/old.js")).isNotInstanceOf(Fact.Present.class);
    }

    @Test
    void whatLiesInAListedDirectoryStaysOutside() {
        BuiltImage built = built("webpack build", config("""
                externals: [nodeExternals({ modulesDir: join(__dirname, "../../node_modules"), allowlist: [/^@shop/] })],
                """));
        assertThat(loads(built, "/repo/apps/api/dist/main.js")).containsExactly("express", "pg");
        BuiltImage own = built("webpack build", config("externals: [nodeExternals()],"));
        assertThat(loads(own, "/repo/apps/api/dist/main.js")).isEmpty();
    }

    @Test
    void aFunctionMayLeaveAnythingOutside() {
        BuiltImage built = built("webpack", config("externals: [({ request }, done) => decide(request, done)],"));
        assertThat(loads(built, "/repo/apps/api/dist/main.js"))
                .containsExactly("perhaps express", "perhaps @shop/db", "perhaps pg");
    }

    @Test
    void aFileWithoutSideEffectsMayGoWithWhatItAsksFor() {
        BuiltImage built = built("webpack", config("""
                externals: { express: "commonjs express", pg: "commonjs pg" },
                """) + """
                -- packages/db/package.json --
                {"name": "@shop/db", "version": "1.0.0", "main": "src/index.ts", "sideEffects": false}
                """);
        assertThat(loads(built, "/repo/apps/api/dist/main.js")).containsExactly("express", "perhaps pg");
    }

    @Test
    void whatNobodyFollowsIsNotTold() {
        assertThat(bundle(
                        built("webpack", config("plugins: [new webpack.ProvidePlugin({ _: \"lodash\" })],")),
                        "/repo/apps/api/dist/main.js"))
                .isEmpty();
        assertThat(bundle(built("webpack", config("").replace("node20", "web")), "/repo/apps/api/dist/main.js"))
                .isEmpty();
        BuiltImage hashed = built("webpack", config("").replace("main.js", "[name].[contenthash].js"));
        assertThat(Builds.at(hashed, "/repo/apps/api/dist/main.js")).isInstanceOf(Fact.Unknown.class);
        BuiltImage watching = built("webpack --watch", config(""));
        assertThat(Builds.at(watching, "/repo/apps/api/dist/main.js")).isInstanceOf(Fact.Unknown.class);
    }

    private static final String NX = """
            -- nx.json --
            {"plugins": ["@nx/webpack/plugin"]}
            -- tsconfig.base.json --
            {"compilerOptions": {"baseUrl": ".", "paths": {"@libs/*": ["packages/*/src/index.ts"]}}}
            -- apps/api/tsconfig.app.json --
            {"extends": "../../tsconfig.base.json"}
            -- apps/api/webpack.config.js --
            const { NxAppWebpackPlugin } = require("@nx/webpack/app-plugin");
            const { join } = require("path");
            module.exports = {
              output: { path: join(__dirname, "dist") },
              plugins: [new NxAppWebpackPlugin({
                target: "node", compiler: "tsc", main: "./src/main.ts", tsConfig: "./tsconfig.app.json", outputHashing: "none",
              })],
            };
            """;

    @Test
    void nxLeavesOutsideWhatIsInstalledAtTheRoot() {
        for (String command :
                List.of("nx build api", "nx run api:build:production", "nx run-many -t build -p api", "nx build")) {
            BuiltImage built = built(command, NX);
            assertThat(loads(built, "/repo/apps/api/dist/main.js")).as(command).containsExactly("express", "@shop/db");
        }
    }

    @Test
    void theOptionsOfAnExecutorCountBeforeThoseOfThePlugin() {
        BuiltImage built = built("nx build backend", NX + """
                -- apps/api/project.json --
                {"name": "backend", "targets": {"build": {
                  "executor": "@nx/webpack:webpack", "defaultConfiguration": "production",
                  "options": {"webpackConfig": "apps/api/webpack.config.js", "main": "apps/api/src/worker.ts", "outputFileName": "worker.js"},
                  "configurations": {"production": {"externalDependencies": ["pg"]}}}}}
                -- apps/api/src/worker.ts --
                import { connect } from "@libs/db";
                setInterval(connect, 1000);
                """);
        assertThat(loads(built, "/repo/apps/api/dist/worker.js")).containsExactly("pg");
        assertThat(Builds.at(built, "/repo/apps/api/dist/main.js")).isInstanceOf(Fact.Unknown.class);
    }

    private static String composing(String functions, String options) {
        return """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /repo
                COPY . .
                RUN npm ci
                RUN npx nx run-many -t build
                """ + WORKSPACE + """
                -- nx.json --
                {}
                -- tsconfig.base.json --
                {"compilerOptions": {"baseUrl": ".", "importHelpers": true}}
                -- apps/api/tsconfig.app.json --
                {"extends": "../../tsconfig.base.json"}
                -- apps/api/webpack.config.js --
                const { composePlugins, withNx, withWeb } = require("@nx/webpack");
                module.exports = composePlugins(%s);
                -- apps/api/project.json --
                {"name": "backend", "targets": {"build": {
                  "executor": "@nx/webpack:webpack", "defaultConfiguration": "production",
                  "options": {"target": "node", "outputPath": "dist/api", "main": "apps/api/src/main.ts",
                    "tsConfig": "apps/api/tsconfig.app.json", "webpackConfig": "apps/api/webpack.config.js"%s}}}}
                """.formatted(functions, options);
    }

    private static BuiltImage composed(String functions, String options) {
        return Builds.build(composing(functions, options));
    }

    @Test
    void whatNxComposesIsWhatItsOwnFunctionMakesOfTheExecutorsOptions() {
        for (String functions : List.of(
                "withNx(), (config, { options }) => {\n  // nothing yet\n  return config;\n}",
                "withNx(), config => config",
                "withNx()")) {
            assertThat(loads(composed(functions, ""), "/repo/dist/api/main.js"))
                    .as(functions)
                    .containsExactly("express", "@shop/db");
        }
        assertThat(bundle(composed("withNx({ target: 'web' })", ""), "/repo/dist/api/main.js"))
                .isEmpty();
        Builds.unknown(composed("withNx()", ", \"outputHashing\": \"all\""), "/repo/dist/api/main.js");
    }

    @Test
    void aFunctionThatMayChangeWhatNxComposesLeavesEverythingOpen() {
        for (String functions : List.of(
                "withNx(), (config) => { config.output.filename = 'server.js'; return config; }",
                "withNx(), (config) => ({ ...config, target: 'web' })",
                "withNx(), withWeb()",
                "withNx(), require('./more')",
                "(config) => config")) {
            Builds.unknown(composed(functions, ""), "/repo/dist/api/main.js");
        }
    }

    @Test
    void helpersOfTheCompilerAreAskedForWhereTheyAreInstalled() {
        String lock = "\"node_modules/tslib\": {\"version\": \"2.8.1\", \"dev\": true},";
        String tree = composing("withNx()", "").replace("\"node_modules/pg\"", lock + " \"node_modules/pg\"");
        BuiltImage with = Builds.build(tree.replace("\"pg\": \"8\"}", "\"pg\": \"8\", \"tslib\": \"2\"}"));

        assertThat(loads(with, "/repo/dist/api/main.js")).contains("perhaps tslib");
    }

    @Test
    void anExecutorThatNobodyFollowsLeavesEverythingOpen() {
        BuiltImage built = built("nx build api", NX + """
                -- apps/api/project.json --
                {"name": "api", "targets": {"build": {"executor": "@acme/own:build"}}}
                """);
        assertThat(Builds.at(built, "/repo/apps/api/dist/main.js")).isInstanceOf(Fact.Unknown.class);
    }
}
