package dev.runtimeaudit.workspace;

import static dev.runtimeaudit.workspace.HandMade.at;
import static dev.runtimeaudit.workspace.HandMade.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {

    private static final Outcome ENDS = new Outcome.Exits(List.of("true"), Evidence.NONE);

    @Test
    void whatEndsByItselfIsRightForAJobAndWrongForAService() {
        assertThat(service("a").launched(ENDS).job().build().standing()).isEqualTo(Standing.ENDS);
        assertThat(service("a").launched(ENDS).build().standing()).isEqualTo(Standing.FAILS);
    }

    @Test
    void whatEndsByItselfIsOpenWhereNobodySaysWhatItIs() {
        assertThat(service("a").launched(ENDS).undeclared().build().standing()).isEqualTo(Standing.OPEN);
    }

    @Test
    void whatCannotBeBuiltFailsAndWhatCannotBeToldIsOpen() {
        assertThat(service("a").unread(1, "unknown instruction").build().standing())
                .isEqualTo(Standing.FAILS);
        assertThat(service("a")
                        .launched(new Outcome.Undecided(Reason.VALUE_NOT_KNOWN, at("a", 1), Evidence.NONE))
                        .build()
                        .standing())
                .isEqualTo(Standing.OPEN);
        assertThat(service("a")
                        .launched(new Outcome.Starts(List.of("node"), Evidence.NONE))
                        .build()
                        .standing())
                .isEqualTo(Standing.STARTS);
    }
}
