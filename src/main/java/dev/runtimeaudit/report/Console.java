package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The result as people read it in a CI log: plain text, no colour, nothing that has to be looked up elsewhere. */
public final class Console {

    /** How wide a verdict is. */
    private static final int VERDICT = 15;

    private Console() {}

    /** A line for each service, what remains to be known, and the counts. */
    public static String summary(AuditResult result) {
        List<String> lines = new ArrayList<>();
        List<Service> services = result.workspace().services();
        lines.add("Runtime audit of " + count(services.size(), "service") + " as " + result.engine() + " would run "
                + (services.size() == 1 ? "it" : "them"));
        int width = services.stream().mapToInt(s -> s.name().length()).max().orElse(0);
        for (Service service : services) {
            lines.add("  " + pad(service.name(), width) + "  " + verdict(service));
        }
        for (Map.Entry<Precondition, Service> entry : result.preconditions().entrySet()) {
            Precondition precondition = entry.getKey();
            lines.add("  needs " + precondition.path() + " before docker build"
                    + precondition.by().map(by -> " (made by " + by + ")").orElse("") + ": " + precondition.at());
        }
        result.stale().filter(stale -> !stale.isEmpty()).ifPresent(stale -> {
            lines.add("  the baseline holds what is found no more; write it again with runtime-audit:baseline");
            stale.forEach(entry -> lines.add("    " + entry.rule()
                    + entry.service().map(name -> " [" + name + "]").orElse("") + " " + entry.file() + " "
                    + entry.subject() + (entry.count() == 1 ? "" : " (" + entry.count() + ")")));
        });
        result.defects().forEach(defect -> lines.add("  DEFECT of the audit itself: " + defect.getMessage()));
        result.workspace().notes().forEach(note -> lines.add("  note: " + note.at() + " " + note.message()));
        result.undecidedByReason()
                .forEach((reason, count) -> lines.add("  undecided (" + count + "): " + reason.says()
                        + reason.decidedBy()
                                .map(key -> "; `" + key + "` in runtime-audit.yaml can tell")
                                .orElse("")));
        lines.add(totals(result));
        return String.join("\n", lines);
    }

    /** The violations, each with its proof and what to do: this is the text of the build failure. */
    public static String violations(AuditResult result) {
        List<Triaged> violations = result.violations().toList();
        List<String> lines = new ArrayList<>();
        lines.add(count(violations.size(), "violation") + " in "
                + count(
                        (int) violations.stream()
                                .flatMap(v -> v.services().stream())
                                .distinct()
                                .count(),
                        "service"));
        violations.forEach(violation -> lines.add("\n" + finding(violation)));
        return String.join("\n", lines);
    }

    /** What could not be told, each with its reason: the text of the build failure when that is asked for. */
    public static String undecided(AuditResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(result.undecided().size() + " undecided");
        result.undecided()
                .forEach(open ->
                        lines.add("  " + open.at().path() + ":" + open.at().line() + " " + open.service() + ": "
                                + open.reason().says()));
        return String.join("\n", lines);
    }

    /** What has to exist before the builds: the text of the build failure when that is asked for. */
    public static String preconditions(AuditResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(count(result.preconditions().size(), "precondition"));
        result.preconditions()
                .forEach((precondition, service) -> lines.add("  " + precondition.at() + " " + service.name() + ": "
                        + precondition.path() + " has to exist before docker build"));
        return String.join("\n", lines);
    }

    static String finding(Triaged triaged) {
        Finding finding = triaged.finding();
        List<String> lines = new ArrayList<>();
        lines.add(finding.severity().name() + " " + finding.ruleId()
                + (triaged.services().isEmpty() ? "" : " [" + String.join(", ", triaged.services()) + "]"));
        lines.add("  " + finding.at().path() + ":" + finding.at().line() + ":"
                + finding.at().column() + " " + finding.message());
        finding.prediction()
                .ifPresent(failure -> lines.add("  predicted: "
                        + (finding.message().contains(failure.output())
                                ? "exit code " + failure.exitCode()
                                : Told.predicted(failure))));
        for (Step step : finding.evidence().steps()) {
            lines.add("    because " + step);
        }
        Rules.byId(finding.ruleId())
                .ifPresent(rule -> lines.add("  do: " + rule.card().advice()));
        return String.join("\n", lines);
    }

    private static String verdict(Service service) {
        Told told = Told.of(service);
        return pad(told.verdict(), VERDICT) + "  " + told.words();
    }

    private static String totals(AuditResult result) {
        Summary summary = Summary.of(result);
        String services =
                summary.starts() + " start, " + summary.fails() + " will not, " + summary.undecided() + " undecided";
        Map<Severity, Long> bySeverity = result.findings().stream()
                .collect(Collectors.groupingBy(
                        f -> f.finding().severity(), java.util.TreeMap::new, Collectors.counting()));
        String findings = bySeverity.isEmpty()
                ? "no findings"
                : bySeverity.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", ", "findings: ", ""));
        long suppressed = result.findings().stream()
                .filter(f -> f.state() == Triaged.State.SUPPRESSED)
                .count();
        long known = result.findings().stream()
                .filter(f -> f.state() == Triaged.State.KNOWN)
                .count();
        return services + "; " + findings + "; " + count(summary.violations(), "violation")
                + (suppressed == 0 ? "" : ", " + suppressed + " suppressed")
                + (known == 0 ? "" : ", " + known + " known")
                + (summary.ready() ? "; ready for production" : "");
    }

    private static String count(int number, String what) {
        return String.format(Locale.ROOT, "%d %s%s", number, what, number == 1 ? "" : "s");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
