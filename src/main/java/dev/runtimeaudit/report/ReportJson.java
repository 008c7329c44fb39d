package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.RuleDefect;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.smoke.SmokeResult;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.Locale;
import java.util.Optional;

/** {@code report.json}: the whole result, for machines. Its form is a promise: fields may be added, none is changed. */
public final class ReportJson {

    private final AuditResult result;
    private final Optional<SmokeResult> smoke;
    private final Json json = new Json();

    private ReportJson(AuditResult result, Optional<SmokeResult> smoke) {
        this.result = result;
        this.smoke = smoke;
    }

    public static String of(AuditResult result) {
        ReportJson report = new ReportJson(result, Optional.empty());
        return report.json.finish(report::root);
    }

    /** The same, with what a real engine did. */
    public static String of(AuditResult result, SmokeResult smoke) {
        ReportJson report = new ReportJson(result, Optional.of(smoke));
        return report.json.finish(report::root);
    }

    private void root() {
        json.number("schema", 1);
        json.object("tool", () -> {
            json.string("name", Tool.NAME);
            json.string("version", Tool.version());
        });
        json.string("root", ".");
        json.string("engine", result.engine());
        json.object("summary", this::summary);
        json.array("services", () -> result.workspace().services().forEach(s -> json.object(() -> service(s))));
        json.array(
                "launches",
                () -> result.workspace()
                        .services()
                        .forEach(s -> s.launches().forEach(l -> json.object(() -> launch(s, l)))));
        json.array("findings", () -> result.findings().forEach(f -> json.object(() -> finding(f))));
        json.array("undecided", () -> result.undecided().forEach(u -> json.object(() -> undecided(u))));
        json.array(
                "preconditions",
                () -> result.preconditions()
                        .forEach((p, s) -> json.object(() -> {
                            json.string("service", s.name());
                            json.string("path", p.path());
                            json.string("by", p.by());
                            json.string("file", p.at().path().toString());
                            json.number("line", p.at().line());
                        })));
        json.array("notes", () -> result.workspace().notes().forEach(this::note));
        json.array("notAudited", () -> result.notAudited().forEach(this::note));
        result.stale()
                .ifPresent(stale -> json.object(
                        "baseline",
                        () -> json.array(
                                "stale",
                                () -> stale.forEach(entry -> json.object(() -> {
                                    json.string("rule", entry.rule());
                                    json.string("service", entry.service());
                                    json.string("file", entry.file());
                                    json.string("subject", entry.subject());
                                    json.number("count", entry.count());
                                })))));
        json.strings(
                "defects", result.defects().stream().map(RuleDefect::getMessage).toList());
        smoke.ifPresent(tried -> json.object("smoke", () -> SmokeReport.write(tried, json)));
    }

    private void note(Problem note) {
        json.object(() -> {
            json.string("file", note.at().path().toString());
            json.number("line", note.at().line());
            json.string("message", note.message());
        });
    }

    private void summary() {
        Summary summary = Summary.of(result);
        json.bool("ready", summary.ready());
        json.strings("obstacles", summary.obstacles());
        json.number("services", summary.services());
        json.number("starts", summary.starts());
        json.number("fails", summary.fails());
        json.number("undecided", summary.undecided());
        json.number("violations", summary.violations());
        json.object(
                "undecidedByReason",
                () -> result.undecidedByReason().forEach((reason, count) -> json.number(id(reason), count)));
    }

    private void service(Service service) {
        json.string("name", service.name());
        json.string("directory", service.directory().toString());
        json.string("dockerfile", service.dockerfile().toString());
        json.string("context", service.context().toString());
        json.string("target", service.target());
        json.string("kind", id(service.kind()));
        if (!service.isDeployed()) {
            json.string("purpose", "development");
        }
        json.string("standing", id(service.standing()));
        evidence(service.found());
        if (service.unread().isEmpty()) {
            RuntimeFacts facts = RuntimeFacts.of(service);
            json.object("runtime", () -> runtime(service, facts));
        }
        json.array("variables", () -> service.variables().all().forEach(v -> json.object(() -> variable(v))));
    }

    private void variable(Variable variable) {
        json.string("name", variable.name());
        json.string("level", variable.level().written());
        json.bool("required", variable.required());
        json.string("default", variable.fallback());
        if (!variable.allowed().isEmpty()) {
            json.strings("allowed", variable.allowed());
        }
        if (!variable.group().isEmpty()) {
            json.strings("oneOf", variable.group());
        }
        json.string("condition", variable.condition());
        json.string("purpose", variable.purpose());
        json.array(
                "providedBy",
                () -> variable.providers()
                        .forEach(provider -> json.object(() -> {
                            json.string("by", provider.what());
                            json.bool("effective", provider.effective());
                            json.string("file", provider.at().path().toString());
                            json.number("line", provider.at().line());
                        })));
        evidence(variable.evidence());
    }

