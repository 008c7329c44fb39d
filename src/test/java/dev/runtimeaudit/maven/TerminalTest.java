package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.report.Colours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

    private static Colours colours(String style, Map<String, String> environment, boolean interactive, boolean seen) {
        return new Terminal(Optional.of(style).filter(word -> !word.isEmpty()), environment, interactive, seen)
                .colours();
    }

    @Test
    void coloursAreForPeopleWhoLook() {
        assertThat(colours("", XTERM, true, true)).isEqualTo(Colours.ANSI);
        assertThat(colours("auto", XTERM, true, true)).isEqualTo(Colours.ANSI);
        assertThat(colours("", XTERM, true, false)).isEqualTo(Colours.NONE);
        assertThat(colours("", XTERM, false, true)).isEqualTo(Colours.NONE);
        assertThat(colours("", Map.of(), true, true)).isEqualTo(Colours.NONE);
    }

    @Test
    void whoeverWantsNoneGetsNone() {
        assertThat(colours("never", XTERM, true, true)).isEqualTo(Colours.NONE);
        assertThat(colours("", Map.of("TERM", "xterm", "NO_COLOR", "1"), true, true))
                .isEqualTo(Colours.NONE);
        assertThat(colours("", Map.of("TERM", "xterm", "NO_COLOR", ""), true, true))
                .isEqualTo(Colours.ANSI);
    }

    @Test
    void aLogFileIsNoTerminal() {
        assertThat(colours("", Map.of("TERM", "xterm", "MAVEN_CMD_LINE_ARGS", " verify -l out.log"), true, true))
                .isEqualTo(Colours.NONE);
    }

    @Test
    void alwaysIsAlways() {
        assertThat(colours("always", Map.of("NO_COLOR", "1"), false, false)).isEqualTo(Colours.ANSI);
    }

    @Test
    void aShortAuditSaysNothingOnTheWay() {
        assertThat(paced(1)).isEmpty();
        assertThat(Pace.took(900_000_000L)).isEmpty();
    }

    @Test
    void aLongAuditSaysEveryFiveSecondsHowFarItIs() {
        assertThat(paced(3)).containsExactly("Auditing service 2 of 4: b", "Auditing service 4 of 4: d");
        assertThat(Pace.took(12_340_000_000L)).isEqualTo(" (12.3 s)");
    }

    private static List<String> paced(long secondsEach) {
        List<String> said = new ArrayList<>();
        long[] now = {0};
        Pace pace = new Pace(4, () -> now[0], said::add);
        for (String service : List.of("a", "b", "c", "d")) {
            now[0] += secondsEach * 1_000_000_000L;
            pace.accept(service);
        }
        return said;
    }
}
