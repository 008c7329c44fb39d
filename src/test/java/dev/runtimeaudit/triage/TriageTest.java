package dev.runtimeaudit.triage;

import static dev.runtimeaudit.workspace.HandMade.at;
import static dev.runtimeaudit.workspace.HandMade.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TriageTest {

    private static final String CONFIG = "runtime-audit.yaml";

    private static final SourceTree SOURCES = SourceTree.of("""
        -- apps/web/Dockerfile --
        FROM node:20
        # runtime-audit:allow runs-as-root -- the platform sets the user
        CMD ["node", "server.js"]
        -- apps/api/Dockerfile --
        FROM node:20
        ENTRYPOINT ["/start.sh"]
        -- shared/start.sh --
        #!/bin/sh
        set -e
        pnpm start
        """);

    private static final SourceTree NO_COMMENTS = SourceTree.of("-- apps/web/Dockerfile --\nFROM a\n");

    private static final Workspace WORKSPACE = new Workspace(
            List.of(
                    service("api").through("shared/start.sh", starts()).build(),
                    service("web").through("shared/start.sh", starts()).build()),
            List.of(),
            List.of());

    private static Outcome starts() {
        return new Outcome.Starts(List.of("node"), Evidence.NONE);
    }

    private static Finding finding(String rule, Severity severity, String service, String file, int line) {
        return new Finding(
                rule,
                severity,
                Optional.of(service),
                at(file, line),
                "it",
                service + " says " + rule,
                Evidence.NONE,
                List.of("image of " + service),
                Optional.empty());
    }

    private static AuditResult sorted(String yaml, Verdict... said) {
        return sorted(SOURCES, yaml, Severity.HIGH, said);
    }

    private static AuditResult sorted(SourceTree sources, String yaml, Severity threshold, Verdict... said) {
        AuditConfig config = yaml.isEmpty()
                ? AuditConfig.standard()
                : AuditConfig.of(ConfigYaml.read(new SourceFile(new TreePath(CONFIG), yaml), CONFIG));
        return Triage.sort(List.of(said), WORKSPACE, sources, config, threshold, Optional.empty(), "docker-28");
    }

    private static List<String> told(AuditResult result) {
        return result.findings().stream()
                .map(t -> t.finding().at() + " " + t.finding().ruleId() + " "
                        + t.finding().severity() + " " + t.state().id())
                .toList();
    }

    /** What is found in web's Dockerfile apart from the comment in it. */
    private static List<String> toldWithoutComments(String yaml, Severity threshold, Finding... said) {
        return told(sorted(NO_COMMENTS, yaml, threshold, said));
    }

    // What counts

    @Test
    void findingsFromTheThresholdUpAreViolations() {
        Finding high = finding("start-step-fails", Severity.HIGH, "web", "apps/web/Dockerfile", 1);
        Finding low = finding("script-ignores-failure", Severity.LOW, "web", "apps/web/Dockerfile", 1);
        assertThat(toldWithoutComments("", Severity.HIGH, high, low))
                .containsExactly(
                        "apps/web/Dockerfile:1 script-ignores-failure low below-threshold",
                        "apps/web/Dockerfile:1 start-step-fails high violation");
        assertThat(toldWithoutComments("", Severity.CRITICAL, high))
                .containsExactly("apps/web/Dockerfile:1 start-step-fails high below-threshold");
        assertThat(toldWithoutComments("", Severity.LOW, low))
                .containsExactly("apps/web/Dockerfile:1 script-ignores-failure low violation");
    }

    @Test
    void aRuleCanHaveAnotherSeverityForSomeServices() {
        String yaml = "rules: [{rule: start-step-fails, severity: low}, {rule: start-step-fails, service: w*, severity:"
                + " critical}]";
        Finding ofWeb = finding("start-step-fails", Severity.HIGH, "web", "apps/web/Dockerfile", 1);
        Finding ofApi = finding("start-step-fails", Severity.HIGH, "api", "apps/web/Dockerfile", 2);
        assertThat(toldWithoutComments(yaml, Severity.HIGH, ofWeb, ofApi))
                .containsExactly(
                        "apps/web/Dockerfile:1 start-step-fails critical violation",
                        "apps/web/Dockerfile:2 start-step-fails low below-threshold");
        Finding sameForApi = finding("start-step-fails", Severity.HIGH, "api", "apps/web/Dockerfile", 1);
        assertThat(toldWithoutComments(yaml, Severity.HIGH, ofWeb, sameForApi))
                .as("what one service may have, another that shares it may not")
                .containsExactly("apps/web/Dockerfile:1 start-step-fails low below-threshold");
    }

    @Test
    void policyAuditRaisesTheDemandsOfTheAuditToHigh() {
        Finding policy = finding("runs-as-root", Severity.MEDIUM, "web", "apps/web/Dockerfile", 1);
        assertThat(toldWithoutComments("", Severity.HIGH, policy))
                .containsExactly("apps/web/Dockerfile:1 runs-as-root high violation");
        assertThat(toldWithoutComments("policy: proof", Severity.HIGH, policy))
                .containsExactly("apps/web/Dockerfile:1 runs-as-root medium below-threshold");
    }

    @Test
    void policyAuditLeavesOtherRulesAlone() {
        Finding other = finding("healthcheck-missing", Severity.MEDIUM, "web", "apps/web/Dockerfile", 1);
        assertThat(toldWithoutComments("", Severity.HIGH, other))
                .containsExactly("apps/web/Dockerfile:1 healthcheck-missing medium below-threshold");
    }

    @Test
    void theConfiguredSeverityWinsOverRuleAndPolicy() {
        Finding policy = finding("runs-as-root", Severity.MEDIUM, "web", "apps/web/Dockerfile", 1);
        assertThat(toldWithoutComments("rules: [{rule: runs-as-root, severity: LOW}]", Severity.HIGH, policy))
                .containsExactly("apps/web/Dockerfile:1 runs-as-root low below-threshold");
        assertThat(toldWithoutComments("rules: [{rule: runs-as-root, severity: \"off\"}]", Severity.HIGH, policy))
                .isEmpty();
    }

    @Test
    void aRuleThatIsNoneCannotBeConfigured() {
        assertThatThrownBy(() -> sorted("rules:\n  - {rule: run-as-root, severity: LOW}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("runtime-audit.yaml:2")
                .hasMessageContaining("there is no rule `run-as-root`; did you mean `runs-as-root`?");
    }

    // One finding

    @Test
    void whatSeveralLaunchesShowIsOneFindingWithTheWorstSeverity() {
        AuditResult result = sorted(
                NO_COMMENTS,
                "",
                Severity.HIGH,
                finding("command-not-found", Severity.HIGH, "api", "shared/start.sh", 3),
                finding("command-not-found", Severity.CRITICAL, "web", "shared/start.sh", 3));
        assertThat(result.findings()).singleElement().satisfies(t -> {
            assertThat(t.finding().severity()).isEqualTo(Severity.CRITICAL);
            assertThat(t.finding().message()).isEqualTo("web says command-not-found");
            assertThat(t.finding().launches()).containsExactly("image of api", "image of web");
            assertThat(t.services()).containsExactly("api", "web");
        });
    }

    @Test
    void otherSubjectsAtOnePlaceAreOtherFindings() {
        Finding one = finding("command-not-found", Severity.CRITICAL, "api", "shared/start.sh", 3);
        Finding other = new Finding(
                one.ruleId(),
                one.severity(),
                one.service(),
                one.at(),
                "that",
                one.message(),
                one.evidence(),
                one.launches(),
                one.prediction());
        assertThat(sorted(NO_COMMENTS, "", Severity.HIGH, one, other).findings())
                .hasSize(2);
    }

    // Suppressions in the text

    @Test
    void aCommentSuppressesAndSaysWhy() {
        AuditResult result = sorted("", finding("runs-as-root", Severity.MEDIUM, "web", "apps/web/Dockerfile", 3));
        assertThat(told(result)).containsExactly("apps/web/Dockerfile:3 runs-as-root high suppressed");
        assertThat(result.findings().get(0).allowed())
                .contains(new Triaged.Allowed(
                        "the platform sets the user",
                        Suppression.in(file("apps/web/Dockerfile"), List.of())
                                .get(0)
                                .at()));
        assertThat(result.hasViolations()).isFalse();
    }

    private static SourceFile file(String path) {
        return SOURCES.read(new TreePath(path)).asFile().orElseThrow();
    }

    @Test
    void aCommentThatSuppressesNothingIsReported() {
        assertThat(told(sorted(""))).containsExactly("apps/web/Dockerfile:2 suppression-unused low below-threshold");
    }

    @Test
    void whereSomethingIsNotKnownNoSuppressionIsCalledUnused() {
        Undecided open = new Undecided(
                "main-process-ends", "web", at("apps/web/Dockerfile", 3), Reason.DOWNLOADED, Evidence.NONE);
        assertThat(told(sorted("suppress: [{rule: command-not-found, service: web, reason: known}]", open)))
                .isEmpty();
    }

    @Test
    void aMalformedOrUnknownCommentIsReportedAndSuppressesNothing() {
        SourceTree tree = SourceTree.of("""
            -- apps/web/Dockerfile --
            FROM a
            # runtime-audit:allow runs-as-root
            CMD a
            # runtime-audit:allow runs-as-rot -- why
            EXPOSE 1
            """);
        AuditResult result = sorted(
                tree,
                "",
                Severity.HIGH,
                finding("runs-as-root", Severity.MEDIUM, "web", "apps/web/Dockerfile", 3),
                finding("runs-as-root", Severity.MEDIUM, "web", "apps/web/Dockerfile", 5));
        assertThat(told(result))
                .containsExactly(
                        "apps/web/Dockerfile:2 suppression-malformed high violation",
                        "apps/web/Dockerfile:3 runs-as-root high violation",
                        "apps/web/Dockerfile:4 suppression-malformed high violation",
                        "apps/web/Dockerfile:5 runs-as-root high violation");
        assertThat(result.findings().get(2).finding().message())
                .isEqualTo("there is no rule `runs-as-rot`; did you mean `runs-as-root`?");
    }

    @Test
    void whatIsSaidAboutSuppressionsHasItsConfiguredSeverity() {
        assertThat(told(sorted("rules: [{rule: suppression-unused, severity: \"off\"}]")))
                .isEmpty();
    }

    @Test
    void commentsCountInEveryFileThatSomethingIsFoundIn() {
        SourceTree tree = SourceTree.of("""
            -- docker-compose.yml --
            services:
              # runtime-audit:allow command-ignored -- on purpose
              web: {}
            """);
        AuditResult result = sorted(
                tree, "", Severity.HIGH, finding("command-ignored", Severity.HIGH, "web", "docker-compose.yml", 3));
        assertThat(told(result)).containsExactly("docker-compose.yml:3 command-ignored high suppressed");
    }

    // Suppressions in the configuration

    @Test
    void theConfigurationSuppressesForTheServicesItNames() {
        String yaml = "suppress: [{rule: command-not-found, service: \"w*\", reason: known}]";
        AuditResult result = sorted(
                yaml,
                finding("command-not-found", Severity.CRITICAL, "api", "apps/api/Dockerfile", 2),
                finding("command-not-found", Severity.CRITICAL, "web", "apps/web/Dockerfile", 3));
        assertThat(told(result))
                .contains(
                        "apps/api/Dockerfile:2 command-not-found critical violation",
                        "apps/web/Dockerfile:3 command-not-found critical suppressed");
    }

    @Test
    void whatOneServiceMayHaveAnotherThatSharesTheScriptMayNot() {
        Finding[] both = {
            finding("command-not-found", Severity.CRITICAL, "api", "shared/start.sh", 3),
            finding("command-not-found", Severity.CRITICAL, "web", "shared/start.sh", 3)
        };
        assertThat(told(sorted("suppress: [{rule: command-not-found, service: api, reason: known}]", both)))
                .contains("shared/start.sh:3 command-not-found critical violation")
                .noneMatch(line -> line.startsWith(CONFIG));
        assertThat(told(sorted("suppress: [{rule: command-not-found, reason: known}]", both)))
                .contains("shared/start.sh:3 command-not-found critical suppressed");
    }

    @Test
    void aConfiguredSuppressionThatIsUnusedOrUnknownIsReported() {
        assertThat(told(sorted("""
            suppress:
              - {rule: command-not-found, reason: known}
              - {rule: command-not-fund, reason: known}
              - {rule: command-not-found, service: elsewhere, reason: known}
            """)))
                .contains(
                        "runtime-audit.yaml:2 suppression-unused low below-threshold",
                        "runtime-audit.yaml:3 suppression-malformed high violation")
                .noneMatch(line -> line.startsWith(CONFIG + ":4"));
    }

    // Order

    @Test
    void theOrderOfWhatIsSaidDoesNotMatter() {
        List<Verdict> said = new ArrayList<>(List.of(
                finding("command-not-found", Severity.CRITICAL, "api", "shared/start.sh", 3),
                finding("command-not-found", Severity.CRITICAL, "api", "apps/api/Dockerfile", 2),
                finding("runs-as-root", Severity.MEDIUM, "api", "apps/api/Dockerfile", 2),
                finding("runs-as-root", Severity.MEDIUM, "web", "apps/web/Dockerfile", 3),
                new Undecided("module-not-found", "web", at("b", 1), Reason.DOWNLOADED, Evidence.NONE),
                new Undecided("module-not-found", "api", at("a", 1), Reason.DOWNLOADED, Evidence.NONE),
                new Undecided("module-not-found", "api", at("a", 1), Reason.DOWNLOADED, Evidence.NONE)));
        AuditResult first = sorted("", said.toArray(new Verdict[0]));
        assertThat(first.undecided()).extracting(u -> u.at().toString()).containsExactly("a:1", "b:1");
        Random random = new Random(5);
        for (int run = 0; run < 20; run++) {
            Collections.shuffle(said, random);
            AuditResult other = sorted("", said.toArray(new Verdict[0]));
            assertThat(told(other)).isEqualTo(told(first));
            assertThat(other.undecided()).isEqualTo(first.undecided());
        }
    }
}
