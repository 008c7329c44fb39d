package dev.runtimeaudit.workspace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.compose.DataMounts.Misplaced;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataMountsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                "postgres:latest",
                "postgres:alpine",
                "postgres:18.1-trixie",
                "docker.io/library/postgres:18-alpine3.22",
                "postgres:${PG:-18}"
            })
    void postgresRefusesAMountWhereItUsedToKeepItsData(String image) {
        assertThat(of(image, "data:/var/lib/postgresql/data/"))
                .hasValueSatisfying(found -> assertThat(found.refuses()).isTrue());
        assertThat(of(image, "./db:/var/lib/postgresql/data")).isPresent();
        assertThat(of(image, "data:/var/lib/postgresql")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres:17",
                "postgres:9.6-alpine",
                "postgres:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "postgres:18beta1",
                "postgres:${PG}",
                "example/postgres:18"
            })
    void ofOtherVersionsAndOfUnknownOnesNothingIsSaid(String image) {
        assertThat(of(image, "data:/var/lib/postgresql/data")).isEmpty();
    }

    @Test
    void theVolumeOfTheImageLiesOnTopOfAMountAboveIt() {
        assertThat(of("postgres:17", "data:/var/lib/postgresql"))
                .hasValueSatisfying(found -> assertThat(found.refuses()).isFalse());
        assertThat(of("mongo:7", "data:/data")).isPresent();
        assertThat(of("mongo:7", "data:/data/db")).isEmpty();
        assertThat(of("mongo:7", "data:/data, config:/data/db")).isEmpty();
    }

    @Test
    void whatAnotherPackageUsesHoldsNothing() {
        assertThat(of("redis:7-alpine", "data:/var/lib/redis")).isPresent();
        assertThat(of("redis:7-alpine", "data:/data")).isEmpty();
        assertThat(of("mysql:8", "data:/var/lib/mysql")).isEmpty();
        assertThat(of("mysql:8", "data:/var/lib/mysql/data")).isPresent();
        assertThat(of("mysql:8", "data:/bitnami/mysql/data")).isPresent();
        assertThat(of("redis:7", "backup:/backup")).isEmpty();
    }

    @Test
    void nothingIsSaidWhereSomethingMayMoveTheData() {
        String mount = "    volumes: ['data:/var/lib/postgresql/data']\n";
        assertThat(of("    image: postgres:18\n    environment: {PGDATA: /var/lib/postgresql/data/pg}\n" + mount))
                .isEmpty();
        assertThat(of("    image: postgres:18\n    environment: {PGDATA: '${WHERE}'}\n" + mount))
                .isEmpty();
        assertThat(of("    image: postgres:18\n    env_file: missing.env\n" + mount))
                .isEmpty();
        assertThat(of("    image: postgres:18\n    command: [postgres, -D, /elsewhere]\n" + mount))
                .isEmpty();
        assertThat(of("    image: postgres:18\n    command: ['sh', '-c', 'exec postgres']\n" + mount))
                .isEmpty();
        assertThat(of("    image: postgres:18\n    entrypoint: /mine.sh\n" + mount))
                .isEmpty();
        assertThat(of("    image: postgres:18\n    command: [-c, max_connections=9]\n" + mount))
                .isPresent();
        assertThat(of("redis:7", "data:/var/lib/redis, ./redis.conf:/redis.conf"))
                .isEmpty();
    }

    private static Optional<Misplaced> of(String image, String mounts) {
        StringBuilder lines = new StringBuilder("    image: '" + image + "'\n    volumes:\n");
        for (String mount : mounts.split(", ")) {
            lines.append("      - ").append(mount).append('\n');
        }
        return of(lines.toString());
    }

    private static Optional<Misplaced> of(String service) {
        SourceTree tree = SourceTree.of(
                "-- compose.yml --\nservices:\n  db:\n" + service + "volumes: {data: {}, config: {}, backup: {}}\n");
        return ComposeModel.discover(tree, path -> false).stream()
                .flatMap(project -> project.services().stream())
                .flatMap(each -> DataMounts.misplaced(each).stream())
                .findFirst();
    }
}
