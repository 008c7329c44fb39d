package dev.runtimeaudit.rule;

import static dev.runtimeaudit.workspace.HandMade.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulesTest {

    private static final Outcome ENDS = new Outcome.Exits(List.of("true"), Evidence.NONE);

    private static final Workspace TWO = new Workspace(
            List.of(
                    service("api").launched(ENDS).build(),
                    service("web").launched(ENDS).build()),
            List.of(),
            List.of());

    /** Breaks on one service, after it has said something. */
    private record Broken() implements Rule {
        @Override
        public Card card() {
            return new RunsAsRoot().card();
        }

        @Override
        public Stream<Verdict> judge(Service service) {
            return new MainProcessEnds().judge(service).peek(verdict -> {
                if (service.name().equals("api")) {
                    throw new IllegalStateException("oops");
                }
            });
        }
    }

    @Test
    void aDefectInOneRuleDoesNotStopTheOthers() {
        Rules.Judged judged = Rules.judge(TWO, List.of(new Broken(), new MainProcessEnds()));

        assertThat(judged.defects())
                .singleElement()
                .satisfies(defect -> assertThat(defect)
                        .hasMessageContaining("runs-as-root")
                        .hasMessageContaining("service api")
                        .hasMessageContaining("oops"));
        assertThat(judged.said()).hasSize(3);
    }

    @Test
    void aDefectInWhatARuleSaysOfTheWorkspaceNamesIt() {
        Rule broken = new Rule() {
            @Override
            public Card card() {
                return new ComposeInvalid().card();
            }

            @Override
            public Stream<Verdict> judge(Workspace workspace) {
                throw new IllegalStateException("oops");
            }
        };
        assertThat(Rules.judge(TWO, List.of(broken)).defects())
                .singleElement()
                .satisfies(defect -> assertThat(defect)
                        .hasMessage(
                                "rule compose-invalid failed on the workspace: java.lang.IllegalStateException: oops"));
    }

    @Test
    void rulesWithoutDefectsHaveNone() {
        assertThat(Rules.judge(TWO).defects()).isEmpty();
    }
}
