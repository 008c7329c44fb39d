package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.at;
import static dev.runtimeaudit.build.Builds.mode;
import static dev.runtimeaudit.build.Builds.node;
import static dev.runtimeaudit.build.Builds.owner;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.program;
import static dev.runtimeaudit.build.Builds.text;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs leave behind that are not followed, or that write only when they are told to. */
class EffectsTest {

    private static BuiltImage built(String lines) {
        return Builds.build("-- Dockerfile --\nFROM node:20-bookworm\nWORKDIR /app\nCOPY a.sh b.txt ./\n" + lines
                + "\n-- a.sh --\n#!/bin/sh\necho a\n-- b.txt --\nb\n");
    }

    private static boolean isSettled(BuiltImage built, String path) {
        return node(built, path).meta().settled();
    }

    private static boolean isDoubted(BuiltImage built, String path) {
        return ((Node.File) node(built, path)).content().doubt().isPresent();
    }

    @Test
    void anUnknownProgramMayChangeTheModeAndTheTextOfWhatIsThere() {
        BuiltImage built = built("RUN make all");

        present(built, "/app/a.sh");
        assertThat(isSettled(built, "/app/a.sh")).isFalse();
        assertThat(isDoubted(built, "/app/a.sh")).isTrue();
        assertThat(((Node.File) node(built, "/bin/sh")).content()).isInstanceOf(Content.Program.class);
    }

