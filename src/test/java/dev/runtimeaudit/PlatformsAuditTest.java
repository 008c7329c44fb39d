package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.rule.Verdict.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an image dies of on platforms other than linux/amd64 that somebody builds it for. */
class PlatformsAuditTest {

    private static final String TINI = "https://github.com/krallin/tini/releases/download/v0.19.0/tini";

    private static final String WORKFLOW = """
            -- .github/workflows/image.yml --
            on: push
            jobs:
              image:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - uses: docker/build-push-action@v5
                    with:
                      context: .
                      platforms: %s
            """;

    private static List<String> told(String dockerfile, String more) {
        return Replayed.tree("-- Dockerfile --\n" + dockerfile
                        + "\n-- server.js --\nrequire('http').createServer().listen(3000);\n" + more)
                .findings()
                .stream()
                .map(triaged -> triaged.finding())
                .filter(finding -> finding.ruleId().equals("wrong-architecture"))
                .map(Finding::message)
                .toList();
    }

    private static String with(String from, String url) {
        return from + "\nADD " + url + " /tini\nRUN chmod +x /tini\nCOPY server.js /\n"
                + "ENTRYPOINT [\"/tini\", \"--\"]\nCMD [\"node\", \"/server.js\"]";
    }

    private static final String NODE = "FROM node:20-slim";

