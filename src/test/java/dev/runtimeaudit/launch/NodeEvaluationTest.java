package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What programs do by themselves, as node 20.20 does it: the code that they end with, {@code up} for what goes on running, and
 * {@code ?} where nothing may be proven.
 */
class NodeEvaluationTest {

    private static final String SERVER = "const s = require('http').createServer(); ";

    private static String told(String program) {
        Outcome outcome = Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                ENV SET=a
                RUN mkdir d && touch d/x.txt
                COPY . .
                CMD ["node", "main.js"]
                -- lib.js --
                exports.zero = 0
                exports.one = 1
                -- serve.js --
                require('http').createServer().listen(3000)
                -- made.js --
                module.exports = Object.assign({}, { a: 1 })
                -- main.js --
                """ + program.replace("SERVER", SERVER) + "\n");
        if (outcome instanceof Outcome.Dies dies) {
            return String.valueOf(dies.failure().exitCode());
        }
        return outcome instanceof Outcome.Exits ? "0" : outcome instanceof Outcome.Starts ? "up" : "?";
    }

    private static void is(String row) {
        String[] parts = row.split(" ", 2);
        String program = parts[1].replace("FS ", FILES).replace("CP ", PROCESSES);
        assertThat(told(program)).as(program).isEqualTo(parts[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 if (null == undefined && null !== undefined) process.exit(3)",
                "3 if ('1' == 1 && 0 == '' && !('1' === 1)) process.exit(3)",
                "3 if (NaN || 0 || !'abc'.length === false) process.exit(3)",
                "3 if ('ab'.length === 2 && `a${1}` === 'a1') process.exit(3)",
                "3 const o = { a: { b: 1 } }; if (o.a.b) process.exit(3)",
                "1 const o = {}; o.a.b",
                "0 const o = {}; if (o.a) process.exit(3)",
                "0 const o = null; o?.a.b.c(process.exit(3))",
                "3 const { a, b: c } = { a: 0, b: 1 }; if (!a && c) process.exit(3)",
                "1 const { a } = undefined",
                "3 if (require('./lib').one && !require('./lib').zero) process.exit(3)",
                "3 if (typeof undefined === 'undefined') process.exit(3)",
                "3 if (typeof 'a'.replaceAll === 'function') process.exit(3)",
                "3 let a = '5'; a++; if (a === 6) process.exit(3)",
                "3 let a = '5'; a--; if (a === 4) process.exit(3)",
                "3 if (typeof new Error('x').stack === 'string' && new Error('x').message === 'x') process.exit(3)",
                "? try { require('./none') } catch (e) { if (e.message !== 'x') process.exit(3) }",
                "3 let a; const b = () => a.b; try { b() } catch (e) { if (typeof e.message === 'string') process.exit(3) }",
                "? let a; const b = require('os').hostname() || a.b; process.exit(3)",
                "? let a; const b = require('os').hostname() || c; const c = 1",
                "3 const o = { 0: 'off', 1: { b: 1 } }; if (o[1].b && o[0] === 'off') process.exit(3)",
                "3 const o = { a: 'b', 404: 'c' }; if (o.a && o['404'] === 'c' && !o[405]) process.exit(3)",
                "? const o = { 0x1f: 'a' }; if (!o[31]) process.exit(3)",
                "? const o = { 1.50: 'a' }; if (!o['1.5']) process.exit(3)",
                "? const o = { 'a\\u002db': 1 }; if (!o['a-b']) process.exit(3)",
                "? const o = { a: 0, 'a\\u002db': 1 }; if (o.b) process.exit(3)",
                "? const o = { __proto__: { a: 1 } }; if (!o.a) process.exit(3)",
                "? const o = { a: 1, __proto__: { a: 0 } }; if (!o.a) process.exit(3)",
                "? if (Object.keys({}).length) process.exit(3)",
                "? if (new Map().size) process.exit(3)",
                "? if (Object.values({ a: 0 })[0]) process.exit(3)",
                "? if (process.argv[2]) process.exit(3)",
                "? if (process.stdout.isTTY) process.exit(3)",
                "? if (process.versions.bun) process.exit(3)",
                "? if (globalThis.nope) process.exit(3)",
                "? if (new Date().getFullYear() > 3000) process.exit(3)",
                "? if ('\\x41' !== 'A') process.exit(3)",
                "? if (0n) process.exit(3)",
                "? if (require('http').nope) process.exit(3)",
                "? if (require('fs').existsSync('licence.txt')) process.exit(3)",
                "? require('util').promisify()",
                "? require('crypto').createHash('none')",
                "? zz"
            })
    void valuesAreWhatTheyAre(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "? function F() { this.a = 1 } if (!new F().a) process.exit(3)",
                "? class A { set a(v) { process.exit(3) } } new A().a = 1",
                "? class A { static { process.exit(3) } }",
                "? class A { [process.exit(3)]() {} }",
                "? const o = { set a(v) { process.exit(3) } }; o.a = 1",
                "? const o = { get a() { return process.exit(3) } }; o.a",
                "? const o = new Proxy({}, { get: () => 1 }); if (!o.a) process.exit(3)",
                "? const o = { toString() { process.exit(3) } }; `${o}`",
                "? const o = { toJSON() { process.exit(3) } }; JSON.stringify(o)",
                "? [...{ [Symbol.iterator]() { process.exit(3) } }]",
                "? const { a = process.exit(3) } = {}",
                "? const f = (a = process.exit(3)) => {}; f()",
                "? function* g() { process.exit(3) } g().next()",
                "? const tag = () => process.exit(3); tag`x`",
                "? [1].forEach(() => process.exit(3))",
                "? const f = () => process.exit(3); [1].map(f)",
                "? const f = () => process.exit(3); new (require('events'))().on('x', f)",
                "? new (require('async_hooks').AsyncLocalStorage)().run({}, () => process.exit(3))",
                "? const e = new (require('events'))(); e.emit('error', new Error('x'))",
                "0 if (!require('./made').a) process.exit(3)",
                "? out: { break out; process.exit(3) }",
                "? let a; let a",
                "3 const f = () => process.exit(3); Promise.resolve().then(f)",
                "3 const o = { f() { process.exit(3) } }; o.f()",
                "3 `${process.exit(3)}`"
            })
    void whatRunsBehindTheSceneIsNoEnd(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 let a; { let a = 1 } if (!a) process.exit(3)",
                "3 let a; { a = 1 } if (a) process.exit(3)",
                "3 var a = 1; if (!a) { var a = 2 } if (a === 1) process.exit(3)",
                "3 var a = 1; if (!a) { for (;;) { var a } } if (a) process.exit(3)",
                "3 let a; (() => { a = 1 })(); if (a) process.exit(3)",
                "3 let a; (a => { a = 1 })(); if (!a) process.exit(3)",
                "3 const e = 1; try { throw 0 } catch (e) { if (e) process.exit(4) } if (e) process.exit(3)",
                "3 let a; try { try { throw 1 } finally { a = 1 } } catch {} if (a) process.exit(3)",
                "3 const f = () => { try { return 1 } finally { return 0 } }; if (!f()) process.exit(3)",
                "1 const a = 1; a = 2",
                "1 a; let a",
                "? const { a: { b } } = {}"
            })
    void namesBelongToTheirBlock(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up SERVERconst t = setTimeout(() => process.exit(1), 5000); s.listen(3000, () => clearTimeout(t))",
                "3 SERVERs.listen(3000, () => process.exit(3))",
                "3 SERVERs.listen(3000).on('listening', () => process.exit(3))",
                "3 SERVERlet n = 0; s.listen(3000, () => { n = 1 }); s.on('listening', () => { if (n) process.exit(3) })",
                "up SERVERlet ready; s.listen(3000); s.once('listening', () => { ready = true });"
                        + " setTimeout(() => { if (!ready) process.exit(3) }, 5000)",
                "up SERVERs.listen(3000); setTimeout(() => process.exit(3), 86400000)",
                "up SERVERs.listen(3000); setInterval(() => process.exit(3), 3600000)",
                "3 SERVERsetTimeout(() => process.exit(3), 5000); s.listen(3000)",
                "0 setTimeout(() => process.exit(3), 5000).unref()",
                "? setTimeout(() => process.exit(3), 10); setTimeout(() => process.exit(4), 5)",
                "? setTimeout(() => process.exit(3)); setImmediate(() => process.exit(4))",
                "up setInterval(() => console.log('tick'), 1000)",
                "3 let n = 0; setInterval(() => { n += 1; if (n > 2) process.exit(3) }, 1000)",
                "0 const i = setInterval(() => {}, 1000); i.unref()",
                "0 const i = setInterval(() => {}, 1000); setTimeout(() => clearInterval(i), 2500)",
                "? process.on('exit', () => { process.exitCode = 3 })",
                "? process.on('uncaughtException', () => {}); throw 1",
                "? ['uncaughtException'].forEach(n => process.on(n, () => {})); throw 1",
                "? process.stdin.resume()",
                "? require('child_process').spawn('sleep', ['9'])",
                "? new (require('worker_threads').Worker)('./lib.js')",
                "? require('cluster').fork()",
                "? require('readline').createInterface({ input: process.stdin })",
                "? process.exitCode = 1.5"
            })
    void whatKeepsNodeRunningIsFollowed(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 const f = async () => { throw new Error('x') }; f().catch(() => process.exit(3))",
                "3 const f = async () => { throw new Error('x') }; f().then(() => {}).catch(() => process.exit(3))",
                "1 const f = async () => { throw new Error('x') }; f().then(() => process.exit(3))",
                "0 const p = Promise.reject(1); p.catch(() => {})",
                "1 const p = Promise.reject(1); setTimeout(() => p.catch(() => {}), 500)",
                "3 const p = new Promise(r => setTimeout(r, 500)); p.then(() => process.exit(3))",
                "0 const f = async () => { await new Promise(() => {}); process.exit(3) }; f()",
                "3 const f = async () => { await null; process.exit(3) }; f()",
                "3 let l = ''; const p = Promise.resolve(); new Promise(r => r(p)).then(() => { l += 'p' });"
                        + " Promise.resolve().then(() => { l += 1 }).then(() => { l += 2 }).then(() => { l += 3 });"
                        + " setTimeout(() => { if (l === '12p3') process.exit(3) }, 500)",
                "3 const p = new Promise(r => { r(Promise.resolve(1)); r(0) }); p.then(v => { if (v) process.exit(3) })",
                "? let a; const f = async () => { await null; a = 1 }; f(); if (!a) process.exit(3)",
                "3 import('./none.js').catch(() => process.exit(3))",
                "? import('./none.js').catch(() => process.exit(3)); setTimeout(() => process.exit(4), 10)",
                "? let r; const p = new Promise(x => { r = x }); let a = 0; setTimeout(async () => { r(); await 0; a = 1 }, 500);"
                        + " (async () => { await p; if (a) process.exit(3) })()",
                "? const t = { then() { process.exit(3) } }; (async () => { await t })()"
            })
    void promisesAreToldInTheirTurn(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "? process.loadEnvFile(); if (!process.env.SET) process.exit(3)",
                "? ['X'].forEach(k => { process.env[k] = 'a' }); if (!process.env.X) process.exit(3)",
                "0 const e = { e: [process.env] }; e.e[0].X = 'a'; if (!process.env.X) process.exit(3)",
                "0 const e = { e: process.env }; e.e.X = 'a'; if (!process.env.X) process.exit(3)",
                "3 process.env.X = 0; if (process.env.X === '0') process.exit(3)",
                "3 delete process.env.SET; if (!process.env.SET) process.exit(3)",
                "0 const fs = require('fs'); process.chdir('d'); if (!fs.existsSync('x.txt')) process.exit(3)",
                "1 process.chdir('none')",
                "? const fs = require('fs'); fs.writeFileSync('lib.js', 'process.exit(4)'); require('./lib')",
                "? const fs = require('fs'); fs.existsSync = () => true; if (!fs.existsSync('x')) process.exit(3)"
            })
    void whatIsSetIsSet(String row) {
        is(row);
    }

    @ParameterizedTest
    @CsvSource({
        "20, , true",
        "15, , true",
        "14, , false",
        "20, --unhandled-rejections=strict, true",
        "20, --unhandled-rejections=warn, false",
        "20, --unhandled-rejections=none, false"
    })
    void whetherAFailedPromiseEndsItDependsOnReleaseAndOption(int node, String option, boolean ends) {
        Outcome outcome =
                Started.outcome("""
                -- Dockerfile --
                FROM node:%s-alpine
                COPY . /
                CMD [%s"main.js"]
                -- main.js --
                Promise.reject(new Error('x'))
                """.formatted(node, option == null ? "\"node\", " : "\"node\", \"" + option + "\", "));
        assertThat(outcome instanceof Outcome.Dies).as(outcome.toString()).isEqualTo(ends);
    }

    @Test
    void anEsModuleMayAskForWhatItDoesNotHave() {
        assertThat(Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                COPY . /
                CMD ["node", "main.mjs"]
                -- main.mjs --
                if (typeof require === 'undefined' && typeof __dirname !== 'string') process.exit(3)
                """))
                .isInstanceOfSatisfying(
                        Outcome.Dies.class,
                        dies -> assertThat(dies.failure().exitCode()).isEqualTo(3));
    }

    @Test
    void whatIsImportedInACircleIsNotMissing() {
        assertThat(Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                COPY . /
                CMD ["node", "main.mjs"]
                -- lib.mjs --
                import { one } from './main.mjs'
                export function two() { return one() + 1 }
                two()
                -- main.mjs --
                import { two } from './lib.mjs'
                export function one() { return 1 }
                if (two() !== 2) process.exit(3)
                """)).isNotInstanceOf(Outcome.Dies.class);
    }

    private static final String SPAWN =
            "const { spawn } = require('child_process'); const c = spawn('node', ['serve.js']); ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up SPAWN",
                "up SPAWN c.on('exit', code => process.exit(code)); process.on('SIGTERM', () => c.kill())",
                "up SPAWN c.stdout.on('data', d => d.toString().trim().split(',').forEach(l => console.log(`x ${l}`)))",
                "up SPAWN c.stderr.pipe(process.stderr); c.stdout.setEncoding('utf8')",
                "up SPAWN c.on('spawn', () => console.log('up', 1))",
                "up SPAWN const p = new Promise(done => c.on('close', done)); p.then(() => process.exit(0))",
                "up require('child_process').spawn('node serve.js', { shell: true, stdio: 'inherit' })",
                "up require('child_process').spawn('node', ['serve.js'], { env: process.env })",
                "3 SPAWN setTimeout(() => process.exit(3), 1000)",
                "? SPAWN c.stdout.on('data', d => process.exit(1))",
                "? SPAWN c.stdout.on('data', d => { throw d })",
                "? SPAWN c.stdout.on('data', d => found(d)); function found(d) { process.exit(1) }",
                "up SPAWN c.stdout.on('data', d => { const t = d.toString().split(';'); t.forEach(l => console.log(l.trim())) })",
                "up SPAWN c.stdout.on('data', d => process.stdout.write(`[a] ${d}`))",
                "up SPAWN const n = 'a'; c.stdout.on('data', d => process.stdout.write(n + ': ' + d))",
                "? SPAWN c.stdout.on('data', d => console.log(d.trim()))",
                "? SPAWN c.stdout.on('data', d => d.split(',').forEach(l => console.log(l)))",
                "? SPAWN c.stdout.on('data', d => console.log(d.toString().split(',').trim()))",
                "? SPAWN c.stdout.on('data', d => process.stdout.write(d.toString().split(',')))",
                "? SPAWN c.stdout.on('data', d => console.log(dd))",
                "? SPAWN c.stdout.on('data', d => d.unknown())",
                "? SPAWN c.stdout.on('data', () => { end = true })",
                "? SPAWN c.kill()",
                "? SPAWN c.unref()",
                "1 require('child_process').spawn('node', ['serve.js'], { stdio: 'inherit' }).stdout.on('data', () => {})",
                "? process.chdir('d'); SPAWN",
                "up process.env.SET = 'b'; SPAWN",
                "? const a = ['serve.js']; a[0] = 'gone.js'; require('child_process').spawn('node', a)",
                "? require('child_process').spawn('node', ['serve.js'], { cwd: 'd' })",
                "? require('child_process').spawn('node', ['gone.js'])",
                "? require('child_process').spawn('not-there').on('error', console.error)",
                "? require('child_process').spawn('sleep', ['1']).on('exit', () => process.exit(0));"
                        + " setTimeout(() => process.exit(3), 9000)",
            })
    void aProgramRunsAsLongAsWhatItHasStarted(String row) {
        is(row.replace("SPAWN", SPAWN));
    }

    private static final String FILES = "const fs = require('fs'); ";

    private static final String PROCESSES = "const cp = require('child_process'); ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 const e = Object.entries(process.env).filter(([k]) => k.startsWith('A')).sort(([a], [b]) => a.localeCompare(b))"
                        + ".map(([k, v]) => `${k}=${v.startsWith('x') && v.endsWith('x') ? v : `<${v}>`}`).join(','); if (typeof e === 'string') process.exit(3)",
                "3 Object.keys(process.env).forEach(k => console.error(k)); process.exit(3)",
                "3 'a,b'.split(',').filter(Boolean).map(String).slice(1).some(e => e.trim()); process.exit(3)",
                "? Object.entries(process.env).map(([k, v]) => v.a.b); process.exit(3)",
                "? Object.keys(process.env).forEach(k => process.exit(4)); process.exit(3)",
                "? Object.keys(process.env).forEach(k => { throw new Error(k) }); process.exit(3)",
                "? let n = 0; Object.keys(process.env).forEach(k => { n = 1 }); if (!n) process.exit(3)",
                "? const o = {}; Object.entries(process.env).forEach(([k, v]) => { o[k] = v }); if (!o.A) process.exit(3)",
                "? Object.entries(process.env).forEach(e => { e[0] = 1 }); process.exit(3)",
                "? Object.keys(process.env).map(k => k.startsWith('A') ? k : k.none()); process.exit(3)",
                "? Object.keys(process.env).map(k => k.startsWith('A') && f(k)); process.exit(3); function f() { throw new Error('x') }",
                "? Object.keys(process.env).forEach(k => { Promise.reject(k) }); process.exit(3)",
                "? Object.keys(process.env).map(async k => k); process.exit(3)",
                "? Object.keys(process.env).sort((a, b) => ({ valueOf() { process.exit(4) } })); process.exit(3)",
                "? const k = Object.keys(process.env); k[0] = {}; k.map(e => e.trim()); process.exit(3)",
                "? 'a'.localeCompare('b', 'none at all'); process.exit(3)"
            })
    void listsOfWhichTheLengthIsNotKnownAreFollowed(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 const f = ({ a, b: c }, [d]) => a + c + d; if (f({ a: 1, b: 2 }, [3]) === 6) process.exit(3)",
                "3 const a = ['b', 'c']; if (a[1] === 'c' && a[2] === undefined) process.exit(3)",
                "1 const f = ({ a }) => a; f()",
                "? const f = ([a]) => a; f()",
                "? const f = ({ a = process.exit(3) }) => a; f({})",
                "? const f = ([...a]) => process.exit(3); f([])"
            })
    void whatIsGivenIsTakenApart(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 FS fs.writeFileSync('n.txt', 'a'); fs.rmSync('n.txt')",
                "0 FS fs.writeFileSync('n.txt', 'a'); fs.unlinkSync('n.txt')",
                "3 FS fs.writeFileSync('n.txt', 'a'); if (fs.existsSync('n.txt')) process.exit(3)",
                "? FS fs.writeFileSync('n.txt', 'a'); fs.rmSync('n.txt'); if (!fs.existsSync('n.txt')) process.exit(3)",
                "? FS fs.writeFileSync('n.txt', 'a'); fs.rmSync('n.txt'); fs.rmSync('n.txt'); process.exit(3)",
                "0 FS CP fs.mkdirSync('e'); cp.execSync('cp serve.js e/x.js')",
                "1 CP cp.execSync('cp serve.js e/x.js')",
                "? FS fs.rmSync('n.txt'); process.exit(3)",
                "? FS fs.rmSync('d'); process.exit(3)"
            })
    void filesThatItHasWrittenAreThere(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 CP cp.execSync('true')",
                "1 CP cp.execSync('not-there')",
                "1 CP cp.execSync('exit 3')",
                "1 CP cp.execFileSync('not-there')",
                "1 CP cp.execFileSync('sh', ['-c', 'exit 3'], { stdio: 'inherit' })",
                "3 CP const r = cp.spawnSync('node', ['-e', \"require('child_process').execFileSync('none')\"]);"
                        + " if (r.status === 1 && !r.error) process.exit(3)",
                "3 CP try { cp.execSync('not-there') } catch (e) { process.exit(3) }",
                "3 CP if (cp.spawnSync('not-there').error) process.exit(3)",
                "3 CP process.exit(cp.spawnSync('sh', ['-c', 'exit 3']).status)",
                "3 CP const r = cp.spawnSync('true'); if (!r.error && r.status === 0) process.exit(3)",
                "3 CP if (typeof cp.execSync('echo a').toString().trim() === 'string') process.exit(3)",
                "3 CP if (typeof cp.execSync('echo a', { encoding: 'utf8' }) === 'string') process.exit(3)",
                "0 CP if (cp.execSync('true', { stdio: 'inherit' })) process.exit(3)",
                "3 CP FS cp.execSync('mkdir e'); if (fs.existsSync('e')) process.exit(3)",
                "? CP FS cp.execSync('mkdir e'); if (!fs.existsSync('f')) process.exit(3)",
                "1 CP process.env.PATH = '/none'; cp.execSync('mkdir e')",
                "up CP cp.execSync('node serve.js')",
                "? CP cp.execSync('npx not-there'); cp.spawn('node', ['serve.js'])",
                "? CP cp.execSync('true', { cwd: 'd' })",
                "? CP cp.execSync('true', { stdio: ['pipe'] })"
            })
    void commandsThatItWaitsForEnd(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 const m = process.env.MODE; if (m !== 'a' || m === 'a') process.exit(3)",
                "0 const m = process.env.MODE; if (m === 'a' && m === 'b') process.exit(3)",
                "0 const m = process.env.MODE; if (!m && m === 'b') process.exit(3)",
                "3 const m = process.env.MODE; if (m === 'b' && !m) process.exit(4); process.exit(3)",
                "3 if (process.env.MODE === 'a' && process.env.MODE.length !== 1) process.exit(4); process.exit(3)",
                "up CP cp.spawn('node', [process.env.MODE === 'a' ? 'serve.js' : './serve.js'])",
                "? CP cp.spawn('node', [process.env.MODE === 'a' ? 'serve.js' : 'gone.js'])",
                "? if (process.env.A === 'a') require('./gone'); SERVER s.listen(3000)",
                "? let n = 0; if (process.env.A === 'a') n++; if (process.env.B === 'a') n++; if (process.env.C === 'a') n++;"
                        + " if (process.env.D === 'a') n++; process.exit(3)"
            })
    void variablesAreComparedBothWays(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 CP cp.spawn('not-there')",
                "1 CP cp.spawn('not-there').on('exit', () => process.exit(3))",
                "? CP cp.spawn('node', ['serve.js']); cp.spawn('not-there')",
                "1 CP cp.spawn('/app/serve.js')",
                "? CP cp.spawn('not-there').on('error', e => console.log(e))",
                "? CP cp.spawn('node', ['serve.js']); cp.spawn('not-there').on('error', e => console.log(e))",
                "? CP cp.spawn('/app/serve.js/none')",
                "? CP process.on('uncaughtException', () => {}); cp.spawn('not-there')",
                "? CP cp.spawn('node', ['gone.js']).on('exit', code => { console.log(code); process.exit(code) })",
                "? CP cp.spawn('node', ['gone.js']).on('close', () => process.exit(7))",
                "? CP cp.spawn('sh').on('exit', () => process.exit(3))",
                "? CP cp.spawn('sh', ['-c',, 'exit 3']).on('exit', code => process.exit(code))",
                "? CP cp.spawn('node', ['gone.js']).on('exit', code => console.log(code))",
                "? CP cp.spawn('npx', ['not-there']); cp.spawn('node', ['gone.js']).on('exit', code => process.exit(code))",
                "? CP const c = cp.spawn('node', ['gone.js']); c.stdout.on('end', () => process.exit(0)); c.on('exit', code => process.exit(code))",
                "? CP const c = cp.spawn('node', ['gone.js']); new Promise(done => c.on('exit', done)).then(() => process.exit(0))",
                "up CP FS fs.writeFileSync('n.txt', 'a'); cp.execSync('mkdir e'); process.chdir('e'); cp.spawn('node', ['../serve.js'])",
                "? CP cp.execSync('rm serve.js'); cp.spawn('node', ['serve.js'])",
                "? CP FS fs.unlinkSync('serve.js'); cp.spawn('node', ['serve.js']).on('exit', code => process.exit(code))",
                "? CP FS cp.spawn('node', ['serve.js']); setTimeout(() => fs.readFileSync('ready', 'utf8'), 2000)",
                "? CP FS cp.spawn('node', ['serve.js']); setTimeout(() => { if (fs.existsSync('serve.js')) process.exit(3) }, 9)",
                "1 CP process.env.PATH = '/none'; cp.spawn('node', ['serve.js'])"
            })
    void aProgramEndsWithWhatItHasStarted(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "? CP if (process.env.MODE !== 'prod') process.exit(3); cp.execSync('[ \"$MODE\" = staging ]'); SERVER s.listen(3000)",
                "? CP if (!process.env.M) process.exit(3); cp.execSync('[ -z \"$M\" ]'); SERVER s.listen(3000)",
                "? CP cp.execSync('[ -n \"$M\" ]'); if (process.env.M) process.exit(5); SERVER s.listen(3000)",
                "? CP cp.execSync('[ -n \"$M\" ]'); cp.execSync('[ -z \"$M\" ]'); SERVER s.listen(3000)",
            })
    void whatACommandTakesAVariableToBeHoldsForTheProgramToo(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "? CP try { cp.execSync('node nope.js') } catch (e) { process.exit(e.status || 1) } SERVER s.listen(3000)",
                "? CP const r = cp.spawnSync('sh', ['-c', 'kill -TERM $$']); if (r.signal === null) process.exit(8); SERVER s.listen(3000)",
                "? CP cp.execSync('tail -f /dev/null & echo ok'); process.exit(4)",
                "? FS fs.writeFileSync('a', 'a'); fs.rmSync('a', { force: 'x' }); process.exit(3)",
                "? const l = [, 'x']; if (l[1] === 'x') process.exit(3)",
            })
    void whatIsNotFollowedOfACommandOrAListIsOpen(String row) {
        is(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(({ a }) => {})()|TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined.",
                "(({ a }) => {})(null)|TypeError: Cannot destructure property 'a' of 'object null' as it is null.",
                "const { a } = undefined|TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined.",
                "const x = { y: null }; const { a } = x.y|TypeError: Cannot destructure property 'a' of 'x.y' as it is null.",
                "const f = () => {}; const { a } = f()|TypeError: Cannot destructure property 'a' of 'f(...)' as it is undefined.",
                "const x = {}; const { a } = x?.y|TypeError: Cannot destructure property 'a' of '(intermediate value)' as it is undefined.",
                "require('fs').writeFileSync('nope/a.txt', 'a')|Error: ENOENT: no such file or directory, open 'nope/a.txt'",
                "require('fs').mkdirSync('nope/a')|Error: ENOENT: no such file or directory, mkdir 'nope/a'"
            })
    void itDiesWithTheWordsOfNode(String row) {
        String[] parts = row.split("\\|", 2);
        assertThat(Started.death(
                                "-- Dockerfile --\nFROM node:20-alpine\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"main.js\"]\n-- main.js --\n"
                                        + parts[0] + "\n")
                        .output())
                .isEqualTo(parts[1]);
    }
}
