package dev.runtimeaudit.report;

import dev.runtimeaudit.smoke.SmokeResult;
import dev.runtimeaudit.triage.AuditResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where reports are written, and the only place that is. A reader never sees half a file, and git never sees any: the
 * directory ignores itself.
 *
 * @param path made when something is written
 */
public record ReportDirectory(Path path) {

    /** Writes the result in these formats; a file in another format that an earlier run left is taken away. */
    public void write(AuditResult result, Set<ReportFormat> formats) {
        try {
            Files.createDirectories(path);
            replace(path.resolve(".gitignore"), "*\n");
            for (ReportFormat format : ReportFormat.values()) {
                Path file = path.resolve(format.fileName());
                if (formats.contains(format)) {
                    replace(file, format.text(result));
                } else {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + path + ": " + e.getMessage(), e);
        }
    }

    /** Writes {@code report.json} with what a real engine did; reports in other formats stay as they are. */
    public void write(AuditResult result, SmokeResult smoke) {
        try {
            Files.createDirectories(path);
            replace(path.resolve(".gitignore"), "*\n");
            replace(path.resolve(ReportFormat.JSON.fileName()), ReportJson.of(result, smoke));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes pages into a directory of their own, in place of those that an earlier run left there.
     *
     * @return where the first one is
     */
    public Path pages(String name, Map<String, String> pages) {
        ReportDirectory directory = new ReportDirectory(path.resolve(name));
        try {
            Files.createDirectories(directory.path());
            replace(path.resolve(".gitignore"), "*\n");
            try (Stream<Path> before = Files.list(directory.path())) {
                for (Path file :
                        before.filter(f -> f.toString().endsWith(".md")).toList()) {
                    Files.delete(file);
                }
            }
            for (Map.Entry<String, String> page : pages.entrySet()) {
                directory.replace(directory.path().resolve(page.getKey()), page.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + directory.path() + ": " + e.getMessage(), e);
        }
        return directory.path().resolve(pages.keySet().iterator().next());
    }

    /** Where what services print is kept. */
    public Path logs() {
        return path.resolve("smoke");
    }

    /** Takes away what an earlier run left: nothing was audited this time. */
    public void clear() {
        try {
            for (ReportFormat format : ReportFormat.values()) {
                Files.deleteIfExists(path.resolve(format.fileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + path + ": " + e.getMessage(), e);
        }
    }

    private void replace(Path file, String text) throws IOException {
        Path part = path.resolve(file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
