package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.build;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.program;
import static dev.runtimeaudit.build.Builds.request;
import static dev.runtimeaudit.build.Builds.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.Start;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageTest {

    @Test
    void entrypointDropsTheCommandOfTheBaseButNotItsOwn() {
        BuiltImage dropped = build("""
                -- Dockerfile --
                FROM node:20-alpine
                ENTRYPOINT ["/e.sh"]
                """);
        BuiltImage kept = build("""
                -- Dockerfile --
                FROM node:20-alpine
                CMD ["server.js"]
                ENTRYPOINT ["/e.sh"]
                """);

        assertThat(dropped.image().cmd()).isInstanceOf(Fact.Absent.class);
        assertThat(value(kept.image().cmd()).argv()).containsExactly("server.js");
    }

    @Test
    void shellFormsRunInTheShellInForce() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM debian:12
                SHELL ["/bin/bash", "-c"]
                CMD echo hi
                ENTRYPOINT ["node", server.js]
                """);

        assertThat(value(built.image().cmd()).argv()).containsExactly("/bin/bash", "-c", "echo hi");
        assertThat(value(built.image().entrypoint()).form()).isEqualTo(Start.Form.MALFORMED_EXEC);
    }

    @Test
    void variablesOfTheEnvironmentWinOverArguments() {
        BuiltImage built = build(request("""
                -- Dockerfile --
                ARG V=3.20
                FROM alpine:${V} AS base
                ARG X=arg
                ARG V
                ENV Y=$X-$V Z=${NOPE:-d}${PATH:+p}
                ENV X=env
                ENV W=$X A=foo.tar.gz
                ENV B=${A%.gz} C=${A#foo.} D=${A/foo/bar}
                FROM base
                ENV E=$X
                """).withArgs(Map.of("X", "given")));

        assertThat(value(built.image().environment().get("Y"))).isEqualTo("given-3.20");
        assertThat(value(built.image().environment().get("Z"))).isEqualTo("dp");
        assertThat(value(built.image().environment().get("W"))).isEqualTo("env");
        assertThat(value(built.image().environment().get("B"))).isEqualTo("foo.tar");
        assertThat(value(built.image().environment().get("C"))).isEqualTo("tar.gz");
        assertThat(value(built.image().environment().get("D"))).isEqualTo("bar.tar.gz");
        assertThat(value(built.image().environment().get("E"))).isEqualTo("env");
        assertThat(built.image().base()).isEqualTo("alpine:3.20");
    }

    @Test
    void anArgumentWithoutAValueIsUnknownUnlessEverythingIsGiven() {
        BuiltImage open = build("""
                -- Dockerfile --
                FROM alpine:3.20
                ARG U
                USER $U
                """);

        assertThat(open.image().user()).isInstanceOf(Fact.Unknown.class);
        assertThat(((Fact.Unknown<?>) open.image().user()).reason()).isEqualTo(Reason.BUILD_ARG_WITHOUT_VALUE);
    }

    @Test
    void platformArgumentsMustBeDeclaredInAStage() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM --platform=$BUILDPLATFORM alpine:3.20 AS build-amd64
                FROM build-${TARGETARCH}
                ENV A=$TARGETARCH
                ARG TARGETARCH
                ENV B=$TARGETARCH
                """);

        assertThat(value(built.image().environment().get("A"))).isEmpty();
        assertThat(value(built.image().environment().get("B"))).isEqualTo("amd64");
    }

    @Test
    void onlyTheStagesThatTheTargetNeedsAreBuilt() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20 AS broken
                COPY nope /
                FROM alpine:3.20
                """);

        assertThat(built.broken()).isEmpty();
        assertThat(built.stages())
                .singleElement()
                .satisfies(s -> assertThat(s.syntax().index()).isEqualTo(1));
    }

    @Test
    void triggersRunInTheStageThatStartsFromTheirs() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20 AS base
                ONBUILD COPY d.txt /app/
                FROM base AS app
                FROM app
                -- d.txt --
                """);

        present(built, "/app/d.txt");
        assertThat(built.stages().get(0).image().files().follow(ImagePath.of("/app")))
                .isInstanceOf(Fact.Absent.class);
    }

    @Test
    void whatIsConfiguredIsKept() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM alpine:3.20
                ARG PORT=3000
                EXPOSE $PORT 9229/tcp
                VOLUME ["/data", "/x"]
                STOPSIGNAL SIGINT
                HEALTHCHECK CMD wget -q localhost
                WORKDIR /a
                WORKDIR b
                """);

        assertThat(built.image().ports()).containsExactly("3000", "9229/tcp");
        assertThat(built.image().volumes()).containsExactly(ImagePath.of("/data"), ImagePath.of("/x"));
        assertThat(value(built.image().stopSignal())).isEqualTo("SIGINT");
        assertThat(value(built.image().health())).isInstanceOf(Health.Check.class);
        assertThat(value(built.image().workdir())).isEqualTo(ImagePath.of("/a/b"));
        present(built, "/a/b");
    }

    @Test
    void aNameThatIsNoReferenceBreaksTheBuild() {
        BuiltImage built = build(request("""
                -- Dockerfile --
                ARG V=
                FROM alpine:${V}
                """));

        assertThat(built.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.output())
                        .isEqualTo("failed to parse stage name \"alpine:\": invalid reference format"));
    }

    @Test
    void theBaseOfAStageDecidesItsShell() {
        BuiltImage built = build("""
                -- Dockerfile --
                FROM node:20 AS build
                FROM node:20-alpine
                """);

        assertThat(program(built, "/bin/sh").name()).isEqualTo("ash");
    }
}
