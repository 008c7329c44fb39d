package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.health.Unanswered;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health checks that ask where nobody answers, from the Dockerfile on. */
class HealthAuditTest {

    @Test
    void whatEndsByItselfNeedsNoCheck() {
        String tools = "-- Dockerfile --\nFROM alpine:3.20\nRUN apk add --no-cache curl\n";
        assertThat(rules(tools)).doesNotContain("healthcheck-missing");
        assertThat(rules(tools + "CMD [\"sleep\", \"infinity\"]\n")).contains("healthcheck-missing");
    }

    private static List<String> rules(String tree) {
        return Audit.run(SourceTree.of(tree), Knowledge.shipped(), AuditOptions.of(Path.of("."))).findings().stream()
                .map(f -> f.finding().ruleId())
                .toList();
    }

    private static final String NODE = """
            -- Dockerfile --
            FROM node:20-alpine
            COPY server.js /
            HEALTHCHECK CMD %s
            CMD ["node", "/server.js"]
            -- server.js --
            require("http").createServer().listen(%s)
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '~',
            value = {
                "wget -q -O /dev/null http://localhost:3000/ || exit 1^3000, '0.0.0.0'^ localhost",
                "wget --spider http://localhost:3000^process.env.PORT, '0.0.0.0'^ localhost",
                "wget -q -O- http://127.0.0.1:8080/^3000^ :8080",
                "[\"node\", \"-e\", \"fetch('http://127.0.0.1:8080/')\"]^3000^ :8080",
                "node -e \"fetch('http://localhost:8080').catch(() => process.exit(1))\"^3000^ :8080",
            })
    void aCheckThatNobodyAnswersIsFound(String check, String listens, String subject) {
        assertThat(subjects(NODE.formatted(check, listens))).containsExactly("healthcheck " + subject.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '~',
            value = {
                "wget -q -O /dev/null http://127.0.0.1:3000/^3000, '0.0.0.0'",
                "wget -q -O /dev/null http://localhost:3000/^3000",
                "wget -q -O /dev/null http://localhost:3000/^3000, host",
                "wget -q http://localhost:3000/ || true^3000, '0.0.0.0'",
                "wget -q http://localhost:3000/ || wget -q http://127.0.0.1:3000/^3000, '0.0.0.0'",
                "wget -q -O- http://127.0.0.1:8080/^process.env.PORT || 3000",
                "wget -q -O- http://example.org:8080/^3000",
                "node -e \"fetch('http://localhost:8080').catch(() => process.exit(0))\"^3000",
                "node -e \"fetch('http://localhost:' + process.env.PORT)\"^3000",
                "node -e \"fetch('http://localhost:3000')\"^3000, '0.0.0.0'",
            })
    void nothingIsSaidWhereItMayBeAnswered(String check, String listens) {
        assertThat(subjects(NODE.formatted(check, listens))).isEmpty();
    }

    @Test
    void anotherServerMayAnswer() {
        assertThat(subjects(NODE.formatted("wget -q -O- http://127.0.0.1:9090/", "3000")
                        + "require('http').createServer().listen(9090)\n"))
                .isEmpty();
        assertThat(subjects(NODE.formatted("wget -q -O- http://127.0.0.1:9090/", "3000") + "require('./metrics')\n"))
                .isEmpty();
        assertThat(subjects(NODE.formatted("wget -q -O- http://127.0.0.1:9090/", "3000")
                        + "function serve(framework) { framework.server({ port: 9090 }).start() }\n"))
                .isEmpty();
    }

    private static final String NEXT = """
            -- Dockerfile --
            FROM node:22-alpine AS build
            WORKDIR /app
            COPY . .
            RUN npm ci && npm run build
            FROM node:22-alpine
            WORKDIR /app
            COPY --from=build /app/.next/standalone ./
            COPY --from=build /app/.next/static ./.next/static
            %sCMD ["node", "server.js"]
            -- next.config.js --
            module.exports = { output: "standalone" }
            -- app/page.js --
            export default function Page() { return null }
            -- package.json --
            {"name": "web", "scripts": {"build": "next build"}, "dependencies": {"next": "15.5.0"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "dependencies": {"next": "15.5.0"}},
             "node_modules/next": {"version": "15.5.0", "bin": {"next": "dist/bin/next"}}}}
            -- docker-compose.yml --
            services:
              web:
                build: .
                %s
                healthcheck:
                  test: ["CMD", "wget", "-q", "-O-", "http://127.0.0.1:3000/"]
            """;

    @Test
    void nextListensAtTheNameThatTheEngineGivesTheContainer() {
        assertThat(subjects(NEXT.formatted("", "ports: [\"80:3000\"]")))
                .containsExactly("docker-compose.yml:web HOSTNAME");
        assertThat(subjects(NEXT.formatted("ENV HOSTNAME=0.0.0.0\n", "ports: [\"80:3000\"]")))
                .isEmpty();
        assertThat(subjects(NEXT.formatted("", "environment: {HOSTNAME: 0.0.0.0}")))
                .isEmpty();
        assertThat(subjects(NEXT.formatted("", "environment: {HOSTNAME: \"${H}\"}")))
                .isEmpty();
        assertThat(subjects(NEXT.formatted("", "env_file: production.env"))).isEmpty();
        // It is up without that file, too.
        assertThat(subjects(NEXT.formatted("", "env_file: [{path: production.env, required: false}]")))
                .containsExactly("docker-compose.yml:web HOSTNAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.3.4", "13.4.12", "13.4.18"})
    void earlierVersionsOfNextListenEverywhere(String version) {
        String service = NEXT.formatted("", "ports: [\"80:3000\"]");

        assertThat(subjects(service.replaceAll("15\\.[0-9]+\\.[0-9]+", version)))
                .isEmpty();
        assertThat(subjects(service.replaceAll("15\\.[0-9]+\\.[0-9]+", "13.4.19")))
                .hasSize(1);
    }

    private static final String PUBLISHED = """
            -- Dockerfile --
            FROM node:20-alpine
            COPY server.js /
            %sCMD ["node", "/server.js"]
            -- server.js --
            require("./app")
            -- docker-compose.yml --
            services:
              web:
                build: .
                ports: ["3002:3000"]
                %s
                healthcheck:
                  test: curl -f http://localhost:3002/ || exit 1
            """;

    @Test
    void aPortOfTheHostIsNoneOfTheContainer() {
        String known = PUBLISHED.replace("require(\"./app\")", "require(\"http\").createServer().listen(3000)");

        assertThat(subjects(known.formatted("", "init: true"))).containsExactly("docker-compose.yml:web :3002");
        assertThat(subjects(PUBLISHED.formatted("", "init: true"))).isEmpty();
    }

    @Test
    void aPortThatMayBeGivenIsThePublishedOneOrTheMappingIsWrong() {
        String open = PUBLISHED.replace(
                "require(\"./app\")", "require(\"http\").createServer().listen(process.env.PORT || 3000)");

        assertThat(subjects(open.formatted("", "env_file: .env"))).containsExactly("docker-compose.yml:web :3002");
        assertThat(subjects(open.replace("|| 3000", "|| 4000").formatted("", "env_file: .env")))
                .isEmpty();
        assertThat(subjects(open.replace("PORT || 3000)", "PORT || 3000); require('more')")
                        .formatted("", "env_file: .env")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment: {PORT: 3002}",
                "network_mode: host",
                "command: [node, /server.js, --port, '3002']",
            })
    void unlessSomethingSaysThatItIsOne(String more) {
        assertThat(subjects(PUBLISHED.formatted("", more))).isEmpty();
    }

    @Test
    void soDoesAnExposedPort() {
        assertThat(subjects(PUBLISHED.formatted("EXPOSE 3002\n", "init: true"))).isEmpty();
    }

    @Test
    void bunServesWhatItsMainFileExports() {
        String service = """
                -- Dockerfile --
                FROM oven/bun:1-alpine
                COPY . /app/
                WORKDIR /app
                HEALTHCHECK CMD wget -q -O /dev/null http://localhost:3000/
                CMD ["bun", "src/index.ts"]
                -- src/index.ts --
                import { app } from "./app"
                export default { port: app.port, hostname: "0.0.0.0", fetch: app.fetch }
                -- src/app.ts --
                export const app = { port: 3000, fetch: () => new Response() }
                export const free = () => Bun.serve({ port: 0, fetch: () => new Response() })
                """;
        assertThat(subjects(service)).containsExactly("healthcheck localhost");
        assertThat(subjects(service.replace("alpine", "slim"))).isEmpty();
    }

    private static final String ROUTES = """
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY package.json package-lock.json ./
            RUN npm ci
            COPY server.js ./
            HEALTHCHECK CMD %s
            CMD ["node", "server.js"]
            -- package.json --
            {"name": "api", "dependencies": {"express": "4.21.2"}}
            -- package-lock.json --
            {"name": "api", "lockfileVersion": 3, "packages": {"": {"name": "api", "dependencies": {"express": "4.21.2"}},
             "node_modules/express": {"version": "4.21.2"}}}
            -- server.js --
            const express = require("express");
            const app = express();
            %s
            app.listen(3000);
            """;

    @Test
    void aRouteThatIsElsewhereIsToldApart() {
        String check = "wget -q --spider http://127.0.0.1:3000/health";
        assertThat(subjects(ROUTES.formatted(check, "app.get('/api/health', (req, res) => res.send('ok'));")))
                .containsExactly("healthcheck /health");
        assertThat(subjects(ROUTES.formatted(check, "app.get('/health', (req, res) => res.send('ok'));")))
                .isEmpty();
        assertThat(subjects(ROUTES.formatted(check, "app.get('/items', (req, res) => res.send('ok'));")))
                .isEmpty();
        assertThat(subjects(ROUTES.formatted(check, "app.get('/api/health', f); app.use('/', require('x-health'));")))
                .isEmpty();
        assertThat(subjects(ROUTES.formatted(
                        "node -e \"fetch('http://127.0.0.1:3000/health')\"",
                        "app.get('/api/health', (req, res) => res.send('ok'));")))
                .isEmpty();
        assertThat(subjects(ROUTES.formatted(
                        "node -e \"fetch('http://127.0.0.1:3000/health').then(r => process.exit(r.ok ? 0 : 1))\"",
                        "app.get('/api/health', (req, res) => res.send('ok'));")))
                .containsExactly("healthcheck /health");
    }

    @Test
    void aRootThatNobodyAnswersIsNotTheRouteOfHealth() {
        String check = "wget -q -O /dev/null http://127.0.0.1:3000/ || exit 1";
        assertThat(subjects(ROUTES.formatted(check, "app.get('/health', (req, res) => res.send('ok'));")))
                .containsExactly("healthcheck /");
        assertThat(subjects(ROUTES.formatted(
                        check,
                        "app.use(express.json());\napp.get('/health', (req, res) => res.send('a/b'.split('/')));")))
                .containsExactly("healthcheck /");
        assertThat(subjects(ROUTES.formatted(
                        check, "app.get('/health', (req, res) => { const rest = req.path || '/'; res.send(rest); });")))
                .containsExactly("healthcheck /");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.get('/', f);",
                "app.get('', f);",
                "app.use(express.static('public'));",
                "app.use(viteServer.middlewares);",
                "app.use('/', pages);",
                "app.get('*', f);",
                "app.all('/{*splat}', f);",
                "const home = '/'; app.get(home, f);",
                "const home = process.env.HOME_PATH || '/'; app.get(home, f);",
                "app.get(process.env.HOME_PATH || '/', f);",
                "const path = process.env.HOME_PATH || '/'; app.route({ method: 'GET', path, handler });",
                "app.use((req, res) => res.send('ok'));",
                "app.setNotFoundHandler(f);",
                "app.get(/.*/, f);",
            })
    void aRootThatMayBeAnsweredIs(String more) {
        String check = "wget -q -O /dev/null http://127.0.0.1:3000/ || exit 1";
        assertThat(subjects(ROUTES.formatted(check, "app.get('/health', (req, res) => res.send('ok'));\n" + more)))
                .isEmpty();
    }

    private static final String SINGLE = """
            -- api/Dockerfile --
            FROM oven/bun:1-alpine AS build
            WORKDIR /build
            COPY package.json bun.lock ./
            RUN bun install --production --frozen-lockfile
            COPY server.ts proxy.ts ./
            RUN bun build --compile --minify server.ts --outfile api
            FROM alpine:3.20
            RUN apk add --no-cache libstdc++ libgcc
            COPY --from=build /build/api /usr/local/bin/api
            HEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1:8080%s || exit 1
            ENTRYPOINT ["/usr/local/bin/api"]
            -- api/package.json --
            {"name": "api", "dependencies": {"hono": "4.6.0"}}
            -- api/bun.lock --
            {"lockfileVersion": 1, "workspaces": {"": {"name": "api", "dependencies": {"hono": "4.6.0"}}},
              "packages": {"hono": ["hono@4.6.0", "", {}, "sha512-x"]}}
            -- api/proxy.ts --
            import { createServer as create } from "node:http";
            export const proxy = (port: number) => create((req, res) => res.end()).listen(port);
            -- api/server.ts --
            import { Hono } from "hono";
            import { proxy } from "./proxy.ts";
            const port = parseInt(process.env.PORT || "8080", 10);
            const app = new Hono();
            app.get("/health", (c) => c.json({ ok: true }));
            proxy(port + 1);
            export default { port, fetch: app.fetch };
            """;

    @Test
    void aProgramThatBunHasCompiledHasTheRoutesOfItsSources() {
        assertThat(subjects(SINGLE.formatted("/"))).containsExactly("healthcheck /");
        assertThat(subjects(SINGLE.formatted("/health"))).isEmpty();
    }

    @Test
    void staticFilesOfNextThatAnotherImageServesAreNotMissing() {
        String alone =
                NEXT.formatted("", "init: true").replace("COPY --from=build /app/.next/static ./.next/static\n", "");
        String proxy = """
                -- proxy/Dockerfile --
                FROM node:22-alpine AS build
                WORKDIR /app
                COPY . .
                RUN npm ci && npm run build
                FROM nginx:1.27-alpine
                COPY --from=build /app/.next/static %s
                """;

        String proxied = alone + "  proxy:\n    build: {context: ., dockerfile: proxy/Dockerfile}\n" + proxy;

        assertThat(statics(alone)).isEqualTo(1);
        assertThat(statics(proxied.formatted("/usr/share/nginx/html/_next/static")))
                .isZero();
        assertThat(statics(proxied.formatted("/srv/.next/static"))).isZero();
    }

    private static long statics(String txtar) {
        AuditResult audit = Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of("workspace")));
        return audit.findings().stream()
                .filter(found -> found.finding().ruleId().equals("next-static-missing"))
                .count();
    }

    private static List<String> subjects(String txtar) {
        return Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of("workspace")))
                .workspace()
                .services()
                .stream()
                .flatMap(service -> Unanswered.of(service).stream())
                .map(Unanswered::subject)
                .toList();
    }
}
