package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import dev.runtimeaudit.workspace.Service;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the audit makes of services that nobody configured. */
class DiscoveryAuditTest {

    private static AuditResult audit(String txtar) {
        return Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of(".")));
    }

    private static String broken(String path) {
        return "-- " + path + " --\nFROM alpine:3.20\nCMD [\"no-such-command\"]\n";
    }

    @Test
    void anAppWhoseDockerfileCannotBeReadIsAnUndecidedService() {
        AuditResult result = audit("""
                -- apps/web/Dockerfile/not-a-file.txt --
                """);
        Service web = result.workspace().services().get(0);
        assertThat(web.name()).isEqualTo("web");
        assertThat(web.outcome().orElseThrow()).isInstanceOf(Outcome.Undecided.class);
        assertThat(result.undecided()).isNotEmpty();
    }

    @Test
    void whatIsForDevelopmentIsAuditedAndFailsNoBuild() {
        AuditResult result = audit(broken("e2e.Dockerfile"));
        assertThat(result.findings())
                .filteredOn(triaged -> triaged.finding().ruleId().equals("command-not-found"))
                .hasSize(1)
                .allMatch(triaged -> triaged.state() == Triaged.State.BELOW_THRESHOLD);
        assertThat(result.violations()).isEmpty();
    }

    @Test
    void whatIsShippedFailsIt() {
        assertThat(audit(broken("docker/api.Dockerfile")).violations()).isNotEmpty();
    }

    @Test
    void anImageThatNobodyKnowsTheContextOfIsUndecided() {
        Service tools = audit("""
                -- tools/Dockerfile --
                FROM alpine:3.20
                COPY . /app
                CMD ["/app/nothing"]
                """).workspace().services().get(0);
        assertThat(tools.outcome().orElseThrow())
                .isInstanceOfSatisfying(
                        Outcome.Undecided.class,
                        open -> assertThat(open.reason()).isEqualTo(Reason.BUILD_CONTEXT_UNKNOWN));
    }

    @Test
    void anImageOfFilesIsNotStarted() {
        String files = """
                -- Dockerfile --
                FROM scratch
                COPY plugin.tar.gz /
                -- plugin.tar.gz --
                """;
        AuditResult result = audit(files);
        assertThat(result.violations()).isEmpty();
        assertThat(result.findings())
                .extracting(triaged -> triaged.finding().message())
                .contains("the image names no command to start: `no command specified`");
        String started = files + "-- compose.yaml --\nservices: {plugin: {build: .}}\n";
        assertThat(audit(started).violations()).isNotEmpty();
    }

    @Test
    void aDockerfileThatCopiesOnlyWhatAPipelineHasPutTogetherIsBuiltSomewhereElse() {
        String release = """
                -- Dockerfile.release --
                FROM alpine:3.20
                ARG TARGETPLATFORM
                COPY ${TARGETPLATFORM}/server /server
                CMD ["/server"]
                """;
        assertThat(audit(release).violations())
                .extracting(triaged -> triaged.finding().ruleId())
                .doesNotContain("copy-source-missing");
        assertThat(audit(release.replace("/server\n", "/server\nCOPY run.sh /\n") + "-- run.sh --\n")
                        .violations())
                .extracting(triaged -> triaged.finding().ruleId())
                .contains("copy-source-missing");
    }
}
