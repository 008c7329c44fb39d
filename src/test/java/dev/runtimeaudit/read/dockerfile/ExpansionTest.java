package dev.runtimeaudit.read.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

    private static final Map<String, String> VALUES =
            Map.of("A", "a/b/c.tar.gz", "EMPTY", "", "B", "x y", "DOLLAR", "$A");

    private static Expansion expand(String word) {
        Fragment text = Fragment.of(new SourceFile(new TreePath("Dockerfile"), word));
        return Expansion.of(WordReader.read(text, '\\'), name -> Optional.ofNullable(VALUES.get(name)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "$A | a/b/c.tar.gz",
                "${A}x | a/b/c.tar.gzx",
                "x$NOPE.y | x.y",
                "${NOPE:-d} | d",
                "${EMPTY:-d} | d",
                "x${EMPTY-d} | x",
                "${NOPE-${B}} | x y",
                "${A:+set} | set",
                "x${EMPTY:+set} | x",
                "${EMPTY+set} | set",
                "${A#*/} | b/c.tar.gz",
                "${A##*/} | c.tar.gz",
                "${A%.*} | a/b/c.tar",
                "${A%%.*} | a/b/c",
                "${A/\\//-} | a-b/c.tar.gz",
                "${A//\\//-} | a-b-c.tar.gz",
                "${A//[/-} | a/b/c.tar.gz",
                "'$A' | $A",
                "\"$B\" | x y",
                "\\$A | $A",
                "\"a\\b\\\"c\" | a\\b\"c",
                "a\\b | ab",
                "$DOLLAR | $A",
                "x$1y | xy",
                "<< | <<"
            })
    void wordsBecomeWhatTheyBecomeInBuildKit(String word, String expected) {
        assertThat(expand(word)).isEqualTo(new Expansion.Text(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "${NOPE:?} | NOPE: is not allowed to be unset",
                "${EMPTY:?} | EMPTY: is not allowed to be empty",
                "${NOPE?why} | NOPE: why",
                "${A | unsupported modifier (\ufffd) in substitution",
                "${} | syntax error: bad substitution",
                "${A^^} | unsupported modifier (^) in substitution",
                "${A:=x} | unsupported modifier (:=) in substitution",
                "${A:-x | syntax error: missing '}'",
                "'x | unexpected end of statement while looking for matching single-quote",
                "${A#\\x} | invalid pattern (\\x) in substitution: invalid escape '\\x'"
            })
    void whatBuildKitRejectsIsSaidInItsWords(String word, String expected) {
        assertThat(expand(word))
                .isEqualTo(new Expansion.Failed("failed to process " + GoText.quote(word) + ": " + expected));
    }

    @Test
    void aWordThatCannotBeTakenApartIsNoLiteral() {
        Word word = WordReader.read(Fragment.of(new SourceFile(new TreePath("Dockerfile"), "\"a")), '\\');
        assertThat(word.isLiteral()).isFalse();
        assertThat(word.parts().get(0)).isInstanceOf(Word.Part.Malformed.class);
    }
}
