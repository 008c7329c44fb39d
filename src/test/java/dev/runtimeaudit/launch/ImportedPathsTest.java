package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that imports a file by its URL, which it makes of a path. */
class ImportedPathsTest {

    private static String image(String path) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                CMD ["node", "server.js"]
                -- server.js --
                const { pathToFileURL } = require('url');
                const path = require('path');
                const { createServer } = require('http');
                const load = new Function('file', 'return import(file)');
                async function main() {
                    await load(pathToFileURL(%s).href);
                    createServer().listen(process.env.PORT || 3000);
                }
                main().catch(() => process.exit(1));
                """.formatted(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path.join(process.cwd(), 'build', 'server.mjs')",
                "path.resolve('build/server.mjs')",
                "path.join(process.cwd(), \"build/server.mjs\")",
            })
    void whatIsNotThereIsNotImported(String path) {
        assertThat(Started.outcome(image(path))).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image(path) + "-- build/server.mjs --\nexport const a = 1;\n"))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotWrittenDownSaysNothing() {
        assertThat(Started.outcome(image("path.join(process.cwd(), process.env.BUILD)")))
                .isInstanceOf(Outcome.Starts.class);
    }
}
