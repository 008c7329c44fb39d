package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Fact;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files of a package are carried along. Each row is what npm-packlist 5.1.3 says, which pnpm 9 and 10 use. */
class PackedFilesTest {

    private static final List<String> FILES = List.of(
            "a.js",
            "dist/index.js",
            "dist/sub/x.js",
            "dist/node_modules/y/i.js",
            "dist/yarn.lock",
            "src/a.ts",
            "docs/README.md",
            "readme/inner.txt",
            "copying",
            "config.gypi",
            "build/config.gypi",
            ".wafpickle-1",
            "archived-packages/z",
            "dist/.npmrc",
            "yarn.lock",
            "foo.orig",
            ".env");

    private static List<String> packed(String manifest, String ignored) {
        StringBuilder tree = new StringBuilder("""
            -- Dockerfile --
            FROM node:20-alpine
            RUN npm install -g pnpm@9.15.9
            WORKDIR /app
            COPY . .
            RUN pnpm --filter api deploy --prod /out
            -- package.json --
            {"name": "root"}
            -- pnpm-workspace.yaml --
            packages:
              - apps/*
            -- pnpm-lock.yaml --
            lockfileVersion: '9.0'
            importers:
              .: {}
              apps/api: {}
            -- apps/api/package.json --
            {"name": "api"%s}
            %s
            """.formatted(manifest, ignored.replace(';', '\n')));
        FILES.forEach(file -> tree.append("-- apps/api/").append(file).append(" --\nx\n"));
        BuiltImage built = Builds.build(tree.toString());
        return FILES.stream()
                .filter(file -> {
                    var fact = Builds.at(built, "/out/" + file);
                    assertThat(fact).as(file).isNotInstanceOf(Fact.Unknown.class);
                    return fact instanceof Fact.Present;
                })
                .toList();
    }

    @Test
    void withoutAListAllIsPartButWhatNobodyWants() {
        assertThat(packed("", ""))
                .containsExactly(
                        "a.js",
                        "dist/index.js",
                        "dist/sub/x.js",
                        "dist/node_modules/y/i.js",
                        "dist/yarn.lock",
                        "src/a.ts",
                        "docs/README.md",
                        "readme/inner.txt",
                        "copying",
                        "config.gypi",
                        ".env");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                            | copying readme/inner.txt",
                "['dist']                      | copying dist/index.js dist/node_modules/y/i.js dist/sub/x.js dist/yarn.lock readme/inner.txt",
                "['dist/*.js']                 | copying dist/index.js readme/inner.txt",
                "['dist/sub']                  | copying dist/sub/x.js readme/inner.txt",
                "['*.js']                      | a.js copying readme/inner.txt",
                "['dist', '!dist/sub']         | copying dist/index.js dist/node_modules/y/i.js dist/yarn.lock readme/inner.txt",
                "['docs']                      | copying docs/README.md readme/inner.txt"
            })
    void aListNamesWhatIsPart(String files, String expected) {
        List<String> names = Stream.of(expected.split(" ")).sorted().toList();
        assertThat(packed(", \"files\": " + files.replace('\'', '"'), "").stream()
                        .sorted()
                        .toList())
                .isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- apps/api/.gitignore --;dist                                 | a.js copying",
                "-- apps/api/.gitignore --;dist;-- apps/api/.npmignore --;/a.js | copying dist/index.js",
                "-- apps/api/dist/.gitignore --;*                               | a.js copying",
                "-- apps/api/.npmignore --;*;!dist;!dist/**                     | copying dist/index.js",
                "-- .gitignore --;dist                                          | a.js copying dist/index.js"
            })
    void ignoreFilesOfThePackageLeaveOut(String ignored, String expected) {
        List<String> some = List.of("a.js", "copying", "dist/index.js");
        assertThat(packed("", ignored).stream().filter(some::contains).sorted().collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void whatTheManifestNamesIsPartInAnyCase() {
        assertThat(packed(", \"main\": \"src/a.ts\", \"bin\": {\"x\": \"./dist/sub/x.js\"}", """
                -- apps/api/.npmignore --
                *
                """))
                .contains("src/a.ts", "dist/sub/x.js")
                .doesNotContain("dist/index.js", "a.js");
    }

    @Test
    void aPatternThatSaysMoreThanStarsIsNotGuessed() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install -g pnpm@9.15.9
                WORKDIR /app
                COPY . .
                RUN pnpm --filter api deploy --prod /out
                -- package.json --
                {"name": "root"}
                -- pnpm-workspace.yaml --
                packages:
                  - apps/*
                -- pnpm-lock.yaml --
                lockfileVersion: '9.0'
                importers:
                  .: {}
                  apps/api: {}
                -- apps/api/package.json --
                {"name": "api", "files": ["{dist,src}"]}
                -- apps/api/dist/index.js --
                """);

        Builds.unknown(built, "/out/dist/index.js");
    }

    private static BuiltImage opened(String files) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            RUN npm install -g pnpm@9.15.9
            WORKDIR /app
            COPY . .
            WORKDIR /app/apps/api
            RUN node build.js
            RUN pnpm --filter api deploy --prod /out
            -- package.json --
            {"name": "root"}
            -- pnpm-workspace.yaml --
            packages:
              - apps/*
            -- pnpm-lock.yaml --
            lockfileVersion: '9.0'
            importers:
              .: {}
              apps/api: {}
            -- apps/api/build.js --
            require("fs").writeFileSync(process.argv[2], "x");
            -- apps/api/package.json --
            {"name": "api", "files": [%s]}
            """.formatted(files));
    }

    @Test
    void whatABuildMadeComesAlongOnlyUnderANameThatIsListed() {
        BuiltImage built = opened("\"./dist\", \".output\"");

        Builds.unknown(built, "/out/dist/main.js", "/out/.output");
        Builds.absent(built, "/out/start.sh", "/out/output");
    }

    @Test
    void aPatternMayMatchWhatABuildMade() {
        Builds.unknown(opened("\"dist\", \"*.sh\""), "/out/start.sh");
        Builds.unknown(opened("\"dist\", \"s{a,t}art.sh\""), "/out/start.sh");
    }
}
