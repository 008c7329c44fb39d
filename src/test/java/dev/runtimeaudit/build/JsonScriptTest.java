package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts of a build that rewrite a JSON file; what they write was compared with node 20. */
class JsonScriptTest {

    private static BuiltImage built(String script, String text) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN node %s
                -- package.json --
                {"name": "a", "type": "module", "main": "./src/index.ts", "scripts": {"x": "echo \\"é\\"", "n": "1"}, "files": [], "v": [1, null, true]}
                """.formatted(script) + "-- " + script + " --\n" + text);
    }

    private static Content manifest(BuiltImage built) {
        return ((Node.File) Builds.node(built, "/app/package.json")).content();
    }

    @Test
    void whatItSetsStandsInTheFile() {
        BuiltImage built = built("scripts/dist.js", """
                import fs, { writeFileSync as write } from "node:fs";
                import * as path from "path";
                import { fileURLToPath } from "node:url";
                const __dirname = path.dirname(fileURLToPath(import.meta.url));
                const file = path.resolve(__dirname, "../package.json");
                const pkg = JSON.parse(fs.readFileSync(file, "utf-8"));
                pkg.main = "./dist/index.js";
                pkg.exports = { ".": { import: "./dist/index.js" }, };
                pkg.exports["./db"] = `${pkg.name}/db`;
                delete pkg.scripts.n;
                write(file, JSON.stringify(pkg, null, 2) + "\\n");
                console.log("done");
                """);

        assertThat(Builds.text(built, "/app/package.json")).isEqualTo("""
                {
                  "name": "a",
                  "type": "module",
                  "main": "./dist/index.js",
                  "scripts": {
                    "x": "echo \\"é\\""
                  },
                  "files": [],
                  "v": [
                    1,
                    null,
                    true
                  ],
                  "exports": {
                    ".": {
                      "import": "./dist/index.js"
                    },
                    "./db": "a/db"
                  }
                }
                """);
        Builds.absent(built, "/app/scripts/other.js", "/app/dist");
    }

    @Test
    void whatOneRequiresIsReadToo() {
        BuiltImage built = built("make.cjs", """
                const fs = require("fs"), { join } = require("path");
                const pkg = require("./package.json");
                fs.writeFileSync(join(__dirname, "version.json"), JSON.stringify({ name: pkg.name, of: [pkg.main] }));
                """);

        assertThat(Builds.text(built, "/app/version.json")).isEqualTo("{\"name\":\"a\",\"of\":[\"./src/index.ts\"]}");
        assertThat(Builds.text(built, "/app/package.json")).contains("./src/index.ts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (process.env.CI) pkg.main = 'x';",
                "for (const key of Object.keys(pkg)) delete pkg[key];",
                "pkg.main = pkg.nothing;",
                "pkg.main = process.env.MAIN;",
                "pkg[1] = 'x';",
                "fs.rmSync('x');",
                "pkg.main = require('./package.json').x ?? 'y';"
            })
    void whatIsNotFollowedLeavesItOpen(String line) {
        BuiltImage built = built("make.cjs", """
                const fs = require("fs");
                const pkg = JSON.parse(fs.readFileSync("package.json", "utf8"));
                %s
                fs.writeFileSync("package.json", JSON.stringify(pkg));
                """.formatted(line));

        assertThat(manifest(built)).isNotInstanceOf(Content.Written.class);
        assertThat(manifest(built).doubt()).isPresent();
    }

    @Test
    void oneThatNodeTakesForSomethingElseIsNotFollowed() {
        BuiltImage built = built("make.js", """
                const fs = require("fs");
                const pkg = JSON.parse(fs.readFileSync("package.json", "utf8"));
                fs.writeFileSync("package.json", JSON.stringify(pkg));
                """);

        assertThat(manifest(built)).isNotInstanceOf(Content.Written.class);
    }
}