    private void runtime(Service service, RuntimeFacts facts) {
        json.string("base", facts.base());
        json.string("user", facts.user());
        facts.uid().ifPresent(uid -> json.number("uid", uid));
        facts.init().ifPresent(init -> json.bool("init", init));
        json.string("workdir", facts.workdir());
        facts.artifact()
                .ifPresent(artifact -> json.object("artifact", () -> {
                    json.string("path", artifact.path());
                    json.string(
                            "producer",
                            artifact.producer().steps().stream().findFirst().map(Step::toString));
                }));
        json.object("commands", () -> {
            json.strings("present", facts.present());
            json.strings("absent", facts.absent());
        });
        json.strings("ports", facts.ports());
        json.string("healthcheck", HealthChecks.ofImage(service));
        json.array(
                "healthchecks",
                () -> HealthChecks.of(service)
                        .forEach(check -> json.object(() -> {
                            json.string("command", check.command());
                            json.string("from", check.from().isEmpty() ? "image" : check.from());
                        })));
    }

    private void launch(Service service, Launch launch) {
        json.string("service", service.name());
        json.string("launch", launch.request().name());
        outcome(launch.outcome());
        json.array("then", () -> launch.then().forEach(next -> json.object(() -> outcome(next))));
    }

    private void outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Starts starts) {
            json.string("outcome", "starts");
            json.strings("process", starts.process());
        } else if (outcome instanceof Outcome.Exits exits) {
            json.string("outcome", "exits");
            json.strings("process", exits.process());
        } else if (outcome instanceof Outcome.Dies dies) {
            json.string("outcome", "dies");
            failure(dies.failure());
        } else if (outcome instanceof Outcome.BuildsNot not) {
            json.string("outcome", "builds-not");
            failure(not.failure());
        } else if (outcome instanceof Outcome.Undecided open) {
            json.string("outcome", "undecided");
            json.string("reason", id(open.reason()));
            json.string("file", open.at().path().toString());
            json.number("line", open.at().line());
        } else {
            throw new AssertionError(outcome);
        }
        evidence(outcome.evidence());
    }

    private void failure(Failure failure) {
        json.number("exitCode", failure.exitCode());
        json.string("output", failure.output());
        json.string("file", failure.at().path().toString());
        json.number("line", failure.at().line());
    }

    private void finding(Triaged triaged) {
        Finding finding = triaged.finding();
        json.string("rule", finding.ruleId());
        json.string("severity", finding.severity().name());
        json.string("service", finding.service());
        json.strings("services", triaged.services());
        json.string("file", finding.at().path().toString());
        json.number("line", finding.at().line());
        json.number("column", finding.at().column());
        json.number("endLine", finding.at().endLine());
        json.number("endColumn", finding.at().endColumn());
        json.string("subject", finding.subject());
        json.string("message", finding.message());
        finding.prediction()
                .ifPresent(failure -> json.object("predicted", () -> {
                    json.number("exitCode", failure.exitCode());
                    json.string("output", failure.output());
                }));
        evidence(finding.evidence());
        Rules.byId(finding.ruleId())
                .ifPresent(rule -> json.object(
                        "fix", () -> json.string("advice", rule.card().advice())));
        json.strings("launches", finding.launches());
        json.string("state", triaged.state().id());
        triaged.allowed()
                .ifPresent(allowed -> json.object("allowed", () -> {
                    json.string("reason", allowed.reason());
                    json.string("file", allowed.at().path().toString());
                    json.number("line", allowed.at().line());
                }));
    }

    private void undecided(Undecided undecided) {
        json.string("rule", undecided.ruleId());
        json.string("service", undecided.service());
        json.string("file", undecided.at().path().toString());
        json.number("line", undecided.at().line());
        json.string("reason", id(undecided.reason()));
        json.string("says", undecided.reason().says());
        json.string("decidedBy", undecided.reason().decidedBy());
        json.string("next", new NextStep(result).of(undecided));
        evidence(undecided.evidence());
    }

    private void evidence(Evidence evidence) {
        json.array(
                "evidence",
                () -> evidence.steps()
                        .forEach(step -> json.object(() -> {
                            json.string("file", step.at().path().toString());
                            json.number("line", step.at().line());
                            json.string("says", step.says());
                        })));
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
