package dev.runtimeaudit;

import dev.runtimeaudit.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Audits each directory whose name stands on a line of a file, and writes its report beside it: {@code DIRECTORY.json}. */
final class ReportsDump {

    private ReportsDump() {}

    public static void main(String[] list) throws IOException {
        for (String directory : Files.readAllLines(Path.of(list[0]))) {
            Path path = Path.of(directory).toRealPath();
            Files.writeString(Path.of(path + ".json"), ReportJson.of(Audit.run(AuditOptions.of(path))));
        }
    }
}
