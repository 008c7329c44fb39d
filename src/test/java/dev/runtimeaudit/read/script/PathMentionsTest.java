package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a script may lead a file tracer to. Each line was measured with @vercel/nft 0.27 in Next.js 14.2. */
class PathMentionsTest {

    private static PathMentions of(String text) {
        return PathMentions.of(new SourceFile(TreePath.of("lib/a.tsx").orElseThrow(), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import './seed'",
                "import x from '../seed.js'",
                "const x = require(\"~/seed\")",
                "import x from 'seed'",
                "import(/* webpackChunkName: 's' */ 'seed.mjs')",
                "import x from '~seed'",
                "fs.readFileSync(`${dir}/seed.js`)",
                "<p>Don't</p>; import('./seed')",
                "import x from './seed?raw'",
            })
    void aNameInAPathLeadsToIt(String text) {
        assertThat(of(text).leadsTo("seed")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const a = {type: 'seed'}",
                "case 'seed': x",
                "import './seeds'",
                "this.seed()",
                "'node seed.js'",
                "seeded"
            })
    void aWordIsNotAPath(String text) {
        assertThat(of(text).leadsTo("seed")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs.readFileSync(path.join(process.cwd(), name + '.js'))",
                "fs.readFileSync(join(__dirname, x))",
                "import { resolve } from 'node:path'; readFileSync(resolve(name + '.js'))",
                "const path = require('path'); path.resolve(name + '.js')",
                "require('./' + name)",
                "import(`../${name}.js`)",
                "import(`./lang-${name}.js`)",
                "require(name)",
                "require.resolve(name)",
                "new URL(name, import.meta.url)",
                "new URL('.', import.meta.url)",
                "fs.readdirSync(require('path').resolve('.'))",
                "import path from 'path'; const { resolve } = path; resolve('.')",
                "import path from 'path'; const { resolve: to } = path; new Promise((resolve) => to('.'))",
                "import path from 'path'; const to = path['resolve']; to('.')",
                "import * as p from 'path'; p?.resolve('.')",
                "import path from 'path'; new Promise((resolve) => resolve(1)); var resolve = path.join;",
                "require.context('../../../', true, /jobs/)",
                "require.context('.', true)",
                "require.context('@/', true)",
                "require.context(`${name}/x`)",
                "import(`@/${name}.mjs`)",
                "import(`~/${name}.mjs`)",
                "import('#' + name)",
                "import(`#root/${name}`)",
                "import(`@my/app/${name}`)",
                "import('@/' + name)",
            })
    void aPathThatIsMadeMayLeadAnywhere(String text) {
        assertThat(of(text).isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import fs from 'node:fs'; import { join } from 'path'; fs.createWriteStream(join(tmpdir(), name));",
                "import path from 'path'; return new Promise((resolve) => resolve(path.basename(x))); Promise.resolve(1);",
                "await import(`../messages/${name}.json`)",
                "await import('../messages/' + name + '.json')",
                "import(/* webpackChunkName: 'x' */ './x')",
                "new Worker(new URL('./worker.js', import.meta.url))",
                "import.meta.env.MODE",
                "require.context('../messages', true, /json$/)",
                "require.context('@/messages', true, /json$/)",
                "await import(`@/messages/${name}.json`)",
                "import path from 'path'; new Promise<void>(resolve => setTimeout(resolve, 1)); require.resolve('x')",
                "readFile(name)",
            })
    void whatIsWrittenDownIsNotOpen(String text) {
        assertThat(of(text).isOpen()).isFalse();
    }

    @Test
    void aConfigurationNamesByAWordToo() {
        assertThat(of("{alias: {start: 'seed'}}").names("seed")).isTrue();
    }
}
