package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * {@code report.html}: the audit as a page that needs nothing but itself, neither network nor other files.
 *
 * <p>It is one class although it is long: a method for each section of the page; what a service and a finding look like stands in
 * others.
 */
public final class Html {

    private final AuditResult result;
    private final Markup out = new Markup();

    private Html(AuditResult result) {
        this.result = result;
    }

    public static String of(AuditResult result) {
        Html page = new Html(result);
        page.write();
        return "<!DOCTYPE html>\n" + page.out;
    }

    private void write() {
        out.in(
                "html",
                () -> {
                    out.in("head", this::head);
                    out.in("body", this::body);
                },
                "lang",
                "en");
    }

    private void head() {
        out.empty("meta", "charset", "utf-8");
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.empty("meta", "name", "color-scheme", "content", "light dark");
        out.text("title", "Runtime audit: " + verdict(Summary.of(result)));
        out.own("style", resource("report.css"));
    }

    private void body() {
        out.text("a", "Skip to the services", "href", "#services", "class", "skip");
        out.in("header", this::summary);
        out.in("main", this::main);
        out.in(
                "footer",
                () -> out.text(
                        "p",
                        Tool.NAME + " " + Tool.version()
                                + " replayed the build and the start of every container on a model; nothing was built"
                                + " or run. What could not be told is named as undecided and never reported as a"
                                + " finding."));
        out.own("script", resource("report.js"));
    }

    private static String verdict(Summary summary) {
        return summary.ready() ? "ready for production" : "not ready for production";
    }

    private void summary() {
        Summary summary = Summary.of(result);
        out.text("p", "Production runtime audit", "class", "kicker");
        out.text("h1", capital(verdict(summary)), "class", summary.ready() ? "good" : "bad");
        out.in("p", () -> {
            if (summary.ready()) {
                out.text("Every service is proven to build and to start, and nothing violates the policy.");
            } else {
                out.text("In the way: " + String.join(", ", summary.obstacles()) + ".");
            }
        });
        out.in(
                "ul",
                () -> {
                    tile(summary.services(), "services", "");
                    tile(summary.starts(), "run", "starts");
                    tile(summary.fails(), "will not run", "fails");
                    tile(summary.undecided(), "undecided", "open");
                    tile(summary.violations(), "violations", "violations");
                },
                "class",
                "tiles");
        out.text("p", "Predicted for " + result.engine() + ".", "class", "quiet");
    }

    private void tile(int number, String what, String kind) {
        out.in(
                "li",
                () -> {
                    out.text("b", String.valueOf(number));
                    out.text(" " + what);
                },
                "class",
                kind.isEmpty() || number == 0 ? "tile" : "tile " + kind);
    }

    private void main() {
        overview();
        filters();
        HtmlFinding findings = new HtmlFinding(result, out);
        out.in(
                "div",
                () -> {
                    for (Service service : result.workspace().services()) {
                        new HtmlService(result, service, out, findings).write();
                    }
                    List<Triaged> others = result.findings().stream()
                            .filter(t -> HtmlFinding.services(t).isEmpty())
                            .toList();
                    if (!others.isEmpty()) {
                        section("workspace", "The workspace as a whole", () -> others.forEach(findings::write));
                    }
                },
                "id",
                "services");
        undecided();
        rest();
    }

    private void overview() {
        section(
                "overview",
                "Overview",
                () -> out.in(
                        "div",
                        () -> out.in("table", () -> {
                            out.in(
                                    "thead",
                                    () -> out.in("tr", () -> {
                                        out.text("th", "Service", "scope", "col");
                                        out.text("th", "Verdict", "scope", "col");
                                        out.text("th", "Predicted", "scope", "col");
                                        out.text("th", "Findings", "scope", "col");
                                    }));
                            out.in("tbody", () -> result.workspace().services().forEach(this::line));
                        }),
                        "class",
                        "wide"));
    }

    private void line(Service service) {
        Told told = Told.of(service);
        out.in(
                "tr",
                () -> {
                    out.in(
                            "th",
                            () -> out.text("a", service.name(), "href", "#" + HtmlService.anchor(service)),
                            "scope",
                            "row");
                    out.in("td", () -> badge(out, told));
                    out.in("td", () -> out.text("code", told.words()));
                    out.in("td", () -> counts(service));
                },
                "data-service",
                service.name());
    }

    private void counts(Service service) {
        for (Severity severity : Severity.values()) {
            long count = result.findings().stream()
                    .filter(t -> HtmlFinding.services(t).contains(service.name()))
                    .filter(t -> t.finding().severity() == severity)
                    .count();
            if (count > 0) {
                out.text(
                        "span",
                        count + " " + severity,
                        "class",
                        "chip " + severity.name().toLowerCase(Locale.ROOT));
                out.text(" ");
            }
        }
    }

