package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

/** Starts of images whose programs come from a base image or from a tool of a build, in an open world. */
class ImageStartTest {

    private static final Span AT = Span.wholeFile(new TreePath("Dockerfile"));

    static Launch launch(String txtar) {
        SourceTree tree = SourceTree.of(txtar);
        BuiltImage built = Build.target(
                DockerfileReader.read(
                        tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                BuildRequest.of(tree, World.open(Engine.DOCKER_28, Phase.BUILD), Programs.ALL),
                Knowledge.shipped());
        assertThat(built.failures()).isEmpty();
        Environment given = Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        return Launches.start(
                built.image(), LaunchRequest.ofImage(AT, given, World.open(Engine.DOCKER_28, Phase.START)));
    }

    private static void starts(String txtar, String process) {
        Outcome outcome = launch(txtar).outcome();
        assertThat(outcome).isInstanceOf(Outcome.Starts.class);
        assertThat(String.join(" ", ((Outcome.Starts) outcome).process())).isEqualTo(process);
    }

    private static void undecided(String txtar) {
        assertThat(launch(txtar).outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    // --- base images ---------------------------------------------------------------------------------------------

    @Test
    void aServerStartsAsItsPublisherShipsIt() {
        starts("-- Dockerfile --\nFROM apache/kafka:4.0.0\nENV KAFKA_NODE_ID=1\n", "/etc/kafka/docker/run");
        starts("-- Dockerfile --\nFROM php:8.3-fpm-alpine\nCOPY a.php .\n-- a.php --\n<?php\n", "php-fpm");
        starts("-- Dockerfile --\nFROM php:8.3-apache\nRUN a2enmod rewrite\n", "apache2-foreground");
        starts("-- Dockerfile --\nFROM clickhouse/clickhouse-server:25.3\n", "/entrypoint.sh");
        starts("""
                -- Dockerfile --
                FROM opensearchproject/opensearch:2.19.0
                RUN bin/opensearch-plugin remove query-insights
                """, "./opensearch-docker-entrypoint.sh opensearch");
    }

    @Test
    void whatAServerIsGivenInPlaceOfItsOwnCommandIsLookedAt() {
        undecided("-- Dockerfile --\nFROM php:8.3-fpm-alpine\nCMD [\"php\", \"artisan\", \"serve\"]\n");
        undecided("-- Dockerfile --\nFROM clickhouse/clickhouse-server:25.3\nCMD [\"--config-file=/none.xml\"]\n");
        undecided("""
            -- Dockerfile --
            FROM clickhouse/clickhouse-server:25.3
            COPY init.sh /docker-entrypoint-initdb.d/
            -- init.sh --
            exit 1
            """);
        assertThat(launch("-- Dockerfile --\nFROM php:8.3-fpm-alpine\nCMD [\"/nope\"]\n")
                        .outcome())
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aConfigurationThatIsMadeAtTheStartIsThere() {
        starts("""
                -- Dockerfile --
                FROM envoyproxy/envoy:v1.33.0
                RUN apt-get update && apt-get install -y gettext-base && rm -rf /var/lib/apt/lists/*
                USER envoy
                WORKDIR /home/envoy
                COPY envoy.tmpl.yaml .
                ENTRYPOINT ["/bin/sh", "-c", "envsubst < envoy.tmpl.yaml > envoy.yaml && envoy -c envoy.yaml;"]
                -- envoy.tmpl.yaml --
                port: $PORT
                """, "envoy -c envoy.yaml");
    }

    @Test
    void aDatabaseServesOnceItIsGivenAPassword() {
        Launch launch = launch("""
            -- Dockerfile --
            FROM postgres:16
            COPY schema.sql /docker-entrypoint-initdb.d/
            -- schema.sql --
            CREATE TABLE t ();
            """);
        assertThat(launch.outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launch.conditional()).hasSize(1);
    }

    @Test
    void aScriptThatADatabaseRunsFirstIsNotFollowed() {
        undecided("""
            -- Dockerfile --
            FROM postgres:16
            COPY init.sh /docker-entrypoint-initdb.d/
            -- init.sh --
            exit 1
            """);
    }

    @Test
    void aConfigurationThatIsWrittenFromATemplateMayBeWrittenByTheUserOfTheImage() {
        starts("""
            -- Dockerfile --
            FROM nginxinc/nginx-unprivileged:1.29-alpine
            COPY nginx.conf.template /
            CMD ["/bin/sh", "-c", "envsubst '$PORT' < /nginx.conf.template > /etc/nginx/nginx.conf && exec nginx -g 'daemon off;'"]
            -- nginx.conf.template --
            pid /tmp/nginx.pid;
            events {}
            http { server { listen $PORT; } }
            """, "nginx -g daemon off;");
    }

    @Test
    void aFileThatOnlyRootMayWriteStaysClosedToThatUser() {
        assertThat(launch("""
            -- Dockerfile --
            FROM nginxinc/nginx-unprivileged:1.29-alpine
            CMD ["/bin/sh", "-c", "envsubst < /etc/nginx/nginx.conf > /usr/bin/motd && exec nginx -g 'daemon off;'"]
            """).outcome()).isNotInstanceOf(Outcome.Starts.class);
    }
}
