package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.ModuleUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code nest build} leaves behind where webpack builds; measured with @nestjs/cli 11. */
class NestWebpackTest {

    private static final String SETTINGS = """
            {"sourceRoot": "apps/web/src", "monorepo": true, "root": "apps/web",
             "compilerOptions": {"webpack": true, "tsConfigPath": "apps/web/tsconfig.app.json"},
             "projects": {"api": {"root": "apps/api", "entryFile": "main", "sourceRoot": "apps/api/src",
                                  "compilerOptions": {"tsConfigPath": "apps/api/tsconfig.app.json"}}}}
            """;

    private static BuiltImage built(String command, String settings, String more) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN npx %s
                -- package.json --
                {"name": "a", "dependencies": {"express": "4"}, "devDependencies": {"@nestjs/cli": "11"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "dependencies": {"express": "4"}, "devDependencies": {"@nestjs/cli": "11"}},
                  "node_modules/express": {"version": "4.18.0"},
                  "node_modules/@nestjs/cli": {"version": "11.0.0", "bin": {"nest": "bin/nest.js"}}
                }}
                -- nest-cli.json --
                %s
                -- tsconfig.json --
                {"compilerOptions": {"module": "commonjs", "baseUrl": "./", "paths": {"@a/log": ["libs/log/src"]}}}
                -- apps/api/tsconfig.app.json --
                {"extends": "../../tsconfig.json", "compilerOptions": {"outDir": "../../dist/apps/api"}}
                -- apps/api/src/main.ts --
                import express from "express";
                import { log } from "@a/log";
                express().listen(3000, log);
                -- apps/web/tsconfig.app.json --
                {"extends": "../../tsconfig.json"}
                -- apps/web/src/main.ts --
                export {}
                -- libs/log/src/index.ts --
                import { hostname } from "node:os";
                export const log = () => hostname();
                """.formatted(command, settings.strip()) + more);
    }

    @Test
    void oneFileComesToBeAtTheRootOfItsProject() {
        BuiltImage built = built("nest build api", SETTINGS, "");
        Content.Bundled bundle =
                (Content.Bundled) ((Node.File) Builds.node(built, "/app/dist/apps/api/main.js")).content();

        assertThat(bundle.format()).isEqualTo(Content.Format.COMMONJS);
        assertThat(bundle.parts().bundle().orElseThrow().loads().stream().map(ModuleUse::specifier))
                .contains("express");
        Builds.unknown(built, "/app/dist/apps/web/main.js");
        Builds.present(built("nest build", SETTINGS, ""), "/app/dist/apps/web/main.js");
        Builds.present(
                built(
                        "nest build api",
                        SETTINGS.replace("\"main\"", "\"boot\""),
                        "-- apps/api/src/boot.ts --\nexport {}\n"),
                "/app/dist/apps/api/boot.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nest build --webpack", "nest build -b webpack", "nest build --builder webpack"})
    void theCommandLineAsksForItToo(String command) {
        String settings = "{\"sourceRoot\": \"apps/web/src\"}";

        Builds.present(built(command, settings, ""), "/app/dist/main.js");
    }

    @Test
    void aConfigurationOfItsOwnIsNotFollowed() {
        String own = "-- webpack.config.js --\nmodule.exports = options => ({ ...options })\n";

        Builds.unknown(built("nest build api", SETTINGS, own), "/app/dist/apps/api/main.js");
        Builds.unknown(built("nest build api --webpackPath w.js", SETTINGS, ""), "/app/dist/apps/api/main.js");
        Builds.unknown(
                built("nest build api", SETTINGS.replace("true,", "true, \"webpackConfigPath\": \"w.js\","), ""),
                "/app/dist/apps/api/main.js");
    }

    @Test
    void anEntryThatIsNotThereIsBuiltToNothingThatIsKnown() {
        Builds.unknown(
                built("nest build api", SETTINGS.replace("\"main\"", "\"gone\""), ""), "/app/dist/apps/api/gone.js");
    }
}
