package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetReadsTest {

    private static final String IMPORTS = "import fs, { readFileSync, readFile } from 'fs'; import ejs from 'ejs';\n";

    private static List<AssetRead> all(String script) {
        return AssetReads.of(new SourceFile(new TreePath("src/mail.ts"), IMPORTS + script));
    }

    private static List<String> reads(String script) {
        return all(script).stream()
                .map(read -> (read.base() == AssetRead.Base.SCRIPT_DIRECTORY ? "__dirname " : "")
                        + read.path()
                        + (read.whole() ? "" : " …"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '$', textBlock = """
            readFileSync("./views/mail.html")                                   | ./views/mail.html
            fs.readFileSync('views/mail.html', 'utf8')                          | views/mail.html
            await fs.promises.readFile(path.join(process.cwd(), 'a', 'b.txt'))  | a/b.txt
            fs.readFileSync(path.resolve(__dirname, '../a/b.txt'))              | __dirname ../a/b.txt
            fs.readFileSync(join(__dirname, 'b.txt'))                           | __dirname b.txt
            fs.readFileSync(path.join(process.cwd(), 'views', name))            | views …
            fs.readFileSync(path.join(process.cwd(), 'views', `${name}.ejs`,))  | views …
            fs.readFileSync(`${process.cwd()}/views/${name}.ejs`)               | views/ …
            fs.readFileSync(`${__dirname}/views/mail.ejs`)                      | __dirname views/mail.ejs
            const p = path.join(process.cwd(), 'a.ejs'); ejs.renderFile(p, {})  | a.ejs
            const d: string = process.cwd(); readFileSync(path.join(d, 'a.b'))  | a.b
            await migrate(db, { migrationsFolder: './drizzle' })                | ./drizzle
            """)
    void aPathThatIsWrittenDownIsRead(String script, String path) {
        assertThat(reads(script)).containsExactly(path);
    }

    @Test
    void aProtoFileIsReadByItsLoader() {
        assertThat(reads("import * as loader from '@grpc/proto-loader';\nloader.loadSync('proto/shop.proto', {});"))
                .containsExactly("proto/shop.proto");
        assertThat(reads("config.loadSync('proto/shop.proto', {});")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readFileSync('/etc/hosts')",
                "readFileSync(name)",
                "readFileSync(path.join(base, 'a'))",
                "readFileSync(parts.join('a'))",
                "readFileSync(resolve('a'))",
                "readFileSync(process.cwd())",
                "readFileSync('a' + name)",
                "readFileSync(new URL('./a', import.meta.url))",
                "let p = path.join(process.cwd(), 'a'); readFileSync(p)",
                "function f() { const p = './a'; } function g() { const p = './b'; readFileSync(p) }",
                "writeFileSync('a.json', ''); readFileSync('a.json')",
                "if (fs.existsSync('a.json')) use(1); readFileSync('a.json')",
                "try { readFileSync('a.json') } catch { }",
                "if (dev) { readFileSync('a.json') }",
                "if (dev) readFileSync('a.json')",
                "const a = dev ? readFileSync('a.json') : ''",
                "const a = dev && readFileSync('a.json')",
                "readFile('a.json').catch(() => '')",
                "fs.readFile('a.json', (error, text) => { if (error) return; })",
                "fs.readFile('a.json', (e, d) => e ? use(0) : use(d))",
                "fs.readFile('a.json', 'utf8', done)",
                "ejs.renderFile('a.ejs', data, (e, html) => use(html))",
                "const o = dev ? { key: readFileSync('a.json') } : undefined",
                "start({ tls: dev && { key: [readFileSync('a.json')] } })",
                "const o = given ?? load(readFileSync('a.json'))",
                "function f() { if (prod) return {}; return { key: readFileSync('a.json') }; }",
                "function f() { if (!dev) throw e; use(() => readFileSync('a.json')); }",
                "for (const n of names) { if (n) continue; readFileSync('a.json'); }",
                "fs.createReadStream('a.json').on('error', () => end()).pipe(out)",
                "const s = fs.createReadStream('a.json'); s.on('error', end)",
                "const [a] = await Promise.allSettled([readFile('a.json')])",
                "(async () => { await readFile('a.json'); })().catch(() => 0)",
                "bucket.readFile('a.json')",
                "this.fs.readFileSync('a.json')",
                "storage.renderFile('a.json')"
            })
    void whatIsNotWrittenDownOrNotMissedIsLeftOut(String script) {
        assertThat(reads(script)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const { readFile: r, readdirSync } = require('node:fs'); readdirSync('a')",
                "const disk = require('fs').promises; await disk.readFile('a')",
                "require('fs').readFileSync('a')",
                "import * as extra from 'fs-extra'; extra.readJsonSync('a')",
                "import { promises as disk } from 'fs'; await disk.readFile('a')"
            })
    void aReaderIsBoundToAModuleOfFiles(String script) {
        assertThat(reads(script)).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '$', textBlock = """
            const a = readFileSync('a')                             | true
            const a = parse(readFileSync('a'), { b: [1] })          | true
            const f = x ?? y\\nconst a = readFileSync('a')           | true
            const f = () => readFileSync('a')                       | false
            function f() { readFileSync('a') }                      | false
            class A { a = readFileSync('a') }                       | false
            { readFileSync('a') }                                   | false
            for (const n of names) { readFileSync('a') }            | false
            """)
    void whatStandsInNothingIsReadWhenTheScriptIsLoaded(String script, boolean atLoad) {
        assertThat(all(script.replace("\\n", "\n")))
                .extracting(AssetRead::atLoad)
                .containsExactly(atLoad);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '$', textBlock = """
            const f = () => readFileSync('a'); f()                                               | true
            const f = () => readFileSync('a'); router.get('/', f)                                | true
            const f = (): string => readFileSync('a'); function g() { f() } g()                  | true
            const f = () => readFileSync('a'); try { f() } catch (e) { console.error(e) }        | true
            const f = () => readFileSync('a'); f().catch(e => { console.error(e); exit(1) })     | true
            function f(): string { return readFileSync('a'); } app.get('/', () => f())           | true
            @Injectable() class A { f() { return readFileSync('a') } }                           | true
            class A { async f(): Promise<string> { return readFileSync('a') } } new A()          | true
            class A { f() { return readFileSync('a') } }                                         | false
            export const f = () => readFileSync('a')                                             | false
            exports.f = () => readFileSync('a')                                                  | false
            const f = () => readFileSync('a'); function g() { f() }                              | false
            const f = () => readFileSync('a'); try { c = f() } catch { c = 1 }                   | false
            const f = () => readFileSync('a'); try { f() } catch { }                             | false
            const f = () => readFileSync('a'); f().catch(() => 1)                                | false
            const f = () => readFileSync('a'); if (dev) f()                                      | false
            const f = () => readFileSync('a'); attempt(f)                                        | false
            """)
    void aReadIsFeltWhereItsFunctionIsCalledAndNobodyHasAnAnswer(String script, boolean felt) {
        SourceFile file = new SourceFile(new TreePath("src/mail.ts"), IMPORTS + script);
        assertThat(AssetReads.of(file))
                .extracting(read -> new AssetCallers(List.of(file)).feel(read))
                .containsExactly(felt);
    }

    @Test
    void whatIsLoadedAtTheStartStandsOutsideFunctions() {
        SourceFile file = new SourceFile(new TreePath("a.ts"), """
                import a from "./a"; import "./b"; const c = require("./c");
                export * from "./d";
                const f = () => require("./e"); import("./f"); import g from "g";
                """);
        assertThat(StaticImports.of(file)).containsExactly("./a", "./b", "./c", "./d");
    }
}
