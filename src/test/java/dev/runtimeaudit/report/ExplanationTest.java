package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final String TREE = """
            -- apps/auth/Dockerfile --
            FROM node:20-alpine AS builder
            WORKDIR /repo
            RUN corepack enable
            COPY apps/auth ./
            RUN chmod -x entrypoint.sh

            FROM node:20-alpine
            WORKDIR /app
            COPY --from=builder /repo/entrypoint.sh ./
            RUN chmod 755 entrypoint.sh
            ENTRYPOINT ["./entrypoint.sh"]
            -- apps/auth/entrypoint.sh --
            #!/bin/sh
            set -e
            pnpm start
            """;

    private static String explained() {
        return Replayed.explained(TREE, "auth");
    }

    @Test
    void itBeginsWithTheVerdictAndItsWords() {
        assertThat(explained()).startsWith("""
                auth: will not start
                  ./entrypoint.sh: line 3: pnpm: not found (exit code 127)
                """);
    }

    @Test
    void commandsThatMatterAreFollowedThroughEachStage() {
        assertThat(explained())
                .contains("3  RUN corepack enable\n           + `pnpm` is /usr/local/bin/pnpm\n")
                .contains("7  FROM node:20-alpine  (ships)\n           - `pnpm` is not on PATH\n");
    }

    @Test
    void filesThatMatterAreFollowedIntoTheStagesThatTheyAreCopiedFrom() {
        assertThat(explained())
                .contains("4  COPY apps/auth ./\n           + /repo/entrypoint.sh: file, mode 0755, owner 0:0\n")
                .contains(
                        "9  COPY --from=builder /repo/entrypoint.sh ./\n           + /app/entrypoint.sh: file, mode 0644")
                .contains("10  RUN chmod 755 entrypoint.sh\n           ~ /app/entrypoint.sh: now file, mode 0755");
    }

    @Test
    void theStartIsToldFromTheEngineToItsEnd() {
        assertThat(explained()).contains("""
                The start
                  docker-28  ./entrypoint.sh  (apps/auth/Dockerfile:11)
                  ash        /bin/sh ./entrypoint.sh  (apps/auth/Dockerfile:11)
                  dies       ./entrypoint.sh: line 3: pnpm: not found (exit code 127)  (apps/auth/entrypoint.sh:3)
                  because
                    apps/auth/entrypoint.sh:3 runs `pnpm`
                """);
    }

    @Test
    void itEndsWithTheCommandsThatShowTheSame() {
        assertThat(explained()).endsWith("""
                See for yourself
                  docker build --platform linux/amd64 -f apps/auth/Dockerfile -t runtime-audit-auth .
                  docker run --rm runtime-audit-auth; echo "exit code $?"
                  # predicted: will not start: ./entrypoint.sh: line 3: pnpm: not found (exit code 127)""");
    }

    @Test
    void aStepThatBreaksTheBuildIsMarkedAndNothingIsStarted() {
        assertThat(Replayed.explained("""
                -- apps/web/Dockerfile --
                FROM alpine:3.20
                RUN yarn install
                CMD ["true"]
                """, "web"))
                .contains(
                        "2  RUN yarn install\n           ! breaks the build: /bin/sh: yarn: not found (exit code 127)\n")
                .doesNotContain("docker run");
    }

    @Test
    void aDockerfileThatCannotBeReadIsExplainedByItsProblem() {
        assertThat(Replayed.explained("""
                -- apps/web/Dockerfile --
                FROM alpine:3.20
                COPPY . .
                """, "web")).contains("Nothing can be built\n  apps/web/Dockerfile:2 ");
    }

    @Test
    void aLaunchThatGoesTheSameWayIsNotToldAgain() {
        String text = Replayed.explained(TREE + """
                -- docker-compose.production.yml --
                services:
                  auth:
                    build: {context: ., dockerfile: apps/auth/Dockerfile}
                """, "auth");
        assertThat(text)
                .contains("The start, compose:docker-compose.production.yml:auth\n  as above: will not start\n");
    }

    @Test
    void everyRuleHasAPlainPage() {
        for (Rule rule : Rules.ALL) {
            String page = RulePage.plain(rule.card());
            assertThat(page)
                    .as(rule.card().id())
                    .startsWith(rule.card().id() + "\n")
                    .contains(rule.card().title() + ".", rule.card().advice(), "How it is proven")
                    .doesNotContain("```", "](", "**" + rule.card().title());
        }
    }
}
