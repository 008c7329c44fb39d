package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that a script works out with loops, functions and the file tree. Each was run with node 20 in a tree like this one. */
class ReckoningTest {

    private static final Setting UNCLEAR = new Setting.Unclear();

    /** A workspace in /repo with an application in /repo/apps/web, and things of which nothing is known. */
    private static final class Tree implements ScriptFiles {
        private final Set<String> unknown;

        Tree(String... unknown) {
            this.unknown = Set.of(unknown);
        }

        private static final Set<String> DIRECTORIES =
                Set.of("/", "/repo", "/repo/apps", "/repo/apps/web", "/repo/node_modules", "/repo/node_modules/next");

        private static final Set<String> FILES = Set.of(
                "/repo/pnpm-workspace.yaml",
                "/repo/package.json",
                "/repo/apps/web/package.json",
                "/repo/apps/web/next.config.ts",
                "/repo/.store/next/package.json");

        @Override
        public String directory() {
            return "/repo/apps/web";
        }

        @Override
        public String current() {
            return "/repo/apps/web";
        }

        @Override
        public Optional<Boolean> isThere(String path) {
            return unknown.contains(path)
                    ? Optional.empty()
                    : Optional.of(DIRECTORIES.contains(path) || FILES.contains(path));
        }

        @Override
        public Optional<Boolean> isDirectory(String path) {
            return Optional.of(DIRECTORIES.contains(path));
        }

        @Override
        public Optional<String> real(String path) {
            return unknown.contains(path)
                    ? Optional.empty()
                    : Optional.of(path.equals("/repo/node_modules/next") ? "/repo/.store/next" : path);
        }

        @Override
        public Optional<List<String>> names(String path) {
            return path.equals("/repo")
                    ? Optional.of(List.of("apps", "node_modules", "package.json", "pnpm-workspace.yaml"))
                    : Optional.empty();
        }

        @Override
        public Optional<String> text(String path) {
            return Optional.empty();
        }
    }

    private static Setting root(Tree tree, String script) {
        String head = """
            import fs, { existsSync, realpathSync, readdirSync, statSync } from "node:fs";
            import path, { dirname, join, resolve } from "path";
            import { fileURLToPath } from "url";
            """;
        String tail = "\nexport default { output: 'standalone', root: find(__dirname) };\n";
        String text = script.contains("export default") ? head + script : head + script + tail;
        return Configuration.of(
                        new SourceFile(new TreePath("apps/web/next.config.ts"), text),
                        name -> name.equals("SET") ? new Setting.Text("/set") : new Setting.None(),
                        tree)
                .at("root");
    }

    private static Setting root(String script) {
        return root(new Tree(), script);
    }

