package dev.runtimeaudit.report;

import dev.runtimeaudit.triage.AuditResult;

/** A form in which a result is written to a file. */
public enum ReportFormat {
    JSON("report.json"),
    SARIF("report.sarif"),
    HTML("report.html"),
    MARKDOWN("report.md"),
    JUNIT("report-junit.xml");

    private final String fileName;

    ReportFormat(String fileName) {
        this.fileName = fileName;
    }

    public String fileName() {
        return fileName;
    }

    String text(AuditResult result) {
        return switch (this) {
            case JSON -> ReportJson.of(result);
            case SARIF -> Sarif.of(result);
            case HTML -> Html.of(result);
            case MARKDOWN -> Markdown.of(result);
            case JUNIT -> JUnit.of(result);
        };
    }
}
