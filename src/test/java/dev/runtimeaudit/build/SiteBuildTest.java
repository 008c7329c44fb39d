package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;

import org.junit.jupiter.api.Test;

/** What builders of web applications leave behind. */
class SiteBuildTest {

    private static BuiltImage built(String command, String files) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                RUN %s
                -- package.json --
                {"name": "web"}
                %s
                """.formatted(command, files));
    }

    @Test
    void reactRouterLeavesAServerUnlessItIsToldNotTo() {
        present(built("npx react-router build", ""), "/app/build/server/index.js", "/app/build/client");
        BuiltImage elsewhere = built(
                "npx react-router build",
                "-- react-router.config.ts --\nexport default { buildDirectory: 'out', ssr: true } satisfies Config;");
        present(elsewhere, "/app/out/server/index.js");
        unknown(elsewhere, "/app/build/server/index.js");
        BuiltImage client =
                built("npx react-router build", "-- react-router.config.ts --\nexport default { ssr: false };");
        present(client, "/app/build/client/index.html");
        unknown(client, "/app/build/server/index.js");
        unknown(
                built("npx react-router build", "-- react-router.config.ts --\nexport default { ssr: isServer() };"),
                "/app/build/server/index.js");
        unknown(
                built(
                        "npx react-router build",
                        "-- react-router.config.ts --\nexport default { presets: [elsewhere()] };"),
                "/app/build/server/index.js");
    }

    @Test
    void remixBuildsByViteAndByItself() {
        String config = "-- vite.config.ts --\nimport { vitePlugin as remix } from '@remix-run/dev';\n"
                + "export default defineConfig({ plugins: [remix(%s)] });";

        present(built("npx remix vite:build", config.formatted("")), "/app/build/server/index.js");
        unknown(
                built("npx remix vite:build", config.formatted("{ buildDirectory: 'x' }")),
                "/app/build/server/index.js");
        present(built("npx remix build", ""), "/app/build/index.js", "/app/public/build");
        present(
                built("npx remix build", "-- remix.config.js --\nmodule.exports = { serverBuildPath: 'out/main.js' };"),
                "/app/out/main.js");
    }

    @Test
    void nuxtLeavesAServerOfItsOwn() {
        present(built("npx nuxt build", ""), "/app/.output/server/index.mjs", "/app/.output/public");
        present(
                built("npx nuxi build", "-- nuxt.config.ts --\nexport default defineNuxtConfig({ ssr: true });"),
                "/app/.output/server/index.mjs");
        unknown(
                built(
                        "npx nuxt build",
                        "-- nuxt.config.ts --\nexport default defineNuxtConfig({ nitro: { preset } });"),
                "/app/.output/server/index.mjs");
        unknown(built("npx nuxt generate", ""), "/app/.output/server/index.mjs");
    }

    private static BuiltImage start(String plugins, String more) {
        return built("npx vite build", """
                -- vite.config.ts --
                import { cloudflare } from '@cloudflare/vite-plugin';
                import { nitroV2Plugin } from '@tanstack/nitro-v2-vite-plugin';
                import { tanstackStart } from '@tanstack/react-start/plugin/vite';
                import viteReact from '@vitejs/plugin-react';
                import { nitro } from 'nitro/vite';
                import { defineConfig } from 'vite';
                import other from './other';
                const plugins = [tanstackStart(), viteReact()];
                %s
                export default defineConfig({ plugins, %s });
                """.formatted(plugins, more));
    }

    @Test
    void nitroMakesAServerOfTanStackStart() {
        String server = "/app/.output/server/index.mjs";

        present(start("plugins.push(nitro());", ""), server);
        present(start("plugins.unshift(nitroV2Plugin());", ""), server);
        present(
                start("plugins.push(nitroV2Plugin({ preset: 'node-server', compatibilityDate: '2025-10-21' }));", ""),
                server);
        present(
                start("if (process.env.PATH) { plugins.push(nitro()) } else { plugins.push(cloudflare()) }", ""),
                server);
    }

    @Test
    void nitroMayMakeSomethingElseOfTanStackStart() {
        String server = "/app/.output/server/index.mjs";

        unknown(start("", ""), server);
        unknown(start("plugins.push(cloudflare());", ""), server);
        unknown(start("plugins.push(nitro(), other());", ""), server);
        unknown(
                start("if (process.env.NITRO) { plugins.push(nitro()) } else { plugins.push(cloudflare()) }", ""),
                server);
        unknown(start("plugins.push(nitro({ preset: 'vercel' }));", ""), server);
        unknown(start("plugins.push(nitro({ preset: 'node' }));", ""), server);
        unknown(start("plugins.push(nitro({ preset: process.env.PRESET }));", ""), server);
        unknown(start("plugins.push(nitro({ output: { dir: 'out' } }));", ""), server);
        unknown(start("plugins.push(nitro());", "root: 'web'"), server);
        unknown(start("plugins.push(nitro());", "nitro: { preset: 'bun' }"), server);
        unknown(
                start("plugins.push(nitro());", "}) ;\n-- nitro.config.ts --\nexport default ({ preset: 'bun'"),
                server);
    }

    @Test
    void astroLeavesASiteOrTheServerOfItsAdapter() {
        present(built("npx astro build", ""), "/app/dist/index.html");
        String config = "-- astro.config.mjs --\nimport node from '@astrojs/node';\n"
                + "export default defineConfig({ output: 'server', adapter: node({ mode: '%s' }) });";
        present(built("npx astro build", config.formatted("standalone")), "/app/dist/server/entry.mjs");
        unknown(built("npx astro build", config.formatted("middleware")), "/app/dist/server/entry.mjs");
    }

    @Test
    void svelteKitLeavesTheServerOfItsAdapter() {
        String vite = "-- vite.config.ts --\nimport { sveltekit } from '@sveltejs/kit/vite';\n"
                + "export default defineConfig({ plugins: [sveltekit()] });\n";

        present(
                built(
                        "npx vite build",
                        vite + "-- svelte.config.js --\nimport adapter from '@sveltejs/adapter-node';\n"
                                + "export default { kit: { adapter: adapter() } };"),
                "/app/build/index.js");
        unknown(
                built(
                        "npx vite build",
                        vite + "-- svelte.config.js --\nimport adapter from '@sveltejs/adapter-auto';\n"
                                + "export default { kit: { adapter: adapter() } };"),
                "/app/build/index.js");
    }

    @Test
    void svelteKitIsAskedWhereItsAdapterWrites() {
        String vite = "-- vite.config.ts --\nimport { sveltekit } from '@sveltejs/kit/vite';\n"
                + "export default defineConfig({ plugins: [sveltekit()] });\n"
                + "-- svelte.config.js --\nimport adapter from '@sveltejs/adapter-node';\n"
                + "// read about csrf before it is switched out\nexport default { kit: { adapter: adapter(%s) } };";

        present(built("npx vite build", vite.formatted("")), "/app/build/index.js");
        present(built("npx vite build", vite.formatted("{ precompress: true }")), "/app/build/index.js");
        present(built("npx vite build", vite.formatted("{ out: 'server' }")), "/app/server/index.js");
        unknown(built("npx vite build", vite.formatted("{ out: where() }")), "/app/build/index.js");
        unknown(built("npx vite build", vite.formatted("options()")), "/app/build/index.js");
        present(built("npx vite build", vite.formatted("{ envPrefix: '' }")), "/app/build/index.js");
        unknown(built("npx vite build", vite.formatted("{ envPrefix: 'MY_' }")), "/app/build/index.js");
        unknown(built("npx vite build", vite.formatted("{ envPrefix: prefix() }")), "/app/build/index.js");
    }

    @Test
    void viteWritesWhereItIsToldAndNowhereElse() {
        BuiltImage usual = built("npx vite build", "-- index.html --\n<html>");
        present(usual, "/app/dist/index.html");
        absent(usual, "/app/build");
        BuiltImage told = built(
                "npx vite build",
                "-- vite.config.ts --\nimport react from '@vitejs/plugin-react';\n"
                        + "export default defineConfig(({ mode }) => ({ plugins: [react()], build: { outDir: './build' } }));");
        present(told, "/app/build/index.html");
        absent(told, "/app/dist");
        BuiltImage more = built(
                "npx vite build",
                "-- vite.config.ts --\nimport x from 'somebodys-plugin';\nexport default { plugins: [x()] };");
        present(more, "/app/dist/index.html");
        unknown(more, "/app/build");
        unknown(
                built("npx vite build", "-- vite.config.ts --\nexport default { build: { outDir: somewhere() } };"),
                "/app/dist");
        unknown(
                built(
                        "npx vite build",
                        "-- vite.config.ts --\nimport { mergeConfig } from 'vite';\nimport all from '../all';\n"
                                + "export default mergeConfig(all, { base: '/' });"),
                "/app/dist",
                "/app/build");
    }

    @Test
    void ofTwoConfigurationsThatAreMergedTheSecondOneCounts() {
        String merged = """
                -- vite.config.ts --
                import { defineConfig, mergeConfig } from 'vite';
                import { defineConfig as defineTest } from 'vitest/config';
                const test = defineTest({ build: { %s }, plugins: [] });
                export default defineConfig(() => mergeConfig({ base: '/', build: { outDir: 'build' } }, test));
                """;
        BuiltImage first = built("npx vite build", merged.formatted("sourcemap: true"));
        present(first, "/app/build/index.html");
        absent(first, "/app/dist");
        present(built("npx vite build", merged.formatted("outDir: 'www'")), "/app/www/index.html");
        unknown(built("npx vite build", merged.formatted("outDir: somewhere()")), "/app/www", "/app/build");
    }

    @Test
    void createReactAppWritesToOneDirectory() {
        BuiltImage built = built("npx react-scripts build", "");

        present(built, "/app/build/index.html");
        absent(built, "/app/dist");
    }

    /** The script of a command lies in its package. */
    @Test
    void aCommandThatNodeIsGivenByItsFileIsThatCommand() {
        String vite = "node --max-old-space-size=4096 ./node_modules/vite/bin/vite.js build";
        String installed = """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                RUN npm install
                RUN %s
                -- package.json --
                {"name": "web", "devDependencies": {"vite": "5"}}
                """;
        BuiltImage built = Builds.build(installed.formatted(vite));
        present(built, "/app/dist/index.html");
        absent(built, "/app/build");
        unknown(Builds.build(installed.formatted(vite.replace("vite.js", "other.js"))), "/app/dist/index.html");
    }

    /** Whether the newest node is new enough is not known; a build is followed as it goes when all goes well. */
    @Test
    void yarnRunsScriptsThoughNobodyKnowsWhichNodeItIs() {
        present(Builds.build("""
                        -- Dockerfile --
                        FROM node:alpine
                        WORKDIR /app
                        COPY . .
                        RUN yarn build
                        -- package.json --
                        {"name": "web", "engines": {"node": ">=10.15.0"}, "scripts": {"build": "mkdir -p out/deep"}}
                        """), "/app/out/deep");
    }

    @Test
    void electronBuilderLeavesWhatIsInstalledAsItIs() {
        String files = """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                RUN npx install-app-deps
                -- package.json --
                {"name": "web"%s}
                -- app/package.json --
                {"name": "app"}
                """;
        BuiltImage built = Builds.build(files.formatted(""));
        absent(built, "/app/dist", "/app/node_modules");
        unknown(built, "/app/app/node_modules");
        unknown(Builds.build(files.formatted(", \"build\": {\"directories\": {\"app\": \"dist\"}}")), "/app/dist");
    }
}
