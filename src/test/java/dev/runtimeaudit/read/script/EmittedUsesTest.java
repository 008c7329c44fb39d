package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a compiler of TypeScript leaves of the imports of a file. */
class EmittedUsesTest {

    private static List<String> left(String text, boolean keepsUnused) {
        return EmittedUses.of(new SourceFile(new TreePath("src/a.ts"), text), keepsUnused).stream()
                .map(use -> use.specifier() + " " + use.when())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import { A } from 'm'; new A()                             | m ALWAYS",
                "import { A } from 'm'; new Map<string, A>()                | m UNLESS_ELIDED",
                "import a from 'm'; a.use(1)                                | m ALWAYS",
                "import { f } from 'm'; const x = f(1)                      | m ALWAYS",
                "import { f as g } from 'm'; g(1)                           | m ALWAYS",
                "import { f as g } from 'm'; f(1)                           | ''",
                "import * as n from 'm'; n.go()                             | m ALWAYS",
                "import { D } from 'm'; @D() class X {}                     | m ALWAYS",
                "import { B } from 'm'; class X extends B {}                | m ALWAYS",
                "import { B } from 'm'; interface X extends B {}            | m UNLESS_ELIDED",
                "import { T } from 'm'; let x: T                            | ''",
                "import { T } from 'm'; class X { constructor(a: T) {} }    | ''",
                "import { T } from 'm'; const y = {T: 1}                    | m UNLESS_ELIDED",
                "import { T } from 'm'; interface X { T(): void }           | m UNLESS_ELIDED",
                "import { T } from 'm'; x.T()                               | ''",
                "import { T } from 'm'                                      | ''",
                "import type { T } from 'm'; let x: T                       | ''",
                "import { type T } from 'm'; new T()                        | ''",
                "import { type T, u } from 'm'; u()                         | m ALWAYS",
                "import 'm'                                                 | m ALWAYS",
                "import m = require('m'); m.x()                             | m ALWAYS",
                "import m = require('m')                                    | ''",
                "const m = require('m')                                     | m ALWAYS",
                "export * from 'm'                                          | m ALWAYS",
                "export { a } from 'm'                                      | m UNLESS_ELIDED",
                "export type { a } from 'm'                                 | ''",
                "import { t } from 'm'; const s = `${t}`                    | m UNLESS_ELIDED",
                "import { r } from 'm'; app.use(r)                           | m ALWAYS",
                "import { r } from 'm'; app.use('/x', r)                     | m ALWAYS",
                "import { r } from 'm'; serve({ fetch: r })                  | m ALWAYS",
                "import { r } from 'm'; serve({ a: 1, fetch: r, b: 2 })      | m ALWAYS",
                "import { T } from 'm'; function f(T) { return 1 }           | m UNLESS_ELIDED",
                "import { T } from 'm'; const f = (T) => 1                   | m UNLESS_ELIDED",
                "import { T } from 'm'; class X { m(T) { return 1 } }        | m UNLESS_ELIDED",
                "import { T } from 'm'; type F = (a: T, b: T) => void        | ''",
                "import { T } from 'm'; function f(a: { b: T }) { return 1 } | m UNLESS_ELIDED",
                "import { T } from 'm'; const x = y as (T)                   | m UNLESS_ELIDED",
                "import { T } from 'm'; type F<Q> = Q extends (T) ? 1 : 2    | m UNLESS_ELIDED",
                "import { T } from 'm'; f<{ a: T }>(1)                       | m UNLESS_ELIDED",
                "import { T } from 'm'; f(1 as T, 2)                         | ''",
                "import { T } from 'm'; f((x: T) => 1)                       | ''",
                "import { a } from 'm'; function f() { return a }            | m ALWAYS",
                "import { a } from 'm'; if (x && a) {}                       | m ALWAYS",
                "import { a } from 'm'; f(g(1), a)                           | m ALWAYS",
                "async function f() { await import('m') }                   | m PERHAPS",
                "import { T } from 'm'; export async function f(a: A, b?: T, c: T) {} | ''",
                "import { T } from 'm'; interface I { a: T; b: string }      | ''",
                "import { T } from 'm'; const f = (a = { b: T }) => 1        | m UNLESS_ELIDED",
                "import { T } from 'm'; const f = x ? a : T                  | m UNLESS_ELIDED",
                "import { T } from 'm'; g({ a, b: T }, 1)                    | m ALWAYS",
                "import { T } from 'm'; @D() class X { constructor(a: T) {} } | m UNLESS_ELIDED",
            })
    void anImportStaysAsLongAsSomethingOfItIsAValue(String text, String expected) {
        assertThat(String.join(", ", left(text, false))).isEqualTo(expected);
    }

    @Test
    void nothingButTypesGoesWhereTheCompilerIsToldToKeepImports() {
        assertThat(left("import { T } from 'm'; import type { U } from 'n'; export { a } from 'o'", true))
                .containsExactly("m ALWAYS", "o ALWAYS");
    }
}