    static void badge(Markup out, Told told) {
        String sign = switch (told.standing()) {
            case STARTS, ENDS -> "✓ ";
            case FAILS -> "✗ ";
            case OPEN -> "? ";
        };
        out.text("span", sign + told.verdict(), "class", "badge " + id(told.standing()));
    }

    static String id(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }

    /** Shown by the script alone: without it everything is there to read. */
    private void filters() {
        out.in(
                "form",
                () -> {
                    select(
                            "service",
                            "Service",
                            result.workspace().services().stream()
                                    .map(Service::name)
                                    .toList());
                    select("severity", "Severity", List.of("critical", "high", "medium", "low"));
                    TreeSet<String> rules = new TreeSet<>();
                    result.findings().forEach(t -> rules.add(t.finding().ruleId()));
                    select("rule", "Rule", List.copyOf(rules));
                    select("state", "State", List.of("violation", "below-threshold", "suppressed", "known"));
                    out.text("button", "Show all", "type", "reset");
                    out.text("output", "", "aria-live", "polite");
                },
                "id",
                "filter",
                "aria-label",
                "Filter the findings",
                "hidden",
                "hidden");
    }

    private void select(String name, String label, List<String> values) {
        out.in("label", () -> {
            out.text(label + " ");
            out.in(
                    "select",
                    () -> {
                        out.text("option", "all", "value", "");
                        values.forEach(value -> out.text("option", value, "value", value));
                    },
                    "name",
                    name);
        });
    }

    private void undecided() {
        if (result.undecided().isEmpty()) {
            return;
        }
        NextStep next = new NextStep(result);
        section("undecided", "What could not be told, and what would decide it", () -> {
            for (Open open : open()) {
                out.in(
                        "article",
                        () -> {
                            out.in("h3", () -> {
                                out.text("span", "? " + open.said().service(), "class", "badge open");
                                out.text(" " + open.said().reason().says() + " ");
                                out.text("span", open.said().at().toString(), "class", "place");
                            });
                            new HtmlFinding(result, out).evidence(open.said().evidence());
                            out.in(
                                    "p",
                                    () -> {
                                        out.text("Next step: ");
                                        out.text("code", next.of(open.said()));
                                    },
                                    "class",
                                    "next");
                        },
                        "class",
                        "finding is-open",
                        "data-service",
                        open.said().service(),
                        "data-rule",
                        String.join(" ", open.rules()),
                        "data-severity",
                        "",
                        "data-state",
                        "undecided");
            }
        });
    }

    /** One thing that could not be told, and the rules that asked for it. */
    private record Open(Undecided said, List<String> rules) {}

    private List<Open> open() {
        Map<List<Object>, List<Undecided>> same = new LinkedHashMap<>();
        for (Undecided each : result.undecided()) {
            same.computeIfAbsent(
                            List.of(each.service(), each.at(), each.reason(), each.evidence()),
                            key -> new ArrayList<>())
                    .add(each);
        }
        return same.values().stream()
                .map(all -> new Open(
                        all.get(0),
                        all.stream().map(Undecided::ruleId).distinct().toList()))
                .toList();
    }

    private void rest() {
        if (!result.preconditions().isEmpty()) {
            section(
                    "preconditions",
                    "What has to exist before docker build",
                    () -> out.in(
                            "ul",
                            () -> result.preconditions()
                                    .forEach((needed, service) -> out.in("li", () -> {
                                        out.text("code", needed.path());
                                        out.text(needed.by()
                                                        .map(by -> ", made by " + by)
                                                        .orElse("") + ": needed by " + service.name() + ", ");
                                        out.text("span", needed.at().toString(), "class", "place");
                                    }))));
        }
        problems("not-audited", "Not audited", result.notAudited());
        problems("notes", "Passed over", result.workspace().notes());
        result.stale()
                .filter(stale -> !stale.isEmpty())
                .ifPresent(stale -> section(
                        "stale",
                        "In the baseline, and found no more",
                        () -> out.in(
                                "ul",
                                () -> stale.forEach(entry -> out.text(
                                        "li",
                                        entry.rule() + " " + entry.service().orElse("") + " " + entry.file() + " "
                                                + entry.subject() + " × " + entry.count())))));
        if (!result.defects().isEmpty()) {
            section(
                    "defects",
                    "Defects of the audit itself",
                    () -> out.in(
                            "ul",
                            () -> result.defects()
                                    .forEach(defect -> out.text("li", String.valueOf(defect.getMessage())))));
        }
    }

    private void problems(String id, String title, List<Problem> problems) {
        if (!problems.isEmpty()) {
            section(
                    id,
                    title,
                    () -> out.in(
                            "ul",
                            () -> problems.forEach(
                                    problem -> out.text("li", problem.at().path() + " " + problem.message()))));
        }
    }

    private void section(String id, String title, Runnable body) {
        out.in(
                "section",
                () -> {
                    out.text("h2", title);
                    body.run();
                },
                "id",
                id,
                "class",
                "part");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Html.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
