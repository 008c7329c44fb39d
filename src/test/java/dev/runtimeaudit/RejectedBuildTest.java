package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.triage.AuditResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dockerfiles that parse, and that BuildKit rejects once it puts values in. */
class RejectedBuildTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FROM node:20 AS build\\nARG VERSION\\nFROM node:${VERSION}-alpine | 3 | failed to parse stage name "node:-alpine": invalid reference format
            FROM node:20\\nCOPY server.js ${DIR:?nowhere} | 2 | failed to process "${DIR:?nowhere}": DIR: nowhere
            """)
    void itIsSaidWhereAndWhy(String dockerfile, int line, String message) {
        AuditResult result = Replayed.tree("-- Dockerfile --\n" + dockerfile.replace("\\n", "\n")
                + "\n-- server.js --\nsetInterval(() => {}, 9)\n");

        assertThat(result.findings())
                .filteredOn(each -> each.finding().ruleId().equals("dockerfile-does-not-parse"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.finding().at().line()).isEqualTo(line);
                    assertThat(each.finding().message()).contains(message);
                });
    }
}
