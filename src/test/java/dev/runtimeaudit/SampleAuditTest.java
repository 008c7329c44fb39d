package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.report.Console;
import dev.runtimeaudit.report.Markdown;
import dev.runtimeaudit.report.ReportJson;
import dev.runtimeaudit.report.Sarif;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample monorepo through the whole pipeline, in the state before its audit and in the state after it. */
class SampleAuditTest {

    private static final Path BEFORE = Path.of("src/it/sample-before");
    private static final Path AFTER = Path.of("src/it/sample-after");

    private static AuditResult audit(Path root, Knowledge knowledge) {
        return Audit.run(SourceTree.onDisk(root), knowledge, AuditOptions.of(root));
    }

    private static Stream<Finding> critical(AuditResult result) {
        return result.findings().stream().map(Triaged::finding).filter(f -> f.severity() == Severity.CRITICAL);
    }

    @Test
    void theSevenContainersOfTheStateBeforeAreFoundWithTheirWords() {
        List<String> said = critical(audit(BEFORE, Knowledge.shipped()))
                .map(f -> f.at() + " " + f.prediction().orElseThrow().exitCode() + " "
                        + f.prediction().orElseThrow().output())
                .toList();
        assertThat(said)
                .containsExactly(
                        "apps/admin-service/entrypoint.sh:3 127 ./entrypoint.sh: line 3: pnpm: not found",
                        "apps/api-gateway/Dockerfile:21 127 /bin/sh: pnpm: not found",
                        "apps/auth-service/entrypoint.sh:3 127 ./entrypoint.sh: line 3: pnpm: not found",
                        "apps/order-service/entrypoint.sh:3 127 ./entrypoint.sh: line 3: pnpm: not found",
                        "apps/product-service/entrypoint.sh:3 127 ./entrypoint.sh: line 3: pnpm: not found",
                        "apps/recommendation-service/entrypoint.sh:3 127 ./entrypoint.sh: line 3: pnpm: not found",
                        "apps/seller-service/entrypoint.sh:3 127 ./entrypoint.sh: line 3: pnpm: not found");
    }

    @Test
    void nothingCriticalIsLeftInTheStateAfter() {
        assertThat(critical(audit(AFTER, Knowledge.shipped()))).isEmpty();
    }

    /** The tables of the audit that was written by hand: command and artifact, contents, user, environment, health. */
    @Test
    void theMarkdownOfTheStateAfterHasTheTablesOfTheAudit() {
        List<String> lines =
                Markdown.of(audit(AFTER, Knowledge.shipped())).lines().toList();
        assertThat(lines)
                .contains(
                        "| auth-service | `./entrypoint.sh` → `node dist/main.js` | `/app/dist/main.js` | `apps/auth-service/Dockerfile:28` | ✅ starts |",
                        "| user-ui | `dumb-init -- node apps/user-ui/server.js` | `/app/apps/user-ui/server.js` | `apps/user-ui/Dockerfile:25` | ✅ starts |",
                        "| auth-service | `node:20-alpine` | nodejs (1001) | ✅ | dumb-init node npm npx sh wget yarn | bash curl openssl pnpm prisma tini | `/app: dist/ entrypoint.sh node_modules/` |",
                        "| api-gateway | `wget -q --spider http://127.0.0.1:4000/health` (docker-compose.production.yml) | 4000 |")
                .anySatisfy(
                        line -> assertThat(line)
                                .startsWith(
                                        "| auth-service | ✅ `ACCESS_TOKEN_SECRET` (at first use), ✅ `DATABASE_URL` (at first use) |"));
        Set<String> services =
                Set.of("api", "auth", "product", "order", "seller", "admin", "chatting", "kafka", "logger", "user-ui");
        for (String service : services) {
            assertThat(lines.stream().filter(line -> line.startsWith("| " + service)))
                    .as(service)
                    .hasSizeGreaterThanOrEqualTo(5);
        }
    }

    /** But for Maven's own words in front of a line, and for the lines on the reports and on how long it took. */
    @Test
    void theReadmeShowsWhatIsLoggedOfTheStateBefore() throws IOException {
        AuditResult result = audit(BEFORE, Knowledge.shipped());
        List<String> shown = Files.readString(Path.of("README.md"))
                .split("```", 3)[1]
                .lines()
                .skip(1)
                .map(line -> line.replaceFirst(
                                "^\\[INFO] Audited by [a-z-]+: |^\\[ERROR] (Failed .* on project [a-z-]+: )?", "")
                        .replaceFirst(" \\([0-9.]+ s\\)$", ""))
                .filter(line -> !line.strip().equals("…") && !line.startsWith("Reports: ") && !line.equals("[ERROR]"))
                .toList();
        assertThat(shown).hasSizeGreaterThan(15);
        assertThat((Console.summary(result) + "\n" + Console.violations(result)).lines())
                .containsSubsequence(shown);
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        AuditResult one = audit(BEFORE, Knowledge.shipped());
        AuditResult other = audit(BEFORE, Knowledge.shipped());
        assertThat(ReportJson.of(one)).isEqualTo(ReportJson.of(other));
        assertThat(Sarif.of(one)).isEqualTo(Sarif.of(other));
        assertThat(Console.summary(one)).isEqualTo(Console.summary(other));
    }

    static List<Knowledge> less() {
        return List.of(
                Knowledge.none(),
                Knowledge.shipped().withoutBaseImages(),
                Knowledge.shipped().withoutPackages());
    }

    @ParameterizedTest
    @MethodSource("less")
    void withholdingKnowledgeNeverCreatesAProof(Knowledge less) {
        for (Path root : List.of(BEFORE, AFTER)) {
            Set<String> known = proofs(audit(root, Knowledge.shipped()));
            assertThat(proofs(audit(root, less))).isSubsetOf(known);
        }
    }

    private static Set<String> proofs(AuditResult result) {
        return result.findings().stream()
                .map(Triaged::finding)
                .filter(f -> f.severity().isAtLeast(Severity.HIGH))
                .map(f -> f.ruleId() + " " + f.at() + " " + f.subject())
                .collect(Collectors.toSet());
    }
}
