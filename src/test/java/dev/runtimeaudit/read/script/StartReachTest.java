package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which reads a program fails at whenever it starts. */
class StartReachTest {

    private static final String READS = "import { readFileSync } from 'fs';\nimport { readFile } from 'fs/promises';\n"
            + "export function load() { return readFileSync('./a.sql'); }\n"
            + "export async function fetchIt() { return await readFile('./a.sql'); }\n";

    /** @param scripts the first one begins the program; each with its name in front */
    private static boolean fails(String... scripts) {
        return fails(true, scripts);
    }

    private static boolean fails(boolean rejections, String... scripts) {
        List<SourceFile> files = new ArrayList<>();
        Map<String, TreePath> names = new HashMap<>();
        for (String script : scripts) {
            String name = script.substring(0, script.indexOf(':'));
            TreePath path = TreePath.of("src/" + name + ".ts").orElseThrow();
            files.add(new SourceFile(path, script.substring(name.length() + 1)));
            names.put("./" + name, path);
        }
        Map<TreePath, Map<String, TreePath>> links = new HashMap<>();
        files.forEach(file -> links.put(file.path(), names));
        StartReach reach = new StartReach(files, files.get(0).path(), links, rejections);
        List<AssetRead> reads =
                files.stream().flatMap(file -> AssetReads.of(file).stream()).toList();
        assertThat(reads).isNotEmpty();
        return reads.stream().anyMatch(reach::fails);
    }

    private static boolean mainFails(String main) {
        return fails("main:import { load, fetchIt } from './reads';\n" + main, "reads:" + READS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load();",
                "const text = load();",
                "use(load());",
                "await fetchIt();",
                "fetchIt();",
                "if (require.main === module) { load(); }",
                "const isMain = process.argv[1] === fileURLToPath(import.meta.url);\nif (isMain) { load(); }",
                "if (import.meta.url === `file://${process.argv[1]}`) load();",
                "(async () => { await fetchIt(); })();",
                "void (async () => { await fetchIt(); })();",
                "(async () => { try { await fetchIt(); } catch (e) { console.error(e); process.exit(1); } })();",
                "async function main() { await fetchIt(); }\nmain();",
                "async function main() { await fetchIt(); }\nmain().catch((e) => { console.error(e); process.exit(1); });",
                "const fail = (e) => { throw e; };\nconst main = async () => { await fetchIt(); };\nmain().catch(fail);",
                "async function main() { await Promise.all([other(), fetchIt()]); }\nmain();",
                "async function main() { if (!process.env.A) { throw new Error('A'); } load(); }\nmain();",
                "async function main() { if (!process.env.A) { process.exit(1); } load(); }\nmain();",
                "class App { constructor() { load(); } }\nnew App();",
                "class App { async start() { await this.init(); } async init() { await fetchIt(); } }\nconst app = new App();\n"
                        + "app.start();",
                "const server = { start() { load(); } };\nserver.start();",
                "async function createServer() { const app = make(); return { app, async start() { await fetchIt(); } }; }\n"
                        + "async function main() { const server = await createServer(); await server.start(); }\nmain();",
                "async function main() { const { fetchIt: f } = await import('./reads'); await f(); }\nmain();",
                "const reads = require('./reads');\nreads.load();",
                "function on(handler: (a: { b: string }) => void): Promise<{ c: string }> { return load(); }\non();",
            })
    void whatIsCalledWheneverItStartsIsReached(String main) {
        assertThat(mainFails(main)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export function later() { load(); }",
                "if (process.env.MIGRATE) { load(); }",
                "process.env.MIGRATE && load();",
                "const text = process.env.A ? load() : '';",
                "try { load(); } catch { }",
                "try { load(); } catch (e) { console.error(e); }",
                "try { load(); } catch (e) { if (e.code === 'ENOENT') { return; } throw e; }",
                "try { load(); } catch (e) { if (e.code !== 'ENOENT') { throw e; } }",
                "fetchIt().catch((e) => console.error(e));",
                "fetchIt().then(use, () => {});",
                "const text = fetchIt();",
                "use(fetchIt());",
                "await Promise.allSettled([fetchIt()]);",
                "for (const a of all) { load(); }",
                "items.forEach(() => load());",
                "app.get('/', () => load());",
                "setTimeout(load, 10);",
                "function main() { if (process.env.A) { return; } load(); }\nmain();",
                "if (process.argv.includes('--version')) { process.exit(0); }\nload();",
                "function help() { process.exit(); }\nfunction main() { if (process.argv[2]) { help(); } load(); }\nmain();",
                "function main(text = load()) { }\nmain('a');",
                "const { text = load() } = given;",
                "function* main() { load(); }\nmain();",
                "if (require.main !== module) { load(); }",
                "const load2 = () => load();\nrun(load2);",
                "let main = () => load();\nmain = other;\nmain();",
                "function main() { load(); }\nfunction other(main) { main(); }\nother();",
                "class App { start() { load(); } }\nclass Other extends App { start() { } }\nnew Other().start();",
                "const server = { start() { load(); }, ...others };\nserver.start();",
                "server?.start(load());",
                "import { once } from 'events';\nasync function main() { await once(process, 'SIGTERM'); load(); }\nmain();",
                "async function main() { for (;;) { await tick(); } load(); }\nmain();",
                "async function main() { while (true) { if (globalThis.stop) break; } load(); }\nmain();",
                "function wait() { return new Promise(() => {}); }\nasync function main() { await wait(); load(); }\nmain();",
                "function main() { setup: { if (process.env.A) break setup; load(); } }\nmain();",
                "const server = { start() { load(); } };\nif (process.env.A) server.start = () => '';\nserver.start();",
                "const server = { start() { load(); } };\nserver['start'] = () => '';\nserver.start();",
                "const server = { start() { load(); } };\nObject.assign(server, plugin);\nserver.start();",
                "const server = { start() { load(); } };\nObject.defineProperty(server, 'start', {});\nserver.start();",
                "class App { start() { load(); } }\nApp.prototype.start = () => '';\nconst app = new App();\napp.start();",
                "class App { constructor(o) { if (o.start) this.start = o.start; } start() { load(); } }\n"
                        + "const app = new App({});\napp.start();",
            })
    void whatMayNotBeCalledOrMayBeAnsweredIsNot(String main) {
        assertThat(mainFails(main)).isFalse();
    }

