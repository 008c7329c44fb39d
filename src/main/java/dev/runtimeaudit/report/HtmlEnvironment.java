package dev.runtimeaudit.report;

import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The variables of a service on the page: what its code asks for, who gives it, and what is set besides. */
final class HtmlEnvironment {

    private final Markup out;
    private final List<Variable> asked;
    private final List<Contents.Variable> set;

    HtmlEnvironment(AuditResult result, Service service, Markup out) {
        this.out = out;
        this.asked = service.variables().all();
        this.set = Contents.variables(result.sources(), service);
    }

    boolean isEmpty() {
        return asked.isEmpty() && set.isEmpty();
    }

    /** Something is required, and nobody gives it. */
    boolean lacks() {
        return asked.stream().anyMatch(HtmlEnvironment::isLacking);
    }

    private static boolean isLacking(Variable variable) {
        return variable.required() && !Needed.isGiven(variable);
    }

    String title() {
        long lacking = asked.stream().filter(HtmlEnvironment::isLacking).count();
        long required = asked.stream().filter(Variable::required).count();
        return "Environment: " + required + " required"
                + (lacking == 0 ? "" : " (" + lacking + " given by nobody who is known)") + ", "
                + (asked.size() - required) + " optional, " + set.size() + " set";
    }

    void write() {
        if (!asked.isEmpty()) {
            table(List.of("Variable", "Needed", "Default", "Given by", "Used at"), () -> asked.forEach(this::asked));
        }
        if (!set.isEmpty()) {
            table(List.of("Variable", "Value", "Set in"), () -> set.forEach(this::set));
        }
    }

    private void table(List<String> heads, Runnable rows) {
        out.in(
                "div",
                () -> out.in("table", () -> {
                    out.in(
                            "thead",
                            () -> out.in("tr", () -> heads.forEach(head -> out.text("th", head, "scope", "col"))));
                    out.in("tbody", rows);
                }),
                "class",
                "wide");
    }

    private void asked(Variable variable) {
        out.in("tr", () -> {
            out.in("th", () -> out.text("code", variable.name()), "scope", "row");
            out.in("td", () -> {
                String when = Needed.when(variable);
                if (isLacking(variable)) {
                    out.text("span", "✗ " + when, "class", "badge fails");
                } else {
                    out.text(variable.required() ? "✓ " + when : when);
                }
            });
            out.in(
                    "td",
                    () -> variable.fallback().ifPresentOrElse(value -> out.text("code", value), () -> out.text("")));
            out.text("td", givers(variable), "class", "place");
            out.text("td", at(variable.at()), "class", "place");
        });
    }

    /** Who gives it; files that the image may hold besides come last, in one word. */
    private static String givers(Variable variable) {
        Map<Boolean, List<Variable.Provider>> may = variable.providers().stream()
                .collect(Collectors.partitioningBy(provider -> provider.what().endsWith(Variable.Provider.PERHAPS)));
        Stream<String> known = may.getOrDefault(false, List.of()).stream()
                .map(provider -> provider.what() + ", " + Told.place(provider.at()));
        String files = may.getOrDefault(true, List.of()).stream()
                .map(provider ->
                        provider.what().substring(0, provider.what().length() - Variable.Provider.PERHAPS.length()))
                .distinct()
                .collect(Collectors.joining(", "));
        return Stream.concat(known, files.isEmpty() ? Stream.empty() : Stream.of(files + Variable.Provider.PERHAPS))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private void set(Contents.Variable variable) {
        out.in("tr", () -> {
            out.in("th", () -> out.text("code", variable.name()), "scope", "row");
            out.in("td", () -> variable.value().ifPresentOrElse(value -> out.text("code", value), () -> out.text("")));
            out.text("td", at(variable.at()), "class", "place");
        });
    }

    private static String at(Span at) {
        return Told.place(at);
    }
}
