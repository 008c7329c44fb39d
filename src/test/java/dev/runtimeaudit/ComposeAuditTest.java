package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.source.MemoryTree;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.compose.ComposeModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compose files in the whole audit: their launches, their health checks, and the rules about them. */
class ComposeAuditTest {

    private static final String SERVER = """
            -- Dockerfile --
            FROM node:20-alpine
            COPY server.js /
            CMD ["node", "/server.js"]
            -- server.js --
            require("http").createServer().listen(3000)
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compose-invalid",
                "awaits-unhealthy-dependency",
                "dependency-not-awaited",
                "volume-path-of-image"
            })
    void examplesOfTheRulesShowThem(String id) {
        Rule.Card card = Rules.byId(id).orElseThrow().card();
        assertThat(places(audit(card.bad().txtar()), id)).isEqualTo(card.bad().places());
        assertThat(places(audit(card.good().txtar()), id)).isEmpty();
    }

    @Test
    void aFileThatIsNotReadIsNamedWithItsLineAndTheAuditGoesOn() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                   image: [
                """);
        assertThat(result.workspace().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.at().toString()).startsWith("docker-compose.yml:4"))
                .satisfies(
                        note -> assertThat(note.message()).startsWith("is not read as a compose file: yaml: line 4"));
        assertThat(places(result, "compose-invalid")).isEmpty();
        assertThat(result.workspace().services()).hasSize(1);
    }

    @Test
    void aFileInUtf16IsNamed() {
        SourceTree tree = MemoryTree.builder()
                .file("Dockerfile", "FROM node:20-alpine\n")
                .file("docker-compose.yml", "services: {}\n".getBytes(StandardCharsets.UTF_16), 0644)
                .build();
        List<Problem> unread = new ArrayList<>();
        assertThat(ComposeModel.discover(tree, path -> false, unread::add)).isEmpty();
        assertThat(unread)
                .extracting(problem -> problem.at().path() + " " + problem.message())
                .containsExactly("docker-compose.yml is not read as a compose file: it is a binary file");
    }

    @Test
    void aFileThatBreaksItsProjectIsToldOnce() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.yml --
                include: [deploy/docker-compose.base.yml]
                services:
                  web:
                    build: .
                -- deploy/docker-compose.base.yml --
                services:
                  a: {image: [
                """);
        assertThat(places(result, "compose-invalid")).isNotEmpty().allMatch(at -> at.startsWith("deploy/"));
        assertThat(result.workspace().notes()).isEmpty();
    }

    @Test
    void aFileOfWhichOneDocumentIsNotReadIsNamed() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.yml --
                name: a
                ---
                services: [
                """);
        assertThat(result.workspace().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).startsWith("is not read as a compose file: yaml: line "));
    }

    @Test
    void aHealthCheckOfComposeRunsInTheImage() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    healthcheck:
                      test: ["CMD", "curl", "-f", "http://localhost:3000/"]
                """);
        assertThat(places(result, "healthcheck-cannot-pass")).containsExactly("docker-compose.yml:5");
        assertThat(places(result, "healthcheck-missing")).isEmpty();
    }

    @Test
    void aHealthCheckOfSomebodyElsesImageRunsInWhatIsKnownOfIt() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    depends_on:
                      db: {condition: service_healthy}
                      search: {condition: service_healthy}
                  db:
                    image: ${DB:-postgres:16}
                    healthcheck:
                      test: ["CMD-SHELL", "pg_isready -U postgres"]
                  search:
                    image: qdrant/qdrant:v1.13.1
                    healthcheck:
                      test: ["CMD-SHELL", "curl -f http://localhost:6333/readyz || exit 1"]
                  bus:
                    image: nats:2.10
                    healthcheck:
                      test: nats-server --help
                  bus-alpine:
                    image: nats:2.10-alpine
                    healthcheck:
                      test: nats-server --help
                  cache:
                    image: example/cache:1
                    healthcheck:
                      test: curl -f http://localhost/
                """);
        assertThat(places(result, "healthcheck-cannot-pass"))
                .containsExactly("docker-compose.yml:14", "docker-compose.yml:18");
        assertThat(places(result, "awaits-unhealthy-dependency")).containsExactly("docker-compose.yml:6");
    }

    @Test
    void aHealthCheckWithAStringIsALineForTheShell() {
        Launch launch = launch(audit(SERVER + """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    healthcheck:
                      test: curl --fail http://localhost:3000/ || exit 1
                """), "healthcheck:docker-compose.yml:web");
        assertThat(launch.first()).startsWith("/bin/sh", "-c");
        assertThat(launch.outcome()).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void theEntrypointOfAServiceIsALaunch() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    entrypoint: ["pnpm", "start"]
                """);
        Launch launch = launch(result, "compose:docker-compose.yml:web");
        assertThat(launch.outcome()).isInstanceOf(Outcome.Dies.class);
        assertThat(places(result, "command-not-found")).containsExactly("docker-compose.yml:4");
    }

    @Test
    void aCommandThatAVariableNamesIsNotTold() {
        Launch launch = launch(audit(SERVER + """
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    command: ["${PROGRAM}", "start"]
                """), "compose:docker-compose.yml:web");
        assertThat(launch.outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void filesForDevelopmentAreNotJudged() {
        AuditResult result = audit(SERVER + """
                -- docker-compose.dev.yml --
                services:
                  web:
                    build: .
                    command: ["pnpm", "dev"]
                    volumes: ["nowhere:/x"]
                """);
        assertThat(result.findings()).extracting(f -> f.finding().ruleId()).doesNotContain("command-not-found");
        assertThat(places(result, "compose-invalid")).isEmpty();
    }

    @Test
    void aServiceThatOthersWaitForToEndIsAJob() {
        AuditResult result = audit("""
                -- Dockerfile --
                FROM node:20-alpine
                COPY migrate.js /
                CMD ["node", "/migrate.js"]
                -- migrate.js --
                console.log("done")
                -- docker-compose.yml --
                services:
                  migrate:
                    build: .
                  web:
                    image: example/web
                    depends_on:
                      migrate: {condition: service_completed_successfully}
                """);
        assertThat(result.workspace().services().get(0).kind()).hasToString("JOB");
        assertThat(places(result, "healthcheck-missing")).isEmpty();
    }

    @Test
    void secretsAreInNoFinding() {
        AuditResult result = audit(SERVER + """
                -- .env --
                TOKEN=hunter2
                -- docker-compose.yml --
                services:
                  web:
                    build: .
                    environment:
                      PASSWORD: hunter2
                      TOKEN: ${TOKEN}
                    volumes: ["data:/data"]
                    entrypoint: ["pnpm", "start"]
                """);
        assertThat(result.findings()).isNotEmpty();
        assertThat(result.findings().toString()).doesNotContain("hunter2");
        assertThat(result.workspace().compose().toString()).doesNotContain("hunter2");
    }

    private static AuditResult audit(String txtar) {
        return Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of("workspace")));
    }

    private static List<String> places(AuditResult result, String rule) {
        return result.findings().stream()
                .map(f -> f.finding())
                .filter(f -> f.ruleId().equals(rule))
                .map(f -> f.at().toString())
                .distinct()
                .toList();
    }

    private static Launch launch(AuditResult result, String name) {
        return result.workspace().services().get(0).launches().stream()
                .filter(l -> l.request().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
