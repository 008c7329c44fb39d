package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeTest {

    private static final Span AT = Span.wholeFile(new TreePath("Dockerfile"));
    private static final Knowledge SHIPPED = Knowledge.shipped();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node:20-alpine          | ash  | busybox",
                "node:20.11.1-alpine     | ash  | busybox",
                "node:22-alpine3.19      | ash  | busybox",
                "node:20                 | dash | debian",
                "node:20-slim            | dash | debian",
                "node:24-trixie-slim     | dash | debian",
                "node:26-bookworm-slim   | dash | debian",
                "node:lts-alpine         | ash  | busybox",
                "node:latest             | dash | debian",
                "node                    | dash | debian",
                "docker.io/library/node:20-alpine@sha256:0123 | ash | busybox",
                "alpine                  | ash  | busybox",
                "alpine:3.16             | ash  | busybox",
                "debian:12-slim          | dash | debian",
                "debian:bookworm-20240101-slim | dash | debian",
                "python:3.12-slim-bookworm | dash | debian",
                "golang:1.25-alpine      | ash  | busybox",
                "nginx:1.27-alpine       | ash  | busybox",
                "nginx:stable-alpine-slim | ash | busybox",
            })
    void theShellAndTheAbsenceOfPnpmAreKnown(String name, String shell, String kind) {
        Image image = image(name);

        assertThat(program(image, "/bin/sh").name()).isEqualTo(shell);
        assertThat(image.files().follow(ImagePath.of("/usr/bin/pnpm"))).isInstanceOf(Fact.Absent.class);
        assertThat(image.files().follow(ImagePath.of("/app"))).isInstanceOf(Fact.Absent.class);
        assertThat(image.libc()).isEqualTo(kind.equals("busybox") ? Content.Linkage.MUSL : Content.Linkage.GLIBC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node:20-alpine", "node:22-slim", "node:24", "node:lts", "alpine:3.20", "debian:12-slim"})
    void nothingLiesWhereProjectsLikeToPutTheirSources(String name) {
        assertThat(image(name).files().follow(ImagePath.of("/usr/src/app/dist/node_modules")))
                .isInstanceOf(Fact.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node:8-onbuild", "node:20-onbuild", "golang:onbuild"})
    void whatTriggersInstructionsOfItsOwnIsNotKnown(String name) {
        assertThat(SHIPPED.base(name, AT)).isInstanceOf(Fact.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"php:8.3-cli", "ubuntu:24.04"})
    void otherImagesMayHaveSourcesOfTheirOwn(String name) {
        assertThat(image(name).files().follow(ImagePath.of("/usr/src/app"))).isInstanceOf(Fact.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({
        "debian:bookworm-slim, 0.5.12-2",
        "node:22-trixie-slim, 0.5.12-12",
        "node:24-trixie-slim, 0.5.12-12",
        "node:26-bookworm-slim, 0.5.12-2",
        "node:26-slim, 0.5.12-12",
        "node:20.9.0-slim, 0.5.12-2",
        "python:3.12-slim-bookworm, 0.5.12-2",
        "python:3.14-slim, ''",
        "node:lts-slim, ''",
        "node:18.4-slim, 0.5.11",
        "node:24-bullseye-slim, 0.5.11",
    })
    void theReleaseIsWhatTheSuffixSays(String name, String dash) {
        assertThat(program(image(name), "/bin/sh").version()).isEqualTo(dash);
    }

    @ParameterizedTest
    @CsvSource({
        "node:20-alpine, 1.37.0",
        "node:20-alpine3.19, 1.36.1",
        "node:20.1.0-alpine, ''",
        "alpine:3.17, 1.35.0",
        "alpine:3.22, 1.37.0",
    })
    void theVersionOfAshIsThatOfTheRelease(String name, String version) {
        assertThat(program(image(name), "/bin/sh").version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node:14-buster-slim", "debian:buster", "ubuntu:22.04", "python:3.9-buster"})
    void nothingButTheHierarchyStandsAtTheRootOfADistributionOfAnyRelease(String name) {
        FileSystem files = image(name).files();

        assertThat(files.follow(ImagePath.of("/app"))).isInstanceOf(Fact.Absent.class);
        assertThat(files.follow(ImagePath.of("/boot"))).isInstanceOf(Fact.Unknown.class);
        assertThat(files.follow(ImagePath.of("/usr/share/x"))).isInstanceOf(Fact.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"php:8.3-cli", "redis:7"})
    void anImageThatWasNotReadMayHoldMoreAtItsRoot(String name) {
        FileSystem files = image(name).files();

        assertThat(files.follow(ImagePath.of("/data2"))).isInstanceOf(Fact.Unknown.class);
        assertThat(files.follow(ImagePath.of("/usr/bin"))).isInstanceOf(Fact.Present.class);
    }

    @Test
    void anUnmeasuredReleaseProvesNoAbsence() {
        Image image = image("node:22-buster-slim");

        assertThat(program(image, "/usr/local/bin/node").version()).isEqualTo("22");
        assertThat(image.files().follow(ImagePath.of("/usr/bin/curl"))).isInstanceOf(Fact.Unknown.class);
        assertThat(image.accounts().user("nobody-here")).isInstanceOf(Fact.Unknown.class);
        assertThat(image.files().follow(ImagePath.of("/usr/bin"))).isInstanceOf(Fact.Present.class);
    }

    @Test
    void corepackAndYarnComeWithSomeMajorsOnly() {
        for (String name : List.of("yarn", "corepack")) {
            ImagePath path = ImagePath.of("/usr/local/bin/" + name);
            assertThat(image("node:24-alpine").files().follow(path)).isInstanceOf(Fact.Present.class);
            assertThat(image("node:26-alpine").files().follow(path)).isInstanceOf(Fact.Absent.class);
            assertThat(image("node:lts-alpine").files().follow(path)).isInstanceOf(Fact.Unknown.class);
        }
        assertThat(image("node:25-slim").files().follow(ImagePath.of("/usr/local/bin/corepack")))
                .isInstanceOf(Fact.Absent.class);
    }

    @Test
    void aNodeImageHasItsUserItsEntrypointAndItsEnvironment() {
        Image image = image("node:20.11.1-bookworm-slim");

        assertThat(image.accounts().user("node").map(Account::uid)).isEqualTo(Fact.present(1000));
        assertThat(image.accounts().user("www-data").map(Account::uid)).isEqualTo(Fact.present(33));
        assertThat(image.accounts().user("app")).isInstanceOf(Fact.Absent.class);
        assertThat(value(image.environment().get("NODE_VERSION"))).isEqualTo("20.11.1");
        assertThat(value(image.entrypoint()).argv()).containsExactly("docker-entrypoint.sh");
        assertThat(value(image.cmd()).argv()).containsExactly("node");
        assertThat(program(image, "/usr/local/bin/docker-entrypoint.sh").name()).isEqualTo("node-docker-entrypoint");
        Meta home = value(image.files().at(ImagePath.of("/home/node"))).node().meta();
        assertThat(home.owner()).contains(new Meta.Owner(1000, 1000));
    }

    @Test
    void debianIsMergedAndOlderAlpineIsNot() {
        assertThat(value(image("debian:12").files().follow(ImagePath.of("/bin/bash")))
                        .path())
                .isEqualTo(ImagePath.of("/usr/bin/bash"));
        assertThat(image("alpine:3.20").files().follow(ImagePath.of("/usr/bin/sh")))
                .isInstanceOf(Fact.Absent.class);
        assertThat(image("alpine:3.24").files().follow(ImagePath.of("/usr/bin/sh")))
                .isInstanceOf(Fact.Present.class);
    }

    @Test
    void distrolessHasNodeAndNoShell() {
        Image image = image("gcr.io/distroless/nodejs20-debian12:nonroot");

        assertThat(program(image, "/nodejs/bin/node").version()).isEqualTo("20");
        assertThat(image.files().follow(ImagePath.of("/bin/sh"))).isInstanceOf(Fact.Absent.class);
        assertThat(value(image.user())).isEqualTo("65532");
        assertThat(value(image.entrypoint()).argv()).containsExactly("/nodejs/bin/node");
        assertThat(program(image("gcr.io/distroless/nodejs20-debian12:debug"), "/busybox/sh")
                        .name())
                .isEqualTo("ash");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres:16, curl, /usr/bin/bash",
        "qdrant/qdrant:v1.13.1, wget, /usr/bin/bash",
        "ghcr.io/get-convex/convex-backend, wget, /usr/bin/curl",
    })
    void whatAnImageLacksIsProvenAlthoughNotAllOfItIsKnown(String name, String absent, String present) {
        Image image = image(name);

        assertThat(Kernel.onPath(absent, Machine.of(image))).isInstanceOf(Fact.Absent.class);
        assertThat(Kernel.onPath("jq", Machine.of(image))).isInstanceOf(Fact.Unknown.class);
        assertThat(image.files().follow(ImagePath.of(present))).isInstanceOf(Fact.Present.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nats:2.10", "otel/opentelemetry-collector-contrib:0.100.0"})
    void someHaveNoShell(String name) {
        assertThat(image(name).files().follow(ImagePath.of("/bin/sh"))).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void whoAnImageRunsAsIsUnknownWhereNobodyReadIt() {
        assertThat(image("qdrant/qdrant").user()).isInstanceOf(Fact.Unknown.class);
        assertThat(image("qdrant/qdrant").entrypoint()).isInstanceOf(Fact.Unknown.class);
        assertThat(SHIPPED.base("cloudflare/cloudflared:latest", AT)).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void scratchHasNothingButPath() {
        Image image = image("scratch");

        assertThat(image.files().at(ImagePath.of("/etc"))).isInstanceOf(Fact.Absent.class);
        assertThat(value(image.environment().get("PATH"))).startsWith("/usr/local/sbin");
        assertThat(image.accounts().user("root")).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void whatABaseBringsIsThereBecauseOfTheLineThatNamesIt() {
        FileSystem files = image("node:20-alpine").files();

        assertThat(files.follow(ImagePath.of("/usr/local/bin/node")).evidence().toString())
                .isEqualTo("Dockerfile:1 starts from `node:20-alpine`");
        assertThat(files.follow(ImagePath.of("/usr/local/bin/pnpm")).evidence().toString())
                .isEqualTo("Dockerfile:1 starts from `node:20-alpine`, which does not bring it");
    }

    @Test
    void anUnknownImageIsUnknownAndANameDockerRejectsIsNone() {
        assertThat(SHIPPED.base("registry.example.org/base:1", AT)).isInstanceOf(Fact.Unknown.class);
        assertThat(SHIPPED.base("alpine:", AT)).isInstanceOf(Fact.Absent.class);
        assertThat(Knowledge.none().base("node:20", AT)).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void aDescribedImageIsLikeAnotherWithMoreCommands() {
        Knowledge knowledge = SHIPPED.withImages(List.of(new Knowledge.Described(
                "registry.example.org/node-base:20", Optional.of("node:20-alpine"), List.of("tini"))));
        Image image = value(knowledge.base("registry.example.org/node-base:20", AT));

        assertThat(program(image, "/usr/local/bin/tini").name()).isEqualTo("tini");
        assertThat(program(image, "/bin/sh").name()).isEqualTo("ash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node",
                "alpine:3.20",
                "debian",
                "ubuntu:24.04",
                "oven/bun:1",
                "denoland/deno:debian",
                "denoland/deno:alpine",
                "nginx",
                "caddy:2-alpine",
                "eclipse-temurin:17-jre",
                "postgres:15",
                "redis:7.2",
                "php:8-fpm",
                "mongo:7",
                "rust:1",
                "busybox:1.37",
                "busybox:musl",
                "buildpack-deps:bookworm",
                "gcr.io/distroless/static-debian12:nonroot",
                "gcr.io/distroless/java17-debian12",
                "mcr.microsoft.com/dotnet/aspnet:8.0",
                "public.ecr.aws/lambda/nodejs:20",
                "cgr.dev/chainguard/node",
                "ghcr.io/puppeteer/puppeteer:22",
                "nginxinc/nginx-unprivileged:1.29-alpine"
            })
    void everyFamilyCanBePutTogether(String name) {
        assertThat(image(name).files().root().children()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"buildpack-deps:20.04-curl", "buildpack-deps:bionic", "buildpack-deps:sid-scm"})
    void aReleaseThatNobodyMeasuredProvesNoAbsence(String name) {
        assertThat(image(name).files().follow(ImagePath.of("/usr/sbin/ldconfig.real")))
                .isInstanceOf(Fact.Unknown.class);
        assertThat(image(name).files().follow(ImagePath.of("/usr/bin/curl"))).isInstanceOf(Fact.Present.class);
    }

    @Test
    void alpineHasNoDirectoryForLibrariesOfSixtyFourBits() {
        for (String name : new String[] {"alpine:latest", "alpine:3.18", "node:24-alpine"}) {
            assertThat(image(name).files().follow(ImagePath.of("/lib64"))).isInstanceOf(Fact.Absent.class);
            assertThat(image(name).files().follow(ImagePath.of("/lib"))).isInstanceOf(Fact.Present.class);
        }
    }

    @Test
    void whatIsProducedIsMatchedNameByName() {
        Knowledge knowledge =
                Knowledge.none().withProduced(List.of(new Knowledge.Produced("apps/*/dist", Optional.of("nx build"))));

        assertThat(knowledge.produced("apps/web/dist/main.js")).isPresent();
        assertThat(knowledge.produced("apps/web/dist")).isPresent();
        assertThat(knowledge.produced("apps/web/src")).isEmpty();
        assertThat(knowledge.produced("apps/web")).isEmpty();
    }

    @Test
    void packagesBringCommandsAndUsers() {
        Packages bookworm = SHIPPED.packages("debian-bookworm");
        assertThat(bookworm.find("curl").orElseThrow().commands()).contains(ImagePath.of("/usr/bin/curl"));
        assertThat(bookworm.find("redis-server").orElseThrow().users())
                .extracting(Account::name)
                .contains("redis");
        assertThat(bookworm.find("no-such-package")).isEmpty();
        assertThat(SHIPPED.packages("alpine").find("tini").orElseThrow().commands())
                .containsExactly(ImagePath.of("/sbin/tini"));
    }

    @Test
    void bullseyeWasMeasuredWithDirectoriesOfItsOwn() {
        Image image = image("node:20-bullseye-slim");

        assertThat(image.files().follow(ImagePath.of("/bin/nc"))).isInstanceOf(Fact.Absent.class);
        assertThat(image.files().follow(ImagePath.of("/usr/bin/curl"))).isInstanceOf(Fact.Absent.class);
        assertThat(image.files().follow(ImagePath.of("/usr/bin/ls"))).isInstanceOf(Fact.Absent.class);
        assertThat(image.files().follow(ImagePath.of("/bin/ls"))).isInstanceOf(Fact.Present.class);
        assertThat(SHIPPED.packages("debian-bullseye")
                        .find("netcat-openbsd")
                        .orElseThrow()
                        .commands())
                .contains(ImagePath.of("/bin/nc"));
    }

    @Test
    void ofAReleaseThatWasNotMeasuredIsKnownWhatOthersHaveInCommon() {
        Packages ubuntu = SHIPPED.packages("debian-ubuntu");

        assertThat(ubuntu.find("gettext-base").orElseThrow().commands()).contains(ImagePath.of("/usr/bin/envsubst"));
        assertThat(ubuntu.find("netcat-openbsd").orElseThrow().commands()).contains(ImagePath.of("/usr/bin/nc"));
        assertThat(ubuntu.find("python3").orElseThrow().commands())
                .contains(ImagePath.of("/usr/bin/python3"))
                .doesNotContain(ImagePath.of("/usr/bin/python3.11"));
        assertThat(ubuntu.complete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "envoyproxy/envoy:v1.33.0, /usr/local/bin/envoy, envoy",
        "apache/kafka:4.0.0, /etc/kafka/docker/run, server",
        "clickhouse/clickhouse-server:25.3-alpine, /entrypoint.sh, clickhouse-entrypoint",
        "altinity/clickhouse-server:25.3, /entrypoint.sh, clickhouse-entrypoint",
        "opensearchproject/opensearch:2.19.0, /usr/share/opensearch/opensearch-docker-entrypoint.sh, opensearch-docker-entrypoint",
        "php:8.3-fpm-alpine, /usr/local/sbin/php-fpm, php-fpm",
        "php:8.3-apache, /usr/local/bin/apache2-foreground, server",
        "php:8.3-cli, /usr/local/bin/php, php",
        "gradle:8.10-jdk21, /usr/bin/gradle, gradle",
        "maven:3.9-eclipse-temurin-21, /usr/bin/mvn, mvn",
        "openjdk:17-jdk-slim, /usr/local/openjdk-17/bin/java, java",
        "mcr.microsoft.com/dotnet/sdk:9.0, /usr/bin/dotnet, dotnet",
        "mcr.microsoft.com/dotnet/sdk:9.0-alpine, /usr/bin/dotnet, dotnet",
        "ruby:3.4-alpine, /usr/local/bin/bundle, bundle",
        "hexpm/elixir:1.18.0-erlang-27.2-debian-bookworm-20241223-slim, /usr/local/bin/mix, mix",
        "nikolaik/python-nodejs:python3.12-nodejs22-alpine, /usr/local/bin/node, node",
        "grafana/k6:1.0.0, /usr/bin/k6, k6",
        "otel/opentelemetry-collector-contrib:0.120.0, /otelcol-contrib, otelcol",
    })
    void anImageBringsWhatItsPublisherPutsThere(String name, String path, String program) {
        assertThat(program(image(name), path).name()).isEqualTo(program);
    }

    private static Image image(String name) {
        return value(SHIPPED.base(name, AT));
    }

    private static Program program(Image image, String path) {
        Located found = value(image.files().follow(ImagePath.of(path)));
        return (Program) ((Node.File) found.node()).content();
    }

    private static <T> T value(Fact<T> fact) {
        assertThat(fact).isInstanceOf(Fact.Present.class);
        return ((Fact.Present<T>) fact).value();
    }

    @Test
    void belowOptThereIsNothingButYarnWhateverATagOfNodeMeans() {
        for (String reference : List.of("node:lts-alpine", "node:lts", "node:latest", "node:current-slim")) {
            FileSystem files = image(reference).files();
            assertThat(files.follow(ImagePath.of("/opt/app"))).as(reference).isInstanceOf(Fact.Absent.class);
            assertThat(files.follow(ImagePath.of("/opt/yarn-v1.22.22/bin/yarn")))
                    .as(reference)
                    .isInstanceOf(Fact.Unknown.class);
        }
    }
}
