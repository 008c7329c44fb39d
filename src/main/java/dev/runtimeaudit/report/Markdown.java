package dev.runtimeaudit.report;

import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Standing;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code report.md}: the audit in the form in which people write one, by phases, short enough for a comment on a pull
 * request. What is found in many services stands there once.
 *
 * <p>It is one class although it is long: a method for each section of the page, and the few that write tables for all of them.
 */
public final class Markdown {

    /** Of findings that are alike, so many places are named. */
    private static final int MOST_PLACES = 12;

    /** So many variables are named in a cell. */
    private static final int MOST_VARIABLES = 20;

    /** So many kinds of findings are told with their evidence; the rest by their names. */
    private static final int MOST_KINDS = 40;

    private final AuditResult result;
    private final List<String> lines = new ArrayList<>();

    private Markdown(AuditResult result) {
        this.result = result;
    }

    public static String of(AuditResult result) {
        Markdown report = new Markdown(result);
        report.write();
        return String.join("\n", report.lines) + "\n";
    }

    private void write() {
        summary();
        phase("Phase 1: start-up", Rules.START);
        runtime();
        phase("Phase 2: build and image", Rules.BUILD);
        contents();
        environment();
        phase("Phase 3: environment", others());
        phase("Phase 5: staying up", Rules.STAYING_UP);
        health();
        phase("Suppressions", Rules.SUPPRESSIONS);
        undecided();
        needed();
        recommendations();
        add(
                "",
                "Predicted by " + Tool.NAME + " " + Tool.version() + " for " + result.engine()
                        + "; nothing was built or run.");
    }

    private void summary() {
        Summary summary = Summary.of(result);
        add("# Production runtime audit", "");
        add(
                summary.ready()
                        ? "**✅ Ready for production**: every service is proven to build and to start."
                        : "**❌ Not ready for production**: " + String.join(", ", summary.obstacles()) + ".",
                "");
        table("Service", "Verdict", "Predicted");
        for (Service service : services()) {
            Told told = Told.of(service);
            row(service.name(), sign(told.standing()) + " " + told.verdict(), code(told.words()));
        }
    }

    private List<Service> services() {
        return result.workspace().services();
    }

    private static String sign(Standing standing) {
        return switch (standing) {
            case STARTS, ENDS -> "✅";
            case FAILS -> "❌";
            case OPEN -> "❔";
        };
    }

    /** What is alike: one rule, one message. */
    private void phase(String title, List<Rule> rules) {
        Set<String> ids = rules.stream().map(rule -> rule.card().id()).collect(Collectors.toSet());
        List<Kind> kinds = Kind.of(result.findings().stream()
                .filter(t -> ids.contains(t.finding().ruleId()))
                .filter(t -> t.state() != Triaged.State.SUPPRESSED));
        if (kinds.isEmpty()) {
            return;
        }
        add("", "## " + title);
        int number = 0;
        for (Kind kind : kinds) {
            if (++number > MOST_KINDS) {
                add(
                        "",
                        "… and " + (kinds.size() - MOST_KINDS)
                                + " more kinds of findings: see report.html or report.json.");
                return;
            }
            kind(kind);
        }
    }

    private void kind(Kind kind) {
        Finding first = kind.finding();
        add("", "### " + (kind.first().isViolation() ? "❌" : "⚠️") + " " + prose(kind.message()), "");
        add("- **Severity:** " + first.severity().name() + ", `" + first.ruleId() + "`, "
                + kind.first().state().id().replace('-', ' '));
        List<Span> places = kind.places();
        add("- **Where:** "
                + places.stream().limit(MOST_PLACES).map(at -> "`" + at + "`").collect(Collectors.joining(", "))
                + (places.size() > MOST_PLACES ? " and " + (places.size() - MOST_PLACES) + " more" : ""));
        if (!kind.services().isEmpty()) {
            add("- **Services:** " + String.join(", ", kind.services()));
        }
        first.prediction().ifPresent(failure -> add("- **Predicted:** " + code(Told.predicted(failure))));
        if (!first.evidence().steps().isEmpty()) {
            add("- **Evidence:**");
            first.evidence().steps().stream()
                    .limit(6)
                    .forEach(step -> add("  - `" + step.at() + "` "
                            + prose(step.says())
                            + Quote.of(result.sources(), step.at())
                                    .map(quote ->
                                            ": " + code(shortened(quote.text().strip())))
                                    .orElse("")));
        }
        Rules.byId(first.ruleId())
                .ifPresent(rule -> add("- **Do:** " + prose(rule.card().advice())));
    }

