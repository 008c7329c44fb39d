package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.triage.AuditResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportDirectoryTest {

    @TempDir
    Path temporary;

    @Test
    void itHoldsWhatWasAskedForAndIgnoresItself() throws IOException {
        ReportDirectory directory = new ReportDirectory(temporary.resolve("deep/reports"));

        directory.write(result(), Set.of(ReportFormat.JSON, ReportFormat.SARIF));
        assertThat(names(directory)).containsExactlyInAnyOrder(".gitignore", "report.json", "report.sarif");

        directory.write(result(), Set.of(ReportFormat.JSON));
        assertThat(names(directory)).containsExactlyInAnyOrder(".gitignore", "report.json");
    }

    @Test
    void theSameResultIsTheSameBytes() throws IOException {
        ReportDirectory directory = new ReportDirectory(temporary.resolve("reports"));
        directory.write(result(), Set.of(ReportFormat.SARIF));
        byte[] once = Files.readAllBytes(directory.path().resolve("report.sarif"));
        directory.write(result(), Set.of(ReportFormat.SARIF));

        assertThat(Files.readAllBytes(directory.path().resolve("report.sarif"))).isEqualTo(once);
    }

    @Test
    void nothingOfAnEarlierRunIsLeftAfterClearing() throws IOException {
        ReportDirectory directory = new ReportDirectory(temporary.resolve("reports"));
        directory.clear();
        directory.write(result(), Set.of(ReportFormat.JSON));
        directory.clear();

        assertThat(names(directory)).containsExactly(".gitignore");
    }

    private AuditResult result() {
        return Audit.run(AuditOptions.of(temporary));
    }

    private static Set<String> names(ReportDirectory directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> file.getFileName().toString()).collect(java.util.stream.Collectors.toSet());
        }
    }
}
