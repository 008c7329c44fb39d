package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaselineFileTest {

    private static final KnownFinding ONE =
            new KnownFinding("command-not-found", Optional.of("web"), "apps/web/start.sh", "pnpm \"x\": [\\d]", 2);
    private static final KnownFinding OTHER =
            new KnownFinding("compose-invalid", Optional.empty(), "apps/compose.yml", "größe", 1);

    private static List<KnownFinding> read(String text) {
        return KnownFinding.of(ConfigYaml.read(new SourceFile(new TreePath("baseline.json"), text), "baseline.json"));
    }

    @Test
    void whatIsWrittenIsReadAgainInAnyOrder() {
        String text = BaselineFile.text(List.of(ONE, OTHER));
        assertThat(text).isEqualTo(BaselineFile.text(List.of(OTHER, ONE)));
        assertThat(read(text)).containsExactly(OTHER, ONE);
        assertThat(text).doesNotContain("line");
    }

    @Test
    void anEmptyBaselineIsOne() {
        assertThat(read(BaselineFile.text(List.of()))).isEmpty();
    }

    @Test
    void whatIsNoBaselineIsToldWithItsPlace() {
        assertThatThrownBy(() -> read("{\"findings\": []}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("baseline.json:1:1")
                .hasMessageContaining("`schema` has to be 1");
        assertThatThrownBy(() -> read("{\"schema\": 1, \"findings\": [{\"rule\": \"a\", \"flie\": \"b\"}]}"))
                .hasMessageContaining("did you mean `file`?");
        assertThatThrownBy(() ->
                        read("{\"schema\": 1,\n\"findings\": [{\"rule\": \"a\", \"file\": \"b\", \"count\": 0}]}"))
                .hasMessageContaining("baseline.json:2:")
                .hasMessageContaining("1 or more");
    }
}
