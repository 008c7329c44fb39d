package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.report.Console;
import dev.runtimeaudit.rule.Example;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The examples of the rule pages, run through the whole audit. */
class RuleExamplesTest {

    private static final TreePath CONFIG = new TreePath("runtime-audit.yaml");

    @TestFactory
    Stream<DynamicTest> everyBadExampleIsFoundAtItsPlaces() {
        return Rules.ALL.stream()
                .map(Rule::card)
                .map(card -> DynamicTest.dynamicTest(card.id(), () -> {
                    AuditResult result = audit(card.bad());
                    assertThat(places(result, card.id()))
                            .as(told(result))
                            .isEqualTo(card.bad().places());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyGoodExampleIsSilentUnderItsRuleAndWithoutAnythingCritical() {
        return Rules.ALL.stream()
                .map(Rule::card)
                .map(card -> DynamicTest.dynamicTest(card.id(), () -> {
                    AuditResult result = audit(card.good());
                    assertThat(places(result, card.id())).as(told(result)).isEmpty();
                    assertThat(result.findings())
                            .as(told(result))
                            .noneMatch(t -> t.finding().severity() == Severity.CRITICAL);
                }));
    }

    @TestFactory
    Stream<DynamicTest> withholdingKnowledgeCreatesNoFinding() {
        return Rules.ALL.stream()
                .map(Rule::card)
                .map(card -> DynamicTest.dynamicTest(card.id(), () -> {
                    for (Example example : List.of(card.bad(), card.good())) {
                        Set<String> known = found(audit(example));
                        for (Knowledge less : List.of(
                                Knowledge.none(),
                                Knowledge.shipped().withoutBaseImages(),
                                Knowledge.shipped().withoutPackages())) {
                            AuditResult withheld = audit(example, less);
                            assertThat(known).as(told(withheld)).containsAll(found(withheld));
                        }
                    }
                }));
    }

    private static Set<String> found(AuditResult result) {
        return result.findings().stream()
                .map(Triaged::finding)
                .map(f -> f.ruleId() + " " + f.at() + " " + f.subject())
                .collect(Collectors.toSet());
    }

    private static AuditResult audit(Example example) {
        return audit(example, Knowledge.shipped());
    }

    private static AuditResult audit(Example example, Knowledge knowledge) {
        SourceTree tree = SourceTree.of(example.txtar());
        AuditConfig config = tree.read(CONFIG)
                .asFile()
                .map(file -> AuditConfig.of(ConfigYaml.read(file, CONFIG.value())))
                .orElseGet(AuditConfig::standard);
        return Audit.run(
                tree, Knowledge.shipped(), AuditOptions.of(Path.of("example")).with(config));
    }

    private static List<String> places(AuditResult result, String rule) {
        return result.findings().stream()
                .filter(t -> t.state() != Triaged.State.SUPPRESSED)
                .map(Triaged::finding)
                .filter(finding -> finding.ruleId().equals(rule))
                .map(Finding::at)
                .map(at -> at.path() + ":" + at.line())
                .distinct()
                .toList();
    }

    private static String told(AuditResult result) {
        StringBuilder told = new StringBuilder(Console.summary(result)).append('\n');
        for (Triaged t : result.findings()) {
            told.append(t.finding().ruleId())
                    .append(' ')
                    .append(t.finding().severity())
                    .append(' ')
                    .append(t.finding().at())
                    .append(' ')
                    .append(t.finding().message())
                    .append('\n');
        }
        return told.toString();
    }
}
