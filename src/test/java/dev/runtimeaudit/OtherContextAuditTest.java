package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.rule.Verdict.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands behind a source that the build context lacks, where all that is copied lies beside the Dockerfile. */
class OtherContextAuditTest {

    private static final String TREE = """
            -- docker-compose.yml --
            services:
              api:
                build:
                  context: %s
                  dockerfile: %s
            -- apps/api/Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY package.json server.js ./
            CMD ["node", "sever.js"]
            -- package.json --
            {"name": "root"}
            -- apps/api/package.json --
            {"name": "api"}
            -- apps/api/server.js --
            require("http").createServer().listen(3000);
            """;

    private static List<Finding> findings(String tree) {
        return Replayed.tree(tree).findings().stream()
                .map(triaged -> triaged.finding())
                .toList();
    }

    @Test
    void whatFailsBehindAWrongContextIsToldToo() {
        List<Finding> found = findings(TREE.formatted(".", "apps/api/Dockerfile"));

        assertThat(found).extracting(Finding::ruleId).contains("copy-source-missing", "start-file-missing");
        Finding copy = found.stream()
                .filter(finding -> finding.ruleId().equals("copy-source-missing"))
                .findFirst()
                .orElseThrow();
        assertThat(copy.evidence().steps())
                .anySatisfy(step -> assertThat(step.says())
                        .isEqualTo("lies beside the Dockerfile: the build context should be `apps/api`"));
    }

    @Test
    void aContextThatLacksWhatLiesNowhereIsNotTakenForAnother() {
        String tree = TREE.formatted(".", "apps/api/Dockerfile").replace("server.js ./", "server.js dist ./");

        assertThat(findings(tree))
                .filteredOn(finding -> finding.ruleId().equals("copy-source-missing"))
                .noneSatisfy(finding -> assertThat(finding.evidence().steps())
                        .anySatisfy(step -> assertThat(step.says()).contains("beside the Dockerfile")));
    }

    @Test
    void theRightContextNeedsNoOther() {
        assertThat(findings(TREE.formatted("apps/api", "Dockerfile")))
                .extracting(Finding::ruleId)
                .contains("start-file-missing")
                .doesNotContain("copy-source-missing");
    }
}
