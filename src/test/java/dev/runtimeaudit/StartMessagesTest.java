package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.triage.Triaged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words in which the rules about starting speak. */
class StartMessagesTest {

    private static List<String> said(String rule, String tree) {
        return Replayed.tree(tree).findings().stream()
                .map(Triaged::finding)
                .filter(finding -> finding.ruleId().equals(rule))
                .map(finding -> finding.subject() + ": " + finding.message())
                .toList();
    }

    @Test
    void aProgramThatEndsWithoutAWordIsToldByItsLineAndStatus() {
        String tree = """
            -- Dockerfile --
            FROM node:20-alpine
            COPY server.js /
            CMD ["node", "/server.js"]
            -- server.js --
            const port = 1;
            process.exit(3);
            """;
        assertThat(said("main-process-ends", tree))
                .containsExactly("process.exit: the start path ends at `server.js:2` with status 3, "
                        + "and nothing keeps the container running");
    }

    @Test
    void aStandInOfCorepackGoesByTheWordOfTheCommandLine() {
        String tree = """
            -- Dockerfile --
            FROM node:20-alpine
            RUN corepack enable
            WORKDIR /app
            COPY package.json server.js ./
            CMD ["pnpm", "start"]
            -- package.json --
            {"name": "web", "packageManager": "pnpm@9.0.0", "scripts": {"start": "node server.js"}}
            -- server.js --
            require("http").createServer().listen(3000)
            """;
        assertThat(said("package-manager-at-start", tree)).containsExactly("pnpm: the start path goes through `pnpm`");
    }
}
