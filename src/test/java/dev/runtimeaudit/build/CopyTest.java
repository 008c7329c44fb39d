package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.at;
import static dev.runtimeaudit.build.Builds.build;
import static dev.runtimeaudit.build.Builds.mode;
import static dev.runtimeaudit.build.Builds.node;
import static dev.runtimeaudit.build.Builds.owner;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.request;
import static dev.runtimeaudit.build.Builds.text;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyTest {

    private static final String FILES = """

            -- src/a.txt --
            a
            -- src/sub/b.txt --
            b
            -- c.sh --
            #!/bin/sh
            -- d.txt --
            d
            """;

    @Test
    void ofADirectoryItsContentsAreCopied() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY src/ /app/
                COPY src /other
                """ + FILES);

        present(built, "/app/a.txt", "/app/sub/b.txt", "/other/a.txt");
        absent(built, "/app/src", "/app/c.txt");
        assertThat(text(built, "/app/sub/b.txt")).isEqualTo("b\n");
        assertThat(at(built, "/app/c.txt").evidence()).hasToString("Dockerfile:2 copies `src/` from the build context");
    }

    @Test
    void aFileGoesIntoADirectoryOrBecomesTheDestination() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                WORKDIR /app
                COPY d.txt /app
                COPY d.txt /new
                COPY c.sh d.txt bin/
                COPY d.txt c.sh /last
                """ + FILES);

        present(built, "/app/d.txt", "/app/bin/c.sh", "/app/bin/d.txt");
        assertThat(text(built, "/new")).isEqualTo("d\n");
        assertThat(text(built, "/last")).isEqualTo("#!/bin/sh\n");
        assertThat(mode(built, "/last")).isEqualTo("755");
        assertThat(mode(built, "/app/d.txt")).isEqualTo("644");
    }

    @Test
    void patternsMatchNameByNameAndMayMatchNothing() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY s* /glob/
                COPY d.txt *.nope /some/
                COPY **/*.txt /deep/
                COPY [d].tx? /class/
                """ + FILES);

        present(built, "/glob/a.txt", "/glob/sub/b.txt", "/some/d.txt", "/deep/a.txt", "/class/d.txt");
        absent(built, "/glob/src", "/deep/b.txt", "/deep/d.txt");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aMissingSourceBreaksTheBuildAndTheFoldGoesOn() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY nope.txt /app/
                COPY d.txt /app/
                """ + FILES);

        assertThat(built.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.cause()).isEqualTo(Cause.COPY_SOURCE_MISSING);
            assertThat(failure.subject()).isEqualTo("nope.txt");
            assertThat(failure.at()).hasToString("Dockerfile:2");
            assertThat(failure.output()).contains("\"/nope.txt\": not found");
        });
        present(built, "/app/d.txt");
        unknown(built, "/app/nope.txt");
    }

    @Test
    void whatDockerignoreTakesAwayIsNotThere() {
        Evidence line = Evidence.of(Span.wholeFile(new TreePath(".dockerignore")), "takes `src` away");
        BuiltImage built = build(request("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY . /app/
                COPY src /src
                """ + FILES).ignoring(Builds.ignoring("src", line), Ignore.NOTHING));

        absent(built, "/app/src");
        present(built, "/app/d.txt");
        assertThat(built.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.evidence()).hasToString("""
                        Dockerfile:3 copies `src`, which the build context does not get
                        .dockerignore:1 takes `src` away"""));
    }

    @Test
    void whatGitIgnoresIsMadeBeforeTheBuild() {
        Evidence line = Evidence.of(Span.wholeFile(new TreePath(".gitignore")), "ignores `dist`");
        BuiltImage built = build(
                request("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY dist /app/dist
                COPY other/ /app/
                """ + FILES).ignoring(Ignore.NOTHING, Builds.ignoring("dist", line)),
                Builds.KNOWLEDGE.withProduced(List.of(new Knowledge.Produced("other", Optional.of("nx build")))));

        assertThat(built.broken()).isEmpty();
        assertThat(built.hostBuilt()).extracting(HostBuilt::path).containsExactly("dist", "other");
        assertThat(built.hostBuilt().get(1).by()).contains("nx build");
        unknown(built, "/app/dist/main.js", "/app/anything");
        assertThat(((Fact.Unknown<?>) at(built, "/app/dist/main.js")).reason())
                .isEqualTo(Reason.MADE_OUTSIDE_THE_BUILD);
    }

    @Test
    void ownersAreNumbersNamesOrRoot() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM node:20-alpine
                USER node
                COPY d.txt /plain/
                COPY --chown=1000 d.txt /number/
                COPY --chown=node d.txt /name/
                COPY --chown=node:root d.txt /group/
                COPY --chown=nobody-here d.txt /unknown/
                COPY --chown=node src /dir
                WORKDIR /made
                """ + FILES);

        assertThat(owner(built, "/plain/d.txt")).isEqualTo("0:0");
        assertThat(owner(built, "/number/d.txt")).isEqualTo("1000:1000");
        assertThat(owner(built, "/number")).isEqualTo("1000:1000");
        assertThat(owner(built, "/name/d.txt")).isEqualTo("1000:1000");
        assertThat(owner(built, "/group/d.txt")).isEqualTo("1000:0");
        assertThat(owner(built, "/unknown/d.txt")).isEqualTo("0:0");
        assertThat(owner(built, "/dir/sub/b.txt")).isEqualTo("1000:1000");
        assertThat(owner(built, "/made")).isEqualTo("1000:1000");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aNamedOwnerNeedsAPasswdFile() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM scratch
                COPY --chown=nobody d.txt /app/
                """ + FILES);

        assertThat(built.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.cause()).isEqualTo(Cause.UNKNOWN_USER);
            assertThat(failure.output()).isEqualTo("invalid user index: -1");
        });
    }

    @Test
    void chmodTakesDigitsAndChanges() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                ARG MODE=0750
                COPY --chmod=755 d.txt /a
                COPY --chmod=+x d.txt /b
                COPY --chmod=$MODE d.txt /c
                COPY --chmod=u=rw,go= d.txt /d
                """ + FILES);

        assertThat(mode(built, "/a")).isEqualTo("755");
        assertThat(mode(built, "/b")).isEqualTo("755");
        assertThat(mode(built, "/c")).isEqualTo("750");
        assertThat(mode(built, "/d")).isEqualTo("600");
    }

    @Test
    void hereDocumentsBecomeFiles() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                ENV X=1
                COPY --chmod=755 <<EOF /app/e.sh
                #!/bin/sh
                echo $X
                EOF
                COPY <<'one' <<"two" /etc/conf/
                $X
                one
                second
                two
                """);

        assertThat(text(built, "/app/e.sh")).isEqualTo("#!/bin/sh\necho 1\n");
        assertThat(text(built, "/etc/conf/one")).isEqualTo("$X\n");
        assertThat(text(built, "/etc/conf/two")).isEqualTo("second\n");
        var file = ((Node.File) node(built, "/app/e.sh")).content().text();
        assertThat(Builds.value(file).span(10, 12)).hasToString("Dockerfile:5");
    }

    @Test
    void anotherStageGivesWhatItHas() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20 AS Build
                WORKDIR /out
                COPY src dist
                FROM alpine:3.20
                COPY --from=build /out/dist /app
                COPY --from=0 out/dist/a.txt /zero/
                COPY --from=build /out/build /nope
                """ + FILES);

        present(built, "/app/a.txt", "/zero/a.txt");
        assertThat(at(built, "/app/a.txt").evidence()).hasToString("""
                Dockerfile:5 copies `/out/dist` from stage `build`
                Dockerfile:3 copies `src` from the build context""");
        assertThat(built.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.cause()).isEqualTo(Cause.COPY_FROM_MISSING);
            assertThat(failure.subject()).isEqualTo("/out/build");
            assertThat(failure.evidence()).hasToString("""
                    Dockerfile:7 copies `/out/build` from stage `build`, which does not have it
                    Dockerfile:2 makes `/out` the working directory""");
        });
        assertThat(built.stages()).hasSize(2);
    }

    @Test
    void stagesThatAreNotThereYetBreakTheBuild() {
        assertThat(failing("COPY --from=5 /out /app")).isEqualTo("invalid stage index 5");
        assertThat(failing("COPY --from=here /out /app")).isEqualTo("circular dependency detected on stage: here");
        assertThat(failing("COPY --from=later /out /app"))
                .isEqualTo("cannot copy from stage \"later\", it needs to be defined before current stage \"here\"");
    }

    private static String failing(String instruction) {
        BuiltImage built = build(request("""
                -- Dockerfile --
                FROM alpine:3.20 AS here
                %s
                FROM alpine:3.20 AS later
                """.formatted(instruction)).forTarget("here"));
        return built.failures().get(0).output();
    }

    @Test
    void anUnknownImageMayHaveAnything() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY --from=ghcr.io/example/tool:1 /tool /usr/local/bin/tool
                COPY --from=gcr.io/distroless/static-debian12 /nope /x
                """);

        unknown(built, "/usr/local/bin/tool");
        absent(built, "/usr/local/bin/other");
        assertThat(built.failures()).extracting(f -> f.cause()).containsExactly(Cause.COPY_FROM_MISSING);
    }

    @Test
    void addDownloadsAndUnpacks() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                ADD https://example.org/tool.sh?x=1 /usr/local/bin/
                ADD not-a.tar /t/
                -- not-a.tar --
                text
                """);

        assertThat(mode(built, "/usr/local/bin/tool.sh")).isEqualTo("600");
        present(built, "/t/not-a.tar");
    }

    @Test
    void parentsAreKept() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY --parents src/sub/b.txt d.txt /app/
                COPY --parents ./src/./sub/*.txt /pivot/
                """ + FILES);

        present(built, "/app/src/sub/b.txt", "/app/d.txt", "/pivot/sub/b.txt");
        absent(built, "/app/b.txt");
    }

    @Test
    void namedContextsWinOverImages() {
        BuildRequest plain = request("""
                -- Dockerfile --
                FROM alpine:3.20
                COPY --from=assets logo.svg /app/
                -- packages/assets/logo.svg --
                <svg/>
                """);
        BuildRequest named = new BuildRequest(
                "",
                plain.tree(),
                plain.context(),
                true,
                Ignore.NOTHING,
                Ignore.NOTHING,
                Map.of(),
                false,
                Map.of("assets", "packages/assets"),
                Optional.empty(),
                plain.platform(),
                plain.world(),
                Map.of());

        present(build(named), "/app/logo.svg");
        unknown(build(plain), "/app/logo.svg");
    }

    @Test
    void aPatternOfManifestsBringsNothingElse() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM alpine AS build
                WORKDIR /app
                COPY package.json ./
                RUN wonder
                FROM alpine
                WORKDIR /srv
                COPY --from=build /app/package*.json /app/tsconfig.json ./
                -- package.json --
                {}
                """);

        Builds.present(built, "/srv/package.json");
        Builds.unknown(built, "/srv/package-lock.json", "/srv/tsconfig.json");
        Builds.absent(built, "/srv/index.js", "/srv/dist");
    }

    @Test
    void aPatternOfScriptsMayBringAnyScript() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM alpine AS build
                WORKDIR /app
                RUN wonder
                FROM alpine
                WORKDIR /srv
                COPY --from=build /app/*.js ./
                """);

        Builds.unknown(built, "/srv/index.js");
    }

    @ParameterizedTest
    @CsvSource({"build, builder", "production, prod", "dependencies, dependancies", "deps, dep"})
    void aStageThatIsMistypedIsNoImage(String stage, String from) {
        assertThat(copied(stage, from).failures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure.output()).startsWith("pull access denied, repository does not exist"));
    }

    @ParameterizedTest
    @CsvSource({"nodes, node", "build, tools", "build, builder:1", "build, example/builder", "golan, golang"})
    void anImageThatMayBeThereIsCopiedFrom(String stage, String from) {
        assertThat(copied(stage, from).failures()).isEmpty();
    }

    private static BuiltImage copied(String stage, String from) {
        return Builds.build("-- Dockerfile --\nFROM node:20 AS " + stage + "\nFROM node:20-slim\nCOPY --from=" + from
                + " /opt /app\n");
    }
}
