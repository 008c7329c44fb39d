package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which programs a script starts. */
class StartedProgramsTest {

    private static StartedPrograms of(String text) {
        return StartedPrograms.of(new SourceFile(new TreePath("a.js"), text));
    }

    private static String shown(StartedPrograms programs) {
        StringBuilder all = new StringBuilder();
        programs.all()
                .forEach(each -> all.append(each.line().text())
                        .append(each.whole() ? "" : "…")
                        .append(each.certain() ? "!" : "?")
                        .append(' '));
        return all.toString().strip() + (programs.others() ? " others" : "");
    }

    @Test
    void callsByNameAreListed() {
        assertThat(shown(of(
                        "const { execSync } = require('child_process');\nexecSync('tsc -b', { stdio: 'inherit' })\n")))
                .isEqualTo("tsc -b!");
        assertThat(shown(of("import cp from 'node:child_process';\nfoo();\ncp.execSync(`tar ${x}`);")))
                .isEqualTo("tar …!");
        assertThat(shown(of("import { spawn } from 'child_process';\nfunction f() { spawn('tar', ['x']) }")))
                .isEqualTo("tar?");
        assertThat(shown(of("import { execSync } from 'child_process';\nif (x)\n  execSync('tar')")))
                .isEqualTo("tar?");
    }

    @Test
    void otherNamesMayStartAnything() {
        assertThat(of("import { exec as e } from 'child_process'; e('x')").others())
                .isTrue();
        assertThat(of("const { exec: e } = require('child_process'); e('x')").others())
                .isTrue();
        assertThat(of("import cp from 'child_process'; const e = promisify(cp.exec);")
                        .others())
                .isTrue();
        assertThat(of("import cp from 'child_process'; cp.exec(command)").others())
                .isTrue();
        assertThat(of("import cp from 'child_process'; log(`${cp.execSync('x')}`)")
                        .others())
                .isTrue();
        assertThat(of("import { $ } from 'zx'; await $`x`").others()).isTrue();
        assertThat(of("await import('child' + '_process'); // child_process").others())
                .isTrue();
    }

    @Test
    void aScriptWithoutThatModuleStartsNothing() {
        assertThat(shown(of("const m = /a/.exec('a'); import fs from 'fs'; fs.rmSync('x')")))
                .isEmpty();
    }

    private static String given(String... texts) {
        List<SourceFile> all = new ArrayList<>();
        for (String text : texts) {
            all.add(new SourceFile(new TreePath("f" + all.size() + ".ts"), text));
        }
        return shown(StartedPrograms.of(all.get(0), all));
    }

    private static final String RUN = "import { exec } from 'node:child_process';\n"
            + "export const run = (command: string) => { return new Promise((done) => { exec(command, { cwd: here }, done); }); };\n";

    @Test
    void whatAFunctionIsHandedIsWhatItStarts() {
        assertThat(given(RUN, "import { run } from './f0';\nrun('tsc -b'); await run(\"rm x\");"))
                .isEqualTo("tsc -b? rm x?");
        assertThat(given(RUN, "const { run } = require('./f0');\nrun(`tsc -p ${file}`);"))
                .isEqualTo("tsc -p …?");
        assertThat(
                        given(
                                "import { exec } from 'child_process';\nfunction run(name, command) { exec(command) }\nrun('a', 'tar x')"))
                .isEqualTo("tar x?");
    }

    @Test
    void functionsMayHandOnWhatTheyAreHanded() {
        String between = "import { run } from './f0';\n"
                + "export const prisma = (words: string, options?: Options) => run(words);\n"
                + "export function migrate(words) { return run(`${words} --schema ${schema}`); }\n";
        assertThat(given(RUN, between, "import { migrate } from './f1';\nmigrate('prisma generate');"))
                .endsWith("others"); // an arrow without braces
        assertThat(
                        given(
                                RUN,
                                between.replace("=> run(words)", "=> { return run(words); }"),
                                "import { migrate, prisma } from './f1';\nmigrate('prisma generate'); prisma('prisma -v', {});"))
                .isEqualTo("prisma -v? prisma generate …?");
    }

