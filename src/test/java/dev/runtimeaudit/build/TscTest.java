package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code tsc} and {@code nest build} leave behind. */
class TscTest {

    private static final String LOCK = """
            -- package.json --
            {"name": "a", "devDependencies": {"typescript": "5", "@nestjs/cli": "11"}}
            -- package-lock.json --
            {"name": "a", "lockfileVersion": 3, "packages": {
              "": {"name": "a", "devDependencies": {"typescript": "5", "@nestjs/cli": "11"}},
              "node_modules/typescript": {"version": "%s", "bin": {"tsc": "bin/tsc"}},
              "node_modules/@nestjs/cli": {"version": "11.0.0", "bin": {"nest": "bin/nest.js"}}
            }}
            """;

    private static BuiltImage built(String version, String command, String files) {
        return built(version, command, files, "");
    }

    private static BuiltImage built(String version, String command, String files, String before) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                %s
                RUN npx %s
                """.formatted(before, command) + LOCK.formatted(version) + files);
    }

    private static Content.Emitted emitted(BuiltImage built, String path) {
        return (Content.Emitted)
                ((Node.File) Builds.node(built, path)).content().likely();
    }

    private static final String SRC = """
            -- src/main.ts --
            import { a } from "./a"; a()
            -- src/a.ts --
            export const a = () => 1
            """;

    @Test
    void aScriptComesToBeForEachSourceBelowTheDirectoryTheyHaveInCommon() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "module": "commonjs"}}
                """ + SRC);

        Builds.present(built, "/app/dist/main.js", "/app/dist/a.js");
        Builds.absent(built, "/app/dist/src/main.js", "/app/dist/main.d.ts", "/app/src/main.js");
        assertThat(emitted(built, "/app/dist/main.js").format()).isEqualTo(Content.Format.COMMONJS);
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aSourceBesideThemMovesAll() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}}
                -- test/a.test.ts --
                export {}
                """ + SRC);

        Builds.present(built, "/app/dist/src/main.js", "/app/dist/test/a.test.js");
        Builds.absent(built, "/app/dist/main.js");
    }

    @Test
    void whereTheVersionDecidesAndIsNotKnownNothingIsSaid() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm install && npx tsc
                -- package.json --
                {"devDependencies": {"typescript": "*"}}
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}}
                """ + SRC);

        Builds.unknown(built, "/app/dist/main.js", "/app/dist/src/main.js");
    }

    @Test
    void fromSixOnTheRootIsTheProject() {
        BuiltImage built = built("6.0.2", "tsc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}, "include": ["src"]}
                """ + SRC);

        Builds.present(built, "/app/dist/src/main.js");
        Builds.absent(built, "/app/dist/main.js");
    }

    @Test
    void nothingIsEmittedWhereItIsNotWanted() {
        BuiltImage built = built("5.4.5", "tsc --noEmit", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}}
                """ + SRC);

        Builds.absent(built, "/app/dist/main.js", "/app/dist");
    }

    @Test
    void aConfigurationThatCannotBeReadLeavesEverythingOpen() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"extends": "@corp/tsconfig", "compilerOptions": {"outDir": "dist"}}
                """ + SRC);

        Builds.unknown(built, "/app/dist/main.js", "/app/out/main.js");
    }

    @Test
    void anEarlierBuildThatIsRememberedMayLeaveNothingToWrite() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "incremental": true}}
                -- dist/tsconfig.tsbuildinfo --
                {}
                """ + SRC);

        Builds.unknown(built, "/app/dist/main.js");
    }

    @Test
    void tscLeavesAliasesAndNestRewritesThem() {
        String files = """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "module": "commonjs", "baseUrl": ".", "paths": {"@x/*": ["src/*"]}}}
                -- src/main.ts --
                import { a } from "@x/lib/a"; a()
                -- src/lib/a.ts --
                export const a = () => 1
                """;

        assertThat(emitted(built("5.4.5", "tsc", files), "/app/dist/main.js").rewritten())
                .isEmpty();
        assertThat(emitted(built("5.4.5", "nest build", files), "/app/dist/main.js")
                        .rewritten())
                .containsEntry("@x/lib/a", "./lib/a.js");
    }

    @Test
    void nestCopiesAssetsAndTakesTheOldOutputAway() {
        BuiltImage built = built("5.4.5", "nest build", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}, "exclude": ["**/*.spec.ts"]}
                -- nest-cli.json --
                {"sourceRoot": "src", "compilerOptions": {"deleteOutDir": true, "assets": ["mail/**/*"]}}
                -- src/mail/a.hbs --
                hello
                -- src/main.spec.ts --
                export {}
                -- dist/old.js --
                old
                """ + SRC);

        Builds.present(built, "/app/dist/main.js", "/app/dist/mail/a.hbs");
        Builds.absent(built, "/app/dist/old.js", "/app/dist/main.spec.js");
    }

    @Test
    void whatNestGivesToOtherBuildersIsNotListed() {
        BuiltImage built = built("5.4.5", "nest build --builder swc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}}
                """ + SRC);

        Builds.unknown(built, "/app/dist/main.js");
        Builds.absent(built, "/app/main.js");
    }

    @Test
    void configurationsOfNodeSayNothingOfPlaces() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"extends": "@tsconfig/node22/tsconfig.json", "compilerOptions": {"outDir": "dist"}, "include": ["src"]}
                """ + SRC);

        Builds.present(built, "/app/dist/main.js");
        assertThat(emitted(built, "/app/dist/main.js").format()).isEqualTo(Content.Format.COMMONJS);
    }

    @Test
    void whereMoreSourcesMayLieTheListedOnesAreFoundAllTheSame() {
        BuiltImage built = built(
                "5.4.5",
                "tsc",
                """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "incremental": true}, "include": ["src"]}
                """
                        + SRC.replace(
                                "-- src/main.ts",
                                "-- gen.js --\nrequire('fs').writeFileSync(process.argv[2], '')\n-- src/main.ts"),
                "RUN node gen.js");

        Builds.present(built, "/app/dist/main.js", "/app/dist/a.js");
        Builds.unknown(built, "/app/dist/generated.js");
        Builds.absent(built, "/app/dist/package.json", "/app/dist/node_modules");
        assertThat(emitted(built, "/app/dist/main.js").rewritten()).containsEntry("./a", "./a.js");
    }

    @Test
    void aCheckOfTypesLeavesNothing() {
        BuiltImage built = built("5.4.5", "tsc --noEmit", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "incremental": true}}
                -- tsconfig.tsbuildinfo --
                {}
                """ + SRC);

        Builds.absent(built, "/app/dist");
    }

    @Test
    void tscAliasRewritesWhatTscLeft() {
        BuiltImage built =
                built("5.4.5", "tsc && cd /app && npx tsc-alias -p tsconfig.json && npx cpy 'src/*.sql' dist/sql", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "paths": {"@x/*": ["./src/*"]}}, "include": ["src"]}
                -- src/main.ts --
                import { a } from "@x/lib/a"; a()
                -- src/lib/a.ts --
                export const a = () => 1
                """);

        assertThat(emitted(built, "/app/dist/main.js").rewritten()).containsEntry("@x/lib/a", "./lib/a");
        Builds.absent(built, "/app/dist/sql/a.sql", "/app/dist/other.js");
    }

    private static final String ALIASED = """
            -- tsconfig.json --
            {"compilerOptions": {"outDir": "dist", "module": "esnext", "paths": {"@x/*": ["./src/*"], "@one": ["./src/lib"], "@a": ["./src/lib/a.ts"]}}, "include": ["src"]%s}
            -- src/main.ts --
            import { a } from "@x/lib/a"; import { i } from "@x/lib"; import { j } from "@one"; import { k } from "@a";
            import { l } from "./lib"; a(i, j, k, l)
            -- src/lib/a.ts --
            export const a = () => 1
            -- src/lib/index.ts --
            export const i = 1
            """;

    private static Content.Emitted aliased(String version, String command, String settings) {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN npx tsc
                RUN npx %s
                -- package.json --
                {"name": "a", "devDependencies": {"typescript": "5", "tsc-alias": "1"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "devDependencies": {"typescript": "5", "tsc-alias": "1"}},
                  "node_modules/typescript": {"version": "5.4.5", "bin": {"tsc": "bin/tsc"}},
                  "node_modules/tsc-alias": {"version": "%s", "bin": {"tsc-alias": "dist/bin/index.js"}}
                }}
                """.formatted(command, version) + ALIASED.formatted(settings));
        return (Content.Emitted)
                ((Node.File) Builds.node(built, "/app/dist/main.js")).content().likely();
    }

    @Test
    void anAliasBecomesAPathThatEndsAsItDoes() {
        Content.Emitted older = aliased("1.8.16", "tsc-alias", "");

        assertThat(older.rewritten())
                .containsEntry("@x/lib/a", "./lib/a")
                .containsEntry("./lib/a", "./lib/a.js")
                .containsEntry("@x/lib", "./lib")
                .containsEntry("@one", "./lib")
                .containsEntry("@a", "./lib/a.js");
        assertThat(older.inFull()).isFalse();
    }

    @Test
    void newerReleasesNameTheFileOfAnAlias() {
        Content.Emitted newer = aliased("1.9.10", "tsc-alias", "");

        assertThat(newer.rewritten()).containsEntry("@x/lib/a", "./lib/a.js").containsEntry("@one", "./lib/index.js");
        assertThat(newer.inFull()).isFalse();
    }

    @Test
    void relativePathsNameTheirFilesWhereThatIsAskedFor() {
        for (Content.Emitted full : List.of(
                aliased("1.8.10", "tsc-alias -f", ""),
                aliased("1.8.10", "tsc-alias -p tsconfig.json", ", \"tsc-alias\": {\"resolveFullPaths\": true}"))) {
            assertThat(full.rewritten())
                    .containsEntry("./lib", "./lib/index.js")
                    .containsEntry("@x/lib/a", "./lib/a.js");
            assertThat(full.inFull()).isTrue();
        }
    }

    @Test
    void aBaseImageIsNotTakenToBringSources() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20
                WORKDIR /usr/src/app
                COPY . .
                RUN npm ci && npx tsc
                """ + LOCK.formatted("5.4.5") + """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist"}}
                """ + SRC);

        Builds.present(built, "/usr/src/app/dist/main.js");
        Builds.absent(built, "/usr/src/app/dist/package.json");
    }

    @Test
    void aRequireInTypeScriptIsNoImport() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "module": "commonjs", "resolveJsonModule": true}, "include": ["src"]}
                -- src/b.ts --
                const version = require("../package.json").version; export const v: string = version;
                """ + SRC);

        Builds.present(built, "/app/dist/main.js");
        Builds.absent(built, "/app/dist/src/main.js");
    }

    @Test
    void anImportOfJsonMovesAllOnlyWhereItIsTaken() {
        String files = """
                -- src/b.ts --
                import json from "../package.json"; export const v: string = json.version;
                """ + SRC;

        Builds.present(built("5.4.5", "tsc", """
                        -- tsconfig.json --
                        {"compilerOptions": {"outDir": "dist", "module": "commonjs"}, "include": ["src"]}
                        """ + files), "/app/dist/main.js");
        Builds.present(built("5.4.5", "tsc", """
                        -- tsconfig.json --
                        {"compilerOptions": {"outDir": "dist", "module": "commonjs", "resolveJsonModule": true}, "include": ["src"]}
                        """ + files), "/app/dist/src/main.js");
    }

    @Test
    void aFileOfDeclarationsIsNoScript() {
        BuiltImage built = built("5.4.5", "nest build", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "module": "commonjs", "baseUrl": ".", "paths": {"@/*": ["src/*"]}}}
                -- src/types.d.ts --
                export interface T {}
                -- src/b.ts --
                import { T } from "@/types"; import { T as U } from "./types"; export let t: T | U;
                """ + SRC);

        assertThat(emitted(built, "/app/dist/b.js").rewritten())
                .containsEntry("@/types", "")
                .containsEntry("./types", "");
    }

    // --- configurations that cannot be read ------------------------------------------------------------------------

    private static void fails(String command, String files, int status, String line) {
        assertThat(built("5.4.5", command, files).failures()).singleElement().satisfies(failure -> {
            assertThat(failure.exitCode()).isEqualTo(status);
            assertThat(failure.output()).isEqualTo(line);
        });
    }

    @Test
    void aConfigurationWithoutTheOneThatItExtendsFailsTheBuild() {
        String inherits = "-- tsconfig.json --\n{\"extends\": \"../tsconfig.base.json\"}\n" + SRC;
        fails("tsc", inherits, 2, "error TS5083: Cannot read file '/tsconfig.base.json'.");
        fails("tsc -b", inherits, 1, "error TS5083: Cannot read file '/tsconfig.base.json'.");
        fails(
                "tsc -p b.json",
                "-- b.json --\n{\"extends\": [\"./c\"]}\n-- c.json --\n{\"extends\": \"./none\"}\n" + SRC,
                2,
                "error TS6053: File './none' not found.");
    }

    @Test
    void aProjectThatIsNotThereFailsTheBuild() {
        fails("tsc", SRC, 1, "tsc: The TypeScript Compiler - Version 5.4.5");
        fails("tsc -p b.json", SRC, 1, "error TS5058: The specified path does not exist: 'b.json'.");
        fails("tsc -b pkg", SRC, 1, "error TS5083: Cannot read file '/app/pkg/tsconfig.json'.");
        fails(
                "tsc -p src",
                SRC,
                1,
                "error TS5057: Cannot find a tsconfig.json file at the specified directory: 'src'.");
    }

    @Test
    void aConfigurationThatMayBeThereFailsNothing() {
        for (String extended :
                new String[] {"@tsconfig/node20/tsconfig.json", "../../perhaps.json", "./c", "./c.json"}) {
            assertThat(built(
                                    "5.4.5",
                                    "tsc",
                                    "-- tsconfig.json --\n{\"extends\": \"" + extended + "\"}\n-- c.json --\n{}\n"
                                            + SRC,
                                    "RUN wget -O /perhaps.json https://example.org/c.json")
                            .failures())
                    .isEmpty();
        }
    }

    // --- sources that nobody has listed ----------------------------------------------------------------------------

    @Test
    void whatMayBeGeneratedIsCompiledToWhereItBelongs() {
        BuiltImage built = built(
                "5.4.5",
                "tsc",
                """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "module": "commonjs"}}
                -- other.config.ts --
                export {}
                """ + SRC,
                "RUN mkdir src/generated && wget -O- https://example.org/x.tgz | tar xz -C src/generated");

        Builds.present(built, "/app/dist/src/main.js", "/app/dist/other.config.js");
        Builds.unknown(built, "/app/dist/src/generated/client.js");
        Builds.absent(built, "/app/dist/main.js", "/app/dist/src/other.js");
    }

    @Test
    void aSourceWithAnUnknownTextMayImportOneFromAnywhere() {
        BuiltImage built = built("5.4.5", "tsc", """
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", "rootDir": "."}}
                """ + SRC, "RUN wget -O src/b.ts https://example.org/b.ts");

        Builds.unknown(built, "/app/dist/other.js");
    }
}
