package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs with packages that end for certain, whatever their packages do. The words were measured with node 22.23. */
class CertainEndTest {

    private static final String LOCK = """
        -- package-lock.json --
        {"lockfileVersion": 3, "packages": {
          "": {"dependencies": {"express": "4.0.0", "pg": "8.0.0"}, "devDependencies": {"typescript": "5.4.5"}},
          "node_modules/express": {"version": "4.0.0"}, "node_modules/pg": {"version": "8.0.0"},
          "node_modules/typescript": {"version": "5.4.5", "dev": true, "bin": {"tsc": "bin/tsc"}}}}
        """;

    private static String tree(String manifest, String user, String main, String more) {
        return """
                -- Dockerfile --
                FROM node:22.23.3-alpine
                WORKDIR /app
                COPY package*.json ./
                RUN npm ci
                COPY . .
                %s
                CMD ["node", "server.js"]
                -- package.json --
                {%s "dependencies": {"express": "4.0.0", "pg": "8.0.0"}, "devDependencies": {"typescript": "5.4.5"}}
                %s
                -- server.js --
                %s
                """.formatted(user, manifest, LOCK.strip(), main) + more;
    }

    private static String plain(String body) {
        return tree("", "", "const express = require('express');\nconst app = express();\n" + body, "");
    }

    private static String module(String body, String more) {
        return tree(
                "\"type\": \"module\",", "", "import express from 'express';\nconst app = express();\n" + body, more);
    }

