package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ordinary Dockerfiles about which nothing may be called proven that is not. */
class NoFalseProofTest {

    private static AuditResult audit(String txtar) {
        return Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of(".")));
    }

    private static List<String> criticals(String txtar) {
        return audit(txtar).findings().stream()
                .filter(f -> f.finding().severity() == Severity.CRITICAL)
                .map(f -> f.finding().ruleId() + " " + f.finding().message())
                .toList();
    }

    @Test
    void theGroupOfARemovedUserMayBeUsedAgain() {
        assertThat(criticals("""
                        -- Dockerfile --
                        FROM node:20-alpine
                        RUN deluser --remove-home node && addgroup -S -g 1000 app && adduser -S -u 1000 -G app app
                        USER app
                        CMD ["node", "-e", "setInterval(() => {}, 1000)"]
                        """)).isEmpty();
    }

    @Test
    void aShellThatReadsItsInputIsNoScript() {
        for (String cmd : List.of("", "CMD [\"/bin/sh\"]\n", "CMD [\"sh\", \"-s\"]\n")) {
            assertThat(audit("-- Dockerfile --\nFROM golang:1.22-alpine\nUSER 1000\n" + cmd)
                            .findings())
                    .as(cmd)
                    .noneMatch(f -> f.finding().ruleId().equals("script-ignores-failure"));
        }
    }

    @Test
    void whatFindRunsOverFilesLeavesNothingKnownOfThem() {
        assertThat(criticals("-- Dockerfile --\nFROM debian:bookworm-slim\nCOPY start.sh /\n"
                        + "RUN find / -name '*.sh' -exec sed -i 's/\\r$//' {} +\nENTRYPOINT [\"/start.sh\"]\n"
                        + "-- start.sh --\n#!/bin/sh\r\nexec sleep infinity\r\n"))
                .isEmpty();
    }

    @Test
    void rmdirTakesNoFullDirectoryAway() {
        assertThat(criticals("""
                        -- Dockerfile --
                        FROM node:20-alpine
                        COPY dist/main.js /app/dist/
                        RUN rmdir /app/dist 2>/dev/null || true
                        CMD ["node", "/app/dist/main.js"]
                        -- dist/main.js --
                        require("http").createServer().listen(3000)
                        """)).isEmpty();
    }

    @Test
    void installMakesTheDirectoryThatItIsToldToMake() {
        assertThat(criticals("""
                        -- Dockerfile --
                        FROM debian:bookworm-slim
                        COPY a.sh /
                        RUN install -Dm755 /a.sh /srv/tools/a.sh
                        CMD ["/srv/tools/a.sh"]
                        -- a.sh --
                        #!/bin/sh
                        exec sleep infinity
                        """)).isEmpty();
    }

    @Test
    void aGuardThatGivesUpOnPurposeHidesNoFaultBehindIt() {
        AuditResult result = audit("""
                -- Dockerfile --
                FROM node:20-alpine
                COPY start.sh /
                ENTRYPOINT ["/start.sh"]
                -- start.sh --
                #!/bin/sh
                set -e
                if [ -z "$DATABASE_URL" ]; then echo "need it"; exit 1; fi
                exec pnpm start
                """);
        Outcome outcome = result.workspace().services().get(0).outcome().orElseThrow();
        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        assertThat(((Outcome.Dies) outcome).failure().subject()).isEqualTo("pnpm");
    }

    @Test
    void aDockerfileThatIsRejectedIsALaunchThatDoesNotBuild() {
        AuditResult result = audit("-- Dockerfile --\nFROM node:20-alpine\nCOPY server.js\n");
        assertThat(result.workspace().services().get(0).outcome().orElseThrow()).isInstanceOf(Outcome.BuildsNot.class);
    }

    @Test
    void aCommandWithoutANameIsNowhere() {
        assertThat(criticals("""
                        -- Dockerfile --
                        FROM node:20-bookworm-slim
                        COPY start.sh /
                        ENTRYPOINT ["/start.sh"]
                        -- start.sh --
                        #!/bin/bash
                        TOOL=
                        path="$(command -v "$TOOL" || true)"
                        if [ -z "$path" ]; then exec sleep infinity; fi
                        exec missing
                        """)).isEmpty();
    }

    @Test
    void aConditionWithManyWaysThroughItIsFollowedBothWays() {
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            cases.append("  %d) [ -n \"$V%d\" ] ;;\n".formatted(i, i));
        }
        String tree = """
                -- Dockerfile --
                FROM node:20-alpine
                COPY start.sh /
                ENTRYPOINT ["/start.sh"]
                -- start.sh --
                #!/bin/sh
                %s
                """;
        String ways = "case \"$MODE\" in\n" + cases + "esac";
        for (String script : List.of(
                "if " + ways + "\nthen exec sleep infinity; else exec sleep infinity; fi",
                ways + " && exec sleep infinity\nexec sleep infinity",
                "until " + ways + "\ndo sleep 1; done\nexec sleep infinity")) {
            assertThat(criticals(tree.formatted(script))).as(script).isEmpty();
        }
    }
}
