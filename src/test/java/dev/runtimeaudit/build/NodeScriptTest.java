package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import org.junit.jupiter.api.Test;

/** What scripts of a project leave behind that node runs in a {@code RUN}. */
class NodeScriptTest {

    private static BuiltImage ran(String script) {
        return ran("node scripts/run.mjs", script);
    }

    private static BuiltImage ran(String command, String script) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN %s
                -- package.json --
                {"name": "a", "dependencies": {"b": "1"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "dependencies": {"b": "1"}},
                  "node_modules/b": {"version": "1.0.0"}
                }}
                -- src/a.ts --
                export const a = 1;
                -- scripts/helper.mjs --
                import { writeFileSync } from "node:fs";
                export const write = () => writeFileSync("dist/a.js", "");
                -- scripts/run.mjs --
                """.formatted(command) + script);
    }

    @Test
    void aScriptThatOnlyLooksLeavesNothingBehind() {
        BuiltImage built = ran("import { existsSync } from 'node:fs'; if (!existsSync('x')) process.exit(0)");

        Builds.absent(built, "/app/dist/a.js", "/app/node_modules/c/index.js");
    }

    @Test
    void packagesThatOnlyComputeAndHooksForGitMakeNoFilesOfTheProject() {
        String install = "if (process.env.CI === 'true') process.exit(0);\n"
                + "const husky = (await import('husky')).default;\nconsole.log(husky());\n";
        BuiltImage built = ran(install);

        absent(built, "/app/dist/a.js", "/app/node_modules/c/index.js");
        unknown(built, "/app/.husky/pre-commit");
        absent(ran("import semver from 'semver'; if (!semver.gt('2.0.0', '1.0.0')) process.exit(1)"), "/app/dist/a.js");
        unknown(ran(install + "import other from 'other';\n"), "/app/dist/a.js");
        unknown(ran(install + "await import('./' + process.argv[2]);\n"), "/app/dist/a.js");
        unknown(
                ran(install + "import {createRequire} from 'module';\ncreateRequire(import.meta.url)('./a.cjs');\n"),
                "/app/dist/a.js");
    }

    @Test
    void aScriptThatWritesPutsNoPackagesIntoTheProject() {
        BuiltImage built = ran("import { write } from './helper.mjs'; write()");

        Builds.unknown(built, "/app/dist/a.js");
        Builds.absent(built, "/app/node_modules/c");
    }

    @Test
    void aScriptThatStartsAPackageManagerMay() {
        Builds.present(ran("import { execSync } from 'child_process'; execSync('npm i c')"), "/app/node_modules/c");
        Builds.unknown(ran("import cp from 'child_process'; cp.spawnSync('npm', ['i', 'c'])"), "/app/node_modules/c");
        Builds.unknown(ran("import { exec as run } from 'child_process'; run('npm i c')"), "/app/node_modules/c");
        Builds.unknown(ran("import { execa } from 'execa'; await execa('npm', ['i', 'c'])"), "/app/node_modules/c");
    }

    @Test
    void whatItStartsForCertainIsDone() {
        Builds.present(ran("import { execSync } from 'child_process';\nexecSync('mkdir out');"), "/app/out");
        Builds.absent(ran("import { execSync } from 'child_process';\nexecSync('mkdir out');"), "/app/other");
    }

    @Test
    void whatItStartsOnSomeWaysOnlyIsNot() {
        BuiltImage built =
                ran("import { execSync } from 'child_process';\nif (process.env.X) {\n  execSync('mkdir out');\n}");

        assertThat(Builds.at(built, "/app/out")).isNotInstanceOf(dev.runtimeaudit.image.Fact.Present.class);
    }

    @Test
    void whatItGivesToEsbuildIsBuilt() {
        BuiltImage built = ran("npx tsx scripts/run.mjs", """
                import esbuild from "esbuild";
                await esbuild.build({ entryPoints: { server: "src/a.ts" }, bundle: true, platform: "node", outdir: "dist" })
                  .catch(() => process.exit(1));
                """);

        assertThat(((Node.File) Builds.node(built, "/app/dist/server.js")).content())
                .isInstanceOf(Content.Bundled.class);
    }

    @Test
    void aManifestThatAScriptNamesAndMayWriteIsNoProof() {
        String reads = "import fs from 'fs'; JSON.parse(fs.readFileSync('package.json'));";

        assertThat(content(ran(reads), "/app/package.json")).isNotInstanceOf(Content.Likely.class);
        assertThat(content(ran(reads + " fs.writeFileSync(path, text)"), "/app/package.json"))
                .isInstanceOf(Content.Likely.class);
        assertThat(content(ran(reads + " fs.writeFileSync(path, text)"), "/app/src/a.ts"))
                .isNotInstanceOf(Content.Likely.class);
    }

    private static Content content(BuiltImage built, String path) {
        return ((Node.File) Builds.node(built, path)).content();
    }

    // --- what cannot be loaded -------------------------------------------------------------------------------------

    private static BuiltImage step(String copy, String run, String files) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY %s
            RUN %s
            -- package.json --
            {"name": "a", "scripts": {"postinstall": "node scripts/post.js"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {"": {"name": "a"}}}
            """.formatted(copy, run) + files);
    }

    @Test
    void aScriptThatIsNotThereYetFailsTheBuild() {
        String missing = "Error: Cannot find module '/app/scripts/post.js'";
        String files = "-- scripts/post.js --\nrequire('../config')\n-- config.js --\n";
        for (String run : new String[] {"npm ci", "npm install", "node scripts/post.js", "npm run postinstall"}) {
            assertThat(step("package*.json ./", run, files).failures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.output()).isEqualTo(missing));
            assertThat(step(". .", run, files).failures()).isEmpty();
        }
        // What it loads may be made by its own lines above, or by a package that it calls.
        String makes = "require('fs').writeFileSync('./made.json', '{}'); require('./made.json')\n";
        assertThat(step(". .", "node make.js", "-- make.js --\n" + makes).failures())
                .isEmpty();
        assertThat(step(". .", "node --title x scripts/post.js", files).failures())
                .isEmpty();
    }

    @Test
    void aScriptThatMayBeThereFailsNothing() {
        String files = "-- scripts/post.js --\ntry { require('../config') } catch {}\n";
        assertThat(step("package*.json ./", "npm ci --ignore-scripts", files).failures())
                .isEmpty();
        assertThat(step("package*.json ./", "wget -O- https://example.org/x.tgz | tar xz && npm ci", files)
                        .failures())
                .isEmpty();
        assertThat(step("package*.json ./", "node scripts/post.js || true", files)
                        .failures())
                .isEmpty();
        assertThat(step(". .", "node scripts/post.js", files).failures()).isEmpty();
    }

    // --- a program in the command line -----------------------------------------------------------------------------

    @Test
    void aProgramInTheCommandLineIsFollowedToItsEnd() {
        String waits = "node -e \"const fs = require('node:fs'); if (!fs.existsSync('%s')) { process.exit(0); }"
                + " require('node:child_process').execSync('sh scripts/post.sh');\"";
        String env = "/app/.env";

        absent(step("package*.json ./", waits.formatted("scripts/post.sh"), ""), env);
        unknown(step(". .", waits.formatted("scripts/post.sh"), "-- scripts/post.sh --\ntouch .env\n"), env);
        unknown(step(". .", "touch made && " + waits.formatted("made"), ""), env);
        // It may be there, and then it runs what nobody has read.
        unknown(step(". .", "wget -O- https://example.org/x.tgz | tar xz && " + waits.formatted("x"), ""), env);
    }

    @Test
    void whatAProgramInTheCommandLineWritesMayBeThere() {
        unknown(step(". .", "node -e \"require('fs').writeFileSync('.env', 'A=1')\"", ""), "/app/.env");
        unknown(step(". .", "node -e \"require('child_process').spawn('sh', ['-c', 'touch .env'])\"", ""), "/app/.env");
    }
}
