package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartLoopsTest {

    private static final TreePath MAIN = new TreePath("main.ts");
    private static final TreePath LIB = new TreePath("lib.ts");

    private static final String SLEEP = "const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));\n";

    private static boolean runs(String main, String lib) {
        return new StartLoops(
                        List.of(new SourceFile(MAIN, main), new SourceFile(LIB, lib)),
                        MAIN,
                        Map.of(MAIN, Map.of("./lib", LIB)))
                .runsForEver();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "async function work() { while (true) { await job(); await sleep(1000); } }\nwork();",
                "async function work() { for (;;) { await sleep(1000); } }\nwork().catch(console.error);",
                "const work = async () => { while (1) { try { await job() } catch (e) { log(e) } await sleep(1) } }\nvoid work();",
                "async function work() { while (true) { if (!(await job())) { await sleep(5); continue; } await sleep(1); } }\n"
                        + "async function main() { await connect(); work(); }\nmain();",
                "while (true) {\n  await job()\n  await new Promise((resolve) => setTimeout(resolve, 500))\n}",
                "(async () => { while (true) { const all = await jobs(); await Promise.all(all.map((j) => { return run(j) })); await sleep(9) } })()",
                "import process from 'node:process';\nprocess.on('SIGTERM', () => process.exit(0));\n(async () => { while (true) { await sleep(9) } })()",
            })
    void aLoopThatNothingEnds(String main) {
        assertThat(runs(SLEEP + main, "")).isTrue();
    }

    @Test
    void itMayStandInAnotherScript() {
        String lib = "import { setTimeout as pause } from 'node:timers/promises'\n"
                + "export async function poll() {\n  while (true) {\n    await pause(1000)\n  }\n}\n";

        assertThat(runs("import { poll } from './lib'\nasync function main() {\n  await poll()\n}\nmain()", lib))
                .isTrue();
        assertThat(runs("import { poll } from './lib'\nif (process.env.POLL) poll()", lib))
                .isFalse();
        assertThat(runs("import { other } from './lib'\nother()", lib)).isFalse();
    }

    @Test
    void aScriptThatIsLoadedInABranchMayNeverRun() {
        String lib = SLEEP + "export interface Job { id: string }\nwhile (true) { await sleep(1) }";

        assertThat(runs("import './lib'\nconst j = []", lib)).isTrue();
        assertThat(runs(
                        "import { Job } from './lib'\nconst j: Job[] = []\nif (process.env.POLL) { await import('./lib') }",
                        lib))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "async function work() { while (true) { await sleep(1); } }",
                "async function work() { while (true) { await sleep(1); if (done()) break; } }\nwork();",
                "async function work() { while (true) { await sleep(1); if (done()) return; } }\nwork();",
                "async function work() { while (true) { await sleep(1); if (!ok()) throw new Error('x'); } }\nwork();",
                "async function work() { while (true) { if (!ok()) process.exit(1); await sleep(1); } }\nwork();",
                "function stop() { process.exit(0) }\nasync function work() { while (true) { await sleep(1); stop() } }\nwork();",
                "async function work() { outer: while (x) { while (true) { await sleep(1); continue outer; } } }\nwork();",
                "async function work() { while (running) { await sleep(1); } }\nwork();",
                "async function work() { while (true) { await job(); } }\nwork();",
                "async function work() { while (true) { if (idle()) { await sleep(1); } } }\nwork();",
                "async function work() { while (true) { idle() && (await sleep(1)); } }\nwork();",
                "async function work() { while (true) { sleep(1); } }\nwork();",
                "async function work() { if (!process.env.QUEUE) return; while (true) { await sleep(1); } }\nwork();",
                "async function work() { if (process.env.QUEUE) { while (true) { await sleep(1); } } }\nwork();",
                "async function* work() { while (true) { await sleep(1); } }\nwork();",
                "async function work() { do { await sleep(1) } while (true) }\nif (x) work();",
                "const pause = (ms) => new Promise((r) => setTimeout(r, ms).unref());\n"
                        + "async function work() { while (true) { await pause(1); } }\nwork();",
                "button.on('click', async () => { while (true) { await sleep(1); } })",
                "async function work() { while (true) { await sleep(1); } }\nprocess.exit(0);\nwork();",
                "async function work() { while (true) { await sleep(1); } }\nwork();\nsetTimeout(() => process.exit(0), 5000);",
                "async function work() { while (true) { await sleep(1); } }\nwork();\nprocess.kill(process.pid);",
                "import { exit as quit } from 'node:process';\nasync function work() { while (true) { await sleep(1); } }\nwork();\nsetTimeout(() => quit(0), 5);",
                "import proc from 'process';\nasync function work() { while (true) { await sleep(1); } }\nwork();\nproc.exit(0);",
                "async function work() { while (true) { await sleep(1); } }\nwork();\nrequire('process').exit(0);",
                "const { exit: quit } = require('process');\nasync function work() { while (true) { await sleep(1); } }\nwork();\nquit(0);",
                "const { exit: quit } = process;\nasync function work() { while (true) { await sleep(1); } }\nwork();\nquit(0);",
                "async function main() { if (!process.env.QUEUE_URL) throw new Error('x'); while (true) { await sleep(1); } }\nmain();",
                "async function work() { while (true) { await sleep(1); } }\nasync function main() { if (!process.env.QUEUE_URL) throw new Error('x'); work(); }\nmain();",
                "async function work() { while (true) { await sleep(1); } }\nif (!process.env.QUEUE_URL) { throw new Error('x'); }\nwork();",
            })
    void whateverMayLeaveIt(String main) {
        assertThat(runs(SLEEP + main, "")).isFalse();
    }
}
