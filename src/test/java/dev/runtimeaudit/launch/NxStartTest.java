package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measured with nx 14.5.10. */
class NxStartTest {

    private static String app(String command, String script, String more) {
        return """
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY . .
            RUN npm install -g nx@20.1.0
            CMD ["%s"]
            -- package.json --
            {"name": "root", "private": true, "workspaces": ["apps/*"]}
            -- apps/web/package.json --
            {"name": "@acme/web", "scripts": {"serve:static": "%s"}}
            -- apps/web/server.js --
            require("http").createServer().listen(80)
            -- apps/web/env.sh --
            #!/bin/bash
            echo
            %s
            """.formatted(command.replace(" ", "\", \""), script, more);
    }

    private static final String PLAIN = "-- nx.json --\n{}\n";

    @Test
    void aScriptOfAProjectIsFollowedToItsEnd() {
        String run = "nx run-many --target=serve:static --projects=@acme/web";
        assertThat(Started.outcome(app(run, "node server.js", PLAIN))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(app(run, "node server.js", "-- nx.json --\n{\"plugins\": [\"@nx/vite/plugin\"]}\n")))
                .isInstanceOf(Outcome.Starts.class);
        String broken = app(run, "sh -c ./env.sh && node server.js", PLAIN).replace("COPY . .", "COPY --chmod=755 . .");
        assertThat(Started.death(broken).cause()).isEqualTo(Cause.INTERPRETER_NOT_FOUND);
        assertThat(Started.death(broken).exitCode()).isEqualTo(1);
    }

    @Test
    void aFileOfVariablesMayGiveWhatIsMissed() {
        String run = "nx run-many --target=serve:static --projects=@acme/web";
        String needing = app(run, "node server.js", PLAIN)
                .replace("require(\"http\")", "if (!process.env.KEY) process.exit(1)\nrequire(\"http\")");

        assertThat(Started.launch(needing).conditional()).isNotEmpty();
        assertThat(Started.launch(needing + "-- apps/web/.env --\nKEY=1\n").conditional())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"targetDefaults\": {\"serve:static\": {\"cache\": true}}}",
                "{\"targetDefaults\": {\"serve:static\": {\"dependsOn\": [\"^build\", \"prepare\"]}}}",
                "{\"plugins\": [\"./tools/plugin\"]}",
                "{\"tasksRunnerOptions\": {\"default\": {\"options\": {\"cacheableOperations\": [\"serve:static\"]}}}}",
            })
    void whatMayComeFromACacheOrIsDoneBeforeDecidesNothing(String settings) {
        String run = "nx run-many --target=serve:static --projects=@acme/web";
        String txtar = app(run, "./gone.sh", "-- nx.json --\n" + settings + "\n")
                .replace("\"scripts\": {", "\"scripts\": {\"prepare\": \"echo\", ");
        assertThat(Started.outcome(txtar)).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nx run-many --target=serve:static --all",
                "nx run-many --target=serve:static --projects=@acme/web --mode=x",
                "nx serve @acme/web",
                "nx run @acme/web:serve:static",
                "nx graph",
            })
    void whatIsNotSurelyThatOneScriptDecidesNothing(String command) {
        String other =
                "-- apps/api/package.json --\n{\"name\": \"api\", \"scripts\": {\"serve:static\": \"node x\"}}\n";
        assertThat(Started.outcome(app(command, "./gone.sh", PLAIN + other))).isInstanceOf(Outcome.Undecided.class);
    }

    private static String built(String first, String more) {
        return """
            -- Dockerfile --
            FROM node:20-alpine AS build
            WORKDIR /srv
            COPY . .
            RUN yarn install
            RUN node ./node_modules/@angular/cli/bin/ng build api -c=production --prod
            FROM node:20-alpine
            WORKDIR /srv
            %s
            COPY --from=build /srv/dist/apps/api .
            CMD ["node", "main.js"]
            -- package.json --
            {"name": "root", "version": "1.0.0", "dependencies": {"helmet": "^3"},
             "devDependencies": {"@angular/cli": "^9", "@nrwl/node": "^9"}}
            -- nx.json --
            {"projects": {"api": {}}}
            -- angular.json --
            {"version": 1, "projects": {"api": {"root": "apps/api", "sourceRoot": "apps/api/src", "architect": {"build": {
              "builder": "@nrwl/node:build",
              "options": {"outputPath": "dist/apps/api", "main": "apps/api/src/main.ts",
                "tsConfig": "apps/api/tsconfig.json", "assets": ["apps/api/src/assets"]},
              "configurations": {"production": {"fileReplacements": [
                {"replace": "apps/api/src/at.ts", "with": "apps/api/src/at.prod.ts"}]}}}}}}}
            -- apps/api/tsconfig.json --
            {"compilerOptions": {"module": "commonjs"}}
            -- apps/api/src/at.ts --
            export const at = 1;
            -- apps/api/src/at.prod.ts --
            export const at = 2;
            -- apps/api/src/log.ts --
            import { writeFileSync } from "fs";
            writeFileSync("/tmp/log", "");
            export const log = 1;
            -- apps/api/src/main.ts --
            %s
            import { at } from "./at";
            import { log } from "./log";
            import * as helmet from "helmet";
            console.log(at, log, helmet);
            """.formatted(more, first);
    }

    /** Measured with the configuration that @nrwl/node 9.3 makes, and webpack 4. */
    @Test
    void whatABuilderForNodeLeavesOutIsMissedWhereNothingIsInstalled() {
        assertThat(Started.death(built("import * as first from 'helmet'; first();", ""))
                        .cause())
                .isEqualTo(Cause.MODULE_NOT_FOUND);
        assertThat(Started.outcome(built("", ""))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(built(
                        "import * as first from 'helmet'; first();",
                        "COPY --from=build /srv/node_modules ./node_modules")))
                .isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatABuilderForNodeLeavesBesideIsKnown() {
        assertThat(Started.death(built("", "COPY package.json ./").replace("main.js\"]", "other.js\"]"))
                        .cause())
                .isEqualTo(Cause.START_FILE_MISSING);
    }
}