    private static String shortened(String line) {
        return line.length() <= 120 ? line : line.substring(0, 119) + "…";
    }

    private static List<Rule> others() {
        List<Rule> told = Stream.of(Rules.START, Rules.BUILD, Rules.STAYING_UP, Rules.SUPPRESSIONS)
                .flatMap(List::stream)
                .toList();
        return Rules.ALL.stream().filter(rule -> !told.contains(rule)).toList();
    }

    private List<Service> read() {
        return services().stream().filter(service -> service.unread().isEmpty()).toList();
    }

    private void runtime() {
        if (read().isEmpty()) {
            return;
        }
        add("", "## What starts", "");
        table("Service", "CMD/ENTRYPOINT", "Artifact", "From", "Status");
        for (Service service : read()) {
            Started started = Started.of(service);
            row(
                    service.name(),
                    code(started.first())
                            + started.last().map(last -> " → " + code(last)).orElse(""),
                    code(started.artifact().orElse("")),
                    code(started.from().map(Span::toString).orElse("")),
                    sign(service.standing()) + " " + Told.of(service).verdict());
        }
    }

    private void contents() {
        if (read().isEmpty()) {
            return;
        }
        add("", "## Runtime stage contents and users", "");
        table("Service", "Base", "User", "Init", "Commands", "Proven not there", "Directory");
        for (Service service : read()) {
            RuntimeFacts facts = RuntimeFacts.of(service);
            row(
                    service.name(),
                    code(facts.base()),
                    facts.user().orElse("?")
                            + (facts.uid().isPresent() ? " (" + facts.uid().getAsInt() + ")" : ""),
                    facts.init().map(init -> init ? "✅" : "❌").orElse("?"),
                    String.join(" ", facts.present()),
                    String.join(" ", facts.absent()),
                    code(facts.workdir().orElse("?")
                            + Contents.workdir(service).stream().limit(8).collect(Collectors.joining(" ", ": ", ""))));
        }
    }

    private void environment() {
        needs();
        List<Service> with = read().stream()
                .filter(service ->
                        !Contents.variables(result.sources(), service).isEmpty())
                .toList();
        if (with.isEmpty()) {
            return;
        }
        add("", "## Environment that is set", "");
        table("Service", "Variables");
        for (Service service : with) {
            row(
                    service.name(),
                    Contents.variables(result.sources(), service).stream()
                            .map(variable -> code(variable.name()
                                            + variable.value()
                                                    .map(value -> "=" + shortened(value))
                                                    .orElse(""))
                                    + " (" + variable.at().path().name() + ")")
                            .distinct()
                            .limit(MOST_VARIABLES)
                            .collect(Collectors.joining(", ")));
        }
    }

    /** What the code of each service asks for, and whether anybody gives it. */
    private void needs() {
        List<Service> asking = read().stream()
                .filter(service -> !service.variables().all().isEmpty())
                .toList();
        if (asking.isEmpty()) {
            return;
        }
        add("", "## Environment that is needed", "");
        table("Service", "Required", "Optional", "Cannot be told");
        for (Service service : asking) {
            List<Variable> all = service.variables().all();
            row(
                    service.name(),
                    cells(all.stream().filter(Variable::required), true),
                    cells(all.stream().filter(v -> !v.required() && v.level() != Variable.Level.UNKNOWN), false),
                    cells(all.stream().filter(v -> v.level() == Variable.Level.UNKNOWN), false));
        }
        add("", "✅ is given by the image, a deployment or the platform; ❌ by nobody who is known.");
    }