    @Test
    void filesThatSayWhatIsIgnoredAreReadOnly() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-bookworm
                WORKDIR /app
                COPY . .
                RUN make all
                -- .gitignore --
                dist
                -- b.txt --
                b
                """);

        assertThat(isDoubted(built, "/app/.gitignore")).isFalse();
        assertThat(isDoubted(built, "/app/b.txt")).isTrue();
    }

    @Test
    void anArchiveThatIsUnpackedAtTheRootMayBringAnything() {
        BuiltImage built = built(
                "WORKDIR /app\nADD https://example.org/overlay.tar.xz /tmp\nRUN tar -C / -Jxpf /tmp/overlay.tar.xz");

        unknown(built, "/init", "/command/s6");
        present(built, "/bin/sh");
    }

    @Test
    void aCopyMakesWhatWasInDoubtCertainAgain() {
        BuiltImage built = built("RUN make all\nCOPY a.sh ./");

        assertThat(isSettled(built, "/app/a.sh")).isTrue();
        assertThat(isDoubted(built, "/app/a.sh")).isFalse();
        assertThat(isDoubted(built, "/app/b.txt")).isTrue();
    }

    @Test
    void aCompilerLeavesWhatItFindsAsItIs() {
        BuiltImage built = built("RUN gcc -o a.out main.c");

        assertThat(isSettled(built, "/app/a.sh")).isTrue();
        assertThat(isDoubted(built, "/app/a.sh")).isFalse();
        unknown(built, "/app/a.out");
    }

    @Test
    void aScriptOfTheProjectMayRewriteTextsButSourcesManifestsAndShellScripts() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-bookworm-slim
                WORKDIR /app
                COPY . .
                RUN node scripts/prepare.js
                -- package.json --
                {}
                -- start.sh --
                #!/bin/sh
                -- nginx.conf --
                events {}
                -- scripts/prepare.js --
                require("fs").writeFileSync(process.argv[2], "");
                """);

        assertThat(isDoubted(built, "/app/nginx.conf")).isTrue();
        assertThat(isSettled(built, "/app/nginx.conf")).isTrue();
        assertThat(isDoubted(built, "/app/start.sh")).isFalse();
        assertThat(isDoubted(built, "/app/package.json")).isFalse();
    }

    @Test
    void aPackageScriptMayChangeModesThroughARecipe() {
        String image = """
                -- Dockerfile --
                FROM node:20-bookworm
                WORKDIR /app
                COPY . .
                RUN npm run build
                -- start.sh --
                #!/bin/sh
                -- package.json --
                {"scripts": {"build": "%s"}}
                """;

        assertThat(isSettled(Builds.build(image.formatted("make all")), "/app/start.sh"))
                .isFalse();
        assertThat(isSettled(Builds.build(image.formatted("eslint --fix .")), "/app/start.sh"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix2dos /app/a.sh",
                "cd / && unix2dos app/a.sh",
                "perl -pi -e s/a/b/ a.sh",
                "find . -name '*.sh' -exec dos2unix {} +",
                "find . -name '*.sh' | xargs unix2dos",
                "make scripts"
            })
    void whatConvertsTextsMayChangeTheScriptsOfAShell(String command) {
        BuiltImage built = built("RUN apt-get install -y dos2unix && " + command);

        assertThat(isDoubted(built, "/app/a.sh")).isTrue();
    }

    @Test
    void aProgramWorksOnThePathsThatItsWordsName() {
        BuiltImage built = built("RUN mkdir /srv/out && cp a.sh /srv/out/ && make -C /srv/out --other=/opt/x");

        assertThat(isDoubted(built, "/srv/out/a.sh")).isTrue();
        unknown(built, "/srv/out/main.js", "/opt/x");
    }

    @Test
    void toolsThatPrintMayBeToldToWrite() {
        BuiltImage built = built("""
                RUN sort -o b.txt b.txt
                RUN sort a.sh > c.txt
                RUN uniq b.txt d.txt
                RUN apt-get install -y moreutils && echo hello | sponge e.txt
                """);

        present(built, "/app/c.txt", "/app/d.txt", "/app/e.txt");
        assertThat(((Node.File) node(built, "/app/b.txt")).content()).isInstanceOf(Content.Opaque.class);
        assertThat(text(built, "/app/e.txt")).isEqualTo("hello\n");

        assertThat(isDoubted(built("RUN awk '{ print > \"a.sh\" }' b.txt"), "/app/a.sh"))
                .isTrue();
        assertThat(isDoubted(built("RUN awk -i inplace '{ sub(/a/, 1) }' a.sh"), "/app/a.sh"))
                .isTrue();
        assertThat(isDoubted(built("RUN awk '$1 > 3' b.txt"), "/app/a.sh")).isFalse();
        assertThat(((Node.File) node(built("RUN apt-get install -y yq && yq -i '.a = 1' b.txt"), "/app/b.txt"))
                        .content())
                .isInstanceOf(Content.Opaque.class);
        unknown(built("RUN gzip a.sh"), "/app/a.sh", "/app/a.sh.gz");
    }

    @Test
    void whatFindRunsMayPutFilesElsewhere() {
        BuiltImage built = built("RUN mkdir /srv/x && find . -name '*.sh' -exec cp {} /srv/x \\;");

        unknown(built, "/srv/x/a.sh");
        assertThat(isDoubted(built("RUN find . -type f -exec grep -l x {} +"), "/app/a.sh"))
                .isFalse();
        assertThat(isDoubted(built("RUN find . -type f -exec perl -pi -e 1 {} +"), "/app/b.txt"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find . -exec mv {} /srv/x/ \\;",
                "find . -exec mv -t /srv/x {} +",
                "find . -exec install --target-directory=/srv/x {} +",
                "cd /srv && find /app -exec mv {} x \\;",
                "apt-get install -y git && git checkout-index -a --prefix=/srv/x/",
                "apt-get install -y git && git --work-tree=/srv/x checkout -f main"
            })
    void whatIsMovedToANamedDirectoryMayBeThere(String command) {
        unknown(built("RUN mkdir /srv/x && " + command), "/srv/x/a.sh", "/srv/x/package-lock.json");
    }

    @Test
    void removingWhatIsNotKnownMayRemoveWhatIsInTheDirectory() {
        unknown(built("RUN rm -rf $(find . -iname x)"), "/app/a.sh");
        // A name that mktemp made up is nobody else's.
        BuiltImage built = built("RUN d=\"$(mktemp -d)\" && cp a.sh \"$d\" && rm -rf \"$d\"");
        present(built, "/app/a.sh");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void referencesGiveModesAndOwners() {
        BuiltImage built = built("""
                RUN chmod 0750 b.txt && chown node:node b.txt
                RUN chmod --reference=b.txt a.sh && chown --reference=b.txt a.sh""");

        assertThat(Builds.mode(built, "/app/a.sh")).isEqualTo("750");
        assertThat(Builds.mode(built, "/app/b.txt")).isEqualTo("750");
        assertThat(node(built, "/app/a.sh").meta().owner()).contains(new Meta.Owner(1000, 1000));
        assertThat(node(built("RUN chown --from=node root a.sh"), "/app/a.sh")
                        .meta()
                        .owner())
                .isEmpty();
    }

    @Test
    void anOwnerMayGiveFilesToThemselves() {
        BuiltImage built = built("""
                RUN chown -R node:node /app
                USER node
                RUN chown -R node:node /app""");

        assertThat(built.broken()).isEmpty();
        assertThat(built("USER node\nRUN chown node a.sh").broken()).hasSize(1);
    }

    @Test
    void linksAreMadeInTheDirectoryThatAnOptionNames() {
        BuiltImage built = built("RUN mkdir /srv/bin && ln -s -t /srv/bin /app/a.sh /app/b.txt");

        present(built, "/srv/bin/a.sh", "/srv/bin/b.txt");
        absent(built, "/app/srv");
    }

    @Test
    void usersMoveWithTheirHomesAndKeepTheirFiles() {
        BuiltImage built = built("""
                RUN touch /home/node/x && chown node:node /home/node/x
                RUN usermod -u 1001 -d /srv/node -m node""");

        present(built, "/srv/node/x");
        absent(built, "/home/node");
        assertThat(node(built, "/srv/node/x").meta().owner()).contains(new Meta.Owner(1001, 1000));
    }

    @Test
    void npmInstallsWhereItsPrefixPoints() {
        BuiltImage built = built("RUN npm config set prefix /opt/npm && npm install -g pnpm@9");

        present(built, "/opt/npm/bin/pnpm");
        absent(built, "/usr/local/bin/pnpm");
        present(built("RUN npm set prefix=/opt/npm && npm i -g pnpm@9"), "/opt/npm/bin/pnpm");
    }

    @Test
    void mountsHaveTheOwnerTheModeAndTheDoubtThatTheyAreGiven() {
        assertThat(built("RUN --mount=type=secret,id=token,mode=0444,required=true chmod 600 b.txt")
                        .broken())
                .isEmpty();
        BuiltImage readable = built("USER node\nRUN --mount=type=secret,id=t,required=true,uid=1000 . /run/secrets/t");
        assertThat(readable.broken()).isEmpty();
        BuiltImage denied = built("USER node\nRUN --mount=type=secret,id=t,required=true . /run/secrets/t");
        assertThat(denied.broken()).hasSize(1);
        // It may not be given: then nothing is there to be refused.
        assertThat(built("USER node\nRUN --mount=type=secret,id=t . /run/secrets/t")
                        .broken())
                .isEmpty();
        assertThat(built("USER node\nRUN --mount=type=cache,target=/c,uid=1000,gid=1000 touch /c/x")
                        .broken())
                .isEmpty();
    }

    @Test
    void debianMergesItsDirectoriesFromTwelveOn() {
        BuiltImage bullseye = Builds.build("-- Dockerfile --\nFROM debian:bullseye-slim\n");
        present(bullseye, "/bin/bash", "/usr/bin/env", "/sbin/ldconfig");
        absent(bullseye, "/usr/bin/bash", "/bin/env");
        assertThat(((Fact.Present<Located>) at(bullseye, "/bin")).value().node())
                .isInstanceOf(Node.Directory.class);

        present(Builds.build("-- Dockerfile --\nFROM debian:bookworm-slim\n"), "/usr/bin/bash", "/bin/env");
    }

    private static final String MADE =
            "RUN mkdir -p dist bin && node build.js && touch dist/a.map dist/main.js dist/run\n";

    @Test
    void rmOfAPatternTakesWhatMatchesAndNothingElse() {
        BuiltImage built = built(MADE + "RUN rm -rf dist/*.map /var/lib/apt/lists/*");

        absent(built, "/app/dist/a.map");
        present(built, "/app/dist/main.js", "/app/a.sh", "/usr/local/bin/node");
    }

    @Test
    void rmOfAPatternReachesThroughDirectoriesThatMatch() {
        BuiltImage built = built("RUN mkdir -p packages/a/node_modules packages/b/src && node build.js\n"
                + "RUN rm -rf node_modules packages/**/node_modules");

        absent(built, "/app/packages/a/node_modules");
        present(built, "/app/packages/a", "/app/packages/b/src");
    }

    @Test
    void rmOfAPatternLeavesHiddenFiles() {
        BuiltImage built = built("RUN mkdir -p dist && node build.js && touch dist/.keep dist/x && rm -rf dist/*");

        present(built, "/app/dist/.keep");
        absent(built, "/app/dist/x");
    }

    @Test
    void chmodOfAPatternChangesWhatMatchesAndNothingElse() {
        BuiltImage built = built(MADE + "RUN chmod 600 a.sh && chmod +x dist/r*");

        assertThat(mode(built, "/app/dist/run")).isEqualTo("755");
        assertThat(mode(built, "/app/dist/main.js")).isEqualTo("644");
        assertThat(mode(built, "/app/a.sh")).isEqualTo("600");
    }

    @Test
    void chownOfAPatternChangesWhatMatchesAndNothingElse() {
        BuiltImage built = built(MADE + "RUN chown node:node dist/*.js");

        assertThat(owner(built, "/app/dist/main.js")).isEqualTo("1000:1000");
        assertThat(owner(built, "/app/dist/run")).isEqualTo("0:0");
    }

    @Test
    void sedOfAPatternEditsWhatMatchesAndNothingElse() {
        BuiltImage built = built("RUN node build.js\nCOPY a.sh b.txt ./\nRUN sed -i s/a/b/ *.sh");

        assertThat(at(built, "/app/a.sh")).isInstanceOf(Fact.Present.class);
        assertThat(((Node.File) node(built, "/app/a.sh")).content()).isInstanceOf(Content.Opaque.class);
        assertThat(text(built, "/app/b.txt")).isEqualTo("b\n");
    }

    @Test
    void whatACopyOfAPatternBringsMayReplaceOnlyWhatHasSuchAName() {
        BuiltImage built =
                built(MADE + "RUN mkdir out && echo b > out/b.js && echo c > out/b.css && cp dist/*.js out/");

        present(built, "/app/out/main.js", "/app/out/b.css", "/app/out/b.js");
        unknown(built, "/app/out/other.js");
        assertThat(isDoubted(built, "/app/out/b.js")).isTrue();
        assertThat(isDoubted(built, "/app/out/b.css")).isFalse();
    }

    @Test
    void whatAMoveOfAPatternTakesIsGone() {
        BuiltImage built = built(MADE + "RUN mkdir out && mv dist/*.js out/");

        present(built, "/app/out/main.js", "/app/dist/run");
        absent(built, "/app/dist/main.js");
    }

    @Test
    void findBelowADirectoryThatIsNotKnownChangesNotOnlyTheCurrentOne() {
        BuiltImage built = built(
                "RUN wget https://example.org/where.js && mkdir /srv/x && touch /srv/x/y && find \"$(node where.js)\" -exec chown node {} +");

        assertThat(node(built, "/srv/x/y").meta().owner()).isEmpty();
        assertThat(owner(built, "/usr/local/bin/node")).isEqualTo("0:0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 --version",
                "make -v",
                "node -p \"require('./package.json').version\"",
                "node -e \"require('prisma'); console.log('there')\""
            })
    void aQuestionLeavesNothingBehind(String command) {
        BuiltImage built = built("RUN echo '{}' > package.json && mkdir -p node_modules/prisma"
                + " && echo > node_modules/prisma/index.js && " + command);

        assertThat(isDoubted(built, "/app/a.sh")).isFalse();
        absent(built, "/app/new", "/usr/local/bin/new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "make --version --file=x",
                "node -e \"require('fs').writeFileSync('new', '')\"",
                "node -e \"require('./make.js')\"",
                "node -e \"require(process.argv[1])\" x",
                "node make.js"
            })
    void whatMayDoMoreThanAnswerMayWrite(String command) {
        unknown(built("RUN " + command), "/app/new");
    }

    /** Where a copy goes to that nobody knows may be anywhere the build has made something. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cp -R made/. \"$(find made -iname y | head -n 1)/x\"",
                "mkdir -p \"$(find made -iname y | head -n 1)/x\"",
                "ln -s made \"$(find made -iname y | head -n 1)\"",
                "touch \"$(find made -iname y | head -n 1)\"",
                "echo x | tee \"$(find made -iname y | head -n 1)\"",
                "echo x > \"$(find made -iname y | head -n 1)\""
            })
    void whatGoesSomewhereMayBeAnywhere(String command) {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                RUN mkdir -p made /prod/api
                RUN %s
                """.formatted(command));

        Builds.unknown(built, "/prod/api/x");
    }

    @Test
    void findThatRemovesLeavesEverythingElseAsItIs() {
        BuiltImage built = built("RUN mkdir node_modules && find . -name node_modules -prune -exec rm -rf {} +");

        assertThat(isDoubted(built, "/app/a.sh")).isFalse();
        absent(built, "/app/new");
        unknown(built, "/app/node_modules");
    }

    @Test
    void aStepThatCallsCorepackShowsThatItIsThere() {
        BuiltImage built =
                Builds.build("-- Dockerfile --\nFROM node:lts-slim\nENV PATH=/pnpm:$PATH\nRUN corepack enable\n");

        assertThat(program(built, "/usr/local/bin/pnpm").name()).isEqualTo("corepack-shim");
    }

    @Test
    void aPythonOfWhichOnlyTheNameIsKnownIsFollowedOnce() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM example.org/unknown
                WORKDIR /app
                RUN touch here && python3 -c 'print(1)'
                """);

        present(built, "/app/here");
    }

    private static BuiltImage inPackage(String base, String line) {
        return Builds.build("""
                -- Dockerfile --
                FROM %s
                RUN mkdir -p /out
                WORKDIR /app
                COPY . .
                RUN %s
                -- package.json --
                {"private": true, "workspaces": ["apps/*"]}
                -- Makefile --
                dist:
                -- build.mjs --
                import './lib.mjs'
                -- apps/web/package.json --
                {"name": "web", "scripts": {"build": "node build.mjs"}}
                -- apps/web/build.mjs --
                import { spawnSync } from "node:child_process"; spawnSync(process.argv[2])
                -- apps/web/vite.config.ts --
                export default configured()
                -- apps/server/package.json --
                {"name": "server"}
                """.formatted(base, line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cd apps/web && npx vite build",
                "cd apps/web && npm run build",
                "cd apps/web && node build.mjs",
                "cd apps/web && make dist",
                "cd apps/web && npx gulp",
                "cd apps/web && npx webpack",
            })
    void codeOfAProjectMayMakeFilesOutsideTheCurrentDirectory(String line) {
        BuiltImage built = inPackage("node:20-bookworm", line);

        unknown(built, "/app/dist/web", "/app/apps/server/public", "/out/main.js", "/made", "/made/index.js");
        present(built, "/app/apps/server/package.json", "/app/build.mjs", "/out");
    }

    @Test
    void whatGoGeneratesIsNotKnown() {
        BuiltImage built = inPackage("golang:1.22", "cd apps/web && go generate ./...");

        unknown(built, "/app/apps/web/made.go", "/app/dist/web", "/made");
    }

    @Test
    void codeOfAProjectMakesNoCommandsAndNoPackagesElsewhere() {
        BuiltImage built = inPackage("node:20-alpine", "cd apps/web && node build.mjs");

        absent(
                built,
                "/usr/local/bin/made",
                "/usr/bin/curl",
                "/bin/bash",
                "/lib64/ld-linux-x86-64.so.2",
                "/node_modules",
                "/out/node_modules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npx gulp", "npx eslint . --fix", "npx webpack"})
    void packagesAndSettingsOfAProjectComeBesideAManifest(String line) {
        BuiltImage built = inPackage("node:20-alpine", line);

        absent(built, "/app/apps/node_modules", "/app/apps/tsconfig.json");
        unknown(built, "/app/apps/made.js", "/app/apps/server/tsconfig.json");
    }

    @Test
    void aDirectoryThatWaitsToBeFilledMayGetPackages() {
        BuiltImage built = inPackage("node:20-alpine", "mkdir dist && node build.mjs && npx gulp");

        unknown(built, "/app/dist/node_modules");
    }

    @Test
    void huskyWritesHooksAndNothingElse() {
        BuiltImage built = inPackage("node:20-alpine", "npx husky install");

        absent(built, "/app/made.js", "/app/apps/web/dist", "/bin/bash");
        unknown(built, "/app/.husky/_/husky.sh", "/app/.git/config");
        unknown(inPackage("node:20-alpine", "npx husky init"), "/app/made.js");
    }

    @Test
    void aCompilerWritesWhereItIsTold() {
        BuiltImage built = inPackage("node:20-bookworm", "cd apps/web && gcc -o a.out main.c");

        absent(built, "/app/dist", "/made", "/out/main.js");
    }
}
