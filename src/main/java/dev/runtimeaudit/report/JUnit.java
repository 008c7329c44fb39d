package dev.runtimeaudit.report;

import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code report-junit.xml}: a test case for each service and rule, for CI sites that show tests. A rule that finds a
 * violation fails, and one that could not tell is skipped: it never passes.
 */
public final class JUnit {

    private final AuditResult result;
    private final Markup out = new Markup();

    private JUnit(AuditResult result) {
        this.result = result;
    }

    public static String of(AuditResult result) {
        JUnit report = new JUnit(result);
        report.write();
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + report.out;
    }

    /**
     * @param failed the violations that it finds
     * @param open why it could not tell
     */
    private record Case(String rule, List<Triaged> failed, Optional<String> open) {}

    private void write() {
        out.in(
                "testsuites",
                () -> {
                    for (Service service : result.workspace().services()) {
                        suite(
                                service.name(),
                                Rules.ALL.stream()
                                        .map(rule -> of(rule, service))
                                        .toList());
                    }
                    suite(
                            "workspace",
                            Rules.ALL.stream()
                                    .map(rule -> new Case(
                                            rule.card().id(),
                                            failed(rule, List.of()).toList(),
                                            Optional.empty()))
                                    .filter(each -> !each.failed().isEmpty())
                                    .toList());
                },
                "name",
                Tool.NAME);
    }

    private Stream<Triaged> failed(Rule rule, List<String> services) {
        return result.violations()
                .filter(t -> t.finding().ruleId().equals(rule.card().id()))
                .filter(t -> services.isEmpty()
                        ? HtmlFinding.services(t).isEmpty()
                        : HtmlFinding.services(t).containsAll(services));
    }

    private Case of(Rule rule, Service service) {
        String id = rule.card().id();
        return new Case(id, failed(rule, List.of(service.name())).toList(), open(rule, service));
    }

    /** Why a rule that is silent may only not have been able to speak. */
    private Optional<String> open(Rule rule, Service service) {
        NextStep next = new NextStep(result);
        Optional<String> own = result.undecided().stream()
                .filter(open -> open.service().equals(service.name())
                        && open.ruleId().equals(rule.card().id()))
                .findFirst()
                .map(open -> reason(open, next));
        if (own.isPresent() || !Rules.START.contains(rule) && !Rules.BUILD.contains(rule)) {
            return own;
        }
        return service.launches().stream()
                .flatMap(JUnit::ends)
                .filter(outcome -> outcome instanceof Outcome.Undecided)
                .map(outcome -> (Outcome.Undecided) outcome)
                .findFirst()
                .map(open -> "the start could not be followed: " + open.reason().says() + ": " + open.at());
    }

    private static Stream<Outcome> ends(Launch launch) {
        return Stream.concat(Stream.of(launch.outcome()), launch.then().stream());
    }

    private static String reason(Undecided open, NextStep next) {
        return open.reason().says() + ": " + open.at() + "; " + next.of(open);
    }

    private void suite(String name, List<Case> cases) {
        if (cases.isEmpty()) {
            return;
        }
        long failures = cases.stream().filter(each -> !each.failed().isEmpty()).count();
        long skipped = cases.stream()
                .filter(each -> each.failed().isEmpty() && each.open().isPresent())
                .count();
        out.in(
                "testsuite",
                () -> cases.forEach(each -> write(name, each)),
                "name",
                name,
                "tests",
                String.valueOf(cases.size()),
                "failures",
                String.valueOf(failures),
                "errors",
                "0",
                "skipped",
                String.valueOf(skipped),
                "time",
                "0");
    }

    private void write(String suite, Case one) {
        out.in(
                "testcase",
                () -> {
                    if (!one.failed().isEmpty()) {
                        out.text(
                                "failure",
                                one.failed().stream().map(Console::finding).collect(Collectors.joining("\n\n")),
                                "message",
                                one.failed().get(0).finding().message(),
                                "type",
                                one.failed().get(0).finding().severity().name());
                    } else {
                        one.open().ifPresent(why -> out.empty("skipped", "message", why));
                    }
                },
                "classname",
                Tool.NAME + "." + suite,
                "name",
                one.rule(),
                "time",
                "0");
    }
}
