package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void aClosedEnvironmentKnowsWhatIsNotSet() {
        assertThat(Environment.empty().get("PORT")).isInstanceOf(Fact.Absent.class);
        assertThat(Environment.empty().isOpen()).isFalse();
    }

    @Test
    void anOpenEnvironmentLeavesWhatItDoesNotNameUnknown() {
        Environment open =
                Environment.empty().with("PORT", "3000", Evidence.NONE).open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        assertThat(open.get("PORT")).isEqualTo(Fact.present("3000"));
        assertThat(open.get("DATABASE_URL")).isInstanceOf(Fact.Unknown.class);
        assertThat(open.isOpen()).isTrue();
    }

    @Test
    void aVariableThatIsKnownNotToBeSetStaysSoInAnOpenEnvironment() {
        Environment open = Environment.empty()
                .with("DEBUG", Fact.absent(Evidence.NONE))
                .open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        assertThat(open.get("DEBUG")).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void settingOneVariableChangesNoOther() {
        Random random = new Random(20261123);
        for (int run = 0; run < 500; run++) {
            Environment before = Environment.empty();
            for (int i = random.nextInt(6); i > 0; i--) {
                before = before.with("V" + random.nextInt(6), "" + random.nextInt(9), Evidence.NONE);
            }
            if (random.nextBoolean()) {
                before = before.open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
            }
            String name = "V" + random.nextInt(6);
            Environment after = before.with(name, "new", Evidence.NONE);
            assertThat(after.get(name)).isEqualTo(Fact.present("new"));
            for (String other : List.of("V0", "V1", "V2", "V3", "V4", "V5", "NEVER")) {
                if (!other.equals(name)) {
                    assertThat(after.get(other)).isEqualTo(before.get(other));
                }
            }
        }
    }

    @Test
    void namesComeSorted() {
        Environment environment =
                Environment.empty().with("B", "", Evidence.NONE).with("A", "", Evidence.NONE);
        assertThat(environment.names()).containsExactly("A", "B");
    }
}
