package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.rule.Defective;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.triage.AuditResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Markdown, JUnit, annotations, and what code scanning asks of SARIF. */
class FormatsTest {

    private static final AuditResult TWO = Replayed.tree("""
        -- apps/a/Dockerfile --
        FROM node:20-alpine
        COPY start.sh /
        CMD ["/start.sh"]
        -- apps/b/Dockerfile --
        FROM node:20-alpine
        COPY start.sh /
        CMD ["/start.sh"]
        -- start.sh --
        #!/bin/sh
        set -e
        pnpm start | cat "a|b"
        pnpm start
        """);

    @Test
    void theyAreThoseOfTheGoldenFiles() throws IOException {
        Golden.check("report.md", Markdown.of(Sample.result()));
        Golden.check("annotations.txt", String.join("\n", Annotations.of(Sample.result(), "sub/")) + "\n");
    }

    // Markdown

    @Test
    void markdownTellsWhatIsAlikeOnce() {
        String text = Markdown.of(TWO);
        assertThat(text.lines().filter(line -> line.contains("runs as root")))
                .singleElement()
                .asString()
                .isEqualTo("### ❌ the service runs as root");
        assertThat(text).contains("- **Services:** a, b");
    }

    @Test
    void markdownIsShortEnoughForAComment() {
        assertThat(Markdown.of(Sample.result()).length()).isLessThan(65_536);
    }

    @Test
    void aPipeDoesNotEndATableCell() {
        assertThat(Markdown.of(TWO).lines().filter(line -> line.startsWith("|")))
                .allSatisfy(line -> assertThat(line).endsWith(" |"));
        assertThat(Markdown.of(TWO)).doesNotContain("`|b`");
    }

    // JUnit

    private static NodeList cases(AuditResult result, String tag) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JUnit.of(result).getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName(tag);
    }

    @Test
    void everyServiceAndRuleIsATestCase() throws Exception {
        NodeList suites = cases(Sample.result(), "testsuite");
        assertThat(suites.getLength()).isEqualTo(6);
        assertThat(((Element) suites.item(0)).getAttribute("tests")).isEqualTo(String.valueOf(Rules.ALL.size()));
    }

    @Test
    void violationsFailAndWhatIsOpenNeverPasses() throws Exception {
        List<String> failed = new ArrayList<>();
        NodeList failures = cases(Sample.result(), "failure");
        for (int i = 0; i < failures.getLength(); i++) {
            Element one = (Element) failures.item(i).getParentNode();
            failed.add(one.getAttribute("classname") + " " + one.getAttribute("name"));
        }
        assertThat(failed)
                .containsExactly(
                        "runtime-audit.auth command-not-found",
                        "runtime-audit.gateway copy-source-missing",
                        "runtime-audit.web command-not-found");
        NodeList all = cases(Sample.result(), "testcase");
        for (int i = 0; i < all.getLength(); i++) {
            Element one = (Element) all.item(i);
            if (one.getAttribute("classname").equals("runtime-audit.opaque")
                    && one.getAttribute("name").equals("command-not-found")) {
                assertThat(one.getElementsByTagName("skipped").getLength()).isOne();
            }
        }
    }

    // Annotations

    @Test
    void violationsComeFirstAndWhatIsAllowedIsNotAnnotated() {
        List<String> said = Annotations.of(Sample.result(), "");
        assertThat(said.get(0)).startsWith("::error file=");
        assertThat(said).noneMatch(line -> line.contains("runs-as-root"));
        assertThat(said)
                .allSatisfy(line -> assertThat(line).doesNotContain("\n").startsWith("::"));
    }

    // SARIF

    private static JsonNode sarif(AuditResult result) throws IOException {
        return new ObjectMapper().readTree(Sarif.of(result)).at("/runs/0");
    }

    @Test
    void everyResultHasAFingerprintOfItsOwn() throws IOException {
        TreeSet<String> prints = new TreeSet<>();
        JsonNode results = sarif(Sample.result()).path("results");
        results.forEach(one -> prints.add(
                one.at("/partialFingerprints/primaryLocationLineHash").asText()));
        assertThat(prints).hasSameSizeAs(results);
        assertThat(prints).allMatch(print -> print.matches("[0-9a-f]{16}:\\d+"));
    }

    @Test
    void everyResultPointsToItsRuleWhichHasItsHelp() throws IOException {
        JsonNode run = sarif(Sample.result());
        for (JsonNode one : run.path("results")) {
            JsonNode rule =
                    run.at("/tool/driver/rules").path(one.path("ruleIndex").asInt());
            assertThat(rule.path("id")).isEqualTo(one.path("ruleId"));
            assertThat(rule.at("/help/markdown").asText()).contains("**Do:**");
        }
    }

    @Test
    void onlyAgainstABaselineIsAnythingNewOrUnchanged() throws IOException {
        assertThat(sarif(Sample.result()).at("/results/0").has("baselineState")).isFalse();
        AuditResult compared = new AuditResult(
                TWO.workspace(),
                TWO.sources(),
                TWO.findings(),
                TWO.undecided(),
                TWO.engine(),
                List.of(),
                Optional.of(List.<KnownFinding>of()),
                List.of());
        assertThat(sarif(compared).at("/results/0/baselineState").asText()).isEqualTo("new");
    }

    @Test
    void aDefectOfTheAuditIsNoSuccess() throws IOException {
        AuditResult broken = TWO.with(List.of(Defective.rule("runs-as-root", "service a")));
        assertThat(sarif(broken).at("/invocations/0/executionSuccessful").asBoolean())
                .isFalse();
        assertThat(sarif(TWO).at("/invocations/0/executionSuccessful").asBoolean())
                .isTrue();
    }

    private static final String ENVIRONMENT = """
            -- apps/web/Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            ENV GIVEN=here
            COPY apps/web ./
            CMD ["node", "server.js"]
            -- apps/web/package.json --
            {"name": "web", "dependencies": {}}
            -- apps/web/server.js --
            if (!process.env.SECRET) throw new Error("no SECRET");
            if (!process.env.GIVEN) throw new Error("no GIVEN");
            const port = process.env.PORT || 3000;
            require("http").createServer().listen(port);
            """;

    @Test
    void markdownSaysWhichVariablesAreNeededAndWhoGivesThem() {
        assertThat(Markdown.of(Replayed.tree(ENVIRONMENT)))
                .contains("| web | ✅ `GIVEN` (at start), ❌ `SECRET` (at start) | `PORT` (default `3000`) |  |");
    }

    @Test
    void thePageSaysWhichVariablesAreNeededAndWhoGivesThem() {
        assertThat(Html.of(Replayed.tree(ENVIRONMENT)))
                .contains("Environment: 2 required (1 given by nobody who is known), 1 optional, 1 set")
                .contains("<span class=\"badge fails\">✗ at start</span>");
    }

    @Test
    void markdownFollowsTheStartToItsArtifactAlsoWhereNothingStarts() {
        assertThat(Markdown.of(Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /repo
                RUN ./vendor-build
                FROM node:20-alpine
                WORKDIR /app
                COPY --from=build /repo/dist ./dist
                COPY --chmod=755 apps/web/entrypoint.sh ./
                ENTRYPOINT ["./entrypoint.sh"]
                -- apps/web/entrypoint.sh --
                #!/bin/sh
                exec node dist/main.js
                """)))
                .contains(
                        "| web | `./entrypoint.sh` → `node dist/main.js` | `/app/dist/main.js` | `apps/web/Dockerfile:6` | ❌ will not build |");
    }
}
