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

    private static List<String> reads(String script) {
        return AssetReads.of(new SourceFile(new TreePath("src/mail.ts"), script)).stream()
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
                "fs.readFile('a.json', (error, text) => { if (error) return; })"
            })
    void whatIsNotWrittenDownOrNotMissedIsLeftOut(String script) {
        assertThat(reads(script)).isEmpty();
    }
}
