package dev.runtimeaudit.build;

import org.junit.jupiter.api.Test;

/** What {@code playwright install} leaves behind. */
class BrowsersTest {

    private static BuiltImage built(String command) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-slim
                WORKDIR /usr/src/app
                COPY package.json ./
                RUN %s
                -- package.json --
                {"name": "a"}
                """.formatted(command));
    }

    @Test
    void browsersGoIntoTheCacheOfTheUser() {
        BuiltImage built = built("npx playwright install chromium");

        Builds.unknown(built, "/root/.cache/ms-playwright");
        Builds.absent(built, "/usr/src/app/node_modules", "/usr/bin/curl");
    }

    @Test
    void whatTheyNeedComesFromTheDistribution() {
        BuiltImage built = built("npx playwright install --with-deps");

        Builds.unknown(built, "/usr/bin/curl");
        Builds.absent(built, "/usr/src/app/node_modules");
    }

    @Test
    void aVariableSaysWhereTheyGo() {
        BuiltImage built = built("PLAYWRIGHT_BROWSERS_PATH=/opt/browsers npx playwright install");

        Builds.unknown(built, "/opt/browsers");
        Builds.absent(built, "/root/.cache");
    }

    @Test
    void itsOtherCommandsAreNotFollowed() {
        Builds.unknown(built("npx playwright test"), "/usr/src/app/test-results");
    }
}
