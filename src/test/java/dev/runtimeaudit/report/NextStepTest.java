package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.triage.AuditResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would decide an open question does, when it is pasted and its gaps are filled in. */
class NextStepTest {

    private static final String SERVER = """
            -- server.js --
            require("http").createServer().listen(3000)
            """;

    private static List<String> steps(AuditResult result) {
        NextStep next = new NextStep(result);
        return result.undecided().stream().map(next::of).distinct().toList();
    }

    private static String start(String tree, String yaml) {
        AuditResult result = yaml.isEmpty() ? Replayed.tree(tree) : Replayed.tree(tree, yaml);
        Told told = Told.of(result.workspace().services().get(0));
        return told.verdict() + ": " + told.words();
    }

    private static void decides(String tree, String line, String gap, String filled, String then) {
        assertThat(start(tree, "")).startsWith("undecided: ");
        assertThat(steps(Replayed.tree(tree))).contains(line);
        assertThat(start(tree, line.replace(gap, filled))).isEqualTo(then);
    }

    @Test
    void theFileThatIsStartedIsNamedByItsPathInTheImage() {
        String tree = """
                -- apps/web/Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /build
                RUN npx --yes some-builder
                FROM node:20-alpine
                WORKDIR /srv
                COPY --from=build /build ./
                USER node
                CMD ["./bin/tool", "--port", "3000"]
                """;
        decides(
                tree,
                "assume: [{service: web, path: /srv/bin/tool, is: present, reason: \"<why it is there, and serves>\"}]",
                "<why it is there, and serves>",
                "the builder puts it there",
                "starts: ./bin/tool --port 3000");
    }

    @Test
    void whatIsMadeBeforeTheBuildIsAssumedInOneLine() {
        String tree = """
                -- .gitignore --
                dist/
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY apps/web/dist ./dist
                CMD ["node", "dist/main.js"]
                """;
        assertThat(start(tree, ""))
                .isEqualTo("undecided: /app/dist/main.js is made before docker build runs: apps/web/Dockerfile:4");
        decides(
                tree,
                "assume: [{service: web, path: /app/dist/main.js, is: present, reason: \"<why it is there, and serves>\"}]",
                "<why it is there, and serves>",
                "nx build makes it",
                "starts: node dist/main.js");
    }

    @Test
    void aRelativeProgramIsLookedForWhereTheDeploymentStartsIt() {
        assertThat(steps(Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /build
                RUN npx --yes some-builder
                FROM node:20-alpine
                WORKDIR /srv
                COPY --from=build /build ./
                CMD ["./bin/tool"]
                -- docker-compose.yml --
                services:
                  web: {build: apps/web, working_dir: /srv/sub}
                """)))
                .anySatisfy(step -> assertThat(step).contains("path: /srv/bin/tool"))
                .anySatisfy(step -> assertThat(step).contains("path: /srv/sub/bin/tool"));
    }

    @Test
    void aProgramThatAShellLooksForIsNamedFromWhereTheShellIs() {
        assertThat(steps(Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /srv
                RUN npx --yes some-builder
                CMD cd packages/api && exec ./bin/tool
                """)))
                .singleElement()
                .asString()
                .startsWith("assume: [{service: web, path: /srv/packages/api/bin/tool, ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            require("@acme/server") | exec node server.js
            require("./dist/lib")   | exec node server.js
            0                       | cd dist; . ./env.sh; exec node server.js
            0                       | . /srv/dist/env.sh; exec node server.js
            """)
    void noLineIsGivenThatWouldDecideNothing(String program, String script) {
        assertThat(steps(Replayed.tree("""
                -- .gitignore --
                dist/
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /srv
                COPY apps/web/server.js apps/web/start.sh apps/web/package.json ./
                RUN npx --yes some-builder
                COPY apps/web/dist ./dist
                CMD ["sh", "start.sh"]
                -- apps/web/package.json --
                {"name": "web", "dependencies": {"@acme/server": "1"}}
                -- apps/web/server.js --
                %s
                -- apps/web/start.sh --
                %s
                """.formatted(program, script))))
                .singleElement()
                .asString()
                .startsWith("nothing in runtime-audit.yaml can tell; a container can: ");
    }

    @Test
    void aPrivateBaseImageIsLikenedToAPublicOne() {
        decides(
                """
                -- apps/web/Dockerfile --
                FROM registry.example.org/node-base:20
                COPY server.js /
                CMD ["node", "/server.js"]
                """ + SERVER,
                "images: [{image: \"registry.example.org/node-base:20\", like: \"<a public image that it is made from>\"}]",
                "<a public image that it is made from>",
                "node:20-alpine",
                "starts: node /server.js");
    }

    @Test
    void aBuildArgumentIsGiven() {
        decides(
                """
                -- apps/web/Dockerfile --
                ARG BASE
                FROM node:${BASE}
                COPY server.js /
                CMD ["node", "/server.js"]
                """ + SERVER,
                "services: [{name: web, dockerfile: apps/web/Dockerfile, buildArgs: {BASE: <value>}}]",
                "<value>",
                "20-alpine",
                "starts: node /server.js");
    }

    @Test
    void aJobIsDeclared() {
        String tree = "-- apps/web/Dockerfile --\nFROM node:20-alpine\nCMD [\"node\", \"-e\", \"0\"]\n";
        String line = "services: [{name: web, dockerfile: apps/web/Dockerfile, kind: job}]";
        assertThat(steps(Replayed.tree(tree))).containsExactly(line);
        assertThat(Replayed.tree(tree, line).undecided()).isEmpty();
    }

    @Test
    void whereNoLineHelpsTheCommandThatAsksAContainerIsGiven() {
        assertThat(steps(Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM ruby:3.3-alpine
                CMD ["irb"]
                """)))
                .singleElement()
                .asString()
                .startsWith("nothing in runtime-audit.yaml can tell; a container can: mvn dev.runtimeaudit:")
                .endsWith(":smoke -DruntimeAudit.smokeServices=web");
    }

    @Test
    void severalRulesThatAskTheSameAreAnsweredOnce() {
        AuditResult result =
                Replayed.tree("-- apps/web/Dockerfile --\nFROM registry.example.org/base:1\nCMD [\"serve\"]\n");
        assertThat(result.undecided().size()).isGreaterThan(1);
        String line = new NextStep(result).of(result.undecided().get(0));
        for (String page : List.of(Console.undecided(result), Markdown.of(result))) {
            assertThat(page.split(java.util.regex.Pattern.quote(line), -1)).hasSize(2);
        }
        assertThat(Console.undecided(result)).startsWith("1 undecided\n");
        assertThat(Html.of(result)).containsOnlyOnce("class=\"next\"");
    }
}
