package dev.runtimeaudit.report;

import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A finding on the page: what is wrong, what is printed, the evidence with the lines it speaks of, what to do. */
final class HtmlFinding {

    private final AuditResult result;
    private final Markup out;
    private final Set<String> anchors = new HashSet<>();

    HtmlFinding(AuditResult result, Markup out) {
        this.result = result;
        this.out = out;
    }

    static List<String> services(Triaged triaged) {
        return triaged.services().isEmpty()
                ? triaged.finding().service().stream().toList()
                : triaged.services();
    }

    void write(Triaged triaged) {
        Finding finding = triaged.finding();
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        String id = anchor(finding);
        out.in(
                "article",
                () -> {
                    out.in("h3", () -> {
                        out.text("span", severity, "class", "chip " + severity);
                        out.text(" ");
                        out.prose(finding.message());
                        out.text(" ");
                        out.text("a", "#", "href", "#" + id, "class", "link", "aria-label", "Link to this finding");
                    });
                    out.in("p", () -> meta(triaged), "class", "meta");
                    evidence(finding.evidence());
                    finding.prediction()
                            .ifPresent(failure -> out.in(
                                    "p",
                                    () -> {
                                        out.text("Predicted: ");
                                        out.text("code", Told.predicted(failure));
                                    },
                                    "class",
                                    "predicted"));
                    Rules.byId(finding.ruleId())
                            .ifPresent(rule -> out.in(
                                    "p",
                                    () -> {
                                        out.text("Do: ");
                                        out.prose(rule.card().advice());
                                    },
                                    "class",
                                    "advice"));
                    triaged.allowed()
                            .ifPresent(allowed -> out.text(
                                    "p",
                                    "Suppressed: " + allowed.reason() + " (" + allowed.at() + ")",
                                    "class",
                                    "meta"));
                },
                "id",
                id,
                "class",
                "finding is-" + triaged.state().id(),
                "data-service",
                String.join(" ", services(triaged)),
                "data-severity",
                severity,
                "data-rule",
                finding.ruleId(),
                "data-state",
                triaged.state().id());
    }

    private void meta(Triaged triaged) {
        Finding finding = triaged.finding();
        out.text("code", finding.ruleId());
        out.text(" ");
        out.text("span", finding.at() + ":" + finding.at().column(), "class", "place");
        out.text(" " + triaged.state().id().replace('-', ' '));
        List<String> services = services(triaged);
        if (services.size() > 1) {
            out.text(", in " + String.join(", ", services));
        }
    }

    /** The steps of a proof, nearest cause first, each with its line. */
    void evidence(Evidence evidence) {
        if (evidence.steps().isEmpty()) {
            return;
        }
        out.in(
                "ol",
                () -> {
                    for (Step step : evidence.steps()) {
                        out.in("li", () -> {
                            out.text("span", step.at().toString(), "class", "place");
                            out.text(" ");
                            out.prose(step.says());
                            Quote.of(result.sources(), step.at()).ifPresent(quote -> quote(quote));
                        });
                    }
                },
                "class",
                "evidence");
    }

    private void quote(Quote quote) {
        out.in("pre", () -> {
            out.text("span", String.valueOf(quote.line()), "class", "number");
            out.text(quote.before());
            if (!quote.marked().isEmpty()) {
                out.text("mark", quote.marked());
            }
            out.text(quote.after());
        });
    }

    /** Holds while lines move: what is found a second time at one place gets a number. */
    private String anchor(Finding finding) {
        Span at = finding.at();
        String name = Markup.anchor(finding.ruleId() + "-" + at.path() + "-" + finding.subject());
        String unique = name;
        for (int i = 2; !anchors.add(unique); i++) {
            unique = name + "-" + i;
        }
        return unique;
    }
}
