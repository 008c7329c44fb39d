package dev.runtimeaudit.workspace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.MemoryTree;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.compose.ComposeProject.Use;
import dev.runtimeaudit.workspace.compose.ComposeService.Dependency;
import dev.runtimeaudit.workspace.compose.ComposeService.Healthcheck;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComposeModelTest {

    @Test
    void valuesStandWhereTheyAreWritten() {
        ComposeService web = project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: "example/web:${TAG:-1}"
                    user: node
                    depends_on:
                      db:
                        condition: service_healthy
                  db:
                    image: postgres:16
                """).service("web").orElseThrow();
        assertThat(web.at()).hasToString("docker-compose.yml:2");
        assertThat(web.image().orElseThrow().text()).isEqualTo("example/web:1");
        assertThat(web.image().orElseThrow().certain()).isFalse();
        assertThat(web.image().orElseThrow().at().column()).isEqualTo(12);
        assertThat(web.user().orElseThrow().certain()).isTrue();
        Dependency db = web.dependsOn().get(0);
        assertThat(db.condition().written()).isEqualTo("service_healthy");
        assertThat(db.at()).hasToString("docker-compose.yml:7");
    }

    @Test
    void configurationsAndSecretsAreMounts() {
        ComposeProject project = project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: example/web
                    volumes: [./x:/x]
                    configs:
                      - a
                      - {source: b, target: /app/b.json}
                      - {source: c, target: c.json}
                    secrets:
                      - a
                      - {source: b}
                      - {source: c, target: key}
                      - {source: d, target: /x}
                configs: {a: {file: a}, b: {file: b}, c: {content: c}}
                secrets: {a: {file: a}, b: {file: b}, c: {file: c}, d: {file: d}}
                """);
        assertThat(project.service("web").orElseThrow().mounts())
                .extracting(mount -> mount.type() + " " + mount.target().text())
                .containsExactly(
                        "bind /x",
                        "config /a",
                        "config /app/b.json",
                        "config /c.json",
                        "secret /run/secrets/a",
                        "secret /run/secrets/b",
                        "secret /run/secrets/key",
                        "secret /x");
        assertThat(project.problems()).isEmpty();
    }

    @Test
    void aFileThatAScriptGivesToComposeNeedsNoName() {
        String tree = """
                -- docker-compose.yml --
                services:
                  web: {build: .}
                -- deploy/production.yml --
                services:
                  web: {user: node}
                -- deploy/values.yml --
                replicas: 2
                -- deploy/local.yml --
                services:
                  web: {user: root}
                -- deploy/up.sh --
                docker compose -f ../docker-compose.yml -f production.yml up -d
                -- deploy/try.sh --
                docker compose -f ../docker-compose.yml -f local.yml up
                -- deploy/other.sh --
                docker compose -f ../docker-compose.yml -f values.yml up
                """;
        List<ComposeProject> found = ComposeModel.discover(SourceTree.of(tree), path -> false);
        assertThat(found)
                .extracting(project -> project.use() + " " + project.files())
                .containsExactlyInAnyOrder(
                        "PRODUCTION [docker-compose.yml, deploy/production.yml]",
                        "DEVELOPMENT [docker-compose.yml, deploy/local.yml]",
                        "PRODUCTION [docker-compose.yml]");
        assertThat(found.get(0).files()).hasSize(2);
        assertThat(ComposeModel.discover(SourceTree.of("""
                                -- deploy/production.yml --
                                services:
                                  web: {build: ..}
                                -- Makefile --
                                up:
                                \tdocker compose -f deploy/production.yml up
                                """), path -> false))
                .singleElement()
                .satisfies(project -> assertThat(project.files()).hasToString("[deploy/production.yml]"));
    }

    @Test
    void whatAToolLeavesInADirectoryThatGitIgnoresDeploysNothing() {
        MemoryTree.Builder tree = MemoryTree.builder()
                .file("compose.yml", "services: {web: {build: .}}")
                .file("held/compose.yml", "services: {web: {build: .}}")
                .file("new/compose.yml", "services: {web: {build: .}}")
                .commit()
                .file("made/compose.yml", "services: {web: {build: .}}");
        assertThat(ComposeModel.discover(
                        tree.build(),
                        path -> path.value().startsWith("made") || path.value().startsWith("held")))
                .extracting(project -> project.files().get(0).toString())
                .containsExactlyInAnyOrder("compose.yml", "held/compose.yml", "new/compose.yml");
    }

    @Test
    void aKeyThatStandsTwiceIsRejectedInTheWordsOfYaml() {
        ComposeProblem problem = only(project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: x
                    environment: {A: b}
                    environment: {C: d}
                """).problems());
        assertThat(problem.at()).hasToString("docker-compose.yml:5");
        assertThat(problem.subject()).isEqualTo("environment");
        assertThat(problem.message()).isEqualTo("yaml: line 5: mapping key \"environment\" already defined at line 4");
    }

    @Test
    void wrongTypesAndUnknownKeysAreRejected() {
        List<ComposeProblem> problems = project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: x
                    ports: "80:80"
                    foo: 1
                """).problems();
        assertThat(problems)
                .extracting(p -> p.at().line() + " " + p.message())
                .containsExactly(
                        "4 validating docker-compose.yml: services.web.ports must be a array",
                        "5 validating docker-compose.yml: services.web additional properties 'foo' not allowed");
    }

    @Test
    void whatIsNotDefinedIsRejectedUnlessAnotherFileDefinesIt() {
        String file = """
                -- docker-compose.yml --
                services:
                  web:
                    image: x
                    networks: [front]
                """;
        assertThat(only(project(file).problems()).message())
                .isEqualTo("service \"web\" refers to undefined network front: invalid compose project");
        assertThat(project(file + """
                -- docker-compose.proxy.yml --
                services: {proxy: {image: y}}
                networks: {front: {}}
                """).problems()).isEmpty();
    }

    @Test
    void aRequiredVariableIsToBePreparedUnlessOnlyAnIdleServiceUsesIt() {
        ComposeProject fine = project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: x
                    environment: {KEY: "${KEY:?set it}"}
                """);
        assertThat(fine.problems()).isEmpty();
        assertThat(fine.preconditions()).extracting(Precondition::path).containsExactly("$KEY");
        ComposeProblem problem = only(project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: x
                  deploy:
                    image: y
                    profiles: [tools]
                    environment: {KEY: "${KEY:?set it}"}
                """).problems());
        assertThat(problem.subject()).isEqualTo("KEY");
        assertThat(problem.message())
                .isEqualTo("error while interpolating services.deploy.environment.KEY:"
                        + " required variable KEY is missing a value: set it");
    }

    @Test
    void aDocumentedVariableIsNoProblem() {
        assertThat(project("""
                -- docker-compose.yml --
                services:
                  web: {image: x}
                  deploy: {image: y, profiles: [tools], environment: {KEY: "${KEY:?}"}}
                -- .env.example --
                KEY=
                """).problems()).isEmpty();
    }

    @Test
    void anAbsentEnvFileIsToBePreparedWhereGitIgnoresOrAnExampleDocumentsIt() {
        String file = """
                -- docker-compose.yml --
                services:
                  web: {image: x, env_file: .env}
                """;
        assertThat(only(project(file).problems()).message())
                .isEqualTo("env file .env not found: stat .env: no such file or directory");
        assertThat(project(file + "-- .env.example --\nA=1\n").problems()).isEmpty();
        assertThat(project(file + "-- README.md --\nPut the key into `.env`.\n").problems())
                .isEmpty();
        assertThat(project(file + "-- README.md --\nSee .env.\n").problems()).isEmpty();
        assertThat(project(file + "-- README.md --\nSee .env.local and my.env\n")
                        .problems())
                .hasSize(1);
        List<ComposeProject> ignored =
                ComposeModel.discover(SourceTree.of(file), path -> path.name().equals(".env"));
        assertThat(ignored.get(0).problems()).isEmpty();
        assertThat(ignored.get(0).preconditions()).hasSize(1);
    }

    @Test
    void anEnvFileThatAnotherServiceLetsBeAbsentMayBeAbsent() {
        ComposeProblem problem = only(project("""
                -- docker-compose.yml --
                services:
                  db:
                    image: postgres
                    env_file:
                      - path: .env
                        required: false
                  web:
                    image: x
                    env_file: .env
                -- .env.example --
                A=1
                """).problems());
        assertThat(problem.at()).hasToString("docker-compose.yml:9");
        assertThat(problem.evidence().steps()).hasSize(2);
    }

    @Test
    void scriptsNameTheFilesOfAProject() {
        List<ComposeProject> projects = discover("""
                -- deploy/compose.base.yml --
                services: {web: {image: x, environment: {A: "1", B: "1"}}}
                -- deploy/compose.prod.yml --
                services: {web: {environment: [B=2], restart: always}}
                -- scripts/deploy.sh --
                #!/bin/sh
                cd deploy
                sudo docker compose -f compose.base.yml -f compose.prod.yml up -d
                """);
        assertThat(projects).hasSize(1);
        ComposeProject project = projects.get(0);
        assertThat(project.files())
                .extracting(TreePath::value)
                .containsExactly("deploy/compose.base.yml", "deploy/compose.prod.yml");
        assertThat(project.complete()).isTrue();
        ServiceEnvironment environment = project.services().get(0).environment();
        assertThat(environment.get("A").flatMap(ServiceEnvironment.Provided::value))
                .contains("1");
        assertThat(environment.get("B").flatMap(ServiceEnvironment.Provided::value))
                .contains("2");
        assertThat(environment.get("B").orElseThrow().at()).hasToString("deploy/compose.prod.yml:1");
    }

    @Test
    void workflowsMakefilesAndManifestsNameFilesToo() {
        List<ComposeProject> projects = discover("""
                -- a.compose.yml --
                services: {a: {image: x}}
                -- b.compose.yml --
                services: {b: {image: x}}
                -- c.compose.yml --
                services: {c: {image: x}}
                -- .github/workflows/deploy.yml --
                jobs:
                  deploy:
                    steps:
                      - run: docker compose --file=a.compose.yml up -d
                -- Makefile --
                up:
                \t@docker-compose -f b.compose.yml up
                -- package.json --
                {"scripts": {"deploy": "cross-env A=b docker compose -f c.compose.yml up", "up": "docker compose -f c.compose.yml up"}}
                """);
        assertThat(projects).filteredOn(ComposeProject::complete).hasSize(3);
    }

    @Test
    void namesTellFilesForDevelopment() {
        assertThat(discover("""
                -- docker-compose.dev.yml --
                services: {a: {image: x}}
                -- docker-compose.production.yml --
                services: {a: {image: x}}
                -- e2e/compose.yaml --
                services: {a: {image: x}}
                """))
                .extracting(p -> p.files().get(0) + " " + p.use())
                .containsExactlyInAnyOrder(
                        "docker-compose.dev.yml " + Use.DEVELOPMENT,
                        "docker-compose.production.yml " + Use.PRODUCTION,
                        "e2e/compose.yaml " + Use.DEVELOPMENT);
    }

    @Test
    void anOverrideWithoutADefaultFileIsMeantForItsNeighbour() {
        ComposeProject project = project("""
                -- docker-compose.production.yml --
                services:
                  api:
                    image: x/api
                    healthcheck: {test: [CMD, curl, localhost]}
                -- docker-compose.override.yml --
                services:
                  api:
                    healthcheck: {test: [CMD, node, health.js]}
                """);
        Healthcheck.Check check =
                (Healthcheck.Check) project.services().get(0).healthcheck().orElseThrow();
        assertThat(check.command().argv()).containsExactly("node", "health.js");
    }

    @Test
    void commandsAreSplitWithoutAShell() {
        ComposeService.Command command =
                project("""
                -- docker-compose.yml --
                services:
                  web:
                    image: x
                    command: npm run migrate && npm start
                """).services().get(0).command().orElseThrow();
        assertThat(command.start().argv()).containsExactly("npm", "run", "migrate");
        assertThat(command.cut().orElseThrow().column()).isEqualTo(30);
    }

    @Test
    void whatIsNotComposeIsPassedOver() {
        assertThat(discover("""
                -- process-compose.yaml --
                processes: {a: {command: x}}
                -- docker-compose.yml.bak --
                services: {
                -- compose.yaml --
                mail: {}
                """)).isEmpty();
    }

    @Test
    void includedFilesKeepTheirOwnDirectory() {
        ComposeProject project = project("""
                -- docker-compose.yml --
                include: [db/compose.yaml]
                services:
                  web: {image: x, depends_on: [db]}
                -- db/compose.yaml --
                services:
                  db:
                    build: .
                """);
        assertThat(project.problems()).isEmpty();
        assertThat(project.service("db").orElseThrow().build().orElseThrow().dockerfile())
                .contains(new TreePath("db/Dockerfile"));
    }

    @Test
    void anExtendedServiceKeepsThePlacesOfItsBase() {
        ComposeService web = project("""
                -- docker-compose.yml --
                services:
                  web:
                    extends: {file: common/base.yml, service: base}
                    environment: {B: "2"}
                -- common/base.yml --
                services:
                  base:
                    build: ./app
                    environment: [A=1]
                """).service("web").orElseThrow();
        assertThat(web.build().orElseThrow().context()).contains(new TreePath("common/app"));
        assertThat(web.environment().get("A").orElseThrow().at()).hasToString("common/base.yml:4");
        assertThat(web.environment().variables()).hasSize(2);
    }

    private static List<ComposeProject> discover(String txtar) {
        return ComposeModel.discover(SourceTree.of(txtar), path -> false);
    }

    private static ComposeProject project(String txtar) {
        return discover(txtar).get(0);
    }

    private static ComposeProblem only(List<ComposeProblem> problems) {
        assertThat(problems).hasSize(1);
        return Optional.of(problems.get(0)).orElseThrow();
    }
}