    private static String cells(Stream<Variable> variables, boolean required) {
        List<String> cells = variables
                .map(variable -> (required ? (Needed.isGiven(variable) ? "✅ " : "❌ ") : "")
                        + code(variable.name())
                        + (required
                                ? " (" + Needed.when(variable) + ")"
                                : variable.fallback()
                                        .map(value -> " (default " + code(shortened(value)) + ")")
                                        .orElse("")))
                .toList();
        int more = cells.size() - MOST_VARIABLES;
        return cells.stream().limit(MOST_VARIABLES).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private void health() {
        if (read().isEmpty()) {
            return;
        }
        add("", "## Health", "");
        table("Service", "Health check", "Ports");
        for (Service service : read()) {
            RuntimeFacts facts = RuntimeFacts.of(service);
            row(service.name(), health(service), String.join(", ", facts.ports()));
        }
    }

    private static String health(Service service) {
        List<HealthChecks.Check> checks = HealthChecks.of(service);
        return checks.isEmpty()
                ? HealthChecks.none(service)
                : checks.stream()
                        .map(check -> code(check.command()) + (check.from().isEmpty() ? "" : " (" + check.from() + ")"))
                        .collect(Collectors.joining("<br>"));
    }

    private void undecided() {
        if (result.undecided().isEmpty()) {
            return;
        }
        NextStep next = new NextStep(result);
        add("", "## What could not be told", "");
        table("Service", "Place", "Why", "Next step");
        result.undecided().stream()
                .map(open -> List.of(
                        open.service(),
                        code(open.at().toString()),
                        open.reason().says(),
                        code(next.of(open))))
                .distinct() // several rules may ask the same
                .forEach(cells -> row(cells.toArray(String[]::new)));
    }

    private void needed() {
        if (!result.preconditions().isEmpty()) {
            add("", "## What has to exist before docker build", "");
            result.preconditions()
                    .forEach((needed, service) ->
                            add("- " + code(needed.path()) + " for " + service.name() + " (`" + needed.at() + "`)"
                                    + needed.by().map(by -> ", made by " + by).orElse("")));
        }
        if (!result.notAudited().isEmpty()) {
            add("", "## Not audited", "");
            result.notAudited()
                    .forEach(each -> add("- " + code(each.at().path().toString()) + " " + prose(each.message())));
        }
        if (!result.workspace().notes().isEmpty()) {
            add("", "## Passed over", "");
            result.workspace()
                    .notes()
                    .forEach(each -> add("- " + code(each.at().path().toString()) + " " + prose(each.message())));
        }
    }

    private void recommendations() {
        Map<String, List<Triaged>> byRule = result.findings().stream()
                .filter(t -> t.state() != Triaged.State.SUPPRESSED)
                .sorted(Comparator.comparing((Triaged t) -> t.finding().severity())
                        .thenComparing(t -> t.finding().ruleId()))
                .collect(Collectors.groupingBy(t -> t.finding().ruleId(), LinkedHashMap::new, Collectors.toList()));
        if (byRule.isEmpty()) {
            return;
        }
        add("", "## Recommendations", "");
        byRule.forEach((id, all) -> Rules.byId(id)
                .ifPresent(rule -> add("1. **" + all.get(0).finding().severity() + "** "
                        + prose(rule.card().advice()) + " (" + all.size() + " × `" + id + "`)")));
    }

    private void table(String... heads) {
        row(heads);
        row(Stream.of(heads).map(head -> "---").toArray(String[]::new));
    }

    private void row(String... cells) {
        add("| " + String.join(" | ", cells) + " |");
    }

    private void add(String... all) {
        lines.addAll(List.of(all));
    }

    /** Code in a table cell or a sentence, whatever it holds. */
    private static String code(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String line = text.replace("\r", "").replace('\n', ' ').replace("|", "\\|");
        return line.contains("`") ? "`` " + line + " ``" : "`" + line + "`";
    }

    /** A sentence with code in backticks: outside of them nothing is markup. */
    private static String prose(String sentence) {
        StringBuilder prose = new StringBuilder();
        boolean code = false;
        for (String part : sentence.replace('\n', ' ').split("`", -1)) {
            if (code) {
                prose.append(code(part));
            } else {
                prose.append(part.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace("*", "\\*")
                        .replace("_", "\\_")
                        .replace("[", "\\[")
                        .replace("|", "\\|"));
            }
            code = !code;
        }
        return prose.toString();
    }
}
