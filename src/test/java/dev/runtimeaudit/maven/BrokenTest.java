package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Defective;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triage;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;

class BrokenTest {

    private static final AuditResult RESULT = Triage.sort(
            List.of(),
            new Workspace(List.of(), List.of(), List.of()),
            SourceTree.of("-- a --\n"),
            AuditConfig.standard(),
            Severity.HIGH,
            Optional.empty(),
            "docker-28");

    @Test
    void aDefectOfTheAuditEndsTheBuildAndNamesRuleAndService() {
        AuditResult broken = RESULT.with(List.of(Defective.rule("runs-as-root", "service web")));
        assertThatThrownBy(() -> Broken.stop(broken))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("rule runs-as-root failed on service web");
    }

    @Test
    void withoutOneItGoesOn() {
        assertThatCode(() -> Broken.stop(RESULT)).doesNotThrowAnyException();
    }
}
