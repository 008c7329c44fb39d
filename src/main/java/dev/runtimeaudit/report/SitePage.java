package dev.runtimeaudit.report;

import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.util.ArrayList;
import java.util.List;

/** The audit as a page of a project's site: the verdicts, the findings with their proof, and what could not be told. */
public final class SitePage {

    private static final int MOST_PLACES = 12;

    private final AuditResult result;
    private final Page page;

    private SitePage(AuditResult result, Page page) {
        this.result = result;
        this.page = page;
    }

    /** @param whole where {@code report.html} lies, seen from the page */
    public static void write(AuditResult result, String whole, Page page) {
        new SitePage(result, page).write(whole);
    }

    private void write(String whole) {
        Summary summary = Summary.of(result);
        page.section(summary.ready() ? "Ready for production" : "Not ready for production", "verdict");
        page.paragraph(
                summary.ready()
                        ? "Every service is proven to build and to start, and nothing violates the policy."
                        : "In the way: " + String.join(", ", summary.obstacles()) + ".");
        page.table(
                List.of("Service", "Verdict", "Predicted"),
                result.workspace().services().stream()
                        .map(service -> {
                            Told told = Told.of(service);
                            return List.of(
                                    service.name(), told.verdict(), told.words().isEmpty() ? "" : code(told.words()));
                        })
                        .toList());
        page.link("The whole report, with the way of every start and the stages of every image", whole);
        List<Kind> kinds = Kind.of(result.findings().stream().filter(t -> t.state() != Triaged.State.SUPPRESSED));
        if (!kinds.isEmpty()) {
            page.section("Findings", "findings");
            kinds.forEach(this::kind);
        }
        if (!result.undecided().isEmpty()) {
            NextStep next = new NextStep(result);
            page.section("What could not be told, and what would decide it", "undecided");
            page.table(
                    List.of("Service", "Place", "Why", "Next step"),
                    result.undecided().stream()
                            .map(open -> List.of(
                                    open.service(),
                                    code(open.at().toString()),
                                    open.reason().says(),
                                    code(next.of(open))))
                            .distinct() // several rules may ask the same
                            .toList());
        }
        page.paragraph("Predicted by " + Tool.NAME + " " + Tool.version() + " for " + result.engine()
                + "; nothing was built or run.");
    }

    private void kind(Kind kind) {
        page.paragraph(kind.finding().severity() + " " + code(kind.finding().ruleId()) + ": " + kind.message()
                + (kind.services().isEmpty() ? "" : " (" + String.join(", ", kind.services()) + ")"));
        List<String> items = new ArrayList<>();
        kind.places().stream().limit(MOST_PLACES).forEach(at -> items.add("at " + code(at.toString())));
        if (kind.places().size() > MOST_PLACES) {
            items.add("and at " + (kind.places().size() - MOST_PLACES) + " more places");
        }
        kind.finding().prediction().ifPresent(failure -> items.add("predicted: " + code(Told.predicted(failure))));
        kind.finding()
                .evidence()
                .steps()
                .forEach(step -> items.add("because " + code(Told.place(step.at())) + " " + step.says()));
        Rules.byId(kind.finding().ruleId())
                .ifPresent(rule -> items.add("do: " + rule.card().advice()));
        page.list(items);
    }

    private static String code(String text) {
        return "`" + text.replace('`', '\'') + "`";
    }
}
