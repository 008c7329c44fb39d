package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
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
}
