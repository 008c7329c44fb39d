package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bad it is that a container dies on some ways only. */
class ConditionalDeathsTest {

    private static List<String> told(String script) {
        return Replayed.tree("""
                -- Dockerfile --
                FROM node:20-bookworm-slim
                WORKDIR /app
                COPY server.js start.sh ./
                CMD ["sh", "-e", "start.sh"]
                -- server.js --
                require("http").createServer().listen(3000);
                -- start.sh --
                """ + script + "\nexec node server.js\n").findings().stream()
                .map(triaged -> triaged.finding())
                .filter(finding -> finding.ruleId().equals("command-not-found"))
                .map(finding -> finding.severity().name() + " " + finding.message())
                .toList();
    }

    @Test
    void aToolThatIsMissingAsSoonAsAVariableIsGivenIsHigh() {
        assertThat(told("if [ -n \"$DB_HOST\" ]; then nc -z \"$DB_HOST\" 5432; fi"))
                .containsExactly("HIGH `nc` is not in the image when `DB_HOST` is set: `start.sh: 1: nc: not found`");
    }

    @Test
    void whatAWordMustBeThatHasNoNameIsNotTold() {
        assertThat(told("if [ -n \"$DB_HOST\" ]; then case \"${DB_HOST%%:*}\" in http) ;; *) nc -z a 1;; esac; fi"))
                .containsExactly("HIGH `nc` is not in the image when `DB_HOST` is set: `start.sh: 1: nc: not found`");
    }

    @Test
    void aToolThatIsMissingForOneValueOfAVariableIsMedium() {
        assertThat(told("if [ \"$MODE\" = debug ]; then strace -p 1; fi"))
                .containsExactly("MEDIUM `strace` is not in the image when `MODE=debug` has a certain value: "
                        + "`start.sh: 1: strace: not found`");
    }

    private static List<String> unset(String value) {
        return Replayed.tree("""
                -- Dockerfile --
                FROM node:20-bookworm-slim
                WORKDIR /app
                COPY server.js start.sh ./
                CMD ["sh", "start.sh"]
                -- server.js --
                require("http").createServer().listen(3000);
                -- start.sh --
                if [ -z "$URL" ]; then
                  if [ -n "$HOST" ]; then URL="tcp://$HOST"; else echo "no URL"; exit 1; fi
                fi
                exec node server.js
                -- docker-compose.yml --
                services:
                  api:
                    build: .
                    environment:
                      URL: %s
                """.formatted(value)).findings().stream()
                .map(triaged -> triaged.finding())
                .filter(finding -> finding.ruleId().equals("unset-variable-stops-script"))
                .map(finding -> finding.severity().name())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${URL:-tcp://db}", "tcp://${DB}", "${A:-${B:-x}}", "tcp://db"})
    void whatComposeGivesWithADefaultIsTakenToHoldSomething(String value) {
        assertThat(unset(value)).doesNotContain("HIGH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${URL}", "${URL:-}", "${A}${B}", ""})
    void whatComposeMayGiveEmptyIsTold(String value) {
        assertThat(unset(value)).contains("HIGH");
    }
}