    @Test
    void aBinaryOfOneProcessorDiesOnTheOtherPlatforms() {
        assertThat(told(with(NODE, TINI), WORKFLOW.formatted("linux/amd64,linux/arm64,linux/arm/v7")))
                .containsExactly(
                        "`/tini` is built for another architecture than the image for `linux/arm/v7`, `linux/arm64`:"
                                + " `exec /tini: exec format error`");
        assertThat(told(with(NODE, TINI), WORKFLOW.formatted("linux/amd64"))).isEmpty();
        assertThat(told(with(NODE, TINI), "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- docker-compose.yml --\nservices:\n  web:\n    build:\n      context: .\n      platforms: [linux/amd64, linux/arm64]\n",
                "-- docker-bake.hcl --\ntarget \"web\" {\n  context = \".\"\n  platforms = [\"linux/amd64\", \"linux/arm64\"]\n}\n",
                "-- build.sh --\n#!/bin/sh\ndocker buildx build --platform linux/amd64,linux/arm64 --push -t a/b .\n",
                "-- .github/workflows/a.yml --\non: push\njobs:\n  a:\n    strategy:\n      matrix:\n        platform: [linux/amd64, linux/arm64]\n"
                        + "    steps:\n      - uses: docker/build-push-action@v5\n        with:\n          context: .\n"
                        + "          platforms: ${{ matrix.platform }}\n",
            })
    void everybodyWhoBuildsSaysPlatforms(String files) {
        assertThat(told(with(NODE, TINI), files)).singleElement().asString().contains("`linux/arm64`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM --platform=linux/amd64 node:20-slim",
                "FROM --platform=linux/amd64 node:20-slim AS base\nFROM base",
                "FROM amd64/node:20-slim",
                "ARG BASE=amd64/node:20-slim\nFROM ${BASE}",
                "ARG BASE=amd64/node:20-slim\nFROM ${BASE} AS base\nARG BASE\nFROM base",
                "FROM node:20-slim@sha256:0000000000000000000000000000000000000000000000000000000000000000",
            })
    void anImageForOneProcessorIsNoneForAnother(String from) {
        assertThat(told(with(from, TINI), WORKFLOW.formatted("linux/amd64,linux/arm64")))
                .isEmpty();
    }

    @Test
    void theFileOfThePlatformRunsThere() {
        String both = WORKFLOW.formatted("linux/amd64,linux/arm64");
        assertThat(told(with(NODE + "\nARG TARGETARCH", TINI + "-${TARGETARCH}"), both))
                .isEmpty();
        assertThat(told(with(NODE + "\nARG TARGETARCH", TINI + "-${TARGETARCH:-amd64}"), both))
                .isEmpty();
        assertThat(told(with(NODE + "\nARG ARCH=amd64", TINI + "-${ARCH}"), both))
                .isNotEmpty();
    }

    @Test
    void whatIsFetchedForTheKernelsNameRunsThere() {
        String fetch = NODE + "\nRUN apt-get update && apt-get install -y curl\n"
                + "RUN curl -fsSLo /tini https://github.com/Yelp/dumb-init/releases/download/v1.2.5/dumb-init_1.2.5_%s && chmod +x /tini\n"
                + "COPY server.js /\nENTRYPOINT [\"/tini\", \"--\"]\nCMD [\"node\", \"/server.js\"]";
        String both = WORKFLOW.formatted("linux/amd64,linux/arm64");
        assertThat(told(fetch.formatted("$(uname -m)"), both)).isEmpty();
        assertThat(told(fetch.formatted("x86_64"), both)).isNotEmpty();
    }

    @Test
    void whatDiesEverywhereIsToldOnce() {
        assertThat(told(with(NODE, TINI + "-ppc64el"), WORKFLOW.formatted("linux/amd64,linux/arm64")))
                .hasSize(1);
    }

    @Test
    void whatIsFetchedInAStageOfTheBuilderIsForWhatExecutesIt() {
        String both = WORKFLOW.formatted("linux/amd64,linux/arm64");
        String stages =
                "FROM --platform=$BUILDPLATFORM alpine:3.20 AS fetch\nARG TARGETARCH\nRUN apk add --no-cache curl\n%s\n"
                        + NODE + "\nCOPY --from=fetch --chmod=755 /tini /tini\nCOPY server.js /\n"
                        + "ENTRYPOINT [\"/tini\", \"--\"]\nCMD [\"node\", \"/server.js\"]";
        assertThat(told(stages.formatted("ADD " + TINI + "-${TARGETARCH} /tini"), both))
                .isEmpty();
        assertThat(told(stages.formatted("RUN curl -fsSLo /tini " + TINI + "-$TARGETARCH"), both))
                .isEmpty();
        assertThat(told(stages.formatted("ADD " + TINI + "-amd64 /tini"), both)).hasSize(1);
    }

    @Test
    void anImageForAnotherProcessorRunsWhatIsForThat() {
        assertThat(told(with("FROM --platform=linux/arm64 node:20-slim", TINI + "-arm64"), ""))
                .isEmpty();
        assertThat(told(with("FROM --platform=linux/arm64 node:20-slim", TINI), ""))
                .hasSize(1);
    }

    @Test
    void everyBuildHasItsOwnArguments() {
        String bake = "-- docker-bake.hcl --\ntarget \"one\" {\n  context = \".\"\n  platforms = [\"linux/amd64\"]\n"
                + "  args = { ARCH = \"amd64\" }\n}\ntarget \"two\" {\n  context = \".\"\n  platforms = [\"linux/arm64\"]\n"
                + "  args = { ARCH = \"%s\" }\n}\n";
        String dockerfile = with(NODE + "\nARG ARCH=amd64", TINI + "-static-${ARCH}");
        assertThat(told(dockerfile, bake.formatted("arm64"))).isEmpty();
        assertThat(told(dockerfile, bake.formatted("amd64"))).hasSize(1);
        String third =
                "target \"three\" {\n  context = \".\"\n  platforms = [\"linux/arm64\"]\n  args = { ARCH = \"arm64\" }\n}\n";
        assertThat(told(dockerfile, bake.formatted("amd64") + third)).isEmpty();
    }

    @Test
    void platformsAreToldByTheNamesThatBuildsAreTold() {
        String fetch = NODE + "\nARG TARGETPLATFORM\nRUN apt-get update && apt-get install -y curl\n"
                + "RUN case \"$TARGETPLATFORM\" in linux/arm64) A=arm64 ;; *) A=amd64 ;; esac"
                + " && curl -fsSLo /tini " + TINI + "-$A && chmod +x /tini\n"
                + "COPY server.js /\nENTRYPOINT [\"/tini\", \"--\"]\nCMD [\"node\", \"/server.js\"]";
        assertThat(told(fetch, WORKFLOW.formatted("linux/amd64,linux/arm64/v8")))
                .isEmpty();
        assertThat(told(fetch, WORKFLOW.formatted("linux/x86_64,linux/aarch64")))
                .isEmpty();
        assertThat(told(fetch, WORKFLOW.formatted("linux/amd64,linux/arm/v7"))).hasSize(1);
    }

    @Test
    void anArgumentThatIsNotKnownMayBeAnotherOneOnEveryPlatform() {
        String dockerfile = with(NODE + "\nARG ARCH=amd64", TINI + "-static-${ARCH}");
        String both = WORKFLOW.formatted("linux/amd64,linux/arm64");
        assertThat(told(dockerfile, both)).hasSize(1);
        assertThat(told(dockerfile, both + "          build-args: ARCH=${{ steps.arch.outputs.name }}\n"))
                .isEmpty();
        String script = "-- build.sh --\n#!/bin/sh\ndocker buildx build --platform linux/arm64 %s --push -t a/b .\n";
        assertThat(told(dockerfile, script.formatted("--build-arg NODE_ENV=production")))
                .hasSize(1);
        assertThat(told(dockerfile, script.formatted("--build-arg ARCH=\"$1\"")))
                .isEmpty();
        assertThat(told(dockerfile, script.formatted("--build-arg ARCH"))).isEmpty();
    }
}
