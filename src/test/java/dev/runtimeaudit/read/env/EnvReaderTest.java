package dev.runtimeaudit.read.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.env.EnvFile.Assignment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

class EnvReaderTest {

    @Test
    void composeTakesOffQuotesAndCommentsBehindABlank() {
        EnvFile file = read(EnvDialect.COMPOSE, """
                # prose
                export A=one # why
                B=un#hash
                C="two words" # why
                D='as $it is'
                E: yaml
                F=
                """);
        assertThat(value(file, "A")).isEqualTo("one");
        assertThat(value(file, "B")).isEqualTo("un#hash");
        assertThat(value(file, "C")).isEqualTo("two words");
        assertThat(value(file, "D")).isEqualTo("as $it is");
        assertThat(value(file, "E")).isEqualTo("yaml");
        assertThat(value(file, "F")).isEmpty();
        assertThat(file.problems()).isEmpty();
        assertThat(file.get("C").orElseThrow().at()).hasToString(".env:4");
        assertThat(file.get("D").orElseThrow().expands()).isFalse();
        assertThat(file.get("C").orElseThrow().expands()).isTrue();
    }

    @Test
    void aNameAloneInheritsInCompose() {
        EnvFile file = read(EnvDialect.COMPOSE, "TOKEN\nB=1\n");
        assertThat(file.get("TOKEN").orElseThrow().value()).isEmpty();
        assertThat(value(file, "B")).isEqualTo("1");
    }

    @Test
    void quotedValuesSpanLines() {
        EnvFile file = read(EnvDialect.COMPOSE, "KEY=\"a\nb\"\nNEXT=1\n");
        assertThat(value(file, "KEY")).isEqualTo("a\nb");
        assertThat(file.get("NEXT").orElseThrow().at().line()).isEqualTo(3);
    }

    @Test
    void nodeEndsAValueAtAHash() {
        assertThat(value(read(EnvDialect.NODE, "A=un#hash\n"), "A")).isEqualTo("un");
    }

    @Test
    void dockerRunKeepsQuotes() {
        assertThat(value(read(EnvDialect.DOCKER_RUN, "A=\"x\" # y\n"), "A")).isEqualTo("\"x\" # y");
    }

    @Test
    void assignmentsInCommentsAreDocumentation() {
        EnvFile file = read(EnvDialect.COMPOSE, "# A=1\n#B=\n# see https://x/?a=b\n# A word = prose\n");
        assertThat(file.commented()).extracting(Assignment::name).containsExactly("A", "B");
        assertThat(file.assignments()).isEmpty();
    }

    @Test
    void whatComposeRejectsIsToldWithoutValues() {
        EnvFile file = read(EnvDialect.COMPOSE, "OK=1\nBAD KEY=secret\nP$=secret\nQ=\"secret\n");
        assertThat(file.problems())
                .extracting(p -> p.at().line() + " " + p.message())
                .containsExactly(
                        "2 line 2: key cannot contain a space",
                        "3 line 3: unexpected character \"$\" in variable name",
                        "4 line 4: unterminated quoted value");
        assertThat(file.toString()).doesNotContain("secret");
    }

    @Test
    void aLineEndOfWindowsIsNoPartOfAValue() {
        assertThat(value(read(EnvDialect.COMPOSE, "A=1\r\nB=2\r\n"), "A")).isEqualTo("1");
    }

    private static String value(EnvFile file, String name) {
        return file.get(name).flatMap(Assignment::value).orElseThrow();
    }

    private static EnvFile read(EnvDialect dialect, String text) {
        return EnvReader.read(new SourceFile(TreePath.of(".env").orElseThrow(), text), dialect);
    }
}