    @Test
    void aFunctionThatIsHandedToOthersMayStartAnything() {
        assertThat(given(RUN, "import { run } from './f0';\n['a'].forEach(run);"))
                .endsWith("others");
        assertThat(given(RUN, "import * as f from './f0';\nf.run(words);")).endsWith("others");
        assertThat(given(RUN, "import { run as r } from './f0';\nr(words);")).endsWith("others");
        assertThat(given(RUN, "import f from './f0';\nf['run'](words);")).endsWith("others");
        assertThat(given(RUN, "run(words)")).endsWith("others");
        assertThat(given(RUN, "run(...words)")).endsWith("others");
        assertThat(given(RUN, "run()")).endsWith("others");
        assertThat(given(RUN, "run('a' + b)")).endsWith("others");
    }

    @Test
    void aFunctionThatGoesByAnotherNameMayStartAnything() {
        String head = "import { exec } from 'node:child_process';\n";
        String body = "function run(command) { exec(command); }";
        for (String made : List.of(
                "export default " + body,
                "module.exports = " + body,
                "exports.sh = " + body,
                "const sh = " + body + "; sh(x)",
                "use({ f: " + body + " })",
                "list.forEach(" + body + ")",
                "module.exports = async " + body)) {
            assertThat(given(head + made, "run('ls')")).as(made).endsWith("others");
        }
        for (String taken : List.of(
                "import * as all from './f0'; Object.values(all)[0](x);",
                "export * from './f0';",
                "const all = require('./f0'); all[k](x);",
                "const all = await import('./f0'); all[k](x);",
                "import f from './f0'; r\\u0075n(x)")) {
            assertThat(given(RUN, "import { run } from './f0'; run('ls');", taken))
                    .as(taken)
                    .endsWith("others");
        }
        assertThat(given(RUN, "")).endsWith("others"); // nobody is seen to call it
        assertThat(given(head + "const a = 1\n" + body + "\nrun('ls')")).isEqualTo("ls?");
        assertThat(given(head + "export async " + body + "\nrun('ls')")).isEqualTo("ls?");
    }

    @Test
    void whatIsCutOffIsNotTakenForAWord() {
        assertThat(given(RUN, "const p = (words) => { run(`${words} --x`); };\np(`prisma gen${more}`);"))
                .isEqualTo("prisma gen…?");
    }

    @Test
    void aNameThatMeansSomethingElseMayStartAnything() {
        assertThat(given(RUN.replace("exec(command", "command = other; exec(command"), "run('tar x')"))
                .endsWith("others");
        assertThat(given(RUN.replace("exec(command", "const { command } = other; exec(command"), "run('tar x')"))
                .endsWith("others");
        assertThat(given(RUN.replace("(done)", "(command)"), "run('tar x')")).endsWith("others");
        assertThat(given(RUN.replace("command: string", "command = 'npm install'"), "run('tar x')"))
                .endsWith("others");
        for (String other : List.of(
                "const { a: { command } } = other; exec(command",
                "words.forEach(command => { exec(command); }); exec(command",
                "words.forEach((command: string): { a: string } => { exec(command); }); exec(command",
                "arguments[0] = x; exec(command")) {
            assertThat(given(RUN.replace("exec(command", other), "run('tar x')"))
                    .as(other)
                    .endsWith("others");
        }
        assertThat(given(
                        RUN.replace("(command: string)", "(name: string, command: string)"),
                        "run(...['a', x], 'tar x')"))
                .endsWith("others");
        assertThat(of("import cp from 'child_process'; cp['exec'](x)").others()).isTrue();
        assertThat(given(RUN.replace("command: string", "{ command }"), "run('tar x')"))
                .endsWith("others");
    }
}
