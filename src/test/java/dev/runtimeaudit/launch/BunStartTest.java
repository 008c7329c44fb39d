package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BunStartTest {

    private static String app(String main, String more) {
        return """
            -- Dockerfile --
            FROM oven/bun:1
            WORKDIR /app
            COPY src src
            CMD ["bun", "run", "src/index.ts"]
            -- src/index.ts --
            %s
            %s\
            """.formatted(main, more);
    }

    @Test
    void whatLoadsOnlyFilesThatAreThereAndListensStarts() {
        String main = "import { app } from './app';\nimport type { Gone } from './gone';\nBun.serve({ fetch: app });";
        String app = "-- src/app.ts --\nimport { file } from 'bun';\nexport const app = () => file('x') as any;\n";
        assertThat(Started.outcome(app(main, app))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void bunServesWhatTheMainFileExports() {
        assertThat(Started.outcome(app("export default { port: 80, fetch: (r: Request) => new Response() };", "")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotKnownToBeThereDecidesNothing() {
        assertThat(Started.outcome(app("import './app';\nBun.serve({});", ""))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(app("import { Hono } from 'hono';\nBun.serve({});", "")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(app("console.log('hi');", ""))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aMainFileThatIsNotThereIsNamed() {
        String txtar = """
            -- Dockerfile --
            FROM node:20-alpine
                RUN npm install -g bun
            WORKDIR /app
            COPY package.json .
            CMD ["bun", "run", "src/index.ts"]
            -- package.json --
            {}
            """;
        assertThat(Started.death(txtar).cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(Started.death(txtar).output()).isEqualTo("error: Module not found \"src/index.ts\"");
    }

    private static final String WORKSPACE = """
            -- Dockerfile --
            FROM oven/bun:1.3 AS deps
            WORKDIR /app
            COPY package.json bun.lock ./
            COPY lib/package.json lib/
            RUN bun install --frozen-lockfile
            FROM oven/bun:1.3
            WORKDIR /app
            COPY --from=deps /app/node_modules ./node_modules
            %s
            COPY lib/src lib/src
            COPY lib/package.json lib/
            COPY package.json index.ts %s ./
            CMD ["bun", "index.ts"]
            -- package.json --
            {"name": "root", "workspaces": ["lib"], "dependencies": {"lib": "workspace:*"}}
            -- lib/package.json --
            {"name": "lib", "exports": {"./range": "./src/range.ts"}, "dependencies": {"semver": "7.7.1"}}
            -- bun.lock --
            {
              "lockfileVersion": 1,
              "configVersion": 1,
              "workspaces": {
                "": { "name": "root", "dependencies": { "lib": "workspace:*" } },
                "lib": { "name": "lib", "dependencies": { "semver": "7.7.1" } },
              },
              "packages": {
                "lib": ["lib@workspace:lib"],
                "semver": ["semver@7.7.1", "", {}, ""],
              }
            }
            -- index.ts --
            import { range } from "lib/range"
            Bun.serve({ fetch: range })
            -- lib/src/range.ts --
            %s
            export const range = () => new Response(semver.valid("1"))
            %s
            """;

    private static final String IMPORT = "import semver from \"semver\"";

    /** The words of bun 1.3.0. */
    @Test
    void aPackageOfTheWorkspaceNeedsItsOwnModules() {
        String without = WORKSPACE.formatted("", "", IMPORT, "");
        assertThat(Started.death(without).cause()).isEqualTo(Cause.MODULE_NOT_FOUND);
        assertThat(Started.death(without).output())
                .isEqualTo("error: Cannot find package 'semver' from '/app/lib/src/range.ts'");
        String with = WORKSPACE.formatted("COPY --from=deps /app/lib/node_modules lib/node_modules", "", IMPORT, "");
        assertThat(Started.outcome(with)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatMayNotBeAskedForOrBeElsewhereProvesNothing() {
        String type = WORKSPACE
                .formatted("", "", "import semver from \"semver\"\nlet x: semver", "")
                .replace("semver.valid(\"1\")", "");
        assertThat(Started.outcome(type)).isNotInstanceOf(Outcome.Dies.class);
        String mapped = "-- tsconfig.json --\n{\"compilerOptions\": {\"paths\": {\"sem*\": [\"./x/*\"]}}}";
        assertThat(Started.outcome(WORKSPACE.formatted("", "tsconfig.json", IMPORT, mapped)))
                .isNotInstanceOf(Outcome.Dies.class);
        String plugin = "-- bunfig.toml --\npreload = [\"./plugin.ts\"]";
        assertThat(Started.outcome(WORKSPACE.formatted("", "bunfig.toml", IMPORT, plugin)))
                .isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aFileThatIsNotThereUnderAnyExtensionIsMissed() {
        String files = WORKSPACE.formatted("", "", "import { semver } from \"./own\"", "");
        assertThat(Started.death(files).output())
                .isEqualTo("error: Cannot find module './own' from '/app/lib/src/range.ts'");
        assertThat(Started.outcome(files + "-- lib/src/own.mts --\nexport const semver = 1 as any\n"))
                .isNotInstanceOf(Outcome.Dies.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- .npmrc --\nnode-linker=hoisted\n",
                "-- .npmrc --\npublic-hoist-pattern[]=sem*\n",
                "-- bunfig.toml --\n[install]\nlinker = \"hoisted\"\n",
                "-- bunfig.toml --\n[install]\npublicHoistPattern = [\"sem*\"]\n",
            })
    void settingsOfNpmAndOfBunLayPackagesOutAtTheRoot(String settings) {
        String file = settings.split(" ", 3)[1];
        String txtar = WORKSPACE
                .formatted("", "", IMPORT, settings)
                .replaceFirst("COPY package.json bun.lock", "COPY package.json bun.lock " + file);
        assertThat(Started.outcome(txtar)).isNotInstanceOf(Outcome.Dies.class);
    }

    /** Measured with bun 1.3.14. */
    @Test
    void anOptionalPeerIsThereWhereAnybodyAsksForThatName() {
        String peer = "\"peerDependencies\": {\"semver\": \"^1\"}, \"optionalPeers\": [\"semver\"]";
        String manifest = "\"peerDependencies\": {\"semver\": \"^1\"},"
                + " \"peerDependenciesMeta\": {\"semver\": {\"optional\": true}}";
        String txtar = WORKSPACE
                .formatted("COPY --from=deps /app/lib/node_modules lib/node_modules", "", IMPORT, "")
                .replace(
                        "{ \"name\": \"lib\", \"dependencies\": { \"semver\": \"7.7.1\" } }",
                        "{ \"name\": \"lib\", " + peer + " }")
                .replace("\"dependencies\": {\"semver\": \"7.7.1\"}", manifest);
        assertThat(Started.outcome(txtar)).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aBuildThatIsNotFollowedPutsNoPackagesBesideSources() {
        String built = WORKSPACE
                .formatted(
                        "",
                        "",
                        IMPORT,
                        "-- tool/package.json --\n{}\n-- tool/build.ts --\nimport { spawn } from \"bun\"\nspawn([\"echo\"])\n")
                .replaceFirst(
                        "RUN bun install --frozen-lockfile\n",
                        "RUN bun install --frozen-lockfile\nFROM deps AS build\nCOPY . .\nRUN cd tool && bun build.ts\n")
                .replace("COPY lib/src lib/src", "COPY --from=build /app/lib/src lib/src");
        assertThat(Started.outcome(built)).isInstanceOf(Outcome.Dies.class);
        String modules =
                "COPY --from=deps /app/lib/node_modules lib/node_modules\nCOPY --from=build /app/lib/src lib/src";
        assertThat(Started.outcome(built.replace("COPY --from=build /app/lib/src lib/src", modules)))
                .isNotInstanceOf(Outcome.Dies.class);
    }
}
