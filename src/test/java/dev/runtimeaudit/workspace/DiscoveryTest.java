package dev.runtimeaudit.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.report.ServiceList;
import dev.runtimeaudit.source.MemoryTree;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.ServicePlan.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private static List<ServicePlan> plans(String txtar) {
        SourceTree tree = SourceTree.of(txtar);
        return new Discovery(tree, AuditConfig.standard(), new Ignores(tree)::isBuildOutput).services();
    }

    private static List<String> found(String txtar) {
        return plans(txtar).stream().map(DiscoveryTest::line).toList();
    }

    private static String line(ServicePlan plan) {
        return plan.name() + ": " + plan.dockerfile() + " in " + plan.context()
                + plan.target().map(target -> " to " + target).orElse("")
                + (plan.contextIsCertain() ? "" : "?")
                + (plan.purpose() == Purpose.DEVELOPMENT ? " (development)" : "");
    }

    @Test
    void aDirectoryThatMayNotBeReadIsNamed() {
        SourceTree tree = MemoryTree.builder()
                .file("apps/web/Dockerfile", "FROM scratch\n")
                .directory("apps/secret", 0)
                .directory("node_modules/closed", 0)
                .build();
        Discovery discovery = new Discovery(tree, AuditConfig.standard(), new Ignores(tree)::isBuildOutput);
        List<ServicePlan> services = discovery.services();
        assertThat(services).hasSize(1);
        assertThat(discovery.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.at().path() + " " + note.message())
                        .isEqualTo("apps/secret may not be read: services below it are not seen"));
        assertThat(ServiceList.text(services, discovery.notes()))
                .startsWith("  web: apps/web/Dockerfile, context apps/web")
                .endsWith("\n  note: apps/secret may not be read: services below it are not seen");
    }

    @Test
    void composeSaysContextAndTarget() {
        assertThat(found("""
                -- docker-compose.yml --
                services:
                  web:
                    build:
                      context: .
                      dockerfile: docker/web.Dockerfile
                      target: runner
                -- docker/web.Dockerfile --
                FROM scratch AS runner
                """)).containsExactly("web: docker/web.Dockerfile in . to runner");
    }

    @Test
    void aStageForDevelopersLeavesTheLastOneToBeShipped() {
        assertThat(found("""
                -- docker-compose.yml --
                services:
                  web:
                    build: {context: ., target: dev}
                -- Dockerfile --
                FROM scratch AS dev
                FROM scratch
                """)).containsExactly("app: Dockerfile in .", "app:dev: Dockerfile in . to dev (development)");
    }

    @Test
    void aWorkflowIsExpandedOverItsMatrix() {
        assertThat(found("""
                -- .github/workflows/release.yml --
                on: push
                jobs:
                  images:
                    strategy:
                      matrix:
                        app: [api, web]
                        include:
                          - {app: api, target: server}
                    steps:
                      - uses: docker/build-push-action@v6
                        with:
                          context: .
                          file: services/${{ matrix.app }}/Dockerfile
                          target: ${{ matrix.target }}
                -- services/api/Dockerfile --
                FROM scratch AS server
                -- services/web/Dockerfile --
                FROM scratch
                """))
                .containsExactly("api: services/api/Dockerfile in . to server", "web: services/web/Dockerfile in .");
    }

    @Test
    void aTargetThatIsKnownOnlyWhenTheWorkflowRunsIsNoTarget() {
        assertThat(found("""
                -- .github/workflows/release.yml --
                on: push
                jobs:
                  image:
                    steps:
                      - uses: docker/build-push-action@v6
                        with:
                          file: api/Dockerfile
                          target: ${{ steps.choice.outputs.target }}
                -- api/Dockerfile --
                FROM scratch
                COPY main.js /
                -- api/main.js --
                """)).containsExactly("api: api/Dockerfile in api");
    }

    @Test
    void aCompositeActionBuildsWithTheInputsOfItsCallers() {
        assertThat(found("""
                -- .github/workflows/ci.yml --
                on: push
                jobs:
                  image:
                    strategy: {matrix: {target: ['', slim]}}
                    steps:
                      - uses: ./.github/actions/image
                        with: {dockerfile: router/Dockerfile, target: '${{ matrix.target }}'}
                -- .github/actions/image/action.yml --
                inputs:
                  dockerfile: {default: Dockerfile}
                  context: {default: .}
                  target: {default: ''}
                runs:
                  steps:
                    - uses: docker/build-push-action@v6
                      with:
                        file: ${{ inputs.dockerfile }}
                        context: ${{ inputs.context }}
                        target: ${{ inputs.target }}
                -- router/Dockerfile --
                FROM scratch AS slim
                FROM scratch
                -- Dockerfile.base --
                FROM scratch
                """))
                .containsExactly(
                        "base: Dockerfile.base in .",
                        "router: router/Dockerfile in .",
                        "router:slim: router/Dockerfile in . to slim");
    }

    @Test
    void aScriptBuildsFromWhereItStands() {
        assertThat(found("""
                -- docker/build.sh --
                #!/usr/bin/env bash
                SCRIPT_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
                ROOT="$(dirname "$SCRIPT_DIR")"
                docker build --build-arg MODE=full -t "image:$VERSION" -f "$SCRIPT_DIR/Dockerfile.full" "$ROOT"
                -- docker/Dockerfile.full --
                FROM scratch
                COPY neither /
                """)).containsExactly("full: docker/Dockerfile.full in .");
    }

    @Test
    void aCommandWithAnUnknownWordSaysNothing() {
        assertThat(found("""
                -- build.sh --
                docker build $FLAGS -f api/Dockerfile .
                -- api/Dockerfile --
                FROM scratch
                COPY main.js /
                -- api/main.js --
                """)).containsExactly("api: api/Dockerfile in api");
    }

    @Test
    void stepsOfWorkflowsAndScriptsOfPackagesRunDocker() {
        assertThat(found("""
                -- .github/workflows/image.yml --
                on: push
                jobs:
                  one:
                    env: {FILE: worker.Dockerfile}
                    steps:
                      - run: cd docker && docker buildx build --push -t x:${{ github.sha }} -f $FILE ..
                -- docker/worker.Dockerfile --
                FROM scratch
                -- packages/app/package.json --
                {"scripts": {"image": "docker build -f ./Dockerfile ../.."}}
                -- packages/app/Dockerfile --
                FROM scratch
                """))
                .containsExactly("app: packages/app/Dockerfile in .", "worker: docker/worker.Dockerfile in .");
    }

    @Test
    void anArgumentOfBakeThatIsNullIsNotGiven() {
        List<ServicePlan> plans = plans("""
                -- docker-bake.hcl --
                variable "VERSION" {
                  # the one of the Dockerfile
                  default = null
                }
                target "default" {
                  args = { VERSION = VERSION, MODE = "" }
                }
                -- Dockerfile --
                ARG VERSION=20
                FROM node:${VERSION}-alpine
                """);
        assertThat(plans.get(0).buildArgs()).containsOnlyKeys("MODE");
    }

    @Test
    void bakeTargetsInheritAndAreExpanded() {
        List<ServicePlan> plans = plans("""
                -- docker-bake.hcl --
                variable "BASE" { default = "node:20-alpine" }
                group "default" { targets = ["app", "tools"] }
                target "_common" {
                  context = "."
                  dockerfile = "docker/Dockerfile"
                  args = { BASE = BASE }
                }
                target "app" {
                  name = "app-${item.stage}"
                  inherits = ["_common"]
                  matrix = { item = [{ stage = "api" }, { stage = "web" }] }
                  target = item.stage
                }
                target "tools" {
                  inherits = ["_common"]
                  target = TOOLS_STAGE
                }
                -- docker/Dockerfile --
                ARG BASE
                FROM $BASE AS api
                FROM $BASE AS web
                """);
        assertThat(plans.stream().map(DiscoveryTest::line))
                .containsExactly("app: docker/Dockerfile in . to api", "app:web: docker/Dockerfile in . to web");
        assertThat(plans.get(0).buildArgs()).containsEntry("BASE", "node:20-alpine");
    }

    @Test
    void aContextThatIsATargetIsNoDirectory() {
        assertThat(plans("""
                -- docker-bake.json --
                {"target": {"web": {"dockerfile": "web/Dockerfile", "contexts": {"base": "target:base", "shared": "packages"}}}}
                -- web/Dockerfile --
                FROM base
                """).get(0).buildContexts())
                .containsEntry("base", "target://docker-bake.json#base")
                .containsEntry("shared", "packages");
    }

    @Test
    void targetsOfNxBuildImages() {
        String nx = """
                -- nx.json --
                {}
                -- packages/api/project.json --
                {"name": "api", "targets": {"container": {
                  "executor": "@nx-tools/nx-container:build",
                  "options": {"tags": ["acme/api"], "build-args": ["MODE=prod", "SHA=${SHA}"], "platforms": ["linux/arm64"]}
                }}}
                -- packages/api/Dockerfile --
                FROM scratch
                COPY main.js /
                -- packages/api/main.js --
                -- main.js --
                -- packages/web/project.json --
                {"name": "web", "targets": {"docker-build": {
                  "executor": "nx:run-commands",
                  "options": {"commands": [{"command": "docker build -f {projectRoot}/Dockerfile . -t web"}]}
                }}}
                -- packages/web/Dockerfile --
                FROM scratch
                COPY main.js /
                -- packages/web/main.js --
                -- packages/worker/project.json --
                {"targets": {"image": {
                  "executor": "@nx-tools/nx-container:build",
                  "options": {"context": "{projectRoot}", "file": "tools/Dockerfile", "target": "run"}
                }, "lint": {"executor": "@nx/eslint:lint"}}}
                -- packages/worker/main.js --
                -- tools/Dockerfile --
                FROM scratch AS run
                COPY main.js /
                """;
        assertThat(found(nx))
                .containsExactly(
                        "api: packages/api/Dockerfile in .",
                        "tools: tools/Dockerfile in packages/worker to run",
                        "web: packages/web/Dockerfile in .");
        ServicePlan api = plans(nx).get(0);
        assertThat(api.buildArgs()).containsExactlyEntriesOf(java.util.Map.of("MODE", "prod"));
        assertThat(api.platforms()).containsOnlyKeys("linux/arm64");
        assertThat(plans(nx).get(2).found().steps())
                .anySatisfy(step -> assertThat(step.says()).contains("is the target `docker-build` of Nx"));
        assertThat(found(nx.replace("-- nx.json --", "-- nx.txt --").replace("-- packages/", "-- mono/packages/")
                        + "-- mono/nx.json --\n{}\n"))
                .contains("api: mono/packages/api/Dockerfile in mono");
        String more = nx.replace(
                "-- nx.json --\n{}", "-- nx.json --\n{\"targetDefaults\": {\"container\": {\"options\": {}}}}");
        assertThat(plans(more).get(0).found().steps())
                .noneSatisfy(step -> assertThat(step.says()).contains("of Nx"));
    }

    @Test
    void platformsNameDockerfiles() {
        assertThat(found("""
                -- api/fly.toml --
                app = "api"
                [build]
                  dockerfile = "Dockerfile.fly"
                  build-target = "release"
                -- api/Dockerfile.fly --
                FROM scratch AS release
                COPY main.js /
                -- api/main.js --
                -- render.yaml --
                services:
                  - type: web
                    dockerfilePath: ./ops/web.Dockerfile
                    dockerContext: web
                -- ops/web.Dockerfile --
                FROM scratch
                """))
                .containsExactly("api-fly: api/Dockerfile.fly in api to release", "web: ops/web.Dockerfile in web");
    }

    @Test
    void aDockerfileThatNobodyNamesIsBuiltWhereItsSourcesAre() {
        assertThat(found("""
                -- package.json --
                {}
                -- backend/docker/Dockerfile --
                FROM scratch
                COPY src /src
                -- backend/src/main.js --
                -- tools/Containerfile --
                FROM scratch
                COPY package.json nowhere.txt /
                -- tools/nothing.txt --
                """))
                .containsExactly("backend: backend/docker/Dockerfile in backend", "tools: tools/Containerfile in .?");
    }

    @Test
    void examplesAndTemplatesAreNoServices() {
        assertThat(found("""
                -- examples/basic/Dockerfile --
                FROM scratch
                -- packages/create/templates/app/Dockerfile --
                FROM scratch
                -- .devcontainer/Dockerfile --
                FROM scratch
                -- Dockerfile.md --
                about it
                -- Dockerfile.dockerignore --
                *
                -- e2e.Dockerfile --
                FROM scratch
                -- Dockerfile --
                FROM scratch
                """)).containsExactly("app: Dockerfile in .", "e2e: e2e.Dockerfile in . (development)");
    }

    @Test
    void anAppIsAServiceWhateverItIsCalled() {
        assertThat(found("""
                -- apps/demo/Dockerfile --
                FROM scratch
                """)).containsExactly("demo: apps/demo/Dockerfile in apps/demo");
    }

    @Test
    void aFileThatOnlyHasTheNameOfADockerfileIsNone() {
        assertThat(found("""
                -- public/dockerfile.svg --
                <svg/>
                -- docs-site/Dockerfile.notes --
                about it
                -- .cursor/Dockerfile --
                FROM scratch
                """)).isEmpty();
    }

    @Test
    void aPatternTellsTheContext() {
        assertThat(found("""
                -- package.json --
                {"workspaces": ["*"]}
                -- router/custom.Dockerfile --
                FROM scratch
                COPY ./go.* .
                COPY . .
                -- router/go.mod --
                -- router/router/main.go --
                """)).containsExactly("router-custom: router/custom.Dockerfile in router");
    }

    @Test
    void aContextThatNothingTellsIsNotTakenForGranted() {
        List<ServicePlan> plans = plans("""
                -- tools/Dockerfile --
                FROM scratch
                COPY . .
                -- plain/Dockerfile --
                FROM scratch
                -- Dockerfile --
                FROM scratch
                COPY . .
                """);
        assertThat(plans.stream().filter(ServicePlan::contextIsGuessed).map(ServicePlan::name))
                .containsExactly("tools");
    }

    @Test
    void whatTheHostMakesIsMadeWhereItsDirectoryIs() {
        String tree = """
                -- .gitignore --
                dist
                -- pom.xml --
                -- apps/a/server.js --
                -- apps/a/Dockerfile --
                FROM scratch
                COPY apps/a/dist /app
                """;
        assertThat(found(tree)).containsExactly("a: apps/a/Dockerfile in .");
        assertThat(found(tree.replace("COPY apps/a/dist", "COPY dist")))
                .containsExactly("a: apps/a/Dockerfile in apps/a?");
    }
}
