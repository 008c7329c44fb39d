package dev.runtimeaudit.workspace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComposeUseTest {

    @Test
    void aBuildSectionTiesAServiceToItsDockerfile() {
        assertThat(uses("apps/api/Dockerfile", """
                -- docker-compose.yml --
                services:
                  api: {build: {context: ., dockerfile: apps/api/Dockerfile}}
                  web: {build: apps/web}
                """)).containsExactly("api");
    }

    /** Such a file is for {@code docker compose build} and {@code push}; what the containers need is given elsewhere. */
    @Test
    void aListOfWhatIsBuiltAndTaggedRunsNothing() {
        String files = """
                -- docker-compose.yml --
                services:
                  api: {image: "example.org/api:${TAG:-1}", build: {context: ., dockerfile: apps/api/Dockerfile}}
                  web: {image: "example.org/web:${TAG:-1}", build: apps/web%s}
                """;
        assertThat(uses("apps/api/Dockerfile", files.formatted(""))).isEmpty();
        assertThat(uses("apps/api/Dockerfile", files.formatted(", ports: ['80:80']")))
                .containsExactly("api");
    }

    @Test
    void anImageThatAnotherServiceTagsIsTheSame() {
        assertThat(uses("Dockerfile", """
                -- docker-compose.yml --
                services:
                  api: {build: ., image: example}
                  worker: {image: example, command: [node, worker.js]}
                """)).containsExactly("api", "worker");
    }

    @Test
    void anImageIsTiedByItsNameWhenItHasANamespace() {
        String files = """
                -- docker-compose.production.yml --
                services:
                  auth: {image: "${DOCKER_USERNAME}/auth-service:latest"}
                  db: {image: "postgres:16"}
                """;
        assertThat(uses("apps/auth-service/Dockerfile", files)).containsExactly("auth");
        assertThat(uses("docker/postgres/Dockerfile", files)).isEmpty();
    }

    @Test
    void theImageOfAWorkspaceIsNamedAfterItsPackage() {
        assertThat(uses("Dockerfile", """
                -- docker/docker-compose.yml --
                services:
                  app: {image: "ghostfolio/ghostfolio:latest"}
                -- package.json --
                {"name": "ghostfolio"}
                """)).containsExactly("app");
        assertThat(uses("Dockerfile", """
                -- docker-compose.yml.example --
                services:
                  app: {image: ghcr.io/unownhash/fletchling}
                -- go.mod --
                module github.com/UnownHash/Fletchling
                """)).containsExactly("app");
    }

    @Test
    void anotherTargetIsAnotherImage() {
        SourceTree tree = SourceTree.of("""
                -- docker-compose.yml --
                services:
                  app: {build: {context: ., target: app}}
                  portal: {build: {context: ., target: portal}}
                """);
        ImageIdentity portal =
                ImageIdentity.of(tree, new TreePath("Dockerfile"), Optional.of("portal"), Stream.empty());
        assertThat(ComposeUse.of(tree, ComposeModel.discover(tree, p -> false), portal, List.of(portal)))
                .extracting(use -> use.service().name())
                .containsExactly("portal");
    }

    @Test
    void aServiceBecomesALaunchRequest() {
        LaunchRequest request = request("""
                -- docker-compose.yml --
                services:
                  app:
                    build: .
                    entrypoint: /entry.sh --fast
                    command: [serve]
                    user: "1001"
                    working_dir: /srv
                    init: true
                    read_only: true
                    cap_drop: [ALL]
                    volumes: [data:/data, ./x:/app/x:ro, /cache]
                    tmpfs: /tmp
                    environment:
                      FIXED: "1"
                      LIKELY: ${PORT:-3000}
                      INHERITED:
                volumes: {data: {}}
                """);
        assertThat(request.name()).isEqualTo("compose:docker-compose.yml:app");
        assertThat(request.entrypoint().orElseThrow().argv()).containsExactly("/entry.sh", "--fast");
        assertThat(request.command().orElseThrow().argv()).containsExactly("serve");
        assertThat(request.user()).contains("1001");
        assertThat(request.workdir()).contains("/srv");
        assertThat(request.mounts())
                .extracting(mount -> mount.target().value())
                .containsExactly("/data", "/app/x", "/cache", "/tmp");
        World world = request.world();
        assertThat(List.of(world.init(), world.readOnly(), world.allCapabilities()))
                .containsExactly(true, true, false);
        assertThat(request.environment().get("FIXED")).isInstanceOf(Fact.Present.class);
        assertThat(request.environment().get("LIKELY")).isInstanceOf(Fact.Unknown.class);
        assertThat(request.environment().get("INHERITED")).isInstanceOf(Fact.Unknown.class);
        assertThat(request.environment().get("OTHER")).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void aFileOfUnknownContentOpensTheEnvironment() {
        LaunchRequest request = request("""
                -- docker-compose.yml --
                services:
                  app:
                    build: .
                    env_file: .env
                -- .env.example --
                A=1
                """);
        assertThat(request.environment().isOpen()).isTrue();
    }

    @Test
    void aProjectThatIsNotWholeLeavesTheEnvironmentOpen() {
        LaunchRequest request = request("""
                -- docker-compose.web.yml --
                services:
                  app: {build: .}
                """);
        assertThat(request.environment().isOpen()).isTrue();
    }

    @Test
    void buildSectionsAreHints() {
        SourceTree tree = SourceTree.of("""
                -- docker-compose.yml --
                services:
                  app:
                    build:
                      context: ..
                  web:
                    build:
                      context: .
                      dockerfile: docker/web.Dockerfile
                      target: runner
                      args: [SCOPE=web, "EMPTY=${NOTHING}"]
                """);
        List<BuildHint> hints = BuildHint.of(ComposeModel.discover(tree, p -> false));
        assertThat(hints).hasSize(1);
        assertThat(hints.get(0).dockerfile()).isEqualTo(new TreePath("docker/web.Dockerfile"));
        assertThat(hints.get(0).target()).contains("runner");
        assertThat(hints.get(0).args()).containsOnlyKeys("SCOPE");
    }

    private static List<String> uses(String dockerfile, String txtar) {
        SourceTree tree = SourceTree.of(txtar);
        ImageIdentity image = ImageIdentity.of(tree, new TreePath(dockerfile), Optional.empty(), Stream.empty());
        return ComposeUse.of(tree, ComposeModel.discover(tree, p -> false), image, List.of(image)).stream()
                .map(use -> use.service().name())
                .toList();
    }

    private static LaunchRequest request(String txtar) {
        SourceTree tree = SourceTree.of(txtar);
        ImageIdentity image = ImageIdentity.of(tree, new TreePath("Dockerfile"), Optional.empty(), Stream.empty());
        return ComposeUse.of(tree, ComposeModel.discover(tree, p -> false), image, List.of(image))
                .get(0)
                .start(World.Engine.DOCKER_28)
                .request();
    }
}
