package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.report.StartPath.Hop;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import java.util.Comparator;
import java.util.List;

/** A service on the page: its verdict, what was proven good, its starts, its stages, its variables, its findings. */
final class HtmlService {

    private final AuditResult result;
    private final Service service;
    private final Markup out;
    private final HtmlFinding findings;

    HtmlService(AuditResult result, Service service, Markup out, HtmlFinding findings) {
        this.result = result;
        this.service = service;
        this.out = out;
        this.findings = findings;
    }

    static String anchor(Service service) {
        return "service-" + Markup.anchor(service.name());
    }

    void write() {
        Told told = Told.of(service);
        out.in(
                "section",
                () -> {
                    out.in("h2", () -> {
                        out.text(service.name() + " ");
                        Html.badge(out, told);
                        out.text(" ");
                        out.text(
                                "a",
                                "#",
                                "href",
                                "#" + anchor(service),
                                "class",
                                "link",
                                "aria-label",
                                "Link to this service");
                    });
                    out.text(
                            "p",
                            service.dockerfile()
                                    + service.target()
                                            .map(target -> ", target " + target)
                                            .orElse("") + ", context "
                                    + service.context() + ", " + Choice.word(service.kind()),
                            "class",
                            "meta");
                    if (!told.words().isEmpty()) {
                        out.text("pre", told.words(), "class", "words " + Html.id(told.standing()));
                    }
                    out.in("div", this::details, "class", "details");
                    findings();
                },
                "id",
                anchor(service),
                "class",
                "part card",
                "data-service",
                service.name());
    }

    private void details() {
        if (service.unread().isEmpty()) {
            facts();
        }
        starts();
        Stages stages = Stages.of(result, service);
        if (!stages.isEmpty()) {
            fold(
                    "Stages",
                    service.unread().isEmpty(),
                    () -> out.in(
                            "div", () -> StageDrawing.draw(out, stages, service), "class", "wide", "tabindex", "0"));
        }
        HtmlEnvironment environment = new HtmlEnvironment(result, service, out);
        if (!environment.isEmpty()) {
            fold(environment.title(), environment.lacks(), environment::write);
        }
    }

    private void facts() {
        RuntimeFacts facts = RuntimeFacts.of(service);
        out.in("dl", () -> {
            starting();
            fact("Base", facts.base());
            facts.user()
                    .ifPresent(user -> fact(
                            "User",
                            user
                                    + (facts.uid().isPresent()
                                            ? " (uid " + facts.uid().getAsInt() + ")"
                                            : "")));
            facts.init().ifPresent(init -> fact("Init", init ? "yes" : "none"));
            facts.workdir().ifPresent(workdir -> fact("Directory", workdir));
            List<String> names = Contents.workdir(service);
            if (!names.isEmpty()) {
                fact("Holds", String.join(", ", names));
            }
            out.text("dt", "Commands");
            out.in("dd", () -> {
                facts.present().forEach(name -> out.text("span", "✓ " + name, "class", "has"));
                facts.absent()
                        .forEach(name ->
                                out.text("span", "✗ " + name, "class", "lacks", "title", "proven not to be there"));
            });
            if (!facts.ports().isEmpty()) {
                fact("Ports", String.join(", ", facts.ports()));
            }
            fact("Health", this::health);
        });
    }

    private void starting() {
        Started started = Started.of(service);
        if (!started.first().isEmpty()) {
            fact("Starts", () -> {
                out.text("code", started.first());
                started.last().ifPresent(last -> {
                    out.text(" → ");
                    out.text("code", last);
                });
            });
        }
        started.artifact()
                .ifPresent(path -> fact(
                        "Artifact",
                        path + started.from().map(at -> ", from " + at).orElse("")));
    }

    /** Commands are set as code by themselves: they may hold backticks of their own. */
    private void health() {
        String between = "";
        for (HealthChecks.Check check : HealthChecks.of(service)) {
            out.text(between);
            out.text("code", check.command());
            out.text(check.from().isEmpty() ? "" : ", from " + check.from());
            between = "; ";
        }
        if (between.isEmpty()) {
            out.text(HealthChecks.none(service));
        }
    }

    private void fact(String name, String value) {
        fact(name, () -> out.text(value));
    }

    private void fact(String name, Runnable value) {
        out.text("dt", name);
        out.in("dd", value);
    }

    private void starts() {
        for (Launch launch : service.launches()) {
            boolean main = launch.request().name().equals("image");
            fold(title(launch), main, () -> {
                out.in("ol", () -> StartPath.of(launch, result.engine()).hops().forEach(this::hop), "class", "path");
                if (!launch.then().isEmpty()) {
                    out.text("p", "Were that mended:", "class", "meta");
                    out.in("ul", () -> launch.then().forEach(this::then));
                }
            });
        }
    }

    private static String title(Launch launch) {
        String name = launch.request().name();
        String verdict = Told.verdict(launch);
        return launch.request().world().phase() == World.Phase.HEALTH
                ? "Health check: "
                        + (name.contains(":") ? name.substring(name.indexOf(':') + 1) : "that of the image") + ", "
                        + verdict
                : "Start: " + (name.equals("image") ? "the image as it is" : name) + ", " + verdict;
    }

    private void then(Outcome outcome) {
        Told told = Told.of(outcome);
        out.in("li", () -> {
            Html.badge(out, told);
            out.text(" ");
            out.text("code", told.words());
        });
    }

    private void hop(Hop hop) {
        out.in(
                "li",
                () -> {
                    out.text("b", hop.who());
                    out.text(" ");
                    out.text("code", hop.what());
                    out.text(" ");
                    out.text("span", hop.at().toString(), "class", "place");
                },
                "class",
                hop.end() ? "end " + Html.id(hop.standing()) : "");
    }

    private void findings() {
        List<Triaged> ours = result.findings().stream()
                .filter(t -> HtmlFinding.services(t).stream()
                        .findFirst()
                        .filter(service.name()::equals)
                        .isPresent())
                .sorted(Comparator.comparing((Triaged t) -> !t.isViolation())
                        .thenComparing(t -> t.finding().severity()))
                .toList();
        ours.forEach(findings::write);
        result.findings().stream()
                .filter(t -> !ours.contains(t) && HtmlFinding.services(t).contains(service.name()))
                .forEach(t -> out.text(
                        "p",
                        t.finding().ruleId() + " at " + t.finding().at() + " stands with "
                                + HtmlFinding.services(t).get(0),
                        "class",
                        "meta"));
    }

    private void fold(String title, boolean open, Runnable body) {
        String[] attributes = open ? new String[] {"open", "open"} : new String[0];
        out.in(
                "details",
                () -> {
                    out.text("summary", title);
                    body.run();
                },
                attributes);
    }
}
