package dev.runtimeaudit.triage;

import static dev.runtimeaudit.workspace.HandMade.at;
import static dev.runtimeaudit.workspace.HandMade.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselineTest {

    private static final Outcome STARTS = new Outcome.Starts(List.of("node"), Evidence.NONE);

    private static final Workspace WORKSPACE = new Workspace(
            List.of(
                    service("api").launched(STARTS).build(),
                    service("web").launched(STARTS).build()),
            List.of(),
            List.of());

    private static Finding finding(String service, int line) {
        return new Finding(
                "command-not-found",
                Severity.CRITICAL,
                Optional.of(service),
                at("shared/start.sh", line),
                "pnpm",
                "`pnpm` is not in the image",
                Evidence.NONE,
                List.of("image"),
                Optional.empty());
    }

    private static KnownFinding known(String service, int count) {
        return new KnownFinding("command-not-found", Optional.of(service), "shared/start.sh", "pnpm", count);
    }

    private static AuditResult sorted(List<KnownFinding> known, Verdict... said) {
        return sorted(Baseline.of(known, Set.of("api", "web"), Set.of("elsewhere"), true), said);
    }

    private static AuditResult sorted(Baseline baseline, Verdict... said) {
        return Triage.sort(
                List.of(said),
                WORKSPACE,
                SourceTree.of("-- a --\n"),
                AuditConfig.standard(),
                Severity.HIGH,
                Optional.of(baseline),
                "docker-28");
    }

    private static List<String> states(AuditResult result) {
        return result.findings().stream()
                .map(t -> t.finding().at().line() + " " + t.state().id())
                .toList();
    }

    private static List<KnownFinding> stale(AuditResult result) {
        return result.stale().orElseThrow();
    }

    @Test
    void whatWasWrittenDownIsKnownOnAnyLine() {
        AuditResult result = sorted(List.of(known("web", 1)), finding("web", 7));
        assertThat(states(result)).containsExactly("7 known");
        assertThat(stale(result)).isEmpty();
        assertThat(result.hasViolations()).isFalse();
    }

    @Test
    void moreOfThemThanWereWrittenDownAreNew() {
        assertThat(states(sorted(List.of(known("web", 1)), finding("web", 3), finding("web", 7))))
                .containsExactly("3 known", "7 violation");
    }

    @Test
    void whatIsFoundNoMoreIsStale() {
        assertThat(stale(sorted(List.of(known("web", 3)), finding("web", 3)))).containsExactly(known("web", 2));
    }

    @Test
    void whereSomethingIsOpenNothingIsStale() {
        Undecided open = new Undecided("main-process-ends", "web", at("a", 1), Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        assertThat(stale(sorted(List.of(known("web", 1)), open))).isEmpty();
    }

    @Test
    void aScriptThatAnotherServiceStartsThroughNowIsNew() {
        assertThat(states(sorted(List.of(known("web", 1)), finding("web", 3), finding("api", 3))))
                .containsExactly("3 violation");
        assertThat(states(sorted(List.of(known("api", 1), known("web", 1)), finding("web", 3), finding("api", 3))))
                .containsExactly("3 known");
    }

    @Test
    void whatOthersJudgeIsLeftToThem() {
        assertThat(stale(sorted(List.of(known("elsewhere", 1))))).isEmpty();
        assertThat(stale(sorted(List.of(known("gone", 1))))).containsExactly(known("gone", 1));
    }

    @Test
    void aPartOfAnAuditDoesNotMissWhatBelongsToNobody() {
        Baseline part = Baseline.of(List.of(known("gone", 1)), Set.of("web"), Set.of("api"), false);
        assertThat(stale(sorted(part))).isEmpty();
    }

    @Test
    void aBaselineOfAllViolationsLeavesNone() {
        Finding[] said = {finding("web", 3), finding("api", 3), finding("web", 9)};
        List<KnownFinding> written = Baseline.of(sorted(List.of(), said));
        assertThat(written).containsExactly(known("api", 1), known("web", 2));
        AuditResult again = sorted(written, said);
        assertThat(again.hasViolations()).isFalse();
        assertThat(stale(again)).isEmpty();
        assertThat(Baseline.of(again)).isEqualTo(written);
    }

    @Test
    void partsTogetherMissNothingThatOneOfThemHasFound() {
        KnownFinding ofAll = new KnownFinding("suppression-unused", Optional.empty(), "runtime-audit.yaml", "x", 1);
        Finding found = new Finding(
                ofAll.rule(),
                Severity.LOW,
                Optional.empty(),
                at("runtime-audit.yaml", 4),
                "x",
                "nothing is suppressed here",
                Evidence.NONE,
                List.of(),
                Optional.empty());
        AuditResult silent = sorted(List.of(ofAll));
        AuditResult speaking = sorted(List.of(ofAll), found);
        assertThat(stale(silent)).containsExactly(ofAll);
        assertThat(stale(AuditResult.together(List.of(silent, speaking)))).isEmpty();
        assertThat(stale(AuditResult.together(List.of(silent, silent)))).containsExactly(ofAll);
    }
}
