package dev.runtimeaudit.read.compose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @Test
    void wordsAreSplitWithoutAShell() {
        CommandLine line = CommandLine.split("echo $HOME \"a 'b\" `x y` foo\\ bar \"\" ''");
        assertThat(line.argv()).containsExactly("echo", "$HOME", "a 'b", "`x y`", "foo bar", "", "");
        assertThat(line.cut()).isEmpty();
    }

    @Test
    void whatFollowsAnUnquotedOperatorIsDropped() {
        CommandLine line = CommandLine.split("npm run migrate && npm start");
        assertThat(line.argv()).containsExactly("npm", "run", "migrate");
        assertThat(line.cut()).contains(16);
    }

    @Test
    void aDescriptorInFrontOfARedirectionIsNoWord() {
        assertThat(CommandLine.split("node x 2>&1").argv()).containsExactly("node", "x");
    }

    @Test
    void operatorsInQuotesAreText() {
        CommandLine line = CommandLine.split("sh -c \"a && b\"");
        assertThat(line.argv()).containsExactly("sh", "-c", "a && b");
        assertThat(line.words().get(2).from()).isEqualTo(6);
    }

    @Test
    void aCommandSubstitutionIsKeptAsText() {
        assertThat(CommandLine.split("echo $(date +%s) x").argv()).containsExactly("echo", "$(date +%s)", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a \"b", "a 'b", "a \\", "a (b)", "a `b"})
    void whatCannotBeSplitIsRejected(String text) {
        assertThat(CommandLine.split(text).rejected()).isTrue();
    }

    @Test
    void blanksAloneAreNoWords() {
        assertThat(CommandLine.split(" \n ").words()).isEmpty();
    }
}
