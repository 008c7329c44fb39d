package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts through the scripts of {@code package.json}. */
class PackageManagerStartTest {

    private static final String SERVER = "require('http').createServer().listen(3000)\n";

    private static String monorepo(String command) {
        return """
            -- Dockerfile --
            FROM node:22-alpine
            RUN npm install -g pnpm@9
            WORKDIR /repo
            COPY . .
            CMD %s
            -- pnpm-workspace.yaml --
            packages: ["apps/*"]
            -- package.json --
            {"name": "root", "workspaces": ["apps/*"]}
            -- apps/web/package.json --
            {"name": "@x/web", "scripts": {"start": "node server.js"}}
            -- apps/web/server.js --
            %s-- apps/job/package.json --
            {"name": "job", "scripts": {"start": "node missing.js"}}
            """.formatted(command, SERVER);
    }

    @Test
    void aFilterRunsTheScriptInThePackageThatItNames() {
        assertThat(Started.outcome(monorepo("pnpm --filter @x/web run start"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(monorepo("pnpm run --filter ./apps/web start")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.death(monorepo("pnpm --filter=job start")).subject()).isEqualTo("/repo/apps/job/missing.js");
    }

    @Test
    void aFilterThatSelectsSeveralPackagesIsNotFollowedAndOneThatSelectsNoneEnds() {
        assertThat(Started.outcome(monorepo("pnpm --filter './apps/*' start"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(monorepo("pnpm --filter nobody start"))).isInstanceOf(Outcome.Exits.class);
    }

    @Test
    void npmTakesAWorkspaceByNameOrDirectory() {
        assertThat(Started.outcome(monorepo("npm start -w @x/web"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(monorepo("npm run start --workspace=apps/web")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(monorepo("npm start -w nobody"))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void yarnRunsACommandInTheWorkspaceThatItNames() {
        assertThat(Started.outcome(monorepo("yarn workspace @x/web start"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.death(monorepo("yarn workspace job run start")).cause())
                .isEqualTo(Cause.START_FILE_MISSING);
        assertThat(Started.outcome(monorepo("yarn workspace nobody start"))).isInstanceOf(Outcome.Undecided.class);
    }

    private static String hooked(String pnpm, String scripts) {
        return """
            -- Dockerfile --
            FROM node:22-alpine
            RUN npm install -g pnpm@%s
            WORKDIR /app
            COPY . .
            CMD ["pnpm", "start"]
            -- package.json --
            {"scripts": {%s}}
            -- server.js --
            %s\
            """.formatted(pnpm, scripts, SERVER);
    }

    @Test
    void pnpmRunsHooksFromItsNinthMajorOn() {
        String scripts = "\"prestart\": \"node none.js\", \"start\": \"node server.js\"";
        assertThat(Started.death(hooked("9.1.0", scripts)).subject()).isEqualTo("/app/none.js");
        assertThat(Started.outcome(hooked("8.15.0", scripts))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void pnpmServesWithoutAScriptUnlessThereIsAHookForIt() {
        assertThat(Started.outcome(hooked("10.1.0", "\"build\": \"true\""))).isInstanceOf(Outcome.Starts.class);
        Failure crash = Started.death(hooked("10.1.0", "\"prestart\": \"true\""));
        assertThat(crash.cause()).isEqualTo(Cause.START_SCRIPT_MISSING);
        assertThat(crash.output()).contains("Cannot read properties of undefined (reading 'includes')");
        assertThat(Started.outcome(hooked("8.15.0", "\"prestart\": \"true\""))).isInstanceOf(Outcome.Starts.class);
    }

    private static final String OWN_YARN = """
            -- Dockerfile --
            FROM node:22-alpine
            WORKDIR /app
            COPY . .
            CMD ["yarn", "start"]
            -- package.json --
            {"packageManager": "yarn@4.12.0", "scripts": {"start": "node server.js", "other": "node $X"}}
            -- yarn.lock --
            __metadata:
              version: 8
            -- .yarnrc.yml --
            nodeLinker: node-modules
            plugins:
              - checksum: 1
                path: .yarn/plugins/a.cjs
            yarnPath: .yarn/releases/yarn-4.12.0.cjs
            -- .yarn/plugins/a.cjs --
            x
            -- .yarn/releases/yarn-4.12.0.cjs --
            x
            -- server.js --
            require('http').createServer().listen(3000)
            """;

    @Test
    void theYarnThatTheProjectBringsRunsTheScript() {
        assertThat(Started.outcome(OWN_YARN)).isInstanceOf(Outcome.Starts.class);
        for (String other : List.of(
                OWN_YARN.replace("-- yarn.lock --", "-- other.lock --"),
                OWN_YARN.replace("-- .yarn/plugins/a.cjs --", "-- .yarn/plugins/b.cjs --"),
                OWN_YARN.replace("-- .yarn/releases/yarn-4.12.0.cjs --", "-- .yarn/releases/yarn.cjs --"),
                OWN_YARN.replace("\"yarn\", \"start\"", "\"yarn\", \"other\""),
                OWN_YARN.replace("createServer().listen(3000)", "missing()"))) {
            assertThat(Started.outcome(other)).as(other).isInstanceOf(Outcome.Undecided.class);
        }
    }
}
