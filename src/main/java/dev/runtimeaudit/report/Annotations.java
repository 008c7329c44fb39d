package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.util.Comparator;
import java.util.List;

/**
 * The findings as commands that a GitHub runner shows beside the code (GitHub, "Workflow commands"). They count only at the
 * beginning of a line.
 */
public final class Annotations {

    private Annotations() {}

    /** @param prefix where the root lies in the repository, with a slash at its end, or empty */
    public static List<String> of(AuditResult result, String prefix) {
        return result.findings().stream()
                .filter(t -> t.isViolation() || t.state() == Triaged.State.BELOW_THRESHOLD)
                // a runner shows the first ten of a kind
                .sorted(Comparator.comparing((Triaged t) -> !t.isViolation())
                        .thenComparing(t -> t.finding().severity()))
                .map(t -> command(t, prefix))
                .toList();
    }

    private static String command(Triaged triaged, String prefix) {
        Finding finding = triaged.finding();
        String level = triaged.isViolation() ? "error" : finding.severity() == Severity.LOW ? "notice" : "warning";
        return "::" + level
                + " file=" + property(prefix + finding.at().path())
                + ",line=" + finding.at().line()
                + ",endLine=" + finding.at().endLine()
                // columns are for one line only
                + (finding.at().line() == finding.at().endLine()
                        ? ",col=" + finding.at().column() + ",endColumn="
                                + finding.at().endColumn()
                        : "")
                + ",title=" + property(finding.ruleId() + " [" + String.join(", ", HtmlFinding.services(triaged)) + "]")
                + "::" + data(finding.message());
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