    private static String line(String tree) {
        return Started.death(tree).output();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.listen(3000);\nthrow new Error('broken');",
                "async function main() {\n  app.listen(3000);\n  throw new Error('broken');\n}\nmain();",
                "(() => {\n  throw new Error('broken');\n})();\napp.listen(3000);",
                "Promise.reject(new Error('broken'));\napp.listen(3000);",
                "if (app.ready) app.use(1);\nthrow new Error('broken');\napp.listen(3000);",
                "try {\n  app.use(1);\n} finally {\n  console.log(1);\n}\nthrow new Error('broken');\napp.listen(3000);"
            })
    void whatIsThrownWhateverPackagesDoEndsTheProgram(String body) {
        Failure failure = Started.death(plain(body));

        assertThat(failure.output()).isEqualTo("Error: broken");
        assertThat(failure.cause()).isEqualTo(Cause.STEP_FAILS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.get('/', () => { throw new Error('never'); });\napp.listen(3000);",
                "const check = () => { throw new Error('never'); };\nif (app.ready) check();\napp.listen(3000);",
                "app.ready || fail();\nfunction fail() { throw new Error('never'); }\napp.listen(3000);",
                "function f() { if (app.ready) return; throw new Error('never'); }\nf();\napp.listen(3000);",
                "async function f() { await app.ready; throw new Error('never'); }\nf();\napp.listen(3000);",
                "try { throw new Error('never'); } catch { app.use(1); }\napp.listen(3000);",
                "async function f() { throw new Error('never'); }\nf().catch(() => {});\napp.listen(3000);",
                "async function f() { throw new Error('never'); }\napp.wrap(f());\napp.listen(3000);",
                "const p = f();\nasync function f() { throw new Error('never'); }\np.catch(() => {});\napp.listen(3000);",
                "for (const a of [1]) { if (!a) throw new Error('never'); }\napp.listen(3000);",
                "let ok = false;\napp.use(() => { ok = true; });\nif (!ok) app.use(2);\napp.listen(3000);",
                "let ok = '';\nok = app.x;\nif (ok === '') throw new Error('never');\napp.listen(3000);",
                "{\n  const mode = '';\n  app.use(mode);\n}\nconst mode = 'x';\nif (!mode) throw new Error('no');\napp.listen(3000);",
                "if (process.stdout.isTTY) throw new Error('never');\napp.listen(3000);",
                "if (!process.env.DATABASE_URL) throw new Error('no URL');\napp.listen(3000);",
                "setTimeout(() => process.exit(1), 1000).unref();\napp.listen(3000);",
                "process.on('SIGTERM', () => process.exit(1));\napp.listen(3000);",
                "switch (process.env.MODE) {\n  case 'x': throw new Error('x');\n}\napp.listen(3000);"
            })
    void whatMayBeThrownDoesNot(String body) {
        assertThat(Started.outcome(plain(body))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whoListensToErrorsThatNobodyCatchesMayGoOn() {
        String body = "process.on('uncaughtException', () => {});\napp.listen(3000);\nthrow new Error('broken');";

        assertThat(Started.outcome(plain(body))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void theProcessMayBeEndedOnPurpose() {
        Failure failure = Started.death(plain("app.listen(3000);\nconsole.error('not today');\nprocess.exit(3);"));

        assertThat(failure.cause()).isEqualTo(Cause.MAIN_PROCESS_ENDS);
        assertThat(failure.exitCode()).isEqualTo(3);
        assertThat(failure.output()).isEqualTo("not today");
        assertThat(Started.outcome(plain("app.listen(3000);\nprocess.exit();"))).isInstanceOf(Outcome.Exits.class);
    }

    @Test
    void aVariableThatTheImageSetsDecides() {
        String tree = tree(
                "",
                "ENV MODE=stage",
                "const app = require('express')();\nif (process.env.MODE !== 'prod') {\n  throw new Error('MODE');\n}\napp.listen(1);",
                "");

        assertThat(line(tree)).isEqualTo("Error: MODE");
    }

    @Test
    void functionsOfOtherModulesAreFollowed() {
        String common = tree(
                "",
                "",
                "const app = require('express')();\nconst { connect } = require('./db');\nconnect();\napp.listen(1);",
                "-- db.js --\nconst { Pool } = require('pg');\nconst pool = new Pool();\nfunction connect() {\n  throw new Error('no driver');\n}\nmodule.exports = { connect };\n");
        String again = "-- all.js --\nexport { connect } from './db.js';\n"
                + "-- db.js --\nexport async function connect() {\n  throw new Error('no driver');\n}\n";

        assertThat(line(common)).isEqualTo("Error: no driver");
        assertThat(line(module("import { connect } from './all.js';\nawait connect();\napp.listen(1);", again)))
                .isEqualTo("Error: no driver");
        assertThat(line(module(
                        "import { connect } from './all.js';\nconnect().then(() => app.listen(1)).catch((e) => {\n  console.error(e);\n  process.exit(1);\n});",
                        again)))
                .isEqualTo("Error: no driver");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    import { gone } from './own.js'; | SyntaxError: The requested module './own.js' does not provide an export named 'gone'
                    import own from './own.js'; | SyntaxError: The requested module './own.js' does not provide an export named 'default'
                    export { gone as x } from './own.js'; | SyntaxError: The requested module './own.js' does not provide an export named 'gone'
                    import p from './package.json'; | TypeError [ERR_IMPORT_ATTRIBUTE_MISSING]: Module "file:///app/package.json" needs an import attribute of "type: json"
                    import { x } from './old.cjs'; | SyntaxError: Named export 'x' not found. The requested module './old.cjs' is a CommonJS module, which may not support all module.exports as named exports.
                    const os = require('os'); | ReferenceError: require is not defined in ES module scope, you can use import instead
                    const d = [__dirname]; | ReferenceError: __dirname is not defined in ES module scope
                    module.exports = app; | ReferenceError: module is not defined in ES module scope
                    """)
    void anEsModuleIsJudgedAsNodeLinksIt(String body, String line) {
        String more = "-- own.js --\nexport const here = 1;\n-- old.cjs --\nmodule.exports = make();\n";

        assertThat(line(module(body + "\napp.listen(1);", more))).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import { here, late as l, C, f } from './own.js';",
                "import { handed } from './own.js';",
                "if (typeof require !== 'undefined') require('os');",
                "import { createRequire } from 'module';\nconst require = createRequire(import.meta.url);\nrequire('os');",
                "import { fileURLToPath } from 'url';\nconst __dirname = fileURLToPath(import.meta.url);\napp.use(__dirname);",
                "app.get('/', () => __dirname);"
            })
    void whatAnEsModuleHasIsThere(String body) {
        String more = "-- own.js --\nexport const here = 1, more = 2;\nlet late;\nexport { late };\nexport class C {}\n"
                + "export async function f() {}\nexport * from './handed.js';\n-- handed.js --\nexport const handed = 1;\n";

        assertThat(Started.outcome(module(body + "\napp.listen(1);", more))).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function start() {\n  app.listen(3000);\n}\nmodule.exports = { start };",
                "const start = async () => {\n  app.listen(3000);\n};\nexports.start = start;"
            })
    void aServerThatOnlyAFunctionStartsWhichNobodyCallsIsNotTakenToServe(String body) {
        assertThat(Started.outcome(plain(body))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(plain(body + "\nstart();"))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(plain(body + "\napp.ready(start);"))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aFileThatTheSourcesHaveAndTheImageLacksEndsTheProgram() {
        String tree = tree(
                "",
                "RUN rm schema.graphql",
                "const app = require('express')();\nconst fs = require('fs');\nfs.readFileSync(__dirname + '/schema.graphql');\napp.listen(1);",
                "-- schema.graphql --\ntype Query\n");

        assertThat(line(tree)).isEqualTo("Error: ENOENT: no such file or directory, open '/app/schema.graphql'");
    }

    @Test
    void aFileThatNeitherHasMayBeMounted() {
        String body = "const fs = require('fs');\nfs.readFileSync('certs/key.pem');\napp.listen(1);";

        assertThat(Started.outcome(plain(body))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(
                        plain("const fs = require('fs');\ntry { fs.readFileSync('a.pem') } catch {}\napp.listen(1);")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(
                        Started.outcome(
                                plain(
                                        "const fs = require('fs');\nfs.mkdirSync('logs', { recursive: true });\nfs.writeFileSync('logs/a', '');\napp.listen(1);")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    fs.mkdirSync('logs') | Error: EACCES: permission denied, mkdir 'logs'
                    fs.mkdirSync('up/tmp', { recursive: true }) | Error: EACCES: permission denied, mkdir 'up/tmp'
                    fs.writeFileSync('started', '') | Error: EACCES: permission denied, open 'started'
                    """)
    void aUserWhoMayNotWriteIsRefused(String call, String line) {
        String main = "const app = require('express')();\nconst fs = require('fs');\n" + call + ";\napp.listen(1);";

        assertThat(line(tree("", "USER node", main, ""))).isEqualTo(line);
        assertThat(Started.outcome(tree("", "", main, ""))).isInstanceOf(Outcome.Starts.class);
    }

    private static String compiled(String main) {
        return """
                -- Dockerfile --
                FROM node:22.23.3-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN npx tsc
                CMD ["node", "dist/server.js"]
                -- package.json --
                {"dependencies": {"express": "4.0.0", "pg": "8.0.0"}, "devDependencies": {"typescript": "5.4.5"}}
                %s
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "rootDir": "src", "module": "commonjs"}, "include": ["src"]}
                -- src/db.ts --
                import { Pool } from 'pg';
                type Rows<T> = { rows: T[] };
                export interface Db<T> extends Rows<T> { close(): void; }
                enum Level { Low, High }
                const pool: Pool = new Pool();
                export async function connect<T>(level: Level = Level.Low, more?: Map<string, T[]>): Promise<Rows<T> | null> {
                  const given = level as unknown as number;
                  console.log(given!, pool as Pool);
                  throw new Error('no driver');
                }
                -- src/server.ts --
                import express, { type Express } from 'express';
                import type { Db } from './db';
                import { connect } from './db';
                const app: Express = express();
                %s
                """.formatted(LOCK.strip(), main);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const main = async (port: number): Promise<void> => {\n  await connect<Db<string>>();\n  app.listen(port);\n};\nvoid main(3000);",
                "async function main(): Promise<void> {\n  await connect();\n  app.listen(1);\n}\nmain().catch((error: unknown) => {\n  console.error(error);\n  process.exit(1);\n});",
                "connect();\napp.listen(1);"
            })
    void whatACompilerLeavesOfTypeScriptIsFollowed(String main) {
        assertThat(line(compiled(main))).isEqualTo("Error: no driver");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const go = () => connect();\napp.listen(1, go);",
                "@Injectable()\nclass A<T> extends B<T> {\n  constructor(private readonly x: string) {\n    super();\n    throw new Error('never');\n  }\n}\nconnect().catch(() => undefined);\napp.listen(1);",
                "const a = app.ready ? (app) : express as any;\ndeclare const z: string;\nconnect().catch(() => a);\napp.listen(1);"
            })
    void whatItMayDoIsNotTakenToHappen(String main) {
        assertThat(Started.outcome(compiled(main))).isInstanceOf(Outcome.Starts.class);
    }
}
