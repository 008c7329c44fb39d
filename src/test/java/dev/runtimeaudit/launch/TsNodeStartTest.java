package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts through ts-node, measured with 10.9 and node 20, 22 and 24. */
class TsNodeStartTest {

    private static final String IMAGE = """
            -- Dockerfile --
            FROM node:22-alpine
            WORKDIR /app
            COPY . .
            RUN npm ci
            ENV PATH=/app/node_modules/.bin:$PATH
            CMD %s
            -- package.json --
            {"name": "a", "dependencies": {"express": "4.19.2"}, "devDependencies": {"@types/express": "4.17.21", "@types/node": "20.1.0", "ts-node": "^10.9.2", "tsconfig-paths": "4.2.0", "typescript": "~5.4.5", "nodemon": "3.1.0"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "dependencies": {"express": "4.19.2"}, "devDependencies": {"@types/express": "4.17.21", "@types/node": "20.1.0", "ts-node": "^10.9.2", "tsconfig-paths": "4.2.0", "typescript": "~5.4.5", "nodemon": "3.1.0"}},
              "node_modules/express": {"version": "4.19.2", "resolved": "https://example.org/e.tgz", "integrity": "sha512-x"},
              "node_modules/@types/express": {"version": "4.17.21", "dev": true, "resolved": "https://example.org/x.tgz", "integrity": "sha512-x"},
              "node_modules/@types/node": {"version": "20.1.0", "dev": true, "resolved": "https://example.org/y.tgz", "integrity": "sha512-x"},
              "node_modules/nodemon": {"version": "3.1.0", "dev": true, "bin": {"nodemon": "bin/nodemon.js"}, "resolved": "https://example.org/n.tgz", "integrity": "sha512-x"},
              "node_modules/tsconfig-paths": {"version": "4.2.0", "dev": true, "resolved": "https://example.org/p.tgz", "integrity": "sha512-x"},
              "node_modules/typescript": {"version": "5.4.5", "dev": true, "resolved": "https://example.org/t.tgz", "integrity": "sha512-x"},
              "node_modules/ts-node": {"version": "10.9.2", "dev": true, "bin": {"ts-node": "dist/bin.js"}, "resolved": "https://example.org/s.tgz", "integrity": "sha512-x"}
            }}
            -- tsconfig.json --
            {"compilerOptions": {"module": "commonjs", "strict": true, "baseUrl": ".", "paths": {"@lib/*": ["src/lib/*"]}}}
            -- conf/tsconfig.json --
            {"extends": "../tsconfig.json"}
            -- src/index.ts --
            import express from 'express';
            import { port } from './lib/port';
            express().listen(port);
            -- src/aliased.ts --
            import express from 'express';
            import { port } from '@lib/port';
            express().listen(port);
            -- src/lib/port.ts --
            export const port: number = 3000;
            """;

    private static Outcome outcome(String command) {
        return Started.outcome(IMAGE.formatted(command));
    }

