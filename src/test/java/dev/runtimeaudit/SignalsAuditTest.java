package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.triage.Triaged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears that a container is to stop: the measured cases of the oracle ("signals"), told by the rule. */
class SignalsAuditTest {

    private static final String SERVER = "require('http').createServer().listen(3000);\n";
    private static final String HANDLER = SERVER + "process.on('SIGTERM', () => process.exit(0));\n";

    private static String image(String from, String start, String server) {
        return """
                -- Dockerfile --
                FROM %s
                WORKDIR /app
                COPY . .
                %s
                -- server.js --
                %s
                -- package.json --
                {"name": "a", "scripts": {"start": "node server.js"}}
                -- e.sh --
                #!/bin/sh
                node server.js
                -- x.sh --
                #!/bin/sh
                exec node server.js
                -- t.sh --
                #!/bin/sh
                trap 'kill $child' TERM
                node server.js &
                child=$!
                wait $child
                """.formatted(from, start, server);
    }

    private static List<String> told(String tree) {
        return Replayed.tree(tree).findings().stream()
                .map(Triaged::finding)
                .filter(finding -> finding.ruleId().equals("signals-lost"))
                .map(finding -> finding.subject() + " " + finding.at().path() + ":"
                        + finding.at().line())
                .toList();
    }

    private static List<String> alpine(String start, String server) {
        return told(image("node:20-alpine", start, server));
    }

    private static List<String> debian(String start, String server) {
        return told(image("node:20-bookworm-slim", start, server));
    }

    @Test
    void aShellKeepsTheSignalToItself() {
        assertThat(alpine("ENTRYPOINT [\"./e.sh\"]", HANDLER)).containsExactly("ash Dockerfile:4");
        assertThat(debian("CMD node server.js", HANDLER)).containsExactly("dash Dockerfile:4");
        assertThat(debian("CMD echo a && node server.js", HANDLER)).containsExactly("dash Dockerfile:4");
        assertThat(debian("CMD [\"bash\", \"e.sh\"]", HANDLER)).containsExactly("bash Dockerfile:4");
    }

    @Test
    void aShellThatBecomesTheProgramDoesNot() {
        assertThat(alpine("ENTRYPOINT [\"./x.sh\"]", HANDLER)).isEmpty();
        assertThat(alpine("CMD node server.js", HANDLER)).isEmpty();
        assertThat(alpine("CMD echo a && node server.js", HANDLER)).isEmpty();
        assertThat(debian("CMD exec node server.js", HANDLER)).isEmpty();
        assertThat(debian("CMD [\"bash\", \"-c\", \"echo a && node server.js\"]", HANDLER))
                .isEmpty();
        assertThat(alpine("ENTRYPOINT [\"./t.sh\"]", HANDLER)).isEmpty();
    }

    @Test
    void npmLosesItInTheShellOfDebian() {
        assertThat(debian("CMD [\"npm\", \"start\"]", HANDLER)).containsExactly("npm Dockerfile:4");
        assertThat(alpine("CMD [\"npm\", \"start\"]", HANDLER)).isEmpty();
        assertThat(alpine("CMD [\"yarn\", \"start\"]", HANDLER)).isEmpty();
    }

    @Test
    void theFirstProcessNeedsAHandler() {
        assertThat(alpine("CMD [\"node\", \"server.js\"]", SERVER)).containsExactly("node Dockerfile:4");
        assertThat(alpine("CMD [\"node\", \"server.js\"]", HANDLER)).isEmpty();
        assertThat(alpine("CMD [\"node\", \"server.js\"]", SERVER + "require('unheard-of');"))
                .isEmpty();
        assertThat(alpine("CMD [\"node\", \"server.js\"]", SERVER + "for (const s of all) process.on(s, stop);"))
                .isEmpty();
        for (String listening : List.of(
                "process['on'](all[0], stop);",
                "process.prependListener(all[0], stop);",
                "process\n.on(all[0], stop);",
                "const p = process;",
                "hook(process);")) {
            assertThat(alpine("CMD [\"node\", \"server.js\"]", SERVER + listening))
                    .as(listening)
                    .isEmpty();
        }
        assertThat(alpine(
                        "CMD [\"node\", \"server.js\"]",
                        SERVER + "process.on('exit', () => console.log(process.pid));"))
                .isNotEmpty();
        assertThat(alpine("CMD [\"node\", \"-r\", \"./stop.js\", \"server.js\"]", SERVER))
                .isEmpty();
    }

    @Test
    void aStopThatLeavesNoTimeIsTold() {
        String compose = "-- docker-compose.yml --\nservices:\n  app:\n    build: .\n";
        String slow = HANDLER + "process.on('SIGINT', () => setTimeout(() => process.exit(1), 30 * 1000));";
        String image = image("node:20-alpine", "CMD [\"node\", \"server.js\"]", slow);
        assertThat(abrupt(image)).isEmpty();
        assertThat(abrupt(image + compose))
                .containsExactly(
                        "docker-compose.yml:2 the program gives itself 30 s to come to its end, and is killed after 10 s");
        assertThat(abrupt(image + compose + "    stop_grace_period: 1m\n")).isEmpty();
        assertThat(abrupt(image + compose + "    stop_grace_period: 29s999ms\n"))
                .hasSize(1);
        assertThat(abrupt(image + compose + "    stop_grace_period: ${GRACE}\n"))
                .isEmpty();
        assertThat(abrupt(image + compose + "    stop_grace_period: 1m\n    stop_signal: SIGKILL\n"))
                .containsExactly("docker-compose.yml:5 a program cannot handle SIGKILL: it never ends in its own way");
        assertThat(abrupt(image("node:20-alpine", "STOPSIGNAL 9\nCMD [\"node\", \"server.js\"]", HANDLER)))
                .singleElement()
                .asString()
                .startsWith("Dockerfile:4 ");
        assertThat(abrupt(image("node:20-alpine", "STOPSIGNAL SIGINT\nCMD [\"node\", \"server.js\"]", HANDLER)))
                .isEmpty();
    }

    private static List<String> abrupt(String tree) {
        return Replayed.tree(tree).findings().stream()
                .map(Triaged::finding)
                .filter(finding -> finding.ruleId().equals("stop-signal-not-graceful"))
                .map(finding ->
                        "%s:%d %s".formatted(finding.at().path(), finding.at().line(), finding.message()))
                .toList();
    }

    @Test
    void anInitIsAnAnswer() {
        assertThat(alpine(
                        "RUN apk add --no-cache tini\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"node\", \"server.js\"]",
                        SERVER))
                .isEmpty();
        String compose = "-- docker-compose.yml --\nservices:\n  app:\n    build: .\n";
        String plain = image("node:20-alpine", "CMD [\"node\", \"server.js\"]", SERVER);
        assertThat(told(plain + compose)).containsExactly("node Dockerfile:4");
        assertThat(told(plain + compose + "    init: true\n")).isEmpty();
        assertThat(told(plain + compose + "    stop_signal: SIGKILL\n")).isEmpty();
        assertThat(told(plain + compose + "    command: [\"sh\", \"./e.sh\"]\n"))
                .containsExactly("ash docker-compose.yml:4");
    }
}