    private static Setting text(String text) {
        return new Setting.Text(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function find(from) { let dir = from; while (dir !== dirname(dir)) { if (existsSync(join(dir,"
                        + " 'pnpm-workspace.yaml'))) return dir; dir = dirname(dir); } return from; }",
                "function find(from: string): string { let dir: string = from; while (true) { if"
                        + " (fs.existsSync(path.join(dir, 'pnpm-workspace.yaml'))) { return dir; } const up ="
                        + " path.dirname(dir); if (up === dir) throw new Error('none'); dir = up; } }",
                "const find = (from: string) => { for (let dir = from; ; dir = path.dirname(dir)) { if"
                        + " (existsSync(`${dir}/pnpm-workspace.yaml`)) return dir as string; if (dir === path.parse(dir).root)"
                        + " return undefined; } };",
                "const MARKS = ['turbo.json', 'pnpm-workspace.yaml'];\nfunction find(from) { let d = from; do { if"
                        + " (MARKS.some((m) => existsSync(join(d, m)))) break; d = dirname(d) } while (d !== '/'); return d }",
                "function find(from) { const up = dirname(from); if (existsSync(join(from, 'pnpm-workspace.yaml'))) return"
                        + " from; return up === from ? null : find(up) }",
                "function find(from) { let dir = from; for (let i = 0; i < 10; i++) { if (readdirSync('/repo')"
                        + ".includes('pnpm-workspace.yaml')) return '/repo'; dir = dirname(dir); } return dir; }",
                "function find(from) { const parts = from.split(path.sep); while (parts.length) { const dir ="
                        + " parts.join('/'); try { statSync(dir + '/pnpm-workspace.yaml'); return dir } catch {} parts.pop() }"
                        + " return from }",
                "function find(from) { let at = from; let hops = 0; while (!existsSync(resolve(at, 'pnpm-workspace.yaml')))"
                        + " { if (hops > 8) return from; at = resolve(at, '..'); hops++ } return at }",
            })
    void theNearestDirectoryWithAMarkIsFound(String script) {
        assertThat(root(script)).isEqualTo(text("/repo"));
    }

    @Test
    void theCommonAncestorOfTwoDirectoriesIsFound() {
        String common = """
            const repo = path.resolve(import.meta.dirname, "../..");
            const next = path.dirname(realpathSync(require.resolve("next/package.json")));
            const top = common(repo, next);
            export default { root: top };
            function common(one: string, other: string) {
              const [a, b] = [one, other].map((value) => path.resolve(value).split(path.sep));
              const same: string[] = [];
              for (let i = 0; i < a.length; i += 1) {
                if (a[i] !== b[i]) break;
                same.push(a[i]);
              }
              if (same.length === 1 && /^[A-Z]:$/.test(same[0] ?? "")) return same[0]! + path.sep;
              return same.join(path.sep);
            }
            """;

        assertThat(root(common)).isEqualTo(text("/repo"));
        assertThat(root(new Tree("/repo/node_modules/next"), common)).isEqualTo(UNCLEAR);
    }

    @Test
    void bothWaysAreFollowedWhereAFileMayBeThere() {
        String nearest = "function find(from) { let dir = from; while (dir !== '/') { if (existsSync(join(dir,"
                + " 'pnpm-workspace.yaml'))) return dir; dir = dirname(dir) } return from }";
        String either = "function find(from) { return existsSync('/etc/x') ? '/repo' : dirname(dirname(from)) }";

        assertThat(root(new Tree("/repo/apps/pnpm-workspace.yaml"), nearest)).isEqualTo(UNCLEAR);
        assertThat(root(new Tree("/pnpm-workspace.yaml"), nearest)).isEqualTo(text("/repo"));
        assertThat(root(new Tree("/etc/x"), either)).isEqualTo(text("/repo"));
    }

    @Test
    void whatIsCalledWhereItStandsIsWorkedOutToo() {
        assertThat(root("export default { root: dirname(require.resolve('next/package.json')) }"))
                .isEqualTo(text("/repo/.store/next"));
        assertThat(root("export default { root: (() => { let d = __dirname; for (const up of [1, 2]) d = dirname(d);"
                        + " return d })() }"))
                .isEqualTo(text("/repo"));
        assertThat(root("export default { root: existsSync('/repo/package.json') ? '/a' : '/b' }"))
                .isEqualTo(text("/a"));
        assertThat(root("const find = (d) => existsSync(d + '/nx.json') ? d : dirname(d);\n"
                        + "export default { root: path.join(find(__dirname), '..') }"))
                .isEqualTo(text("/repo"));
        assertThat(root("const here = dirname(fileURLToPath(import.meta.url));\n"
                        + "const up = (d, n) => n === 0 ? d : up(dirname(d), n - 1);\n"
                        + "export default { root: up(here, 2) }"))
                .isEqualTo(text("/repo"));
        assertThat(root("function f() { return process.env.SET ?? process.env.UNSET }\nexport default { root: f() }"))
                .isEqualTo(text("/set"));
    }

    /** What is not followed, may have changed, or fails, is not known. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // It never ends, or fails.
                "function find(from) { let d = from; while (!existsSync('/never')) { d = dirname(d) } return d }",
                "function find(from) { return find(dirname(from)) }",
                "function find(from) { return realpathSync('/nowhere') }",
                "function find(from) { return from.length.toFixed(1) }",
                // Another may change it.
                "let top = '/a';\nfunction other() { top = '/b' }\nfunction find(from) { for (;;) return top }",
                "const marks = ['a'];\nmarks.push('pnpm-workspace.yaml');\nfunction find(from) { for (const m of marks) if"
                        + " (existsSync('/repo/' + m)) return '/repo'; return from }",
                "fs.writeFileSync('/repo/apps/web/turbo.json', '');\nfunction find(from) { for (let d = from; d !== '/'; d ="
                        + " dirname(d)) if (existsSync(join(d, 'turbo.json'))) return d; return '/' }",
                "process.chdir('/');\nfunction find(from) { for (;;) return process.cwd() }",
                "import { execSync } from 'child_process';\nfunction find(from) { return execSync('git rev-parse').toString() }",
                // A loop of another kind, a label, a pattern, a package.
                "function find(from) { let n = 0; const d = ['/a', '/b'][n++]; for (;;) return d }",
                "function find(from) { for (const k in { a: 1 }) return k; return from }",
                "function find(from) { let d = from; out: for (;;) { d = '/'; break out } return d }",
                "function find(from) { for (const [k] of [['/repo']].entries()) return k }",
                "import { findUpSync } from 'find-up';\nfunction find(from) { for (;;) return findUpSync('x') }",
                "function find(from) { return path.win32.join('a', 'b') }",
                // A name that is something else here.
                "const at = '/a';\nfunction outer(at) { const find = (x) => at; return { root: find(1) } }\n"
                        + "export default outer(process.argv[2])",
            })
    void whatIsNotFollowedIsNotKnown(String script) {
        assertThat(root(script)).isEqualTo(UNCLEAR);
    }

    @Test
    void aMethodOfAListIsNoneOfPath() {
        assertThat(root("const parts = ['a', 'b'];\nexport default { root: parts.join('/') }"))
                .isEqualTo(text("a/b"));
        assertThat(root("const list = process.argv;\nexport default { root: list.join('/') }"))
                .isEqualTo(UNCLEAR);
        assertThat(Configuration.of(
                                new SourceFile(
                                        new TreePath("a.js"),
                                        "module.exports = { root: __dirname.split('/').join('/') }"),
                                name -> new Setting.None())
                        .at("root"))
                .isEqualTo(UNCLEAR);
    }
}