    @Test
    void exportsAreFollowedThroughOtherScripts() {
        assertThat(fails(
                        "main:import { db } from './index';\ndb.migrate();",
                        "index:import { load } from './again';\nexport const db = { other: 1, migrate: load };",
                        "again:export * from './reads';",
                        "reads:" + READS))
                .isTrue();
        assertThat(fails(
                        "main:import server from './server';\nserver.listen();",
                        "server:import { load } from './reads';\nclass Server { listen() { load(); } }\n"
                                + "export default new Server();",
                        "reads:" + READS))
                .isTrue();
        assertThat(fails(
                        "main:const { start } = require('./server');\nstart();",
                        "server:const { load } = require('./reads');\nfunction start() { load(); }\nmodule.exports = { start };",
                        "reads:" + READS))
                .isTrue();
    }

    @Test
    void aGuardOfTheMainScriptHoldsInTheFirstScriptOnly() {
        assertThat(fails(
                        "main:import './other';",
                        "other:import { load } from './reads';\n" + "if (require.main === module) { load(); }",
                        "reads:" + READS))
                .isFalse();
    }

    @Test
    void aScriptThatEndsTheProcessWhenItIsLoadedLeavesNothingCertain() {
        assertThat(fails(
                        "main:import './other';\nimport { load } from './reads';\nload();",
                        "other:if (process.argv[2] === 'help') { process.exit(0); }",
                        "reads:" + READS))
                .isFalse();
    }

    @Test
    void aMigratorReadsItsFolderWhenItIsCalled() {
        String migrations =
                "migrations:import { migrate } from 'drizzle-orm/node-postgres/migrator';\nexport async function run() "
                        + "{ await migrate(db, { migrationsFolder: './drizzle' }); }\n";
        assertThat(fails("main:import { run } from './migrations';\nrun();", migrations))
                .isTrue();
        assertThat(fails(
                        "main:import { run } from './migrations';\nrun();",
                        "migrations:export const run = () => ({ migrationsFolder: './drizzle' });"))
                .isFalse();
    }

    @Test
    void whatMayEndTheProcessDoesSoUnderEveryName() {
        assertThat(fails(
                        "main:import { load } from './reads';\nconst { run: migrate } = require('./leave');\nmigrate();\nload();",
                        "leave:const run = () => { process.exit(0); };\nmodule.exports = { run };",
                        "reads:" + READS))
                .isFalse();
    }

    @Test
    void aFunctionOfTheProgramIsWaitedForToItsEnd() {
        assertThat(
                        mainFails(
                                "async function first() { return 1; }\nasync function main() { await first(); load(); }\nmain();"))
                .isTrue();
    }

    @Test
    void aPromiseThatFailsIsNoEndWhereNodeOnlyWarns() {
        String reads = "reads:" + READS;
        String waits = "main:import { load } from './reads';\nasync function main() { load(); }\nmain();";
        assertThat(fails(true, waits, reads)).isTrue();
        assertThat(fails(false, waits, reads)).isFalse();
        assertThat(fails(false, "main:import { fetchIt } from './reads';\nfetchIt();", reads))
                .isFalse();
        assertThat(fails(false, "main:import { load } from './reads';\nload();", reads))
                .isTrue();
    }

    @Test
    void namesOfScriptsInOneLongLineAreToldApart() {
        String padding = "const a = '" + "x".repeat(1_200) + "';";
        assertThat(fails(
                        "main:" + padding + "import './other';const { load } = require('./reads');load();",
                        "other:export const b = 1;",
                        "reads:" + READS))
                .isTrue();
    }
}
