package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleUsesTest {

    private static List<String> uses(String text) {
        return ModuleUses.of(file(text)).stream()
                .map(use -> use.specifier() + " " + use.form() + " " + use.when() + " "
                        + use.span().line())
                .toList();
    }

    private static SourceFile file(String text) {
        return new SourceFile(TreePath.ROOT.child("main.ts"), text);
    }

    @Test
    void requireAtTheTopLevelIsAlwaysLoaded() {
        assertThat(uses("const a = require('a');\nrequire(\"./b\").go()\napp.use(require(`c`)())"))
                .containsExactly("a REQUIRE ALWAYS 1", "./b REQUIRE ALWAYS 2", "c REQUIRE ALWAYS 3");
    }

    @Test
    void whatAFunctionABranchOrATryLoadsMayNeverBeLoaded() {
        assertThat(uses("""
                        function f() { return require("a") }
                        const g = () => require("b")
                        if (x) require("c")
                        try { require("d") } catch { }
                        x && require("e")
                        y ? require("f") : require("g")
                        class C { m(): Promise<void> { require("h") } }
                        """)).allMatch(use -> use.contains("PERHAPS")).hasSize(8);
    }

    @Test
    void importAndExportStatementsAreAlwaysLoaded() {
        assertThat(uses("""
                        import "a"
                        import b, { c as d } from "b"
                        import * as e from './e.js'
                        export { f } from "f"
                        export * from "g"
                        export const h = 1
                        """))
                .containsExactly(
                        "a IMPORT ALWAYS 1",
                        "b IMPORT ALWAYS 2",
                        "./e.js IMPORT ALWAYS 3",
                        "f IMPORT ALWAYS 4",
                        "g IMPORT ALWAYS 5");
    }

    @Test
    void typeImportsAndDynamicOnesAreNotLoadedAtOnce() {
        assertThat(uses("import type { A } from 'a'\nconst b = await import('b')\nimport type from 'c'"))
                .containsExactly("a TYPE_ONLY PERHAPS 1", "b DYNAMIC_IMPORT PERHAPS 2", "c IMPORT ALWAYS 3");
    }

    @Test
    void textInStringsCommentsAndRegularExpressionsLoadsNothing() {
        assertThat(uses("""
                        // require("a")
                        /* import "b" */
                        const s = 'require("c")', t = `require("d") ${ x ? `}` : "y" }`, r = /require("e")/g
                        obj.require("f"); const n = a / require("g") / 2
                        """)).containsExactly("g REQUIRE ALWAYS 4");
    }

    @Test
    void anImportStatementMakesAModule() {
        assertThat(ModuleUses.isModule(file("import x from 'x'"))).isTrue();
        assertThat(ModuleUses.isModule(file("const a = 1\nexport default a"))).isTrue();
        assertThat(ModuleUses.isModule(file("const a = import('x')\nmodule.exports = { export: 1 }")))
                .isFalse();
    }

    /** A body behind a type that is an object itself is a body all the same. */
    @Test
    void whatAFunctionOfAnyTypeAsksForIsAskedForLater() {
        SourceFile file = new SourceFile(new TreePath("a.ts"), """
                async function f(a: string): Promise<Array<{ ok: boolean }>> {
                  if (a) { return [{ ok: true }] }
                  return require("later")
                }
                """);

        assertThat(ModuleUses.of(file)).extracting(ModuleUse::when).containsExactly(ModuleUse.When.PERHAPS);
        assertThat(ModuleUses.ends(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "await start()",
                "if (a) { await start() }",
                "for await (const a of all) { b(a) }",
                "export const a = await import('x')",
                "try { await start() } finally { stop() }"
            })
    void whatWaitsAtTheTopIsAModule(String text) {
        assertThat(ModuleUses.waits(file(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "async function f() { await start() }\nf()",
                "const f = async () => await start()",
                "class A { async run(a: number): Promise<void> { if (a) { await start() } } }",
                "start().then(async a => { for await (const b of a) { c(b) } })",
                "const a = { await: 1 }; a.await",
                "// await start()\nconst s = 'await x'"
            })
    void whatWaitsInAFunctionIsNone(String text) {
        assertThat(ModuleUses.waits(file(text))).isFalse();
    }

    @Test
    void whatAsksForItsPlaceIsAModule() {
        assertThat(ModuleUses.asksForMeta(file("console.log(import.meta.url)"))).isTrue();
        assertThat(ModuleUses.asksForMeta(file("import('x'); a.import.meta"))).isFalse();
    }
}
