package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The result as people read it in a CI log: plain text, colour only where it is asked for, nothing that has to be looked up elsewhere. */
public final class Console {

    /** How wide a verdict is. */
    private static final int VERDICT = 15;

    /** What is printed is told as a whole elsewhere; here it has to fit beside the others. */
    private static final int MOST_WORDS = 150;

    /** Of findings that are alike, so many places are named. */
    private static final int MOST_PLACES = 8;

    /** Of what has to exist before the builds, so much is named. */
    private static final int MOST_NEEDED = 6;

    /** Of the entries that would decide what is open for one reason, so many are written out. */
    private static final int MOST_ENTRIES = 3;

    private Console() {}

    /** A line for each service, what remains to be known, and the counts. */
    public static String summary(AuditResult result) {
        return summary(result, Colours.NONE);
    }

    /** The same in colours. */
    public static String summary(AuditResult result, Colours colours) {
        List<String> lines = new ArrayList<>();
        List<Service> services = result.workspace().services();
        lines.add("Runtime audit of " + count(services.size(), "service") + " as " + result.engine() + " would run "
                + (services.size() == 1 ? "it" : "them"));
        int width = services.stream().mapToInt(s -> s.name().length()).max().orElse(0);
        for (Service service : services) {
            lines.add("  " + pad(service.name(), width) + "  " + verdict(service, colours));
        }
        result.preconditions().keySet().stream()
                .limit(MOST_NEEDED)
                .forEach(needed -> lines.add("  needs " + needed.path() + " before docker build"
                        + needed.by().map(by -> " (made by " + by + ")").orElse("") + ": " + needed.at()));
        if (result.preconditions().size() > MOST_NEEDED) {
            lines.add("  needs " + (result.preconditions().size() - MOST_NEEDED)
                    + " more before docker build: see report.json");
        }
        result.stale().filter(stale -> !stale.isEmpty()).ifPresent(stale -> {
            lines.add("  the baseline holds what is found no more; write it again with runtime-audit:baseline");
            stale.forEach(entry -> lines.add("    " + entry.rule()
                    + entry.service().map(name -> " [" + name + "]").orElse("") + " " + entry.file() + " "
                    + entry.subject() + (entry.count() == 1 ? "" : " (" + entry.count() + ")")));
        });
        result.defects().forEach(defect -> lines.add("  DEFECT of the audit itself: " + defect.getMessage()));
        result.workspace().notes().forEach(note -> lines.add("  note: " + note.at() + " " + note.message()));
        result.undecidedByReason().forEach((reason, count) -> {
            lines.add("  undecided (" + count + "): " + reason.says()
                    + reason.decidedBy()
                            .map(key -> "; `" + key + "` in runtime-audit.yaml can tell")
                            .orElse(""));
            lines.addAll(entries(result, reason));
        });
        lines.add(totals(result, colours));
        return String.join("\n", lines);
    }

    /** The entries of the configuration that would decide what is open for one reason. */
    private static List<String> entries(AuditResult result, Reason reason) {
        NextStep next = new NextStep(result);
        List<String> entries = result.undecided().stream()
                .filter(open -> open.reason() == reason)
                .map(next::of)
                .filter(line -> reason.decidedBy()
                        .filter(key -> line.startsWith(key + ":"))
                        .isPresent())
                .distinct()
                .toList();
        List<String> lines = new ArrayList<>();
        entries.stream().limit(MOST_ENTRIES).forEach(entry -> lines.add("    " + entry));
        if (entries.size() > MOST_ENTRIES) {
            lines.add("    and " + (entries.size() - MOST_ENTRIES) + " more: see report.json");
        }
        return lines;
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
        Kind.of(violations.stream()).forEach(kind -> lines.add("\n" + kind(kind)));
        return String.join("\n", lines);
    }

    /** What could not be told, each with its reason and what decides it: the text of the build failure when that is asked for. */
    public static String undecided(AuditResult result) {
        NextStep next = new NextStep(result);
        List<String> lines = result.undecided().stream()
                .map(open -> "  " + open.at().path() + ":" + open.at().line() + " " + open.service() + ": "
                        + open.reason().says() + "\n    " + next.of(open))
                .distinct() // several rules may ask the same
                .toList();
        return lines.size() + " undecided\n" + String.join("\n", lines);
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
        return kind(new Kind(triaged.finding().message(), List.of(triaged)));
    }

    private static String kind(Kind kind) {
        Finding finding = kind.finding();
        List<String> lines = new ArrayList<>();
        lines.add(finding.severity().name() + " " + finding.ruleId()
                + (kind.services().isEmpty() ? "" : " [" + String.join(", ", kind.services()) + "]"));
        lines.add("  " + place(finding.at()) + " " + kind.message());
        finding.prediction()
                .ifPresent(failure -> lines.add("  predicted: "
                        + (finding.message().contains(failure.output())
                                ? "exit code " + failure.exitCode()
                                : Told.predicted(failure))));
        for (Step step : finding.evidence().steps()) {
            lines.add("    because " + step);
        }
        List<Span> others = kind.places().stream().skip(1).toList();
        others.stream().limit(MOST_PLACES).forEach(at -> lines.add("  the same at " + place(at)));
        if (others.size() > MOST_PLACES) {
            lines.add("  and at " + (others.size() - MOST_PLACES) + " more places: see report.json");
        }
        Rules.byId(finding.ruleId())
                .ifPresent(rule -> lines.add("  do: " + rule.card().advice()));
        return String.join("\n", lines);
    }

    /** As editors and terminals take it for a link. */
    private static String place(Span at) {
        return at.path() + ":" + at.line() + ":" + at.column();
    }

    private static String verdict(Service service, Colours colours) {
        Told told = Told.of(service);
        String words = told.words().replace('\n', ' ').strip();
        return colours.of(told.standing(), pad(told.verdict(), VERDICT)) + "  "
                + (words.length() > MOST_WORDS ? words.substring(0, MOST_WORDS - 3) + "..." : words);
    }

    private static String totals(AuditResult result, Colours colours) {
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
        return services + "; " + findings + "; "
                + colours.of(
                        summary.violations() == 0 ? Standing.STARTS : Standing.FAILS,
                        count(summary.violations(), "violation"))
                + (suppressed == 0 ? "" : ", " + suppressed + " suppressed")
                + (known == 0 ? "" : ", " + known + " known")
                + (summary.ready() ? "; " + colours.of(Standing.STARTS, "ready for production") : "");
    }

    private static String count(int number, String what) {
        return String.format(Locale.ROOT, "%d %s%s", number, what, number == 1 ? "" : "s");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
