package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;

/** Starts of programs of go that a builder of their own has put together: a collector, k6, caddy. */
class ExtendedGoStartTest {

    private static String collector(String build, String description, String start) {
        return """
                -- Dockerfile --
                FROM golang:1.25 AS builder
                WORKDIR /app
                RUN go install go.opentelemetry.io/collector/cmd/builder@v0.103.1
                COPY builder.yaml ./
                %s
                FROM debian:bookworm-slim
                COPY collector.yaml /etc/collector.yaml
                COPY --from=builder /app/out/shopcol /shopcol
                %s
                -- builder.yaml --
                %s
                -- collector.yaml --
                receivers: {}
                """.formatted(build, start, description);
    }

    private static final String DESCRIPTION = "dist: {name: shopcol, output_path: ./out}";

    private static final String START = "ENTRYPOINT [\"/shopcol\"]\nCMD [\"--config\", \"/etc/collector.yaml\"]";

    @Test
    void aCollectorIsWhereItsDescriptionSays() {
        assertThat(Started.outcome(collector("RUN builder --config builder.yaml", DESCRIPTION, START)))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(collector(
                        "RUN builder --config=builder.yaml --verbose && chmod +x out/shopcol && out/shopcol --version",
                        DESCRIPTION,
                        "USER 65532\n" + START + "\nCMD [\"--config=file:/etc/collector.yaml\"]")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aDescriptionThatIsNotUnderstoodLeavesNoCollector() {
        String build = "RUN builder --config builder.yaml";

        assertThat(Started.outcome(collector(build, "dist: {name: shopcol}", START)))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(collector(build, "dist: {name: other, output_path: ./out}", START)))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(collector(build + " --skip-compilation", DESCRIPTION, START)))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(collector("ENV DIST_NAME=other\n" + build, DESCRIPTION, START)))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aCollectorNeedsItsConfiguration() {
        String build = "RUN builder --config builder.yaml";
        Failure missing = Started.death(
                collector(build, DESCRIPTION, "ENTRYPOINT [\"/shopcol\", \"--config\", \"/missing.yaml\"]"));
        Failure none = Started.death(collector(build, DESCRIPTION, "ENTRYPOINT [\"/shopcol\"]"));
        Failure denied =
                Started.death(collector(build, DESCRIPTION, "RUN chmod 600 /etc/collector.yaml\nUSER 65532\n" + START));

        assertThat(missing.cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(missing.output()).endsWith("open /missing.yaml: no such file or directory");
        assertThat(none.output()).isEqualTo("Error: at least one config flag must be provided");
        assertThat(denied.cause()).isEqualTo(Cause.USER_CANNOT_READ);
        assertThat(Started.outcome(
                        collector(build, DESCRIPTION, "ENTRYPOINT [\"/shopcol\", \"--config\", \"env:COLLECTOR\"]")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(collector(
                        build, DESCRIPTION, "ENTRYPOINT [\"/shopcol\", \"--set\", \"exporters.debug=null\"]")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(collector(build, DESCRIPTION, START + "\nCMD [\"validate\"]")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    private static Outcome caddy(String build, String copied) {
        return Started.outcome("""
                -- Dockerfile --
                FROM golang:1.25-alpine AS builder
                RUN go install github.com/caddyserver/xcaddy/cmd/xcaddy@latest
                RUN %s
                FROM alpine:3.20
                COPY Caddyfile /etc/caddy/Caddyfile
                COPY --from=builder %s /usr/bin/caddy
                CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile"]
                -- Caddyfile --
                :80
                """.formatted(build, copied));
    }

    @Test
    void caddyIsBuiltWithItsModules() {
        assertThat(caddy("xcaddy build v2.8.4 --with example.org/module", "/go/caddy"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(caddy("xcaddy build --with example.org/module=./module --output /usr/bin/web", "/usr/bin/web"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(caddy("xcaddy build --output /usr/bin/web", "/go/caddy")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(caddy("xcaddy version", "/go/caddy")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(caddy("GOOS=windows xcaddy build", "/go/caddy")).isNotInstanceOf(Outcome.Starts.class);
    }

    private static Outcome load(String start, String base) {
        return Started.outcome("""
                -- Dockerfile --
                FROM golang:1.25 AS builder
                RUN go install go.k6.io/xk6/cmd/xk6@v1.4.7
                WORKDIR /build
                COPY extension extension
                RUN xk6 build v2.1.0 --with example.org/extension=./extension --output ./k6
                FROM %s
                COPY --from=builder /build/k6 /usr/bin/k6
                WORKDIR /test
                COPY script.js .
                COPY --chmod=755 start.sh .
                ENTRYPOINT ["./start.sh"]
                CMD []
                -- extension/go.mod --
                module example.org/extension
                -- script.js --
                export default function () {}
                -- start.sh --
                #!/bin/sh
                %s
                """.formatted(base, start));
    }

    @Test
    void aTestThatIsRunAgainAndAgainKeepsItsContainerRunning() {
        String again = "while true; do\n  k6 run script.js --out json=/tmp/o & wait $!\ndone";

        assertThat(load(again, "grafana/k6:1.0.0")).isInstanceOf(Outcome.Starts.class);
        assertThat(load(again, "alpine:3.20")).isInstanceOf(Outcome.Starts.class);
        assertThat(load(again.replace("script.js", "other.js"), "alpine:3.20")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aTestEndsByItself() {
        assertThat(load("exec k6 run script.js", "alpine:3.20")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(load("exec k6 run --linger script.js", "alpine:3.20")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatGoRunsIsNotFollowed() {
        assertThat(Started.outcome("-- Dockerfile --\nFROM golang:1.25\nCMD [\"go\", \"run\", \"./nowhere\"]\n"))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
