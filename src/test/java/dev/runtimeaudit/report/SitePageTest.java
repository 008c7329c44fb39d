package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.triage.AuditResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SitePageTest {

    private static List<String> written(AuditResult result) {
        List<String> said = new ArrayList<>();
        SitePage.write(result, "runtime-audit/report.html", new Page() {
            @Override
            public void section(String title, String anchor) {
                said.add("# " + title + " #" + anchor);
            }

            @Override
            public void paragraph(String text) {
                said.add(text);
            }

            @Override
            public void table(List<String> heads, List<List<String>> rows) {
                rows.forEach(row -> {
                    assertThat(row).hasSameSizeAs(heads);
                    said.add(String.join(" | ", row));
                });
            }

            @Override
            public void list(List<String> items) {
                items.forEach(item -> said.add("- " + item));
            }

            @Override
            public void link(String text, String to) {
                said.add("-> " + to);
            }
        });
        return said;
    }

    @Test
    void thePageBeginsWithWhatStandsInTheWayAndTheVerdicts() {
        assertThat(written(Sample.result()))
                .startsWith(
                        "# Not ready for production #verdict",
                        "In the way: 3 services will not run, 2 violations, 1 service is undecided.",
                        "auth | will not start | `./entrypoint.sh: line 3: pnpm: not found (exit code 127)`")
                .contains("-> runtime-audit/report.html");
    }

    @Test
    void findingsHaveTheirPlacesTheirProofAndWhatToDo() {
        assertThat(written(Sample.result()))
                .containsSubsequence(
                        "critical `command-not-found`: `pnpm` is not in the image:"
                                + " `./entrypoint.sh: line 3: pnpm: not found` (auth, web)",
                        "- at `shared/entrypoint.sh:3`",
                        "- predicted: `./entrypoint.sh: line 3: pnpm: not found (exit code 127)`",
                        "- because `shared/entrypoint.sh:3` runs `pnpm exec prisma generate`",
                        "- do: Install the command in the stage that ships, or start the program without it.");
    }

    @Test
    void whatIsAllowedIsNotToldAndWhatIsOpenNamesTheNextStep() {
        assertThat(written(Sample.result()))
                .noneMatch(line -> line.contains("runs-as-root"))
                .anyMatch(line -> line.startsWith("opaque | `apps/opaque/Dockerfile:9`") && line.contains("images: ["));
    }
}
