package dev.runtimeaudit.build.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SedSubstitutionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "s/a/b/                       | false | a-a          | b-a",
                "s/a/b/g                      | false | a-a          | b-b",
                "s,^#?(name) *= *.*,\\1 = 'x',| true  | #name = 'y'  | name = 'x'",
                "s/^(a)(b)/\\2\\1/            | true  | abc          | bac",
                "s/a+/b/                      | true  | caat         | cbt",
                "s/a$/b/                      | true  | aa           | ab",
                "s/(a)\\s*=\\s*\\S+.*/\\1/    | true  | a = b c      | a",
            })
    void aLineBecomes(String script, boolean extended, String before, String after) {
        assertThat(SedSubstitution.of(script, extended).orElseThrow().apply(before + "\n"))
                .isEqualTo(after + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s/a|b/c/",
                "s/[ab]/c/",
                "s/a{2}/c/",
                "s/a/&&/",
                "s/a/b/2",
                "s/a/b/w /tmp/x",
                "s/a/b/e",
                "s/a/\\n/",
                "s/a/\\1/",
                "s/(a/b/",
                "s/a\\b/c/",
                "s/a*/b/",
                "s//b/",
                "s/a/b",
                "y/a/b/",
                "/a/d",
                "1s/a/b/",
                "s/a/b/;s/c/d/",
            })
    void whatMayMeanSomethingElseIsNoSubstitution(String script) {
        assertThat(SedSubstitution.of(script, true)).isEmpty();
        assertThat(SedSubstitution.of("s/(a)/b/", false)).isEmpty();
        assertThat(SedSubstitution.of("s/a+/b/", false)).isEmpty();
    }

    @Test
    void eachLineIsOneOfItsOwn() {
        SedSubstitution first = SedSubstitution.of("s/a/b/", false).orElseThrow();

        assertThat(first.apply("a\na a\nc")).isEqualTo("b\nb a\nc");
        assertThat(first.apply("")).isEmpty();
    }
}
