package dev.runtimeaudit.build;

import org.junit.jupiter.api.Test;

/** What {@code copyfiles}, {@code cpy}, {@code cpx} and {@code ncp} leave behind. */
class CopyPatternsTest {

    private static BuiltImage built(String command) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json ./
                COPY src src
                COPY dist dist
                RUN npx %s
                -- package.json --
                {"name": "a"}
                -- dist/main.js --
                console.log(1)
                -- src/x.sql --
                a
                -- src/a/y.sql --
                b
                -- src/a/w.js --
                c
                -- src/.hidden.sql --
                d
                """.formatted(command));
    }

    @Test
    void copyfilesKeepsTheDirectoriesBelowTheCurrentOneUnlessItIsToldToGoUp() {
        Builds.present(built("copyfiles 'src/**/*.sql' out"), "/app/out/src/x.sql", "/app/out/src/a/y.sql");
        Builds.present(built("copyfiles -u 1 'src/**/*.sql' out"), "/app/out/x.sql", "/app/out/a/y.sql");
        Builds.present(built("copyfiles -f 'src/**/*.sql' out"), "/app/out/x.sql", "/app/out/y.sql");
        Builds.absent(built("copyfiles -f 'src/**/*.sql' out"), "/app/out/w.js", "/app/out/.hidden.sql");
    }

    @Test
    void cpxKeepsTheDirectoriesBelowWhatIsWrittenDown() {
        BuiltImage built = built("cpx 'src/**/*.{sql,js}' out");

        Builds.present(built, "/app/out/x.sql", "/app/out/a/y.sql", "/app/out/a/w.js");
        Builds.absent(built, "/app/out/src");
    }

    @Test
    void cpyPutsWhatAPlainPatternMatchesBesideEachOther() {
        Builds.present(built("cpy 'src/a/*.sql' out"), "/app/out/y.sql");
        Builds.present(built("cpy src/a/w.js out --flat"), "/app/out/w.js");
    }

    @Test
    void whereCpyPutsAFileDependsOnItsVersion() {
        BuiltImage built = built("cpy src/a/w.js dist");

        Builds.unknown(built, "/app/dist/w.js", "/app/dist/src/a/w.js");
        Builds.present(built, "/app/dist/main.js");
    }

    @Test
    void whatHasAnotherNameIsNeitherMadeNorReplaced() {
        BuiltImage built = built("cpy 'src/**/*.sql' dist");

        Builds.unknown(built, "/app/dist/x.sql");
        Builds.absent(built, "/app/dist/package.json", "/app/dist/node_modules");
    }

    @Test
    void aPatternForAllNamesMayBringAManifest() {
        Builds.unknown(built("cpy 'src/**' dist"), "/app/dist/package.json");
    }

    @Test
    void ncpCopiesWhatIsInTheDirectory() {
        BuiltImage built = built("ncp src out");

        Builds.present(built, "/app/out/x.sql", "/app/out/a/w.js", "/app/out/.hidden.sql");
    }
}
