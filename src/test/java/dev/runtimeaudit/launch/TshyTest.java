package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A package of the workspace that {@code tshy} builds for both kinds of modules, and who loads it. */
class TshyTest {

    private static final String SETTINGS =
            "\"tshy\": {\"exports\": {\".\": \"./src/index.ts\", \"./package.json\": \"./package.json\"}}";

    private static String image(String type, String main) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci && npm run build -w packages/core
                CMD ["node", "main.js"]
                -- .dockerignore --
                node_modules
                dist
                -- .gitignore --
                node_modules
                dist
                -- package.json --
                {"name": "api", "version": "1.0.0", "type": "%s", "workspaces": ["packages/*"]}
                -- package-lock.json --
                {"name": "api", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                  "": {"name": "api", "version": "1.0.0", "workspaces": ["packages/*"]},
                  "packages/core": {"name": "core", "version": "1.0.0", "devDependencies": {"tshy": "4.1.3"}},
                  "node_modules/core": {"resolved": "packages/core", "link": true},
                  "node_modules/tshy": {"version": "4.1.3", "dev": true, "bin": {"tshy": "dist/esm/index.js"}}}}
                -- main.js --
                %s
                -- packages/core/package.json --
                {"name": "core", "version": "1.0.0", "type": "module", %s,
                 "devDependencies": {"tshy": "4.1.3"}, "scripts": {"build": "tshy"}, "exports": {
                  "./package.json": "./package.json",
                  ".": {"import": {"types": "./dist/esm/index.d.ts", "default": "./dist/esm/index.js"},
                        "require": {"types": "./dist/commonjs/index.d.ts", "default": "./dist/commonjs/index.js"}}}}
                -- packages/core/tsconfig.json --
                {"compilerOptions": {"module": "nodenext", "strict": true}, "include": ["nowhere"]}
                -- packages/core/src/index.ts --
                import { port } from './port.js';
                import { createServer } from 'http';
                export const serve = (): void => { createServer().listen(port); };
                -- packages/core/src/port.ts --
                export const port: number = 3000;
                """.formatted(type, main, SETTINGS);
    }

    private static final String IMPORTS = "import { serve } from 'core'; serve();";

    private static final String REQUIRES = "require('core').serve();";

    @Test
    void bothKindsOfModulesAreThere() {
        assertThat(Started.outcome(image("module", IMPORTS))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("commonjs", REQUIRES))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void oneThatIsNotBuiltIsNotThere() {
        String one = "\"tshy\": {\"dialects\": [\"esm\"], \"exports\": {\".\": \"./src/index.ts\"}}";
        assertThat(Started.outcome(image("module", IMPORTS).replace(SETTINGS, one)))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("commonjs", REQUIRES).replace(SETTINGS, one)))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatASourceLoadsHasToBeThere() {
        String missing =
                image("module", IMPORTS).replace("-- packages/core/src/port.ts --", "-- packages/core/other.ts --");
        assertThat(Started.outcome(missing)).isNotInstanceOf(Outcome.Starts.class);
        String excluded =
                image("module", IMPORTS).replace("\"tshy\": {", "\"tshy\": {\"exclude\": [\"./src/port.ts\"], ");
        // It is imported, and compiled all the same.
        assertThat(Started.outcome(excluded)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aSourceForCommonJsTakesThePlaceOfTheOther() {
        String files = "-- packages/core/src/port-cjs.cts --\nmodule.exports.port = require('./gone.js');\n";
        assertThat(Started.outcome(image("module", IMPORTS) + files)).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image("commonjs", REQUIRES) + files)).isNotInstanceOf(Outcome.Starts.class);
        String fits = files.replace("require('./gone.js')", "3000");
        assertThat(Started.outcome(image("commonjs", REQUIRES) + fits)).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"esmDialects\": [\"deno\"], ",
                "\"liveDev\": true, ",
                "\"unheardOf\": true, ",
                "\"project\": \"./gone.json\", ",
                "\"imports\": {\"#x\": \"./src/port.ts\"}, ",
            })
    void whatIsNotUnderstoodIsOpen(String setting) {
        String other = image("module", IMPORTS).replace("\"tshy\": {", "\"tshy\": {" + setting);
        assertThat(Started.outcome(other)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anotherCommandLineIsOpen() {
        String watch = image("module", IMPORTS).replace("\"build\": \"tshy\"", "\"build\": \"tshy --watch\"");
        assertThat(Started.outcome(watch)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatTheManifestDoesNotSayYetIsOpen() {
        String other = image("module", IMPORTS).replace("./dist/esm/index.js", "./lib/index.js");
        assertThat(Started.outcome(other)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void withoutItsBuildNothingIsThere() {
        String none = image("module", IMPORTS).replace("npm ci && npm run build -w packages/core", "npm ci");
        assertThat(Started.outcome(none)).isNotInstanceOf(Outcome.Starts.class);
    }
}
