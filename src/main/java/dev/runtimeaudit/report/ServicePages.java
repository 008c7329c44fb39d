package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.report.StartPath.Hop;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Describes each service for whoever runs it, as Markdown: how it is built, what starts, and which variables it needs. No value of
 * a variable is in it but defaults that the code writes down.
 */
public final class ServicePages {

    private static final String INDEX = "index.md";

    private final AuditResult result;
    private final StringBuilder page = new StringBuilder();

    private ServicePages(AuditResult result) {
        this.result = result;
    }

    /** The pages by the names of their files, the index first. */
    public static Map<String, String> of(AuditResult result) {
        Map<String, String> pages = new LinkedHashMap<>();
        Map<Service, String> names = new LinkedHashMap<>();
        for (Service service : result.workspace().services()) {
            names.put(service, free(fileName(service.name()), names));
        }
        pages.put(INDEX, index(names));
        names.forEach((service, name) -> pages.put(name, new ServicePages(result).page(service)));
        return pages;
    }

    private static String fileName(String service) {
        return service.chars()
                .mapToObj(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' ? (char) c : '-')
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    private static String free(String name, Map<Service, String> taken) {
        String file = name + ".md";
        for (int i = 2; taken.containsValue(file) || file.equals(INDEX); i++) {
            file = name + "-" + i + ".md";
        }
        return file;
    }

    private static String index(Map<Service, String> names) {
        StringBuilder index = new StringBuilder("# Services\n\n");
        index.append("| service | verdict | built from | variables it needs |\n|---|---|---|---|\n");
        names.forEach((service, file) -> index.append("| [%s](%s) | %s | `%s` | %s |\n"
                .formatted(
                        cell(service.name()),
                        file,
                        Told.of(service).verdict(),
                        service.dockerfile(),
                        codes(service.variables().all().stream()
                                .filter(Variable::required)
                                .map(Variable::name)
                                .toList()))));
        return index.toString();
    }

    private String page(Service service) {
        Told told = Told.of(service);
        line("# " + service.name());
        line("");
        line("A %s. Verdict: **%s**%s"
                .formatted(
                        Choice.word(service.kind()),
                        told.verdict(),
                        told.words().isEmpty() ? "." : ": `" + told.words().replace('`', '\'') + "`"));
        build(service);
        if (service.unread().isEmpty()) {
            run(service);
        }
        variables(service);
        open(service);
        return page.toString();
    }

    private void build(Service service) {
        heading("How it is built");
        line("* Dockerfile `%s`, build context `%s`%s"
                .formatted(
                        service.dockerfile(),
                        service.context().isRoot() ? "." : service.context(),
                        service.target().map(t -> ", target `" + t + "`").orElse("")));
        for (Stages.Box stage : Stages.of(result, service).boxes()) {
            line("* stage `%s` from `%s`".formatted(stage.name(), stage.base()));
        }
        for (Precondition made : service.preconditions()) {
            line("* needs `%s` before the build, made by %s".formatted(made.path(), made.by()));
        }
    }

    private void run(Service service) {
        RuntimeFacts facts = RuntimeFacts.of(service);
        heading("What starts");
        service.own().ifPresent(launch -> chain(launch));
        fact(
                "user",
                facts.user()
                        .map(user -> facts.uid().isPresent()
                                        && !user.equals(facts.uid().getAsInt() + "")
                                ? user + " (" + facts.uid().getAsInt() + ")"
                                : user));
        fact("init", facts.init().map(init -> init ? "yes" : "none, the process itself is PID 1"));
        fact("working directory", facts.workdir());
        fact("started file", facts.artifact().map(RuntimeFacts.Artifact::path));
        fact("declared ports", Optional.of(String.join(", ", facts.ports())).filter(p -> !p.isEmpty()));
        List<HealthChecks.Check> checks = HealthChecks.of(service);
        checks.forEach(check -> line("* health check of %s: `%s`"
                .formatted(
                        check.from().isEmpty() ? "the image" : "`" + check.from() + "`",
                        check.command().replace('`', '\''))));
        if (checks.isEmpty()) {
            line("* health check: " + HealthChecks.none(service));
        }
        for (Launch launch : service.launches()) {
            if (!launch.request().name().equals("image")) {
                line("* `%s`: %s".formatted(launch.request().name(), Told.verdict(launch)));
            }
        }
    }

    private void chain(Launch launch) {
        int number = 1;
        for (Hop hop : StartPath.of(launch, result.engine()).hops()) {
            line("%d. %s: `%s` (%s)".formatted(number++, hop.who(), hop.what().replace('`', '\''), hop.at()));
        }
        line("");
    }

    private void fact(String what, Optional<String> value) {
        line("* %s: %s"
                .formatted(
                        what, value.map(v -> "`" + v.replace('`', '\'') + "`").orElse("not known")));
    }

    private void variables(Service service) {
        heading("Variables");
        List<Variable> all = service.variables().all();
        if (all.isEmpty()) {
            line(
                    service.variables().complete()
                            ? "Its code reads none."
                            : "The source of what it starts was not found, so that nothing is known of them.");
            return;
        }
        if (!service.variables().complete() || !service.variables().written()) {
            line("There may be others: not all that it loads was found, or names are worked out when it runs.");
            line("");
        }
        line("| name | needed | default | given by | read at | for |");
        line("|---|---|---|---|---|---|");
        for (Variable variable : all) {
            line("| `%s` | %s | %s | %s | %s | %s |"
                    .formatted(
                            variable.name(),
                            needed(variable),
                            variable.fallback()
                                    .map(value -> code(value.isEmpty() ? "\"\"" : value))
                                    .orElse(""),
                            cell(givers(variable)),
                            cell(variable.at().path() + ":" + variable.at().line()),
                            cell(variable.purpose().orElse(""))));
        }
    }

    private static String needed(Variable variable) {
        List<String> words = new ArrayList<>();
        words.add(
                switch (variable.level()) {
                    case STARTUP -> "**to start**";
                    case FIRST_USE -> variable.required() ? "**later**" : "perhaps later";
                    case BUILD -> variable.required() ? "**when it is built**" : "when it is built";
                    case PLATFORM -> "by the framework";
                    case OPTIONAL -> "no";
                    case UNKNOWN -> "not known";
                });
        variable.condition().ifPresent(condition -> words.add("if " + code(condition)));
        if (variable.group().size() > 1) {
            words.add("one of " + codes(variable.group()));
        }
        if (!variable.allowed().isEmpty()) {
            words.add("values told apart: " + codes(variable.allowed()));
        }
        return String.join(", ", words);
    }

    private static String givers(Variable variable) {
        return variable.providers().stream()
                .map(provider -> provider.what()
                        + (provider.kind() != Variable.Provider.Kind.DOCUMENTATION && !provider.effective()
                                ? " (without effect)"
                                : "")
                        + " " + provider.at().path() + ":" + provider.at().line())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private void open(Service service) {
        heading("What is wrong");
        List<Triaged> found = result.findings().stream()
                .filter(t -> t.services().contains(service.name())
                        || t.finding().service().filter(service.name()::equals).isPresent())
                .toList();
        if (found.isEmpty()) {
            line("Nothing is known to be.");
        }
        for (Triaged each : found) {
            line("* %s `%s` at %s: %s"
                    .formatted(
                            Choice.word(each.finding().severity()),
                            each.finding().ruleId(),
                            each.finding().at(),
                            each.finding().message()));
        }
        List<Undecided> open = result.undecided().stream()
                .filter(u -> u.service().equals(service.name()))
                .toList();
        if (!open.isEmpty()) {
            heading("What is open");
        }
        for (Undecided each : open) {
            line("* `%s` at %s: %s%s"
                    .formatted(
                            each.ruleId(),
                            each.at(),
                            each.reason().says(),
                            each.evidence().steps().stream()
                                    .findFirst()
                                    .map(Step::toString)
                                    .map(step -> " (" + step + ")")
                                    .orElse("")));
        }
    }

    private void heading(String text) {
        line("");
        line("## " + text);
        line("");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String codes(List<String> words) {
        return words.stream().map(ServicePages::code).collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + cell(text.replace('`', '\'')) + "`";
    }

    /** A text as it may stand in a cell of a table. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
