package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;

/** What serves the applications that builders have left. */
class SiteStartTest {

    private static final String PROJECT = """
            -- package.json --
            {"name": "web", "scripts": {"start": "%s"}, "dependencies": {"@react-router/serve": "7.9.0", "@remix-run/serve": "2.17.0"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "dependencies": {"@react-router/serve": "7.9.0", "@remix-run/serve": "2.17.0"}},
              "node_modules/@react-router/serve": {"version": "7.9.0", "bin": {"react-router-serve": "bin.js"}},
              "node_modules/@remix-run/serve": {"version": "2.17.0", "bin": {"remix-serve": "dist/cli.js"}}}}
            """;

    private static Outcome started(String build, String copies, String start) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine AS build
                WORKDIR /app
                COPY . .
                RUN npm ci && %s
                FROM node:22-alpine
                WORKDIR /app
                COPY package.json .
                COPY --from=build /app/node_modules node_modules
                %s
                CMD ["npm", "start"]
                """.formatted(build, copies) + PROJECT.formatted(start));
    }

    private static final String BUILD = "COPY --from=build /app/build build";

    @Test
    void theServersOfReactRouterAndRemixNeedTheBuild() {
        assertThat(started("npx react-router build", BUILD, "react-router-serve ./build/server/index.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(started("npx remix build", BUILD, "remix-serve build/index.js"))
                .isInstanceOf(Outcome.Starts.class);
        Outcome none = started("npx react-router build", "", "react-router-serve ./build/server/index.js");
        assertThat(((Outcome.Dies) none).failure().cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(((Outcome.Dies) none).failure().output())
                .isEqualTo("Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/build/server/index.js' imported from"
                        + " /app/node_modules/@react-router/serve/dist/cli.js");
        Outcome other = started("npx remix build", "", "remix-serve build/index.js");
        assertThat(((Outcome.Dies) other).failure().output())
                .isEqualTo("Error: ENOENT: no such file or directory, stat '/app/build/index.js'");
    }

    @Test
    void aServerOfNuxtBringsItsModules() {
        assertThat(started("npx nuxt build", "COPY --from=build /app/.output .output", "node .output/server/index.mjs"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(started("npx nuxt build", "COPY --from=build /app/.output .", "node .output/server/index.mjs"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aServerOfNitroNeedsItsChunks() {
        String one = "COPY --from=build /app/.output/server/index.mjs .output/server/";

        assertThat(started("npx nuxt build", one, "node .output/server/index.mjs"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    private static Outcome tanStack(String settings) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine AS build
                WORKDIR /app
                %s
                COPY . .
                RUN npm ci && npm run build
                FROM node:22-alpine
                WORKDIR /app
                COPY --from=build /app/.output .output
                CMD ["node", ".output/server/index.mjs"]
                -- vite.config.ts --
                import { tanstackStart } from '@tanstack/react-start/plugin/vite'
                import { nitro } from 'nitro/vite'
                import { defineConfig } from 'vite'
                const plugins = [tanstackStart()]
                if (process.env.NODE_SERVER) {
                  plugins.push(nitro())
                }
                export default defineConfig({ plugins })
                -- package.json --
                {"name": "web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7.3.0"}}
                -- package-lock.json --
                {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "devDependencies": {"vite": "7.3.0"}},
                  "node_modules/vite": {"version": "7.3.0", "dev": true, "bin": {"vite": "bin/vite.js"}}}}
                """.formatted(settings));
    }

    @Test
    void theServerOfTanStackStartIsThereWhereNitroMadeIt() {
        assertThat(tanStack("ENV NODE_SERVER=1")).isInstanceOf(Outcome.Starts.class);
        assertThat(tanStack("")).isInstanceOf(Outcome.Undecided.class);
        assertThat(tanStack("ENV NODE_SERVER=1 NITRO_PRESET=vercel")).isInstanceOf(Outcome.Undecided.class);
    }

    private static Outcome svelteKit(String base, String copies, String start) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine AS build
                WORKDIR /app
                COPY . .
                RUN npm ci && npm run build
                FROM %s
                WORKDIR /app
                COPY --from=build /app/node_modules node_modules
                %s
                CMD ["node", "%s"]
                -- vite.config.ts --
                import { sveltekit } from '@sveltejs/kit/vite'
                export default { plugins: [sveltekit()] }
                -- svelte.config.js --
                import adapter from '@sveltejs/adapter-node'
                // without precompression
                export default { kit: { adapter: adapter({ precompress: false }) } }
                -- package.json --
                {"name": "web", "type": "module", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7.3.0"}}
                -- package-lock.json --
                {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "devDependencies": {"vite": "7.3.0"}},
                  "node_modules/vite": {"version": "7.3.0", "dev": true, "bin": {"vite": "bin/vite.js"}}}}
                """.formatted(base, copies, start));
    }

    @Test
    void theServerOfSvelteKitIsStartedByItsDirectory() {
        String build = "COPY --from=build /app/build build\n";
        String manifest = "COPY package.json .\n";

        assertThat(svelteKit("node:22-alpine", build + manifest, "build")).isInstanceOf(Outcome.Starts.class);
        assertThat(svelteKit("node:22-alpine", build, "build/index.js")).isInstanceOf(Outcome.Starts.class);
        assertThat(svelteKit("node:18-alpine", build + manifest, "build")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theServerOfSvelteKitIsAModuleAndHasPartsBesideIt() {
        String build = "COPY --from=build /app/build build\n";

        assertThat(svelteKit("node:18-alpine", build, "build")).isInstanceOf(Outcome.Undecided.class);
        assertThat(svelteKit("node:22-alpine", "COPY --from=build /app/build/index.js build/\n", "build"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    /** What a manifest says is not looked for. */
    @Test
    void aManifestMayCallTheServerOfSvelteKitCommonJs() {
        String build = "COPY --from=build /app/build build\n";
        String manifest = "RUN echo '{\"type\": \"%s\"}' > %s/package.json\n";

        for (String at : new String[] {".", "build", "/"}) {
            assertThat(svelteKit("node:22-alpine", build + manifest.formatted("commonjs", at), "build/index.js"))
                    .as(at)
                    .isInstanceOf(Outcome.Undecided.class);
            assertThat(svelteKit("node:22-alpine", build + manifest.formatted("module", at), "build/index.js"))
                    .as(at)
                    .isInstanceOf(Outcome.Starts.class);
        }
    }

    private static Outcome alone(String prepare, String more, String vite) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine AS build
                WORKDIR /app
                COPY . .
                RUN npm ci %s && npm run build
                FROM node:22-alpine
                WORKDIR /srv
                COPY package.json .
                COPY --from=build /app/build build
                CMD ["node", "build"]
                -- vite.config.ts --
                import { sveltekit } from '@sveltejs/kit/vite'
                import tailwindcss from '@tailwindcss/vite'
                %s
                -- svelte.config.js --
                import adapter from '@sveltejs/adapter-node'
                export default { kit: { adapter: adapter() } }
                -- package.json --
                {"name": "web", "type": "module", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7.3.0"}%s}
                -- package-lock.json --
                {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "devDependencies": {"vite": "7.3.0"}},
                  "node_modules/vite": {"version": "7.3.0", "dev": true, "bin": {"vite": "bin/vite.js"}}}}
                """.formatted(prepare, vite, more));
    }

    /** Its adapter makes a part of the server what is no dependency. */
    @Test
    void theServerOfSvelteKitNeedsNoPackagesWhereTheProjectDependsOnNone() {
        String plain = "export default { plugins: [tailwindcss(), sveltekit()] }";

        assertThat(alone("", "", plain)).isInstanceOf(Outcome.Starts.class);
        assertThat(alone("", ", \"dependencies\": {}", plain)).isInstanceOf(Outcome.Starts.class);
        assertThat(alone("", ", \"dependencies\": {\"pg\": \"8.16.0\"}", plain)).isInstanceOf(Outcome.Undecided.class);
        assertThat(alone("&& npm install pg", "", plain)).isInstanceOf(Outcome.Undecided.class);
        assertThat(alone("", "", plain.replace("] }", "], ssr: { external: ['pg'] } }")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(alone("", "", plain.replace("] }", "], build: { rollupOptions: { external: ['pg'] } } }")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(alone("", "", "import other from './other'\n" + plain.replace("] }", ", other()] }")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    private static Outcome served(String words) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm i -g serve@14 http-server@14
                CMD [%s]
                """.formatted("\"" + words.replace(" ", "\", \"") + "\""));
    }

    @Test
    void aDirectoryIsServedWhereverTheAddressIsOne() {
        assertThat(served("serve -s dist -l 3000")).isInstanceOf(Outcome.Starts.class);
        assertThat(served("serve --single --listen=tcp://0.0.0.0:3000 dist")).isInstanceOf(Outcome.Starts.class);
        assertThat(served("http-server dist -p8080 -c-1")).isInstanceOf(Outcome.Starts.class);
        assertThat(((Outcome.Dies) served("serve -s dist -l 0.0.0.0:3000"))
                        .failure()
                        .output())
                .isEqualTo("Error: Unknown --listen endpoint scheme (protocol): 0.0.0.0:");
        assertThat(((Outcome.Dies) served("serve -s dist -l $PORT")).failure().cause())
                .isEqualTo(Cause.EXEC_FORM_IS_NO_SHELL);
        assertThat(served("serve -s dist --nobody-knows")).isInstanceOf(Outcome.Undecided.class);
        assertThat(served("serve one two")).isInstanceOf(Outcome.Undecided.class);
    }
}
