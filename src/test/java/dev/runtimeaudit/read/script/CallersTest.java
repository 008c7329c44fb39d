package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that may be made, and those in functions that nobody speaks of. */
class CallersTest {

    private static boolean mayCall(String... texts) {
        List<SourceFile> files = java.util.stream.IntStream.range(0, texts.length)
                .mapToObj(i -> new SourceFile(new TreePath("f" + i + ".ts"), texts[i]))
                .toList();
        return Callers.mayCall(files, Set.of("listen"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    app.listen(1) | | true
                    function f() { app.listen(1) } | | false
                    function f() { app.listen(1) } f() | | true
                    export async function f(): Promise<void> { app.listen(1) } | import { f } from './f0' | false
                    export async function f(): Promise<void> { app.listen(1) } | import { f } from './f0'; f() | true
                    export default function f() { app.listen(1) } | import run from './f0'; run() | true
                    const f = (a: X): void => { app.listen(1) } | | false
                    const f = async () => { app.listen(1) }; module.exports = { f }; | const { f } = require('./f0') | false
                    const f = async () => { app.listen(1) }; module.exports = { f }; | require('./f0').f() | true
                    function f() { app.listen(1) } export { f as g } | import { g } from './f0'; g() | true
                    function f() { app.listen(1) } ready(f) | | true
                    function f() { app.listen(1) } module.exports = { run: f } | | true
                    class A { f() { app.listen(1) } } | | true
                    function f() { ready(() => { app.listen(1) }) } | | false
                    function f() { app.listen(1) } window['f']() | | true
                    """)
    void isToldFromHowFunctionsAreSpokenOf(String one, String other, boolean may) {
        assertThat(mayCall(one, other == null ? "" : other)).isEqualTo(may);
    }
}
