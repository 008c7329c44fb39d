package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

class FactTest {

    private static final Evidence WHY = Evidence.of(Span.wholeFile(new TreePath("Dockerfile")), "says so");

    private final Fact<String> present = new Fact.Present<>("x", WHY);
    private final Fact<String> absent = Fact.absent(WHY);
    private final Fact<String> unknown = Fact.unknown(Reason.DOWNLOADED, WHY);

    @Test
    void foldingHandlesEachCaseByItself() {
        assertThat(folded(present)).isEqualTo("there: x");
        assertThat(folded(absent)).isEqualTo("not there");
        assertThat(folded(unknown)).isEqualTo("DOWNLOADED");
    }

    private static String folded(Fact<String> fact) {
        return fact.fold(
                p -> "there: " + p.value(), a -> "not there", u -> u.reason().name());
    }

    @Test
    void whatIsDerivedKeepsTheEvidence() {
        assertThat(present.map(String::length)).isEqualTo(new Fact.Present<>(1, WHY));
        assertThat(absent.map(String::length)).isEqualTo(Fact.absent(WHY));
        assertThat(unknown.map(String::length)).isEqualTo(Fact.unknown(Reason.DOWNLOADED, WHY));
    }

    @Test
    void whatFollowsFromAValueNeedsTheValue() {
        assertThat(present.then(x -> absent)).isEqualTo(absent);
        assertThat(absent.then(x -> present)).isEqualTo(absent);
        assertThat(unknown.then(x -> present)).isEqualTo(unknown);
    }

    @Test
    void everyReasonIsAClauseAndNamesNoKeyThatTheConfigurationDoesNotHave() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.says()).as(reason.name()).isNotBlank().doesNotEndWith(".");
            reason.decidedBy()
                    .ifPresent(key -> assertThat(key)
                            .as(reason.name())
                            .isIn("images", "buildArgs", "services", "buildContexts", "assume", "produced"));
        }
    }
}