    private static Outcome outcome(String command, String was, String is) {
        assertThat(IMAGE).contains(was);
        return Started.outcome(IMAGE.replace(was, is).formatted(command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ts-node src/index.ts",
                "ts-node src/index",
                "ts-node --files -T src/index.ts",
                "ts-node -P conf/tsconfig.json src/index.ts",
                "ts-node --project=conf src/index.ts",
                "npx ts-node src/index.ts",
                "ts-node -r tsconfig-paths/register src/aliased.ts",
                "ts-node -r tsconfig-paths/register --project conf/tsconfig.json src/aliased.ts",
                "TS_NODE_PROJECT=conf/tsconfig.json ts-node -r tsconfig-paths/register src/aliased.ts",
                "TS_NODE_TRANSPILE_ONLY=true ts-node src/index.ts",
                "node -r ts-node/register src/index.ts",
                "node -r tsconfig-paths/register -r ts-node/register/transpile-only src/aliased.ts",
                "nodemon -e ts --watch src -x ts-node -r tsconfig-paths/register --files --project conf/tsconfig.json src/aliased.ts",
                "nodemon src/index.ts"
            })
    void whatItCompilesServes(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // an alias that nobody resolves, or another configuration does
                "ts-node src/aliased.ts",
                "node -r ts-node/register src/aliased.ts",
                "node -r tsconfig-paths/register src/aliased.ts",
                // what is not followed
                "ts-node --esm src/index.ts",
                "ts-node --cwd-mode src/index.ts",
                "ts-node -O '{\"module\":\"esnext\"}' src/index.ts",
                "ts-node -C ttypescript src/index.ts",
                "ts-node --swc src/index.ts",
                "ts-node -r ./early.ts src/index.ts",
                "ts-node -r tsconfig-paths/registr src/index.ts",
                "ts-node --prefer-ts-exts src/index.ts",
                "ts-node -P gone.json src/index.ts",
                "TS_NODE_COMPILER_OPTIONS='{\"module\":\"esnext\"}' ts-node src/index.ts",
                "TS_NODE_PROJECT=gone.json ts-node src/index.ts",
                // node asks a loader of its own for the program
                "node --import ts-node/register src/index.ts",
                "node --loader ts-node/esm src/index.ts",
                "node -r ts-node/registr src/index.ts"
            })
    void whatIsNotProvenToComeToItIsLeftOpen(String command) {
        assertThat(outcome(command)).as(command).isNotInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"module\": \"esnext\"",
                "\"module\": \"commonjs\", \"moduleResolution\": \"bundler\"",
                "\"module\": \"commonjs\", \"noEmit\": true, \"allowImportingTsExtensions\": true"
            })
    void aConfigurationThatMakesNoCommonJsIsLeftOpen(String options) {
        assertThat(outcome("ts-node src/index.ts", "\"module\": \"commonjs\"", options))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aConfigurationSaysSomethingElseForTsNode() {
        String own =
                "{\"ts-node\": {\"transpileOnly\": true, \"compilerOptions\": {\"module\": \"commonjs\"}}, \"compilerOptions\": {\"module\": \"esnext\"";
        assertThat(outcome("ts-node src/index.ts", "{\"compilerOptions\": {\"module\": \"commonjs\"", own))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(outcome(
                        "ts-node src/index.ts",
                        "{\"compilerOptions\": {\"module\": \"commonjs\"",
                        own.replace("\"transpileOnly\": true", "\"esm\": true")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(outcome(
                        "ts-node src/index.ts",
                        "{\"compilerOptions\": {\"module\": \"commonjs\"",
                        own.replace("\"transpileOnly\": true", "\"require\": [\"./early\"]")))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aListOfConfigurationsMakesItFail() {
        assertThat(outcome("ts-node -P conf src/index.ts", "\"../tsconfig.json\"", "[\"../tsconfig.json\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import { port } from './lib/port.js';",
                "import { port } from './lib/gone';",
                "import { port } from 'gone';",
                "const { port } = await import('./lib/port');",
                "import { port } from './lib/port';\nconsole.log(import.meta.url);",
                "import { port } from './lib/port';\nimport './lib/page.mjs';"
            })
    void whatItCannotLoadIsNoProof(String line) {
        String with =
                IMAGE.replace("import { port } from './lib/port';", line) + "-- src/lib/page.mjs --\nexport {};\n";
        assertThat(Started.outcome(with.formatted("ts-node src/index.ts"))).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(with.formatted("ts-node -T src/index.ts"))).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aModuleOfEcmaScriptIsNotCompiled() {
        assertThat(outcome(
                        "ts-node src/index.ts",
                        "{\"name\": \"a\", \"dep",
                        "{\"name\": \"a\", \"type\": \"module\", \"dep"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome((IMAGE + "-- src/lib/package.json --\n{\"type\": \"module\"}\n")
                        .formatted("ts-node src/index.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void declarationsThatItDoesNotLookAtMayBeMissed() {
        String with = IMAGE
                + "-- src/types/express.d.ts --\ndeclare namespace Express { interface Request { user: string } }\n";
        assertThat(Started.outcome(with.formatted("ts-node src/index.ts"))).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(with.formatted("ts-node --files src/index.ts")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(with.formatted("ts-node -T src/index.ts"))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anImportOfDeclarationsIsOneOfTypes() {
        String with = IMAGE.replace(
                        "express().listen(port);",
                        "import { Name } from './names';\nconst name: Name = 'a';\nexpress().listen(port);")
                + "-- src/names.d.ts --\nexport type Name = string;\n";
        assertThat(Started.outcome(with.formatted("ts-node --files src/index.ts")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(with.replace("\"strict\"", "\"verbatimModuleSyntax\": true, \"strict\"")
                        .formatted("ts-node --files src/index.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void withoutTheTypesOfItsDevelopmentOrTheCompilerNothingIsSaid() {
        assertThat(outcome("ts-node src/index.ts", "RUN npm ci", "RUN npm ci --omit=dev"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(outcome("ts-node src/index.ts", "~5.4.5", "^7.0.0")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(outcome("ts-node src/index.ts", "^10.9.2", "^8.10.2")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aProgramThatListensNowhereIsNoServer() {
        assertThat(outcome("ts-node src/index.ts", "express().listen(port);", "console.log(port);"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    /** Errors 7016, 2307 and 2580 of the compiler. */
    @Test
    void whatHasNoTypesIsAnErrorWhereTypesAreAskedFor() {
        String without = IMAGE.replace("\"@types/express\": \"4.17.21\", ", "").replace("@types/express", "other");
        String loose = without.replace("\"strict\": true, ", "");
        assertThat(Started.outcome(without.formatted("ts-node src/index.ts"))).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(without.formatted("ts-node -T src/index.ts")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(loose.formatted("ts-node src/index.ts"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(loose.replace("\"@types/node\": \"20.1.0\", ", "")
                        .replace("@types/node", "another")
                        .formatted("ts-node src/index.ts")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(outcome("ts-node src/index.ts", "\"strict\"", "\"types\": [], \"strict\""))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    /** A strict project that imports a package besides express, without {@code @types} of it. */
    private static Outcome importing(String name, String range, String specifier, String more) {
        String asked = "\"express\": \"4.19.2\", \"" + name + "\": \"" + range + "\"";
        String tree = IMAGE.replace("\"express\": \"4.19.2\"", asked)
                .replace(
                        "  \"node_modules/express\":",
                        "  \"node_modules/" + name + "\": {\"version\": \"9.9.9\", \"resolved\":"
                                + " \"https://example.org/z.tgz\", \"integrity\": \"sha512-x\"},\n"
                                + "  \"node_modules/express\":")
                .replace("import { port }", "import * as z from '" + specifier + "';\nimport { port }")
                .replace(".listen(port);", ".listen(port, () => console.log(z));")
                .replace("\"module\": \"commonjs\",", "\"module\": \"commonjs\"," + more);
        return Started.outcome(tree.formatted("ts-node src/index.ts"));
    }

    /** Measured with the manifests and archives of the registry: see {@code src/bench/types}. */
    @Test
    void packagesThatBringTypesOfTheirOwnAreKnownSinceARelease() {
        for (String range : List.of("^3.22.0", "3.22.0", "~3.22", "3.x", ">=3.0.0", "4.0.0")) {
            assertThat(importing("zod", range, "zod", "")).as(range).isInstanceOf(Outcome.Starts.class);
        }
        for (String range :
                List.of("^0.9.0", "1.0.7-beta.1", "*", "latest", ">=0", "^2.0.0 || ^3.22.0", "npm:other@4.0.0")) {
            assertThat(importing("zod", range, "zod", "")).as(range).isNotInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void whatIsNotListedOrIsAPartOfAPackageStaysOpen() {
        assertThat(importing("left-pad", "1.3.0", "left-pad", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(importing("lodash", "4.17.21", "lodash", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(importing("zod", "^3.22.0", "zod/lib/types", "")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aPartOfAPackageHasTypesOfItsOwn() {
        String name = "connect-typeorm";
        assertThat(importing(name, "1.1.4", name + "/out", "")).isInstanceOf(Outcome.Starts.class);
        assertThat(importing(name, "1.1.0", name + "/out", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(importing(name, "1.1.4", name + "/in", "")).isNotInstanceOf(Outcome.Starts.class);
    }

    /** Types alone are imported from it: nothing of the import is left. */
    @Test
    void anAliasMayMeanADeclaration() {
        String kinds = "-- src/lib/kinds.d.ts --\nexport type Port = number;\n";
        String run = "ts-node --files -r tsconfig-paths/register src/aliased.ts";
        String typed = IMAGE.replace(
                        "import { port } from '@lib/port';",
                        "import { port } from '@lib/port';\nimport { type Port } from '@lib/kinds';\nexport const own: Port = port;")
                .formatted(run);
        assertThat(Started.outcome(typed + kinds)).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(typed)).isNotInstanceOf(Outcome.Starts.class);
    }

    /** There a module of ECMAScript is no module for CommonJS (TS1479), and what {@code exports} says counts. */
    @Test
    void whereExportsCountNothingIsKnown() {
        assertThat(importing("zod", "^3.22.0", "zod", " \"moduleResolution\": \"node16\","))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anotherReleaseMayStandInThePlaceOfOne() {
        for (String list : List.of("overrides", "resolutions")) {
            String tree = IMAGE.replace("\"express\": \"4.19.2\"", "\"express\": \"4.19.2\", \"zod\": \"^3.22.0\"")
                    .replace(
                            "{\"name\": \"a\", \"dep",
                            "{\"name\": \"a\", \"" + list + "\": {\"zod\": \"1.0.0\"}, \"dep");
            assertThat(Started.outcome(tree.replace("import { port }", "import * as z from 'zod';\nimport { port }")
                            .replace(".listen(port);", ".listen(port, () => console.log(z));")
                            .formatted("ts-node src/index.ts")))
                    .isNotInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void anOlderNodeDoesNotRequireModulesOfEcmaScript() {
        assertThat(outcome("ts-node src/index.ts", "node:22-alpine", "node:18-alpine"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(outcome("ts-node src/index.ts", "node:22-alpine", "node:22.11-alpine"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(outcome("ts-node src/index.ts", "node:22-alpine", "node:20.19-alpine"))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aFileOfDeclarationsThatMayBeThereIsNotTakenToBeNone() {
        assertThat(
                        outcome(
                                "ts-node src/index.ts",
                                "RUN npm ci",
                                "RUN npm ci\nARG MORE\nRUN if [ -n \"$MORE\" ]; then echo 'declare module \"a\";' > src/more.d.ts; fi"))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
