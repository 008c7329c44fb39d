package dev.runtimeaudit.build;

import org.junit.jupiter.api.Test;

/** What {@code lerna run} leaves behind. */
class LernaTest {

    private static BuiltImage built(String settings, String command) {
        return built("8.2.3", settings, command);
    }

    private static BuiltImage built(String version, String settings, String command) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@9 lerna@%s
                WORKDIR /app
                COPY . .
                RUN %s
                -- lerna.json --
                %s
                -- package.json --
                {"name": "root", "workspaces": ["apps/*", "packages/*"], "scripts": {"build": "touch root"}}
                -- apps/web/package.json --
                {"name": "@s/web", "dependencies": {"@s/ui": "1.0.0"}, "scripts": {"build": "test -f ../../packages/ui/made && touch made"}}
                -- apps/api/package.json --
                {"name": "@s/api", "scripts": {"build": "touch made"}}
                -- packages/ui/package.json --
                {"name": "@s/ui", "scripts": {"build": "touch made"}}
                -- tools/lint/package.json --
                {"name": "@s/lint", "scripts": {"build": "touch made"}}
                """.formatted(version, command, settings));
    }

    @Test
    void allPackagesAreBuiltBehindThoseThatTheyDependOn() {
        BuiltImage image = built("{\"version\": \"independent\"}", "lerna run build --stream");

        Builds.present(image, "/app/packages/ui/made", "/app/apps/web/made", "/app/apps/api/made");
        Builds.absent(image, "/app/root", "/app/tools/lint/made");
    }

    @Test
    void scopesSelectByName() {
        String settings = "{\"npmClient\": \"npm\"}";

        BuiltImage scoped = built(settings, "lerna run build --scope \"@s/ui\" --scope=@s/w*");
        Builds.present(scoped, "/app/packages/ui/made", "/app/apps/web/made");
        Builds.absent(scoped, "/app/apps/api/made");
        BuiltImage ignored = built(settings, "lerna run build --ignore @s/api");
        Builds.present(ignored, "/app/packages/ui/made", "/app/apps/web/made");
        Builds.absent(ignored, "/app/apps/api/made");
        BuiltImage needed = built(settings, "lerna run build --scope @s/web --include-dependencies");
        Builds.present(needed, "/app/packages/ui/made", "/app/apps/web/made");
        Builds.absent(needed, "/app/apps/api/made");
    }

    @Test
    void lernaMayHavePackagesOfItsOwn() {
        BuiltImage image = built("{\"packages\": [\"tools/*\"]}", "lerna run build");

        Builds.present(image, "/app/tools/lint/made");
        Builds.absent(image, "/app/apps/api/made");
    }

    @Test
    void releasesDifferInThePackagesThatTheyTake() {
        String listed = "{\"packages\": [\"tools/*\"]}";

        Builds.present(built("6.6.2", listed, "lerna run build"), "/app/tools/lint/made");
        Builds.unknown(built("6.6.2", "{}", "lerna run build"), "/app/apps/api/made");
        Builds.unknown(built("8.2.3", "{\"useWorkspaces\": true}", "lerna run build"), "/app/apps/api/made");
        Builds.unknown(built("latest", "{}", "lerna run build"), "/app/apps/api/made");
        Builds.present(built("latest", listed, "lerna run build"), "/app/tools/lint/made");
    }

    @Test
    void nxMayRunMore() {
        String scope = "lerna run build --scope @s/web";

        Builds.absent(built("{}", scope), "/app/packages/ui/made");
        Builds.unknown(built("{}\n-- apps/web/project.json --\n{}", scope), "/app/packages/ui/made");
        Builds.unknown(
                built("{}\n-- packages/more/package.json --\n{\"name\": \"more\", \"nx\": {}}", scope),
                "/app/packages/ui/made");
    }

    @Test
    void patternsMayBeMoreThanStars() {
        Builds.unknown(built("{}", "lerna run build --scope '@s/w[e]b'"), "/app/apps/web/made");
        Builds.unknown(built("{}", "lerna run build --since=main"), "/app/apps/api/made");
        Builds.unknown(built("{}", "lerna run build --npm-client=yarn"), "/app/apps/api/made");
    }

    @Test
    void whatIsNotFollowedMayMakeAnything() {
        Builds.unknown(built("{}", "lerna run build --since main"), "/app/apps/api/made");
        Builds.unknown(built("{}", "lerna run build --scope '!@s/api'"), "/app/apps/api/made");
        Builds.unknown(built("{}", "lerna exec -- npm run build"), "/app/apps/api/made");
        Builds.unknown(built("{}\n-- nx.json --\n{}", "lerna run build --scope @s/web"), "/app/packages/ui/made");
    }
}
