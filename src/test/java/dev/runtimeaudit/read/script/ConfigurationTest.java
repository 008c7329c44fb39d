package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.script.Setting.Base;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final Setting STANDALONE = new Setting.Text("standalone");
    private static final Setting NONE = new Setting.None();
    private static final Setting UNCLEAR = new Setting.Unclear();

    private static Configuration of(String text, Map<String, String> environment) {
        return Configuration.of(
                new SourceFile(new TreePath("next.config.ts"), text),
                name -> environment.containsKey(name)
                        ? new Setting.Text(environment.getOrDefault(name, ""))
                        : new Setting.None());
    }

    private static Setting at(String text, String... names) {
        return of(text, Map.of()).at(names);
    }

    @Test
    void literalsAreReadInEveryFormOfExport() {
        assertThat(at("module.exports = { output: 'standalone' }", "output")).isEqualTo(STANDALONE);
        assertThat(at("export default { output: 'standalone', }", "output")).isEqualTo(STANDALONE);
        assertThat(at(
                        "/** @type {import('next').NextConfig} */\nexport default { \"output\": 'standalone' }",
                        "output"))
                .isEqualTo(STANDALONE);
        assertThat(at("export default { a: true, b: { c: [1] } } satisfies Config;", "b", "c"))
                .isEqualTo(new Setting.Something());
        assertThat(at("export default { a: true }", "a")).isEqualTo(new Setting.Flag(true));
        assertThat(at("export default { a: true }", "b")).isEqualTo(NONE);
        assertThat(at("export default { a: { b: 'x' } }", "a", "c")).isEqualTo(NONE);
        assertThat(at("console.log('nothing is exported')", "a")).isEqualTo(UNCLEAR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"root += '/x'", "root ||= '/x'", "root++", "if (process.env.CI) { root += '/x' }"})
    void aNameThatIsAddedToIsNotWhatItWas(String change) {
        assertThat(at("let root = '/srv';\n" + change + "\nmodule.exports = { root }", "root"))
                .isEqualTo(UNCLEAR);
    }

    @Test
    void aListIsJoinedToATextAndNoPath() {
        assertThat(at("const list = ['a', 'b'];\nmodule.exports = { root: list.join('/') }", "root"))
                .isEqualTo(UNCLEAR);
        assertThat(at("const join = words => words;\nmodule.exports = { root: join('a', 'b') }", "root"))
                .isNotInstanceOf(Setting.Path.class);
        assertThat(at("const { join } = require('lodash');\nmodule.exports = { root: join('a', 'b') }", "root"))
                .isNotInstanceOf(Setting.Path.class);
        for (String taken : new String[] {
            "const path = require('path');", "import path from 'node:path';", "import * as path from 'path';", ""
        }) {
            assertThat(at(taken + "\nmodule.exports = { root: path.join('a', 'b') }", "root"))
                    .as(taken)
                    .isEqualTo(new Setting.Path(Base.CURRENT, "a/b"));
        }
        assertThat(at("const { join } = require('path');\nmodule.exports = { root: join('a', 'b') }", "root"))
                .isEqualTo(new Setting.Path(Base.CURRENT, "a/b"));
        assertThat(at("module.exports = { root: require('path').posix.join('a', 'b') }", "root"))
                .isEqualTo(new Setting.Path(Base.CURRENT, "a/b"));
    }

    @Test
    void aPathFromTheRootStandsForItself() {
        String path = "const path = require('path');\nmodule.exports = { root: path.";
        assertThat(at(path + "join('/srv', 'a', '../b') }", "root")).isEqualTo(new Setting.Text("/srv/b"));
        assertThat(at(path + "resolve(__dirname, '/srv', 'a') }", "root")).isEqualTo(new Setting.Text("/srv/a"));
        assertThat(at(path + "join(__dirname, '/srv') }", "root")).isInstanceOf(Setting.Path.class);
    }

    @Test
    void aFunctionThatMayEndWithoutAReturnMayGiveNothingBack() {
        String function = "function mode() { if (process.env.CI) { return 'standalone' } }\n";
        assertThat(at(function + "module.exports = { output: mode() }", "output"))
                .isEqualTo(UNCLEAR);
        assertThat(at(
                        function.replace("} }", "} throw new Error() }") + "module.exports = { output: mode() }",
                        "output"))
                .isEqualTo(STANDALONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function mode(kind) { if (process.env.CI === '1') { kind = 'standalone' } return kind }",
                "function mode(kind) { kind ??= 'standalone'; return kind }",
                "const mode = kind => { kind += ''; return kind }"
            })
    void aParameterThatGetsAnotherValueIsNotWhatWasGiven(String function) {
        assertThat(at(function + "\nmodule.exports = { output: mode('export') }", "output"))
                .isEqualTo(UNCLEAR);
        assertThat(at(
                        "const mode = kind => { if (kind == '' || kind >= 'a') {} return kind }\n"
                                + "module.exports = { output: mode('export') }",
                        "output"))
                .isEqualTo(new Setting.Text("export"));
    }

    @Test
    void namesOfTheScriptAreFollowed() {
        String text = """
            import type { NextConfig } from "next";
            const output: NextConfig["output"] = "standalone";
            const shared = { reactStrictMode: true };
            const nextConfig: NextConfig = { ...shared, output, async headers() { return [{ output: "no" }]; } };
            export default nextConfig;
            """;

        assertThat(at(text, "output")).isEqualTo(STANDALONE);
        assertThat(at(text, "reactStrictMode")).isEqualTo(new Setting.Flag(true));
        assertThat(at(text, "headers")).isEqualTo(UNCLEAR);
        assertThat(at(text, "distDir")).isEqualTo(NONE);
    }

    @Test
    void whatStandsBehindAMethodIsRead() {
        String text = """
            module.exports = {
              async headers() { return [{ a: 1 }, { b: 2 }]; },
              output: 'standalone',
              async redirects() { return []; },
              ...(process.env.OTHER ? { distDir: 'other' } : {}),
              webpack(config, { isServer }) { return config; },
              get basePath() { return '/x'; },
              async rewrites() { return []; }, assetPrefix: '/y' };
            """;

        assertThat(at(text, "output")).isEqualTo(STANDALONE);
        assertThat(at(text, "webpack")).isEqualTo(UNCLEAR);
        assertThat(at(text, "basePath")).isEqualTo(UNCLEAR);
        assertThat(at(text, "assetPrefix")).isEqualTo(new Setting.Text("/y"));
        assertThat(at(text, "distDir")).isEqualTo(NONE);
        assertThat(of(text, Map.of("OTHER", "1")).at("distDir")).isEqualTo(new Setting.Text("other"));
        assertThat(of(text, Map.of()).functions("webpack"))
                .hasValueSatisfying(all -> assertThat(all).hasSize(1));
        assertThat(of(text, Map.of()).functions("headers")).isEmpty();
        assertThat(of(text, Map.of()).functions("basePath")).isEmpty();
        assertThat(of(text, Map.of()).functions("images"))
                .hasValueSatisfying(all -> assertThat(all).isEmpty());
        assertThat(of(text, Map.of()).whole().member("output")).isEqualTo(STANDALONE);
    }

    @Test
    void publishedWrappersKeepWhatTheyAreGiven() {
        assertThat(at("""
            const withIntl = require("next-intl/plugin")("./i18n.ts");
            const { withSentryConfig } = require("@sentry/nextjs");
            const config = { output: "standalone" };
            module.exports = withSentryConfig(withIntl(config), { silent: true });
            """, "output")).isEqualTo(STANDALONE);
        assertThat(at("""
            import createIntl from "next-intl/plugin";
            const withIntl = createIntl();
            export default withIntl({ reactStrictMode: true });
            """, "output")).isEqualTo(NONE);
        assertThat(at("""
            const withPlugins = require("next-compose-plugins");
            module.exports = withPlugins([[images]], { output: "standalone" });
            """, "output")).isEqualTo(STANDALONE);
    }

    /** The wizard of Sentry writes this behind what was there. */
    @Test
    void isMadeOfWhatWasExportedBefore() {
        String before = "module.exports = { output: 'standalone' };\n";
        String sentry = "const { withSentryConfig } = require('@sentry/nextjs');\n";

        assertThat(at(
                        before + sentry + "module.exports = withSentryConfig(module.exports, { silent: true });",
                        "output"))
                .isEqualTo(STANDALONE);
        assertThat(at(sentry + "module.exports = withSentryConfig(module.exports, { silent: true });", "output"))
                .isEqualTo(UNCLEAR);
        assertThat(at(before + "module.exports.distDir = 'out'", "distDir")).isEqualTo(new Setting.Text("out"));
        assertThat(at("module.exports = {};\nmodule.exports.output = 'standalone'", "output"))
                .isEqualTo(STANDALONE);
        assertThat(at("module.exports = {};\nmodule.exports[name] = 'standalone'", "output"))
                .isEqualTo(UNCLEAR);
    }

    @Test
    void leavesOpenWhatIsExportedUnderACondition() {
        String script = "if (name) { module.exports = { output: 'standalone' } } else { module.exports = {} }";

        assertThat(at(script, "output")).isEqualTo(UNCLEAR);
    }

    @Test
    void isSpreadIntoWhatIsExportedNext() {
        String before = "module.exports = { output: 'standalone' };\n";

        assertThat(at(before + "module.exports = { ...module.exports, reactStrictMode: true };", "output"))
                .isEqualTo(STANDALONE);
        assertThat(at(before + "const prev = module.exports;\nmodule.exports = { ...prev, distDir: 'x' };", "output"))
                .isNotEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (x) module.exports = { output: 'standalone' }; else module.exports = {}",
                "module.exports = require('@acme/config')({}); if (process.env.A) { module.exports = { a: 1 } }",
                "module.exports = {}; module.exports.output ??= 'standalone'",
                "module.exports = {}; Object.assign(module.exports, { output: 'standalone' })",
                "module.exports = {}; const config = module.exports; config.output = 'standalone'",
                "const config = module.exports = {}; config.output = 'standalone'",
            })
    void isNotSaidToLackWhatItMayBeGiven(String script) {
        assertThat(at(script, "output")).isNotEqualTo(NONE);
    }

    @Test
    void mayBeExportedUnderItsShortNameToo() {
        assertThat(at("exports = module.exports = { output: 'standalone' }", "output"))
                .isEqualTo(STANDALONE);
    }

    /** The options of a wrapper are not the configuration when the one in front of them is not known. */
    @Test
    void doesNotTakeTheOptionsForTheConfiguration() {
        assertThat(at("module.exports = withSentryConfig(other, { silent: true })", "output"))
                .isEqualTo(UNCLEAR);
    }

    @Test
    void aWrapperOfOnesOwnMayHaveAddedSomething() {
        String text = """
            import { withDefaults } from "@acme/next-config";
            export default withDefaults({ distDir: "build" });
            """;

        assertThat(at(text, "distDir")).isEqualTo(new Setting.Text("build"));
        assertThat(at(text, "output")).isEqualTo(UNCLEAR);
        assertThat(at("const base = require('./base'); module.exports = { ...base, distDir: 'x' }", "output"))
                .isEqualTo(UNCLEAR);
    }

    @Test
    void functionsAreCalled() {
        assertThat(at("module.exports = () => ({ output: 'standalone' })", "output"))
                .isEqualTo(STANDALONE);
        assertThat(at("""
            export default async function config(phase) {
              const nextConfig = { output: "standalone" };
              const other = () => { return { output: "export" }; };
              return nextConfig;
            }
            """, "output")).isEqualTo(STANDALONE);
        assertThat(at("""
            const make = (mode: string): NextConfig => ({ output: mode });
            export default make("standalone");
            """, "output")).isEqualTo(STANDALONE);
        assertThat(at("""
            module.exports = (phase) => {
              if (phase === "a") { return {}; }
              return { output: "standalone" };
            };
            """, "output")).isEqualTo(UNCLEAR);
    }

    @Test
    void theEnvironmentDecidesConditions() {
        String text = "export default { output: process.env.DOCKER === 'true' ? 'standalone' : undefined }";
        String spread = "export default { ...(process.env.DOCKER && { output: 'standalone' }) }";

        assertThat(at(text, "output")).isEqualTo(NONE);
        assertThat(of(text, Map.of("DOCKER", "true")).at("output")).isEqualTo(STANDALONE);
        assertThat(of(text, Map.of("DOCKER", "1")).at("output")).isEqualTo(NONE);
        assertThat(at(spread, "output")).isEqualTo(NONE);
        assertThat(of(spread, Map.of("DOCKER", "1")).at("output")).isEqualTo(STANDALONE);
        assertThat(at("export default { output: process.env.OUT || 'standalone' }", "output"))
                .isEqualTo(STANDALONE);
        assertThat(at("export default { output: isDocker ? 'standalone' : undefined }", "output"))
                .isEqualTo(UNCLEAR);
        assertThat(Configuration.of(new SourceFile(new TreePath("next.config.js"), text), name -> new Setting.Unclear())
                        .all("output"))
                .containsExactlyInAnyOrder(STANDALONE, NONE);
    }

    @Test
    void pathsAreJoined() {
        Setting up = new Setting.Path(Base.FILE, "/../../");

        assertThat(at("module.exports = { root: path.join(__dirname, '../../') }", "root"))
                .isEqualTo(up);
        assertThat(at("module.exports = { root: require('path').join(__dirname, '../../') }", "root"))
                .isEqualTo(up);
        assertThat(at("""
            import { fileURLToPath } from "url";
            const __dirname = path.dirname(fileURLToPath(import.meta.url));
            export default { root: path.resolve(__dirname, "..", "..") };
            """, "root")).isEqualTo(new Setting.Path(Base.FILE, "/../.."));
        assertThat(at("export default { root: fileURLToPath(new URL('../../', import.meta.url)) }", "root"))
                .isEqualTo(new Setting.Path(Base.FILE, "../../"));
        assertThat(at("export default { root: path.join(process.cwd(), '..') }", "root"))
                .isEqualTo(new Setting.Path(Base.CURRENT, "/.."));
        assertThat(at("export default { root: path.join(somewhere, '..') }", "root"))
                .isEqualTo(UNCLEAR);
    }

    @Test
    void laterAssignmentsCount() {
        assertThat(at("""
            let config = { distDir: "a" };
            config.distDir = "b";
            config = withX(config);
            if (process.env.ANALYZE) {
              config.output = "standalone";
            }
            module.exports = config;
            """, "distDir")).isEqualTo(new Setting.Text("b"));
        assertThat(at("""
            const config = {};
            if (process.env.STANDALONE) {
              config.output = "standalone";
            }
            module.exports = config;
            """, "output")).isEqualTo(UNCLEAR);
    }

    @Test
    void listsObjectsAndExpressionsAreReadAsAWhole() {
        Setting whole = of("""
                const more = ["b"];
                export default defineConfig([{ entry: { main: "a.ts" }, noExternal: [/^@a/u, ...more], dts: false }]);
                """, Map.of()).whole();

        assertThat(whole)
                .isEqualTo(new Setting.Items(List.of(new Setting.Members(Map.of(
                        "entry", new Setting.Members(Map.of("main", new Setting.Text("a.ts"))),
                        "noExternal", new Setting.Items(List.of(new Setting.Pattern("/^@a/u"), new Setting.Text("b"))),
                        "dts", new Setting.Flag(false))))));
    }

    @Test
    void aMemberThatIsSetOnSomeWaysOnlyIsUnclearAndTheOthersAreNot() {
        Setting whole = of("""
                const options = { entry: ["a.ts"] };
                if (process.env.WATCH) { options.watch = true; }
                export default options;
                """, Map.of()).whole();

        assertThat(whole.member("entry").texts()).contains(List.of("a.ts"));
        assertThat(whole.member("watch")).isEqualTo(UNCLEAR);
        assertThat(whole.member("clean")).isEqualTo(NONE);
    }

    @Test
    void whatNobodyCanListIsNoObject() {
        assertThat(of("export default { ...other(), a: 1 }", Map.of()).whole()).isEqualTo(new Setting.Something());
        assertThat(of("export default { [name]: 1 }", Map.of()).whole()).isEqualTo(new Setting.Something());
    }

    @Test
    void theFirstArgumentOfACallIsRead() {
        Configuration script = of("""
                import esbuild from "esbuild";
                await esbuild.build({ outfile: "dist/a.js" }).catch(() => process.exit(1));
                """, Map.of());

        assertThat(script.given("build").get(0).member("outfile")).isEqualTo(new Setting.Text("dist/a.js"));
        assertThat(script.given("transform")).isEmpty();
    }

    @Test
    void anObjectThatIsChangedAfterItWasMadeIsUnclear() {
        String made = "const nextConfig = { reactStrictMode: true };\n";
        String exported = "\nmodule.exports = nextConfig;";

        for (String change : List.of(
                "Object.assign(nextConfig, { output: 'standalone' });",
                "if (process.env.DOCKER) Object.assign(nextConfig, { output: 'standalone' });",
                "for (const key of Object.keys(more)) nextConfig[key] = more[key];",
                "extend(nextConfig);",
                "const same = extend(nextConfig);")) {
            assertThat(at(made + change + exported, "output")).as(change).isEqualTo(UNCLEAR);
        }
        for (String reading : List.of(
                "console.log(nextConfig);",
                "Object.assign(other, nextConfig);",
                "const hook = (nextConfig, more) => { extend(nextConfig); };",
                "if (nextConfig) { console.log('it is there'); }")) {
            assertThat(at(made + reading + exported, "output")).as(reading).isEqualTo(NONE);
        }
    }

    @Test
    void whatAFunctionIsGivenIsReadAlthoughItMayChangeIt() {
        Configuration script = of("const options = { outfile: 'a.js' };\nawait esbuild.build(options);", Map.of());

        assertThat(script.given("build").get(0).member("outfile")).isEqualTo(new Setting.Text("a.js"));
    }

    @Test
    void viteMergesObjectsAndJoinsLists() {
        String text = """
            import { mergeConfig } from "vite";
            export default mergeConfig(
                { output: "no", plugins: [1], a: { b: "x", c: "x" }, d: "x", other },
                { output: "standalone", plugins: [2], a: { c: "y" }, d: null, other: {} });
            """;

        assertThat(at(text, "output")).isEqualTo(STANDALONE);
        assertThat(at(text, "a", "b")).isEqualTo(new Setting.Text("x"));
        assertThat(at(text, "a", "c")).isEqualTo(new Setting.Text("y"));
        assertThat(at(text, "a", "e")).isEqualTo(NONE);
        assertThat(at(text, "d")).isEqualTo(new Setting.Text("x"));
        assertThat(at(text, "plugins")).isEqualTo(UNCLEAR);
        assertThat(at(text, "other")).isEqualTo(UNCLEAR);
        assertThat(at(text.replace("vite", "./mine"), "a", "b")).isEqualTo(UNCLEAR);
    }

    @Test
    void theFunctionThatMergesIsKnownByWhereItComesFrom() {
        String text = """
            import { mergeConfig as merge } from 'vite';
            export default merge({ output: "no" }, { output: "standalone" });
            """;

        assertThat(at(text, "output")).isEqualTo(STANDALONE);
        assertThat(at(text.replace("'vite'", "'vitest/config'"), "output")).isEqualTo(STANDALONE);
        assertThat(at(text.replace("'vite'", "'vite-merge'"), "output")).isEqualTo(UNCLEAR);
        assertThat(at(text.replace("mergeConfig as merge", "loadEnv as mergeConfig"), "output"))
                .isEqualTo(UNCLEAR);
        assertThat(at("""
                    const { mergeConfig: both } = require('vite');
                    module.exports = both({ output: "no" }, { output: "standalone" });
                    """, "output")).isEqualTo(STANDALONE);
    }

    @Test
    void whichOneCountsOfTwoObjectsIsNotKnownOfOtherFunctions() {
        String text =
                "import merge from 'deepmerge'; export default merge({ output: \"no\" }, { output: \"standalone\" });";

        assertThat(at(text, "output")).isEqualTo(UNCLEAR);
        assertThat(at("module.exports = Object.assign({ output: \"no\" }, { output: \"standalone\" });", "output"))
                .isEqualTo(UNCLEAR);
        assertThat(at(
                        "import { merge } from 'lodash'; import other from 'x'; export default merge({ output: \"no\" }, other);",
                        "output"))
                .isEqualTo(UNCLEAR);
        assertThat(at(
                        "import { withX } from '@sentry/nextjs'; export default withX({ output: \"standalone\" }, { a: 1 });",
                        "output"))
                .isEqualTo(STANDALONE);
    }

    private static Setting list(String changes, String... set) {
        Map<String, String> environment = new java.util.TreeMap<>();
        for (String name : set) {
            environment.put(name, "1");
        }
        String text = "const list = ['a'];\n" + changes + "\nexport default { list };";
        Configuration script = Configuration.of(
                new SourceFile(new TreePath("vite.config.ts"), text),
                name -> name.equals("U")
                        ? new Setting.Unclear()
                        : environment.containsKey(name) ? new Setting.Text("1") : new Setting.None());
        return script.whole().member("list");
    }

    private static Setting items(String... texts) {
        return new Setting.Items(java.util.Arrays.stream(texts)
                .map(text -> (Setting) new Setting.Text(text))
                .toList());
    }

    @Test
    void whatIsAddedToAListIsInIt() {
        assertThat(list("")).isEqualTo(items("a"));
        assertThat(list("list.push('b', 'c');\nlist.unshift('x', 'y');")).isEqualTo(items("x", "y", "a", "b", "c"));
        assertThat(list("list.push('b')\nlist.push('c')")).isEqualTo(items("a", "b", "c"));
    }

    @Test
    void whatIsAddedUnderAConditionIsThereWhereThatHolds() {
        String either = "if (process.env.A) {\n  list.unshift('b');\n} else if (process.env.B) {\n  list.push('c');\n}"
                + " else { list.push('d') }";

        assertThat(list(either, "A")).isEqualTo(items("b", "a"));
        assertThat(list(either, "A", "B")).isEqualTo(items("b", "a"));
        assertThat(list(either, "B")).isEqualTo(items("a", "c"));
        assertThat(list(either)).isEqualTo(items("a", "d"));
        assertThat(list("if (process.env.U) { list.push('b') }")).isEqualTo(UNCLEAR);
        assertThat(list("if (process.env.U) { } else { list.push('b') }")).isEqualTo(UNCLEAR);
        assertThat(list("if (process.env.A) { if (process.env.B) { list.push('b') } }", "B"))
                .isEqualTo(items("a"));
        assertThat(list("if (process.env.A) { if (process.env.B) { list.push('b') } }", "A", "B"))
                .isEqualTo(items("a", "b"));
    }

    @Test
    void aListIsUnclearWhereWhatChangesItIsNotFollowed() {
        assertThat(list("if (process.env.A) list.push('b')", "A")).isEqualTo(UNCLEAR);
        assertThat(list("process.env.A && list.push('b')", "A")).isEqualTo(UNCLEAR);
        assertThat(list("if (process.env.A) if (process.env.B) { list.push('b') }", "B"))
                .isEqualTo(UNCLEAR);
        assertThat(list("for (const x of y) { list.push(x) }")).isEqualTo(UNCLEAR);
        assertThat(list("function more() { list.push('b') }")).isEqualTo(UNCLEAR);
        assertThat(list("list.splice(0, 1);")).isEqualTo(UNCLEAR);
        assertThat(list("list[0] = 'b';")).isEqualTo(UNCLEAR);
        assertThat(list("extend(list);")).isEqualTo(UNCLEAR);
        assertThat(of("const c = { list: ['a'] };\nc.list.push('b');\nexport default c;", Map.of())
                        .whole()
                        .member("list"))
                .isEqualTo(UNCLEAR);
    }
}
